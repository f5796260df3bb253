// Which names are meant by a text as people write it: in full, without their zone, or as an alias zone has them. Refuses to know
// what is asked about them.

import type { NameFacts } from './news.ts';
import type { WindowModel } from './window-model.ts';

export type NamedModel = Pick<WindowModel, 'names' | 'summary'>;

/** Several, where several zones have a name that is written alike. */
export function findNames(wanted: string, { names, summary }: NamedModel): readonly NameFacts[] {
  const lower = wanted.toLowerCase();
  const full = lower.endsWith('.') ? lower : `${lower}.`;
  const exact = names.get(full) ?? names.get(behindAlias(full, summary?.hostedZones));
  if (exact !== undefined) return [exact];
  return [...names.values()].filter(
    ({ name, zone, label }) => name === `${lower}.${zone}` || label.toLowerCase() === lower,
  );
}

/** What an alias zone answers is what the hosted zone does, under another name. */
function behindAlias(
  name: string,
  zones: readonly { readonly zone: string; readonly aliases: readonly string[] }[] = [],
): string {
  for (const { zone, aliases } of zones) {
    const alias = aliases.find((alias) => name === alias || name.endsWith(`.${alias}`));
    if (alias !== undefined) return name.slice(0, name.length - alias.length) + zone;
  }
  return name;
}
