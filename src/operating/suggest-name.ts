// "Did you mean" for names: the configured name closest to a text, in the form in which it was typed. Refuses to know what
// the name was wanted for.

import { suggestWord } from '../config/findings/suggest.ts';
import type { Names } from '../config/names/written-names.ts';
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
 * Pairs of letters compared over all names: a tenth of a second. A hundred thousand names of 250 letters would take a
 * minute, during which nobody got an answer over TCP.
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

/** For a name that exists, but whose zone was misspelt. */
function suggestZone(typed: string, names: Names, zones: readonly Name[]): string | undefined {
  const parts = typed.split('.');
  let owners: ReadonlySet<RelativeName> | undefined;
  for (const zone of zones) {
    const count = labelsOf(zone).length;
    const head = parts.slice(0, -count).join('.');
    const apex = suggestWord(parts.slice(-count).join('.'), [printZone(zone)]);
    if (apex === undefined || apex === typed) continue;
    if (head === '') return apex;
    const owner = parseOwner(head);
    owners ??= new Set(ownersIn(names));
    if (owner.ok && owners.has(owner.value)) return `${head}.${apex}`;
  }
  return undefined;
}

/** Relative to the zone, without `typed` itself: if it exists, the name is not what was wrong. */
function labelsLike(typed: string, names: Names): string[] {
  // A name in wire form is one octet longer than its text. Comparing lengths first saves printing most names.
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

function ownersIn({ resolutions, services, bindings, records }: Names): RelativeName[] {
  const owners = [...resolutions, ...services, ...bindings].map(({ owner }) => owner);
  return [...new Set([...owners, ...records.keys()])];
}

function printZone(zone: Name): string {
  return printName(zone).slice(0, -1);
}
