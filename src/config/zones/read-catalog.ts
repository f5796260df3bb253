// The zone that lists all others. Refuses to know what is in it.

import { isAtOrBelow, type Name, printName } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { readZoneName } from './read-names.ts';
import type { TransferSettings } from './transfer-settings.ts';
import type { ZoneConfig } from './zone-config.ts';

const flag = 'catalog';

export function readCatalog(
  values: RawValues,
  zones: readonly ZoneConfig[],
  { allow }: TransferSettings,
  findings: Findings,
): Name | undefined {
  const text = values.get(flag)?.texts[0];
  const catalog = text === undefined ? undefined : readZoneName(flag, text, findings);
  if (catalog === undefined) return undefined;
  const clash = zones
    .flatMap(({ content: { hostedZone, aliasZones } }) => [hostedZone, ...aliasZones])
    .find((apex) => isAtOrBelow(catalog, apex) || isAtOrBelow(apex, catalog));
  if (clash !== undefined) {
    const relation = catalog === clash ? 'is' : isAtOrBelow(catalog, clash) ? 'is below' : 'contains';
    const kind = `the zone "${printName(clash)}"`;
    findings.error(
      flag,
      `"${printName(catalog)}" ${relation} ${kind}; give it a name that nobody asks for, such as catalog.invalid`,
    );
  } else if (allow.length === 0)
    findings.warnIfSound(flag, 'is of no use as long as --transfer lets nobody fetch it');
  return catalog;
}
