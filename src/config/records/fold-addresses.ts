// Address records that health has to know: those at names that have addresses in the configuration too, and those of hosts
// of services. They become addresses without a check; all others stay records. Refuses to judge contradictions.

import { bytesOf } from '../../base/byte-string.ts';
import { type CandidateAddress, isChecked, type Resolution } from '../../health/deciding/resolution.ts';
import { readIpAddress } from '../../wire/ip-address.ts';
import { completeName, type Name, printOwner, type RelativeName } from '../../wire/name.ts';
import { isAddressType } from '../../wire/protocol.ts';
import type { StaticRecords, StaticRRset } from '../../zone/static-records.ts';
import type { WrittenNames } from '../names/written-names.ts';

export interface Folded {
  readonly resolutions: readonly Resolution[];
  readonly records: StaticRecords;
}

export function foldAddresses(names: WrittenNames, records: StaticRecords, apex: Name): Folded {
  const hosts = names.hosts.map(({ owner }) => owner).filter((owner) => hasAddresses(records.get(owner)));
  const shared = names.resolutions.filter(
    (resolution) => isOpen(resolution) && hasAddresses(records.get(resolution.owner)),
  );
  if (hosts.length === 0 && shared.length === 0) return { resolutions: names.resolutions, records };
  const resolutions = new Map(names.resolutions.map((resolution) => [resolution.owner, resolution]));
  const rest = new Map(records);
  for (const owner of new Set([...hosts, ...shared.map((resolution) => resolution.owner)])) {
    const rrsets = records.get(owner) ?? [];
    const addresses = rrsets.filter(({ type }) => isAddressType(type));
    const known = resolutions.get(owner) ?? newResolution(owner, apex, addresses);
    if (known === undefined || !isOpen(known)) continue;
    const candidates = new Map(
      [...known.candidates, ...addresses.flatMap(candidatesOf)].map((candidate) => [
        candidate.address.text,
        candidate,
      ]),
    );
    resolutions.set(owner, { ...known, candidates: [...candidates.values()] });
    const others = rrsets.filter(({ type }) => !isAddressType(type));
    if (others.length === 0) rest.delete(owner);
    else rest.set(owner, others);
  }
  return { resolutions: [...resolutions.values()], records: rest };
}

/** Whether more addresses may be added: neither health nor a service decides on them. */
export function isOpen(resolution: Resolution): boolean {
  return resolution.madeOf === undefined && !isChecked(resolution);
}

function hasAddresses(rrsets: readonly StaticRRset[] = []): boolean {
  return rrsets.some(({ type }) => isAddressType(type));
}

function newResolution(
  owner: RelativeName,
  apex: Name,
  addresses: readonly StaticRRset[],
): Resolution | undefined {
  const name = completeName(owner, apex);
  if (name === undefined) return undefined;
  const ttlSeconds = Math.min(...addresses.map((rrset) => rrset.ttlSeconds));
  return { owner, name, label: printOwner(owner), ttlSeconds, candidates: [] };
}

function candidatesOf({ rdatas }: StaticRRset): CandidateAddress[] {
  return rdatas.flatMap((rdata) =>
    typeof rdata === 'string' ? [{ address: readIpAddress(bytesOf(rdata)) }] : [],
  );
}
