// Whether a key may make or remove records of a type at a name, and within which limits. Refuses to know messages and what is
// in the zone.

import { matchesPattern } from '../config/zones/name-pattern.ts';
import { isUpdatableType } from '../config/zones/updatable-types.ts';
import type { UpdateRule } from '../config/zones/update-rule.ts';
import type { Name, RelativeName } from '../wire/name.ts';

/** What a key may do in a zone. */
export class Permission {
  readonly #rules: readonly UpdateRule[];

  constructor(rules: readonly UpdateRule[], key: Name) {
    this.#rules = rules.filter((rule) => rule.key === key);
  }

  /** No rule is about this key. */
  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  /** Of all records that the key may have made. */
  get recordsMax(): number {
    return Math.max(0, ...this.#rules.map(({ recordsMax }) => recordsMax));
  }

  mayTouch(owner: RelativeName): boolean {
    return this.#rules.some(({ names }) => names.some((pattern) => matchesPattern(pattern, owner)));
  }

  /** The largest TTL that records of that type may have there; nothing when there may be none. */
  ttlSecondsMaxOf(owner: RelativeName, type: number): number | undefined {
    if (!isUpdatableType(type)) return undefined;
    let longest: number | undefined;
    for (const { names, types, ttlSecondsMax } of this.#rules) {
      if (types?.includes(type) === false || !names.some((pattern) => matchesPattern(pattern, owner)))
        continue;
      longest = Math.max(longest ?? 0, ttlSecondsMax);
    }
    return longest;
  }
}
