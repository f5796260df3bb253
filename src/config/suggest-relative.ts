// What to write instead of a name that was written with its zone behind it, where names are relative to the zone.

import { type Name, printName } from '../wire/name.ts';
import { quote } from './quote.ts';

/** `absolute` ends with a dot; empty when none of the zones is its end. */
export function suggestRelative(absolute: string, zones: readonly Name[]): string {
  for (const zone of zones) {
    const tail = printName(zone);
    const text = absolute.toLowerCase();
    if (text === tail) return '; write "@"';
    if (text.endsWith(`.${tail}`)) return `; write ${quote(absolute.slice(0, -tail.length - 1))}`;
  }
  return '';
}
