// "Did you mean", of names: which configured name a text that names nothing is closest to, in the form in which it was
// typed. Refuses to know what the name was wanted for.

import type { Names } from '../config/service-parts.ts';
import { suggestWord } from '../config/suggest.ts';
import {
  apexOwner,
  isWildcard,
  labelsOf,
  type Name,
  parseOwner,
  printName,
  printOwner,
  type RelativeName,
} from '../wire/name.ts';

/**
 * Letters of one name that are compared with those of another, over all names: a tenth of a second. Of a hundred thousand
 * names with 250 letters each, all of them would take a minute, in which nobody got an answer over TCP.
 */
const comparisonsMax = 20_000_000;

export function suggestName(text: string, names: Names, zones: readonly Name[]): string | undefined {
  const typed = text.toLowerCase().replace(/\.$/, '');
  const inside = zones.map(printZone).find((zone) => typed.endsWith(`.${zone}`));
  if (inside === undefined)
    return suggestWord(typed, labelsLike(typed, names)) ?? suggestZone(typed, names, zones);
  const label = typed.slice(0, -inside.length - 1);
  const word = suggestWord(label, labelsLike(label, names));
  return word === undefined ? undefined : `${word}.${inside}`;
}

export function didYouMeanName(text: string, names: Names, zones: readonly Name[]): string {
  const name = suggestName(text, names, zones);
  return name === undefined ? '' : `; did you mean "${name}"?`;
}

/** Of a name that is there, were it not for the zone behind it. */
function suggestZone(typed: string, names: Names, zones: readonly Name[]): string | undefined {
  const parts = typed.split('.');
  for (const zone of zones) {
    const count = labelsOf(zone).length;
    const head = parts.slice(0, -count).join('.');
    const apex = suggestWord(parts.slice(-count).join('.'), [printZone(zone)]);
    if (apex === undefined || apex === typed) continue;
    if (head === '') return apex;
    const owner = parseOwner(head);
    if (owner.ok && ownersIn(names).some((known) => known === owner.value)) return `${head}.${apex}`;
  }
  return undefined;
}

/** Relative to the zone, without `typed` itself: what is there lacks something else than another name. */
function labelsLike(typed: string, names: Names): string[] {
  // In wire form a name is one octet longer than its text. Few of a hundred thousand names are worth printing.
  const isNear = (owner: RelativeName) =>
    owner !== apexOwner &&
    !isWildcard(owner) &&
    Math.abs(owner.length - 1 - typed.length) <= typed.length / 2;
  return ownersIn(names)
    .filter(isNear)
    .slice(0, comparisonsMax / Math.max(1, typed.length) ** 2)
    .map(printOwner)
    .filter((label) => label !== typed);
}

function ownersIn({ resolutions, services, texts }: Names): RelativeName[] {
  return [...resolutions, ...services, ...texts].map(({ owner }) => owner);
}

function printZone(zone: Name): string {
  return printName(zone).slice(0, -1);
}
