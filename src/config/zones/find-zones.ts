// Which zones a configuration names, by --hosted-zone or in --zones, and their aliases: no zone twice. Refuses to know what is
// in them.

import { isJsonObject, type Json } from '../../base/parse-json.ts';
import { type Name, printName } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import type { FlagName } from '../sources/flags.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { readStructured } from '../sources/read-structured.ts';
import { readAliases, readZoneName } from './read-names.ts';

/** A zone that somebody wrote. */
export interface WrittenZone {
  /** Absent where the name cannot be read. */
  readonly apex: Name | undefined;
  readonly aliases: readonly Name[];
  /** What it says of itself; absent for the zone of the flags. */
  readonly fields?: FieldReader;
}

/** Everything a zone may say; the settings go by the names of the flags that say the same of all zones. */
export const zoneKeys = [
  'ns',
  'aliases',
  'names',
  'records',
  'ttl',
  'test-min-interval',
  'test-timeout',
  'rise',
  'fall',
  'when-all-down',
  'priv-key-path',
  'priv-key-alg',
  'priv-key-passphrase-file',
  'nsec3',
  'transfer',
  'update',
] as const;

/** Each takes some 20 KB, whatever is in it. Beyond that are hosting providers. */
const zonesMax = 10_000;

/** The flags that only the zone of the flags has. */
const shortForm: readonly FlagName[] = ['hosted-zone', 'zone-resolutions', 'alias-zones', 'records'];

/** Whether the flags describe a zone of their own; name servers alone are those of all zones. */
export function hasShortForm(values: RawValues): boolean {
  return !values.has('zones') || shortForm.some((name) => values.has(name));
}

export function findZones(values: RawValues, findings: Findings): readonly WrittenZone[] {
  const written = [
    ...(hasShortForm(values) ? [readShortForm(values, findings)] : []),
    ...readMap(values, findings),
  ];
  refuseRepeats(written, findings);
  return written;
}

function readShortForm(values: RawValues, findings: Findings): WrittenZone {
  const text = values.get('hosted-zone')?.texts[0];
  const apex = text === undefined ? undefined : readZoneName('hosted-zone', text, findings);
  const json = readStructured(values, 'alias-zones', '["example.net"]', findings);
  return { apex, aliases: readAliases('alias-zones', json ?? [], apex, findings) };
}

function readMap(values: RawValues, findings: Findings): WrittenZone[] {
  const example = '{"example.com": {"names": {"www": ["192.0.2.1"]}}}';
  const json = readStructured(values, 'zones', example, findings);
  if (json === undefined) return [];
  if (!isJsonObject(json)) {
    findings.error('zones', `is ${kindOfJson(json)}; write an object such as ${example}`);
    return [];
  }
  const entries = Object.entries(json);
  if (entries.length === 0 && !hasShortForm(values))
    findings.error('zones', 'is empty; name at least one zone');
  if (entries.length > zonesMax) {
    findings.error('zones', `has ${entries.length} zones; at most ${zonesMax} are allowed`);
    return [];
  }
  return entries.flatMap(([text, zone]) => {
    const path = printPath('zones', text);
    const apex = readZoneName(path, text, findings);
    if (!isJsonObject(zone)) {
      findings.error(
        path,
        `is ${kindOfJson(zone)}; write an object such as {"names": {"www": ["192.0.2.1"]}}`,
      );
      return [];
    }
    const fields = new FieldReader(path, zone, findings);
    fields.refuseOthers(zoneKeys);
    return [
      {
        apex,
        aliases: readAliases(printPath(path, 'aliases'), own(zone, 'aliases') ?? [], apex, findings),
        fields,
      },
    ];
  });
}

/** Where a zone or a setting of it is written. */
export function placeOf(
  { fields }: WrittenZone,
  key: 'hosted' | 'ns' | 'aliases' | 'names' | 'records',
): string {
  if (fields !== undefined) return key === 'hosted' ? fields.path : printPath(fields.path, key);
  if (key === 'ns' || key === 'records') return key;
  return { hosted: 'hosted-zone', aliases: 'alias-zones', names: 'zone-resolutions' }[key];
}

/** A query is for one zone: whose answer it gets must not depend on the order of a file. */
function refuseRepeats(written: readonly WrittenZone[], findings: Findings): void {
  const hosted = new Map<Name, string>();
  for (const zone of written) {
    if (zone.apex === undefined) continue;
    const place = placeOf(zone, 'hosted');
    const twin = hosted.get(zone.apex);
    if (twin !== undefined) findings.error(place, `is the same zone as ${twin}; merge the two`);
    else hosted.set(zone.apex, place);
  }
  const aliases = new Map<Name, string>();
  for (const zone of written) {
    const place = placeOf(zone, 'aliases');
    for (const alias of zone.aliases) {
      const other = hosted.get(alias) ?? aliases.get(alias);
      if (other === undefined) aliases.set(alias, place);
      else if (alias !== zone.apex) {
        const kind = hosted.has(alias) ? 'a zone of its own' : 'an alias';
        findings.error(
          place,
          `names "${printName(alias)}", which is ${kind} already (${other}); leave it out of one`,
        );
      }
    }
  }
}

function own(object: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
