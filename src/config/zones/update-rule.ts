// Who may change what in a zone (RFC 2136). Refuses to know how it was written and what has been changed.

import type { Name, RelativeName } from '../../wire/name.ts';

/** A key, and what it may change. What several rules of a key permit is permitted. */
export interface UpdateRule {
  readonly key: Name;
  readonly names: readonly NamePattern[];
  /** Absent: all types but those that a zone or its signing owns. */
  readonly types?: readonly number[];
  readonly ttlSecondsMax: number;
  /** Of all records that this key may have made in the zone. */
  readonly recordsMax: number;
}

/** `_acme-challenge.**` is the name itself and what ends like it: see docs/updates.md. */
export interface NamePattern {
  /** Labels from the left; `*` stands for one label, `**` at the end for any number of them, none included. */
  readonly labels: readonly string[];
  /** As it was written. */
  readonly text: string;
  /** For patterns without wildcards. */
  readonly owner?: RelativeName;
}
