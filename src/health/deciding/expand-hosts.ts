// A name with hosts, together with the addresses known of them -> the name as if these had been configured. Pure; refuses to
// know how addresses are looked up.

import type { IpAddress } from '../../wire/ip-address.ts';
import { checkFor } from './check.ts';
import type { CandidateAddress, Host, HostSource, Resolution } from './resolution.ts';

/**
 * What is published and probed of one host. Whoever has more behind one name balances them already, and whoever controls
 * that name must not be able to have us probe the world.
 */
export const hostAddressesMax = 32;

/** What is known of a host now; nothing while it has not been found. */
export type AddressesOf = (host: Host) => readonly IpAddress[];

/**
 * `before` is what this same resolution was expanded to the last time: returned again if nothing differs, so that who
 * compares sees which names changed.
 */
export function expandHosts(
  configured: Resolution,
  addressesOf: AddressesOf,
  before?: Resolution,
): Resolution {
  const { hosts, candidates, backups = none } = configured;
  if (hosts === undefined) return configured;
  const first = expandTier(candidates, hosts.candidates, addressesOf, before?.candidates);
  // An address that is preferred somewhere need not stand in for itself.
  const taken = new Set(first.map(({ address }) => address.text));
  const second = expandTier(backups, hosts.backups, addressesOf, before?.backups, taken);
  if (before !== undefined && first === before.candidates && second === (before.backups ?? none))
    return before;
  const { healthyShare } = hosts;
  return {
    ...configured,
    candidates: first,
    ...(configured.backups === undefined && hosts.backups.length === 0 ? {} : { backups: second }),
    ...(healthyShare === undefined ? {} : { healthyMin: countOfShare(healthyShare, first.length) }),
  };
}

const none: readonly CandidateAddress[] = [];

/** Half of three is two. The tiny bit undoes the rounding of binary fractions. */
export function countOfShare(share: number, total: number): number {
  return Math.max(1, Math.ceil(share * total - 1e-9));
}

function expandTier(
  configured: readonly CandidateAddress[],
  sources: readonly HostSource[],
  addressesOf: AddressesOf,
  before: readonly CandidateAddress[] | undefined,
  taken: ReadonlySet<string> = new Set(),
): readonly CandidateAddress[] {
  if (sources.length === 0) return configured;
  const tier = [...configured];
  const seen = new Set([...taken, ...configured.map(({ address }) => address.text)]);
  for (const source of sources) {
    for (const address of addressesOf(source.host)) {
      if (seen.has(address.text) || (source.family ?? address.family) !== address.family) continue;
      seen.add(address.text);
      tier.push(candidateOf(source, address));
    }
  }
  return before !== undefined && areSame(before, tier) ? before : tier;
}

function candidateOf({ host, plan }: HostSource, address: IpAddress): CandidateAddress {
  return plan === undefined ? { address, host } : { address, host, check: checkFor(plan, address) };
}

/** The check of an address follows from where it stands in the configuration, which is the same for both. */
function areSame(a: readonly CandidateAddress[], b: readonly CandidateAddress[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ address, host }, at) => address.text === b[at]?.address.text && host === b[at]?.host)
  );
}
