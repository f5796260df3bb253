// What a name resolves to, in which order of preference, and what it says when nothing of that is healthy.
// Refuses to know what is up now: `decide` says what that makes of it.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name, RelativeName } from '../../wire/name.ts';
import type { Target } from '../target.ts';
import { type Check, targetsOfCheck } from './check.ts';

export interface CandidateAddress {
  readonly address: IpAddress;
  /** Absent: static, always healthy. */
  readonly check?: Check;
}

/** What a name says when too few of its addresses are healthy, and no backup is. */
export type AllDownPolicy =
  | { readonly kind: 'empty' | 'all' | 'last' }
  | { readonly kind: 'addresses'; readonly addresses: readonly IpAddress[] };

export interface Resolution {
  /** Relative to the zone that it is configured for, and to each alias of it. */
  readonly owner: RelativeName;
  /** In the zone that it is configured for: overrides and what was healthy last belong to it under this name. */
  readonly name: Name;
  /** As the operator wrote it, for logs. */
  readonly label: string;
  readonly candidates: readonly CandidateAddress[];
  /** Whose turn it is when too few candidates are healthy. */
  readonly backups?: readonly CandidateAddress[];
  /** How many candidates must be healthy; absent: one. */
  readonly healthyMin?: number;
  /** Absent: `empty`. */
  readonly whenAllDown?: AllDownPolicy;
  /** The name that this one was made of, for one of its addresses: that is the one to talk of, and it decides. */
  readonly madeOf?: Resolution;
}

/** The name that decides: a host made for a service goes by the name that it was made of. */
export function decidingFor(resolution: Resolution): Resolution {
  return resolution.madeOf ?? resolution;
}

/** Every target that the name depends on, each once. */
export function targetsOf({ candidates, backups = [] }: Resolution): Target[] {
  const targets = new Map<string, Target>();
  for (const tier of [candidates, backups]) {
    for (const { check } of tier) {
      if (check === undefined) continue;
      for (const target of targetsOfCheck(check)) targets.set(target.key, target);
    }
  }
  return [...targets.values()];
}
