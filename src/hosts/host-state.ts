// What is known of a host, and what a lookup changes about that. Pure; refuses to know clocks other than through their time.

import { hostAddressesMax } from '../health/deciding/expand-hosts.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { Family, FamilyOutcome, HostOutcome } from './host-outcome.ts';

export interface HostState {
  /** In order, so that a resolver that turns them around changes nothing. */
  readonly addresses: readonly IpAddress[];
  /** Since when it has these, in Unix seconds; absent before the first answer. */
  readonly sinceSeconds?: number | undefined;
  /** More than these were found. */
  readonly isCut: boolean;
  /** Lookups in a row that failed. */
  readonly failures: number;
  /** Answers in a row that the host has no address. */
  readonly absences: number;
  /** Present while lookups fail, or say that there is no such host. */
  readonly problem?: { readonly reason: string; readonly sinceSeconds: number } | undefined;
}

export const unknownHost: HostState = { addresses: [], isCut: false, failures: 0, absences: 0 };

export interface HostStep {
  readonly state: HostState;
  /** When to look again. */
  readonly againMs: number;
}

/** Names with a TTL of 0 exist, and 1,000 hosts at this pace are as many lookups as we make. */
const againSecondsMin = 5;
/** A lookup is cheap, and nobody can flush what we remember: a TTL of a week must not hide a move that long. */
const againSecondsMax = 3600;
/** A host without address is awaited: it may just be starting. */
const absentSecondsMax = 60;
/** The first retry; doubled with each failure. */
const retrySecondsMin = 1;
const retrySecondsMax = 30;
/**
 * So many answers in a row that there is no such host are believed: resolvers say so as well when they have just started, or
 * have lost those that they ask.
 */
const absencesBelieved = 3;

export function stepHost(before: HostState, outcome: HostOutcome, nowSeconds: number): HostStep {
  const outcomes = [...outcome];
  const failed = outcomes.flatMap(([, one]) => (one.kind === 'failed' ? [one] : []));
  const found = outcomes.flatMap(([, one]) => (one.kind === 'found' ? [one] : []));
  if (found.length === 0 && failed.length === 0) return stepAbsent(before, outcomes, nowSeconds);
  const merged =
    found.length === 0
      ? before.addresses
      : outcomes.flatMap(([family, one]) => addressesAfter(before, family, one));
  const addresses = limit(merged);
  const isSame = before.sinceSeconds !== undefined && areSame(before.addresses, addresses);
  const failure = failed[0];
  const failures = failure === undefined ? 0 : before.failures + 1;
  const state: HostState = {
    addresses: isSame ? before.addresses : addresses,
    // What was not found at all is still unknown.
    sinceSeconds: isSame || found.length === 0 ? before.sinceSeconds : nowSeconds,
    isCut: found.length === 0 ? before.isCut : merged.length > addresses.length,
    failures,
    absences: 0,
    problem: failure && problemOf(before, failure.reason, nowSeconds),
  };
  if (failure !== undefined) {
    const seconds = Math.min(retrySecondsMin * 2 ** Math.min(failures - 1, 10), retrySecondsMax);
    return { state, againMs: seconds * 1000 };
  }
  const ttls = outcomes.flatMap(([, one]) =>
    one.kind === 'failed' || (one.kind === 'absent' && one.ttlSeconds === 0) ? [] : [one.ttlSeconds],
  );
  return { state, againMs: clamp(Math.min(...ttls), againSecondsMin, againSecondsMax) * 1000 };
}

/** No family has an address, says the resolver: not believed at once where there were some. */
function stepAbsent(
  before: HostState,
  outcomes: readonly (readonly [Family, FamilyOutcome])[],
  nowSeconds: number,
): HostStep {
  const absences = before.absences + 1;
  const isEmptied = before.addresses.length > 0 && absences >= absencesBelieved;
  const state: HostState = {
    addresses: isEmptied ? [] : before.addresses,
    sinceSeconds: isEmptied ? nowSeconds : (before.sinceSeconds ?? nowSeconds),
    isCut: before.isCut && !isEmptied,
    failures: 0,
    absences,
    problem: problemOf(before, 'it has no address', nowSeconds),
  };
  const ttlSeconds = Math.min(...outcomes.map(([, one]) => (one.kind === 'failed' ? 0 : one.ttlSeconds)));
  return { state, againMs: clamp(ttlSeconds, againSecondsMin, absentSecondsMax) * 1000 };
}

/** Of one family: a failed lookup leaves them as they are. */
function addressesAfter(before: HostState, family: Family, outcome: FamilyOutcome): readonly IpAddress[] {
  if (outcome.kind === 'failed') return before.addresses.filter((address) => address.family === family);
  if (outcome.kind === 'absent') return [];
  const unique = new Map(outcome.addresses.map((address) => [address.text, address]));
  return [...unique.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** Half of the room is for each family, unless the other needs less. */
function limit(addresses: readonly IpAddress[]): readonly IpAddress[] {
  if (addresses.length <= hostAddressesMax) return addresses;
  const [first, second] = [4, 6].map((family) => addresses.filter((address) => address.family === family));
  const half = hostAddressesMax / 2;
  const ofSecond = Math.min(second?.length ?? 0, Math.max(half, hostAddressesMax - (first?.length ?? 0)));
  return [...(first ?? []).slice(0, hostAddressesMax - ofSecond), ...(second ?? []).slice(0, ofSecond)];
}

function problemOf(before: HostState, reason: string, nowSeconds: number): HostState['problem'] {
  return { reason, sinceSeconds: before.problem?.sinceSeconds ?? nowSeconds };
}

function areSame(a: readonly IpAddress[], b: readonly IpAddress[]): boolean {
  return a.length === b.length && a.every(({ text }, at) => text === b[at]?.text);
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
