// What operators override by hand: addresses and names kept out of answers (drained), targets that count as up or down
// whatever their probes say (forced). Pure data; refuses to know time and files.

import { parseEndpoint, printEndpoint } from '../../wire/endpoint.ts';
import { type IpAddress, parseIpAddress } from '../../wire/ip-address.ts';
import type { Name } from '../../wire/name.ts';
import type { Target } from '../target.ts';
import { targetsOfCheck, type VerdictOf } from './check.ts';
import { type CandidateAddress, decidingFor, type Resolution } from './resolution.ts';

/** An address wherever it is published, or only where it is probed on a given port. */
export type AddressSubject =
  | { readonly kind: 'address'; readonly address: IpAddress }
  | { readonly kind: 'endpoint'; readonly address: IpAddress; readonly port: number };

/** What an override applies to: an address, or everything a name publishes. */
export type Subject =
  | AddressSubject
  /** `name` identifies it; `label` is how the operator wrote it. */
  | { readonly kind: 'name'; readonly name: Name; readonly label: string };

/** `drain` keeps out of answers, whatever the policy; `up` and `down` replace a verdict. */
export const overrideActions = ['drain', 'up', 'down'] as const;
export type OverrideAction = (typeof overrideActions)[number];

/** Who asked. The kernel vouches for the uid; the name is the client program's claim. */
export interface Operator {
  readonly uid?: number | undefined;
  readonly name?: string | undefined;
}

export interface Override {
  readonly action: OverrideAction;
  readonly subject: Subject;
  readonly by: Operator;
  readonly sinceSeconds: number;
  /** Absent: until ended by hand. */
  readonly untilSeconds?: number | undefined;
}

/** Immutable and indexed: a reload asks about every address of a hundred thousand names. */
export interface Overrides {
  readonly all: readonly Override[];
  readonly drainsByAddress: ReadonlyMap<string, readonly Override[]>;
  readonly drainsByName: ReadonlyMap<Name, Override>;
  readonly forcesByAddress: ReadonlyMap<string, readonly Override[]>;
}

export function makeOverrides(all: readonly Override[]): Overrides {
  const drainsByAddress = new Map<string, Override[]>();
  const drainsByName = new Map<Name, Override>();
  const forcesByAddress = new Map<string, Override[]>();
  for (const override of all) {
    const { action, subject } = override;
    if (subject.kind === 'name') {
      if (action === 'drain') drainsByName.set(subject.name, override);
      continue;
    }
    const index = action === 'drain' ? drainsByAddress : forcesByAddress;
    index.set(subject.address.text, [...(index.get(subject.address.text) ?? []), override]);
  }
  return { all, drainsByAddress, drainsByName, forcesByAddress };
}

export const noOverrides: Overrides = makeOverrides([]);

/** A subject has at most one drain and one forced verdict: a new one replaces the old. */
export function withOverride({ all }: Overrides, override: Override): Overrides {
  return makeOverrides([...all.filter((other) => !isAlike(other, override)), override]);
}

export function withoutOverride({ all }: Overrides, override: Override): Overrides {
  return makeOverrides(all.filter((other) => !isAlike(other, override)));
}

export function findOverride({ all }: Overrides, isDrain: boolean, subject: Subject): Override | undefined {
  const key = keyOfSubject(subject);
  return all.find((other) => (other.action === 'drain') === isDrain && keyOfSubject(other.subject) === key);
}

function isAlike(a: Override, b: Override): boolean {
  return (
    (a.action === 'drain') === (b.action === 'drain') && keyOfSubject(a.subject) === keyOfSubject(b.subject)
  );
}

/** Unique to a subject: two zones may each have a `www`. */
export function keyOfSubject(subject: Subject): string {
  return subject.kind === 'name' ? `name ${subject.name}` : printSubject(subject);
}

/** The drain that keeps an address out of the answers for a name; one on the name itself comes first. */
export function drainOf(
  { drainsByAddress, drainsByName }: Overrides,
  resolution: Resolution,
  candidate: CandidateAddress,
): Override | undefined {
  const ofAddress = () =>
    drainsByAddress.get(candidate.address.text)?.find((override) => covers(override, resolution, candidate));
  return drainsByName.get(decidingFor(resolution).name) ?? ofAddress();
}

/** The forced verdict on a target; one on its port wins over one on its address. */
export function forceOf({ forcesByAddress }: Overrides, target: Target): Override | undefined {
  if (forcesByAddress.size === 0) return undefined;
  const found = forcesByAddress
    .get(target.address.text)
    ?.filter(({ subject }) => isProbedAt(subject, target));
  return found?.find(({ subject }) => subject.kind === 'endpoint') ?? found?.[0];
}

/** The override on a target, be it on its address or only on its port. */
export function actionOn(overrides: Overrides, target: Target): OverrideAction | undefined {
  const drains = overrides.drainsByAddress.get(target.address.text) ?? [];
  if (drains.some(({ subject }) => isProbedAt(subject, target))) return 'drain';
  return forceOf(overrides, target)?.action;
}

/** Verdicts with the forced ones in place of the probes'. */
export function overrule(overrides: Overrides, verdictOf: VerdictOf): VerdictOf {
  return (target) => {
    const action = forceOf(overrides, target)?.action;
    return action === 'up' || action === 'down' ? action : verdictOf(target);
  };
}

/** All that cover this address of this name, whether they win or not. */
export function overridesOn(
  { drainsByAddress, drainsByName, forcesByAddress }: Overrides,
  resolution: Resolution,
  candidate: CandidateAddress,
): readonly Override[] {
  const ofName = drainsByName.get(decidingFor(resolution).name) ?? [];
  const drains = drainsByAddress.get(candidate.address.text) ?? [];
  const targets = forcesByAddress.size === 0 ? [] : targetsAt(candidate);
  const forces = targets.flatMap(({ address }) => forcesByAddress.get(address.text) ?? []);
  const found = new Set([ofName, drains, forces].flat());
  return [...found].filter((override) => covers(override, resolution, candidate));
}

/** What a name may publish; the very same resolution if nothing of it is drained. */
export function withoutDrained(overrides: Overrides, resolution: Resolution): Resolution {
  const { drainsByAddress, drainsByName } = overrides;
  if (drainsByAddress.size === 0 && drainsByName.size === 0) return resolution;
  const isKept = (candidate: CandidateAddress) => drainOf(overrides, resolution, candidate) === undefined;
  if (allAddressesOf(resolution).every(isKept)) return resolution;
  const { candidates, backups, whenAllDown } = resolution;
  return {
    ...resolution,
    candidates: candidates.filter(isKept),
    ...(backups === undefined ? {} : { backups: backups.filter(isKept) }),
    ...(whenAllDown?.kind === 'addresses'
      ? { whenAllDown: { ...whenAllDown, addresses: fallbackOf(resolution).filter(isKept).map(addressOf) } }
      : {}),
  };
}

const addressOf = ({ address }: CandidateAddress) => address;

/** Everything a name may ever publish: candidates, backups, and the addresses for when all is down. */
export function allAddressesOf(resolution: Resolution): readonly CandidateAddress[] {
  const { candidates, backups = [] } = resolution;
  return [...candidates, ...backups, ...fallbackOf(resolution)];
}

/** The addresses for when all is down; they are not checked. */
export function fallbackOf({ whenAllDown }: Resolution): readonly CandidateAddress[] {
  return whenAllDown?.kind === 'addresses' ? whenAllDown.addresses.map((address) => ({ address })) : [];
}

/** What an override does and to what, regardless of who and when. */
export type OverrideEffect = Pick<Override, 'action' | 'subject'>;

/**
 * Whether it covers this address of this name. A drain goes by what is published, a forced verdict by what is probed: a
 * check may probe another address than the published one, or several.
 */
export function covers(
  { action, subject }: OverrideEffect,
  resolution: Resolution,
  candidate: CandidateAddress,
): boolean {
  if (action !== 'drain') return targetsAt(candidate).some((target) => isProbedAt(subject, target));
  switch (subject.kind) {
    case 'address':
      return subject.address.text === candidate.address.text;
    case 'endpoint':
      return (
        subject.address.text === candidate.address.text &&
        targetsAt(candidate).some(({ port }) => port === subject.port)
      );
    case 'name':
      return subject.name === decidingFor(resolution).name;
  }
}

/** Whether it may change what this name publishes; for a host made for a service, through the name it was made from. */
export function concerns(effect: OverrideEffect, resolution: Resolution): boolean {
  const deciding = decidingFor(resolution);
  return allAddressesOf(deciding).some((candidate) => covers(effect, deciding, candidate));
}

export function isProbedAt(subject: Subject, { address, port }: Target): boolean {
  if (subject.kind === 'name' || subject.address.text !== address.text) return false;
  return subject.kind === 'address' || subject.port === port;
}

export function targetsAt({ check }: CandidateAddress): readonly Target[] {
  return check === undefined ? [] : [...targetsOfCheck(check)];
}

const bracketedPattern = /^\[([^\]]+)\]$/;

/** `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`, or `tcp 192.0.2.1:80` as status prints it. */
export function parseAddressSubject(given: string): AddressSubject | undefined {
  const text = given.trim().replace(/^[a-z]+ (?=[\d[])/, '');
  const address = parseIpAddress(bracketedPattern.exec(text)?.[1] ?? text);
  if (address !== undefined) return { kind: 'address', address };
  const endpoint = parseEndpoint(text);
  return endpoint === undefined ? undefined : { kind: 'endpoint', ...endpoint };
}

/** As operators write it. */
export function printSubject(subject: Subject): string {
  switch (subject.kind) {
    case 'address':
      return subject.address.text;
    case 'endpoint':
      return printEndpoint(subject);
    case 'name':
      return subject.label;
  }
}

/** `alice (uid 0)`, `uid 0`, or `alice (unverified)` if the kernel did not say who asked. */
export function printOperator({ uid, name }: Operator): string {
  if (uid === undefined) return name === undefined ? 'unknown' : `${name} (unverified)`;
  return name === undefined ? `uid ${uid}` : `${name} (uid ${uid})`;
}

/** `drained`, `forced up`, `forced down` */
export function describeAction(action: OverrideAction): string {
  return action === 'drain' ? 'drained' : `forced ${action}`;
}
