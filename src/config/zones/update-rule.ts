// Who may change what in a zone (RFC 2136). Refuses to know how it was written and what has been changed.

import type { Name } from '../../wire/name.ts';
import type { NamePattern } from './name-pattern.ts';

/** A key, and what it may change. What several rules of a key permit is permitted. */
export interface UpdateRule {
  readonly key: Name;
  readonly names: readonly [NamePattern, ...NamePattern[]];
  /** Absent: all types but those that a zone or its signing owns. */
  readonly types?: readonly number[];
  readonly ttlSecondsMax: number;
  /** Of all records that this key may have made in the zone. */
  readonly recordsMax: number;
}
