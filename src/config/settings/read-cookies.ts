// What operators say about cookies (RFC 7873): the files with secrets, and which replies need a valid one. Refuses to know what
// is in the files.

import type { RawValues } from '../sources/raw-value.ts';
import { readPaths } from '../sources/read-paths.ts';
import type { NumberRange, ScalarReader } from '../sources/read-scalars.ts';

export interface CookieSettings {
  /** None: secrets of our own, changed daily. */
  readonly secretFiles: readonly string[];
  /** Longer replies over UDP need a valid one. */
  readonly neededAboveOctets: number | undefined;
}

/** No message is longer. */
const cookieNeededRange: NumberRange = {
  min: 0,
  max: 65_535,
  isWhole: true,
  noun: 'number of octets',
};

export function readCookies(values: RawValues, scalars: ScalarReader): CookieSettings {
  return {
    secretFiles: readPaths(values, 'cookie-secret-file'),
    neededAboveOctets: scalars.number('require-cookie-above', cookieNeededRange, undefined),
  };
}
