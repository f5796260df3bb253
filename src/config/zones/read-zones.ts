// All zones of a configuration, and what only all of them together tell: which labels are ambiguous, and whether the name
// servers among their names have addresses.

import { isJsonObject } from '../../base/parse-json.ts';
import {
  findAtOrAbove,
  type Name,
  printName,
  printOwner,
  type RelativeName,
  relativeTo,
} from '../../wire/name.ts';
import { isAddressType } from '../../wire/protocol.ts';
import { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { requiredFlags, variablesOf } from '../sources/flags.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { readStructured } from '../sources/read-structured.ts';
import { checkPatterns } from './check-patterns.ts';
import { findZones, hasShortForm, type WrittenZone } from './find-zones.ts';
import { type ZoneDefaults, ZoneReader } from './read-zone.ts';
import type { ZoneConfig, ZoneContent } from './zone-config.ts';

/** Nothing if some zone cannot be read. */
export function readZones(defaults: ZoneDefaults, findings: Findings): readonly ZoneConfig[] | undefined {
  const { values } = defaults;
  if (hasShortForm(values)) reportMissing(values, findings);
  const written = findZones(values, findings);
  const reader = new ZoneReader(defaults, findings);
  const hosted = new Set(written.map(({ apex }) => apex));
  const together = {
    labelFor: nameApart(written, values),
    homeOf: (name: Name) => findAtOrAbove(name, (above) => hosted.has(above)),
  };
  const zones = written.map((zone) => reader.read(zone, together)).filter((zone) => zone !== undefined);
  if (zones.length < written.length) return undefined;
  checkNameServers(zones, findings);
  checkPatterns(zones, defaults.sharing.updates, findings);
  return zones;
}

function reportMissing(values: RawValues, findings: Findings): void {
  for (const flag of requiredFlags) {
    // A master file may hold all that these would say.
    if (values.has(flag.name) || (flag.name !== 'hosted-zone' && values.has('records'))) continue;
    const variables = variablesOf(flag).join(' or ');
    findings.error(
      flag.name,
      `is required; give --${flag.name}, set ${variables}, or write it in the configuration file`,
    );
  }
}

/** Logs call a name as it is written, but with its zone where several zones have one written like it, and for the apex. */
function nameApart(
  written: readonly WrittenZone[],
  values: RawValues,
): (label: string, apex: Name) => string {
  if (written.length < 2) return (label) => label;
  const seen = new Set<string>();
  const ambiguous = new Set<string>();
  for (const { fields } of written) {
    // What is wrong with the text is said where it is read.
    const json = fields?.object['names'] ?? readStructured(values, 'zone-resolutions', '', new Findings());
    for (const label of json !== undefined && isJsonObject(json) ? Object.keys(json) : []) {
      const spelt = label.toLowerCase();
      if (seen.has(spelt)) ambiguous.add(spelt);
      seen.add(spelt);
    }
  }
  return (label, apex) => {
    // Every zone has an "@", whether or not others have addresses there.
    if (label !== '@' && !ambiguous.has(label.toLowerCase())) return label;
    const zone = printName(apex).slice(0, -1);
    return label === '@' ? zone : `${label}.${zone}`;
  };
}

/** Resolvers that are sent to a name server in another of our zones need its address from us, too. */
function checkNameServers(zones: readonly ZoneConfig[], findings: Findings): void {
  const homes = new Map(zones.map((zone) => [zone.content.hostedZone, zone]));
  const owned = new Map<ZoneConfig, ReadonlySet<RelativeName>>();
  const told = new Set<string>();
  for (const { content, path } of zones) {
    for (const host of content.nameServers) {
      const apex = findAtOrAbove(host, (above) => homes.has(above));
      const home = apex === undefined ? undefined : homes.get(apex);
      if (apex === undefined || home === undefined || home.content === content) continue;
      const owners = owned.get(home) ?? addressedOwners(home.content);
      owned.set(home, owners);
      const owner = relativeTo(apex, host);
      if (owners.has(owner)) continue;
      const names = home.path === undefined ? 'zone-resolutions' : printPath(home.path, 'names');
      const message = `"${printName(host)}" is in "${printName(apex)}" but has no addresses; add "${printOwner(owner)}" to ${names}`;
      // A thousand zones may have the same name servers.
      if (told.has(message)) continue;
      told.add(message);
      findings.warnIfSound(path === undefined ? 'ns' : printPath(path, 'ns'), message);
    }
  }
}

function addressedOwners({ resolutions, records }: ZoneContent): ReadonlySet<RelativeName> {
  const fixed = [...records].filter(([, rrsets]) => rrsets.some(({ type }) => isAddressType(type)));
  return new Set([...resolutions.map(({ owner }) => owner), ...fixed.map(([owner]) => owner)]);
}
