// The DNSSEC flags -> which key files sign the zones, and how. Refuses to know what is in the files.

import { resolve } from 'node:path';
import { SecurityAlgorithm } from '../../wire/protocol.ts';
import type { Findings } from '../findings/finding.ts';
import type { FlagName } from '../sources/flags.ts';
import type { RawValues } from '../sources/gather-values.ts';
import type { ScalarReader } from '../sources/read-scalars.ts';

export interface SigningPlan {
  /** In the order of the flags; the first is the key in use. */
  readonly keys: readonly [KeySource, ...KeySource[]];
  readonly kind: 'nsec' | 'nsec3';
}

export interface KeySource {
  readonly path: string;
  readonly passphrasePath: string | undefined;
  /** Absent: the key's own. */
  readonly algorithm: SecurityAlgorithm | undefined;
}

/** By lower-case name and by number. */
const algorithmsByWord: ReadonlyMap<string, SecurityAlgorithm> = new Map([
  ...Object.entries(SecurityAlgorithm).map(([name, number]) => [name.toLowerCase(), number] as const),
  ...Object.values(SecurityAlgorithm).map((number) => [String(number), number] as const),
]);

export const algorithmWords: readonly string[] = [...algorithmsByWord.keys()];

export function findAlgorithm(text: string): SecurityAlgorithm | undefined {
  return algorithmsByWord.get(text.trim().toLowerCase());
}

/** More do not fit into the one answer that has them all, and no key rollover needs more than three. */
const keysMax = 4;

export function readSigning(
  values: RawValues,
  scalars: ScalarReader,
  findings: Findings,
): SigningPlan | undefined {
  const algorithms = scalars.words('priv-key-alg', algorithmWords).map(findAlgorithm);
  const isHashed = scalars.isOn('nsec3');
  const paths = values.get('priv-key-path')?.texts ?? [];
  const passphrasePaths = values.get('priv-key-passphrase-file')?.texts ?? [];
  const [first, ...others] = paths.map(
    (path, index): KeySource => ({
      path: resolve(path),
      passphrasePath: forKey(passphrasePaths, index),
      algorithm: forKey(algorithms, index),
    }),
  );
  if (first === undefined) {
    for (const name of ['nsec3', 'priv-key-passphrase-file'] as const) {
      if (values.has(name) && (name !== 'nsec3' || isHashed))
        findings.warnIfSound(name, 'has no effect without --priv-key-path');
    }
    return undefined;
  }
  if (paths.length > keysMax)
    findings.error('priv-key-path', `names ${paths.length} keys; at most ${keysMax} can be used at once`);
  checkCount('priv-key-alg', values.get('priv-key-alg')?.texts.length ?? 0);
  checkCount('priv-key-passphrase-file', passphrasePaths.length);
  return { keys: [first, ...others], kind: isHashed ? 'nsec3' : 'nsec' };

  function checkCount(name: FlagName, count: number): void {
    if (count <= 1 || count === paths.length) return;
    findings.error(
      name,
      `was given ${count} times for ${paths.length} keys; give it once, or once for each --priv-key-path`,
    );
  }
}

/** A flag given once applies to every key. */
function forKey<Value>(values: readonly Value[], index: number): Value | undefined {
  return values.length === 1 ? values[0] : values[index];
}
