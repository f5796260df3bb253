// The files that --tsig-key-file names -> a ring of keys, and what is wrong with them. Messages name files and keys, never
// secrets, nor the lines that have them.

import { describePlaces, type Place } from '../../base/place.ts';
import { quote } from '../../base/quote.ts';
import type { Findings } from '../../config/findings/finding.ts';
import { printPath } from '../../config/findings/print-path.ts';
import { readKeyFile } from '../../tsig/key-file/read-key-file.ts';
import type { KeyRing, TsigKey } from '../../tsig/tsig-key.ts';
import { type Name, printName } from '../../wire/name.ts';
import { readSecretFile } from './read-secret-file.ts';

/** Five hundred keys and their comments. */
const keyFileOctetsMax = 128 * 1024;
/** One for each zone of the largest servers; more is a mistake, such as a folder full of other things. */
const filesMax = 100;
const keysMax = 10_000;
const setting = 'tsig-key-file';

export function loadTsigKeys(files: readonly string[], findings: Findings): KeyRing {
  const known = new Map<Name, LoadedKey>();
  if (files.length > filesMax) {
    findings.error(
      setting,
      `names ${files.length} files; at most ${filesMax} are read, so put more keys into each`,
    );
    return new Map();
  }
  for (const [index, file] of files.entries()) {
    const path = files.length === 1 ? setting : printPath(setting, index);
    loadFile(file, path, known, findings);
    if (known.size > keysMax) {
      findings.error(path, `makes them more than ${keysMax} keys; remove those that nothing uses`);
      break;
    }
  }
  return new Map(Array.from(known, ([name, { key }]) => [name, key]));
}

interface LoadedKey {
  readonly key: TsigKey;
  readonly file: string;
}

function loadFile(file: string, path: string, known: Map<Name, LoadedKey>, findings: Findings): void {
  const options = { octetsMax: keyFileOctetsMax, manual: 'docs/transfers.md', setting: path };
  const bytes = readSecretFile(file, options, findings);
  if (bytes === undefined) return;
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, ' ');
  const { keys, remarks } = readKeyFile(text);
  const said = remarks.map(({ severity, message, offset }) => ({
    severity,
    offset,
    message: `${quote(file)} ${message}`,
  }));
  for (const { key, offset } of keys) {
    const before = known.get(key.name);
    if (before === undefined) known.set(key.name, { key, file });
    else if (!isSame(before.key, key)) {
      const message = `${quote(file)} has another key by the name of ${printName(key.name)} than ${quote(before.file)}; rename one`;
      said.push({ severity: 'error', offset, message });
    }
  }
  const places = describePlaces(
    file,
    text,
    said.map(({ offset }) => offset),
  );
  for (const [index, { severity, message }] of said.entries()) {
    const place = places[index] && withoutLine(places[index]);
    if (severity === 'error') findings.error(path, message, place);
    else findings.warn(path, message, place);
  }
}

function isSame(one: TsigKey, other: TsigKey): boolean {
  return (
    one.algorithm === other.algorithm &&
    one.macOctetsMin === other.macOctetsMin &&
    one.secret.equals(other.secret)
  );
}

/** The line may have a secret in it. */
function withoutLine(place: Place): Place {
  return { ...place, excerpt: '', indent: 0 };
}
