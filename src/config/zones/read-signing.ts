// What the flags or a zone say of DNSSEC -> which key files sign, and how. Refuses to know what is in the files.

import { SecurityAlgorithm } from '../../wire/protocol.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { readPaths } from '../sources/read-paths.ts';
import type { ScalarReader } from '../sources/read-scalars.ts';

export interface SigningPlan {
  /** In the order of the flags; the first is the key in use. */
  readonly keys: readonly [KeySource, ...KeySource[]];
  readonly kind: 'nsec' | 'nsec3';
  /** What names them, for findings: `zones["example.com"]`; absent: the flags. */
  readonly place?: string;
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

/** What is said of keys, by the flags or by a zone. */
export interface WrittenKeys {
  /** Empty: the zone is not signed. */
  readonly paths: readonly string[];
  readonly passphrasePaths: readonly string[];
  readonly algorithms: readonly SecurityAlgorithm[];
  readonly isHashed: boolean;
}

export type KeySetting = 'priv-key-path' | 'priv-key-passphrase-file' | 'priv-key-alg' | 'nsec3';

/** Where it is said, for findings. */
export interface KeysPlace {
  /** Absent: the flags. */
  readonly path?: string;
  /** Whether this place says it, and not the defaults. */
  readonly says: (setting: KeySetting) => boolean;
}

export function readKeyFlags(values: RawValues, scalars: ScalarReader): WrittenKeys {
  return {
    paths: readPaths(values, 'priv-key-path'),
    passphrasePaths: values.get('priv-key-passphrase-file')?.texts ?? [],
    algorithms: findAlgorithms(scalars.words('priv-key-alg', algorithmWords)),
    isHashed: scalars.isOn('nsec3'),
  };
}

export function findAlgorithms(words: readonly string[]): SecurityAlgorithm[] {
  return words.map(findAlgorithm).filter((algorithm) => algorithm !== undefined);
}

export function planSigning(
  { paths, passphrasePaths, algorithms, isHashed }: WrittenKeys,
  { path: place, says }: KeysPlace,
  findings: Findings,
): SigningPlan | undefined {
  const pathOf = (setting: KeySetting) => (place === undefined ? setting : printPath(place, setting));
  const keyPaths = place === undefined ? '--priv-key-path' : '"priv-key-path"';
  const [first, ...others] = paths.map(
    (path, index): KeySource => ({
      path,
      passphrasePath: forKey(passphrasePaths, index),
      algorithm: forKey(algorithms, index),
    }),
  );
  if (first === undefined) {
    for (const setting of ['nsec3', 'priv-key-passphrase-file'] as const) {
      if (says(setting) && (setting !== 'nsec3' || isHashed))
        findings.warnIfSound(pathOf(setting), `has no effect without ${keyPaths}`);
    }
    return undefined;
  }
  if (paths.length > keysMax)
    findings.error(
      pathOf('priv-key-path'),
      `names ${paths.length} keys; at most ${keysMax} can be used at once`,
    );
  checkCount('priv-key-alg', algorithms.length);
  checkCount('priv-key-passphrase-file', passphrasePaths.length);
  const plan = { keys: [first, ...others], kind: isHashed ? 'nsec3' : 'nsec' } as const;
  return place === undefined ? plan : { ...plan, place };

  function checkCount(setting: KeySetting, count: number): void {
    if (count <= 1 || count === paths.length) return;
    findings.error(
      pathOf(setting),
      `was given ${count} times for ${paths.length} keys; give it once, or once for each ${keyPaths}`,
    );
  }
}

/** A flag given once applies to every key. */
function forKey<Value>(values: readonly Value[], index: number): Value | undefined {
  return values.length === 1 ? values[0] : values[index];
}
