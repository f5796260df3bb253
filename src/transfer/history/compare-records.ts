// The records by which two versions of a zone differ, signatures and denial included; of the SOA only its signatures, for
// where it stands says which version is meant. Refuses to know who asks.

import { type ByteString, copyBytes } from '../../base/byte-string.ts';
import type { Name } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { RRset } from '../../wire/rrset.ts';
import type { SignedNode, ZoneNode, ZoneRecords } from '../../zone/zone.ts';
import { type RecordOctets, writeRecord } from './record-octets.ts';

export interface RecordDifference {
  /** Records one behind the other. */
  readonly removed: ByteString;
  readonly added: ByteString;
}

/**
 * Looks wherever the versions are not the very same objects, whoever made them: a name too few would be a wrong copy of the zone
 * for ever. Nothing when the records by which they differ take more octets than allowed.
 */
export function compareRecords(
  before: ZoneRecords,
  after: ZoneRecords,
  octetsMax: number,
): RecordDifference | undefined {
  const comparison = new Comparison();
  for (const name of namesDiffering(before, after)) {
    comparison.compareNodes(name, before.nodes.get(name), after.nodes.get(name));
    comparison.compareSigned(name, before.security?.nodes.get(name), after.security?.nodes.get(name));
    if (comparison.octets > octetsMax) return undefined;
  }
  for (const name of after.occluded.namesDiffering(before.occluded)) {
    comparison.compareNodes(name, before.occluded.get(name), after.occluded.get(name));
    if (comparison.octets > octetsMax) return undefined;
  }
  return comparison.result;
}

/** Each once. */
function* namesDiffering(before: ZoneRecords, after: ZoneRecords): Generator<Name> {
  yield* after.nodes.namesDiffering(before.nodes);
  const was = before.security?.nodes;
  const is = after.security?.nodes;
  const signed = was !== undefined && is !== undefined ? is.namesDiffering(was) : (was ?? is)?.names();
  for (const name of signed ?? []) if (before.nodes.get(name) === after.nodes.get(name)) yield name;
}

const noSignatures: ReadonlyMap<number, RRset> = new Map();
/** Below this, looking through an array beats making a set of it. */
const searchedMax = 8;

class Comparison {
  readonly #removed: RecordOctets[] = [];
  readonly #added: RecordOctets[] = [];
  octets = 0;

  get result(): RecordDifference {
    return { removed: flatten(this.#removed), added: flatten(this.#added) };
  }

  compareNodes(owner: Name, before: ZoneNode = [], after: ZoneNode = []): void {
    if (before === after) return;
    for (const rrset of before) {
      if (rrset.type === RecordType.SOA) continue;
      this.#compareRRsets(
        owner,
        rrset,
        after.find(({ type }) => type === rrset.type),
      );
    }
    for (const rrset of after) {
      if (rrset.type === RecordType.SOA || before.some(({ type }) => type === rrset.type)) continue;
      this.#compareRRsets(owner, undefined, rrset);
    }
  }

  compareSigned(name: Name, before: SignedNode | undefined, after: SignedNode | undefined): void {
    if (before === after) return;
    const was = before?.signatures ?? noSignatures;
    const is = after?.signatures ?? noSignatures;
    for (const [covered, rrset] of was) this.#compareRRsets(name, rrset, is.get(covered));
    for (const [covered, rrset] of is) if (!was.has(covered)) this.#compareRRsets(name, undefined, rrset);
    const [old, fresh] = [before?.denial, after?.denial];
    if (old !== undefined && old.owner === fresh?.owner) {
      this.#compareRRsets(old.owner, old.rrset, fresh.rrset);
      this.#compareRRsets(old.owner, old.signatures, fresh.signatures);
      return;
    }
    for (const rrset of [old?.rrset, old?.signatures])
      if (old) this.#compareRRsets(old.owner, rrset, undefined);
    for (const rrset of [fresh?.rrset, fresh?.signatures])
      if (fresh) this.#compareRRsets(fresh.owner, undefined, rrset);
  }

  #compareRRsets(owner: Name, before: RRset | undefined, after: RRset | undefined): void {
    if (before === after) return;
    const hasSameFrame = before?.type === after?.type && before?.ttlSeconds === after?.ttlSeconds;
    const kept = hasSameFrame ? after : undefined;
    if (before !== undefined) this.#list(this.#removed, owner, before, kept);
    if (after !== undefined) this.#list(this.#added, owner, after, hasSameFrame ? before : undefined);
  }

  /** Of the one set what is not in the other. */
  #list(
    into: RecordOctets[],
    owner: Name,
    { type, ttlSeconds, rdatas }: RRset,
    other: RRset | undefined,
  ): void {
    const known = other?.rdatas ?? [];
    const found = known.length > searchedMax ? new Set(known) : undefined;
    for (const rdata of rdatas) {
      if (found === undefined ? known.includes(rdata) : found.has(rdata)) continue;
      const octets = writeRecord(owner, type, ttlSeconds, rdata);
      into.push(octets);
      this.octets += octets.length;
    }
  }
}

/** One string without parts that keep others alive. */
function flatten(records: readonly RecordOctets[]): ByteString {
  return copyBytes(records.join('') as ByteString);
}
