// How messages name a value.

import { quote } from '../../base/quote.ts';

/** The value itself when it is simple, else its kind. */
export function kindOfJson(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  // String(), because a number too large for a double is Infinity, which JSON does not have.
  return typeof value === 'string' ? quote(value) : String(value);
}
