// The zones of a configuration with the keys that they name, for commands that need nothing else of it.

import type { Name } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { ScalarReader } from '../sources/read-scalars.ts';
import { findZones, placeOf } from './find-zones.ts';
import type { SigningPlan } from './read-signing.ts';
import { readDefaultKeys, readZoneKeys } from './read-zone-settings.ts';

export interface KeyedZone {
  /** The hosted zone, then its aliases. */
  readonly names: readonly [Name, ...Name[]];
  /** Absent: not signed. */
  readonly signing: SigningPlan | undefined;
  /** Where a zone is named, for findings. */
  readonly place: string;
}

export function readKeyedZones(values: RawValues, findings: Findings): readonly KeyedZone[] {
  const keys = readDefaultKeys(values, new ScalarReader(values, findings), findings);
  return findZones(values, findings).flatMap((written) => {
    const { apex, aliases, fields } = written;
    const signing =
      fields === undefined ? keys.plan : readZoneKeys(fields, keys, values.get('zones')?.folder, findings);
    if (apex === undefined) return [];
    return [{ names: [apex, ...aliases] as const, signing, place: placeOf(written, 'hosted') }];
  });
}
