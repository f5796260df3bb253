// What a name resolves to, in order of preference, and what it publishes when nothing of that is healthy.
// Refuses to know what is up now: that is for `decide`.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name, RelativeName } from '../../wire/name.ts';
import type { Target } from '../target.ts';
import { type Check, type CheckPlan, targetsOfCheck } from './check.ts';

export interface CandidateAddress {
  readonly address: IpAddress;
  /** Absent: static, always healthy. */
  readonly check?: Check;
  /** Absent: configured as an address. */
  readonly host?: Host;
}

/**
 * A host whose addresses are looked up: lower case, without a final dot. Only a single label may have one, which says that
 * it is not to be completed by the search list of the machine.
 */
export type Host = string;

/** The addresses of a host, each checked as if it stood there itself. */
export interface HostSource {
  readonly host: Host;
  /** Absent: not checked. */
  readonly plan?: CheckPlan;
  /** Absent: both. */
  readonly family?: IpAddress['family'];
}

/** Where the addresses of a name come from that nobody wrote down. */
export interface HostSources {
  readonly candidates: readonly HostSource[];
  readonly backups: readonly HostSource[];
  /** The share of the candidates that must be healthy, which takes the place of a count while it is unknown of how many. */
  readonly healthyShare?: number;
}

/** What a name publishes when too few candidates are healthy and no backup is. */
export type AllDownPolicy =
  | { readonly kind: 'empty' | 'all' | 'last' }
  | { readonly kind: 'addresses'; readonly addresses: readonly IpAddress[] };

export interface Resolution {
  /** Relative to the zone it is configured for, and to each of its aliases. */
  readonly owner: RelativeName;
  /** In the zone it is configured for. Overrides and the last healthy set are keyed by this. */
  readonly name: Name;
  /** As the operator wrote it, for logs. */
  readonly label: string;
  /** Of its addresses; absent: that of the zone's addresses. */
  readonly ttlSeconds?: number;
  readonly candidates: readonly CandidateAddress[];
  /** Used when too few candidates are healthy. */
  readonly backups?: readonly CandidateAddress[];
  /** How many candidates must be healthy; absent: one. */
  readonly healthyMin?: number;
  /** Absent: `empty`. */
  readonly whenAllDown?: AllDownPolicy;
  /** What `expandHosts` adds to the above; absent where all addresses are configured. */
  readonly hosts?: HostSources;
  /** Of a host made for a service: the configured name it was made from, which decides and is the one to report. */
  readonly madeOf?: Resolution;
}

/** The name that decides: a host made for a service goes by the name it was made from. */
export function decidingFor(resolution: Resolution): Resolution {
  return resolution.madeOf ?? resolution;
}

/** Whether health has a say in what the name publishes. */
export function isChecked(resolution: Resolution): boolean {
  const { candidates, backups = [], hosts } = decidingFor(resolution);
  const sources = [...(hosts?.candidates ?? []), ...(hosts?.backups ?? [])];
  return (
    [...candidates, ...backups].some(({ check }) => check !== undefined) ||
    sources.some(({ plan }) => plan !== undefined)
  );
}

/** Every target the name depends on, each once. */
export function targetsOf({
  candidates,
  backups = [],
}: Pick<Resolution, 'candidates' | 'backups'>): Target[] {
  const targets = new Map<string, Target>();
  for (const tier of [candidates, backups]) {
    for (const { check } of tier) {
      if (check === undefined) continue;
      for (const target of targetsOfCheck(check)) targets.set(target.key, target);
    }
  }
  return [...targets.values()];
}
