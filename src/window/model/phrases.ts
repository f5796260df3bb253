// Pieces of sentences: how many of something, and the first of a list.

/** More than that no sentence bears; who wants all of them asks for the list. */
export const namedMax = 5;

/** `1 name`, `2 names`, `3 addresses` */
export function countOf(number: number, thing: string, things = pluralOf(thing)): string {
  return `${number} ${number === 1 ? thing : things}`;
}

/** `1 name is`, `2 names are` */
export function isOrAre(number: number): string {
  return number === 1 ? 'is' : 'are';
}

/** `a, b, c, d, e and 7 more` */
export function listFirst(all: readonly string[]): string {
  const left = all.length - namedMax;
  return `${all.slice(0, namedMax).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function pluralOf(thing: string): string {
  if (thing.endsWith('ss')) return `${thing}es`;
  return thing.endsWith('y') ? `${thing.slice(0, -1)}ies` : `${thing}s`;
}
