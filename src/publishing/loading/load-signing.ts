// What key files make a zone be signed with, or every finding. Messages name files, never their contents.

import { quote } from '../../base/quote.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { type Finding, Findings } from '../../config/findings/finding.ts';
import { printPath } from '../../config/findings/print-path.ts';
import type { KeySource, SigningPlan } from '../../config/zones/read-signing.ts';
import type { SigningKey } from '../../signing/signing-key.ts';
import type { SigningSettings } from '../../signing/signing-settings.ts';
import { KeyFiles } from './key-files.ts';

export interface LoadedSigning {
  readonly settings: SigningSettings;
  readonly warnings: readonly Finding[];
}

export function loadSigning(
  { keys: sources, kind, place }: SigningPlan,
  files = new KeyFiles(),
): Result<LoadedSigning, readonly Finding[]> {
  const findings = new Findings();
  const keys: SigningKey[] = [];
  for (const [index, source] of sources.entries()) {
    const at = sources.length === 1 ? undefined : index;
    const pathOf = (setting: string) =>
      printPath(...pathTo(place, setting), ...(at === undefined ? [] : [at]));
    const key = files.load(source, pathOf, findings);
    if (key === undefined) continue;
    const twin = keys.find(({ algorithm, keyTag }) => algorithm === key.algorithm && keyTag === key.keyTag);
    if (twin !== undefined) findings.error(pathOf('priv-key-path'), explainTwin(source, key, twin));
    keys.push(key);
  }
  const [first, ...others] = keys;
  if (keys.length < sources.length || findings.hasErrors || first === undefined) return fail(findings.all);
  return succeed({ settings: { keys: [first, ...others], kind }, warnings: findings.all });
}

function pathTo(place: string | undefined, setting: string): [string, ...string[]] {
  return place === undefined ? [setting] : [place, setting];
}

/** Signatures name their key by its tag: with two alike a validator would have to try both, and not all do. */
function explainTwin({ path }: KeySource, key: SigningKey, twin: SigningKey): string {
  if (key.dnskey === twin.dnskey) return `${quote(path)} holds the same key as an earlier file; name it once`;
  return `${quote(path)} holds a key with tag ${key.keyTag}, like an earlier file; generate another key`;
}
