// Records one by one -> RRsets by owner. Refuses to know how they were written; what contradicts what is asked where the
// records of the configuration are known as well.

import type { Place } from '../../base/place.ts';
import { apexOwner, type Name, type RelativeName } from '../../wire/name.ts';
import { printRecordType, RecordType } from '../../wire/protocol.ts';
import type { Rdata, SoaFields } from '../../wire/rdata.ts';
import { readTarget } from '../../wire/read-rdata.ts';
import type { StaticRdata, StaticRRset } from '../static-records.ts';
import type { ProblemList } from './problem-list.ts';
import { readSoa } from './read-soa.ts';
import type { Mark } from './source-text.ts';

export interface CollectedRecord {
  readonly owner: RelativeName;
  readonly type: number;
  readonly ttlSeconds: number;
  /** In the zone of the file. */
  readonly rdata: Rdata;
  /** In other zones, if it is other data there. */
  readonly later: ((apex: Name) => Rdata) | undefined;
}

interface Collected {
  readonly type: number;
  ttlSeconds: number;
  hasSeveralTtls: boolean;
  readonly rdatas: Rdata[];
  /** What the zones get, one for one; absent while that is the same in all of them. */
  data: StaticRdata[] | undefined;
  // Of the first record. Not a Mark of its own: there are as many as RRsets.
  readonly source: Mark['source'];
  readonly line: number;
  readonly start: number;
}

/** Types are searched one by one; BIND's max-types-per-name as well. */
export const typesPerNameMax = 100;
/** The RRset must fit into a message of 65,535 octets beside a question and signatures. */
export const rrsetOctetsMax = 60_000;
/** A pointer to the owner, type, class, TTL and the length of the data. */
const recordOctets = 12;

export class RecordCollector {
  readonly #owners = new Map<RelativeName, Collected[]>();
  readonly #remarks: ProblemList;
  #soa: { readonly rdata: Rdata; readonly ttlSeconds: number; readonly mark: Mark } | undefined;

  constructor(remarks: ProblemList) {
    this.#remarks = remarks;
  }

  /** What keeps the record from being added. */
  add(record: CollectedRecord, mark: Mark): string | undefined {
    const { owner, type, ttlSeconds, rdata, later } = record;
    if (type === RecordType.SOA) return this.#addSoa(record, mark);
    const types = this.#owners.get(owner);
    const rrset = types?.find((other) => other.type === type);
    if (rrset !== undefined) {
      if (later !== undefined) rrset.data ??= rrset.rdatas.slice();
      rrset.data?.push(later ?? rdata);
      rrset.rdatas.push(rdata);
      if (rrset.ttlSeconds !== ttlSeconds) this.#lowerTtl(rrset, ttlSeconds, mark);
      return undefined;
    }
    // Arrays of one, written so: one that was empty before has room for seventeen.
    const added = collect(record, mark);
    if (types === undefined) this.#owners.set(owner, [added]);
    else if (types.push(added) > typesPerNameMax) return `is one more type at a name with ${typesPerNameMax}`;
    return undefined;
  }

  /** RFC 2181 §5.2 */
  #lowerTtl(rrset: Collected, ttlSeconds: number, mark: Mark): void {
    if (!rrset.hasSeveralTtls) {
      this.#remarks.add(
        mark,
        `has another TTL (${ttlSeconds}) than the ${printRecordType(rrset.type)} records of this name before (${rrset.ttlSeconds}); the lowest counts for all`,
      );
    }
    rrset.hasSeveralTtls = true;
    rrset.ttlSeconds = Math.min(rrset.ttlSeconds, ttlSeconds);
  }

  #addSoa({ owner, rdata, ttlSeconds }: CollectedRecord, mark: Mark): string | undefined {
    if (owner !== apexOwner)
      return 'has an SOA record below the name of the zone; only the zone itself has one';
    if (this.#soa === undefined) this.#soa = { rdata, ttlSeconds, mark };
    // The output of a transfer ends with the SOA once more.
    else if (this.#soa.rdata !== rdata) {
      const { line, source } = placeOf(this.#soa.mark);
      const where = this.#soa.mark.source === mark.source ? '' : ` of ${source}`;
      return `has a second SOA record; the first one is in line ${line}${where}`;
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.#soa === undefined && this.#owners.size === 0;
  }

  finish(problems: ProblemList): {
    readonly records: ReadonlyMap<RelativeName, readonly StaticRRset[]>;
    readonly apexNs: { readonly nameServers: readonly Name[]; readonly nsTtlSeconds: number | undefined };
    readonly soa: (SoaFields & { readonly ttlSeconds: number; readonly place: Place }) | undefined;
  } {
    const records = new Map<RelativeName, StaticRRset[]>();
    let nameServers: readonly Name[] = [];
    let nsTtlSeconds: number | undefined;
    for (const [owner, types] of this.#owners) {
      const rrsets: StaticRRset[] = [];
      for (const collected of types) {
        const rdatas = distinct(collected.rdatas);
        checkSize(collected, rdatas, problems);
        const { type, ttlSeconds } = collected;
        if (owner === apexOwner && type === RecordType.NS) {
          nameServers = rdatas.map(readTarget).filter((name) => name !== undefined);
          nsTtlSeconds = ttlSeconds;
          continue;
        }
        rrsets.push({ type, ttlSeconds, rdatas: dataOf(collected, rdatas) });
      }
      if (rrsets.length > 0) records.set(owner, rrsets);
    }
    return { records, apexNs: { nameServers, nsTtlSeconds }, soa: this.#readSoa() };
  }

  #readSoa() {
    if (this.#soa === undefined) return undefined;
    const { rdata, ttlSeconds, mark } = this.#soa;
    const fields = readSoa(rdata);
    return fields === undefined ? undefined : { ...fields, ttlSeconds, place: placeOf(mark) };
  }

  placeOf(owner: RelativeName, type: number): Place | undefined {
    const collected = this.#owners.get(owner)?.find((other) => other.type === type);
    return collected === undefined ? undefined : placeOf(collected);
  }
}

function collect({ type, ttlSeconds, rdata, later }: CollectedRecord, mark: Mark): Collected {
  const { source, line, start } = mark;
  const data = later === undefined ? undefined : [later];
  return { type, ttlSeconds, hasSeveralTtls: false, rdatas: [rdata], data, source, line, start };
}

/** Repeated records are one, as everywhere; most sets have one anyway. */
function distinct(rdatas: readonly Rdata[]): readonly Rdata[] {
  // Otherwise a copy, because an array that grew keeps room for more.
  return rdatas.length === 1 ? rdatas : [...new Set(rdatas)].slice();
}

function dataOf({ rdatas, data }: Collected, distinctRdatas: readonly Rdata[]): readonly StaticRdata[] {
  if (data === undefined) return distinctRdatas;
  if (data.length === 1) return data;
  const byRdata = new Map<Rdata, StaticRdata>();
  for (const [index, rdata] of rdatas.entries()) byRdata.set(rdata, data[index] ?? rdata);
  return [...byRdata.values()].slice();
}

function checkSize(collected: Collected, rdatas: readonly Rdata[], problems: ProblemList): void {
  if (rdatas.length === 1) return;
  const octets = rdatas.reduce((sum, rdata) => sum + recordOctets + rdata.length, 0);
  if (octets <= rrsetOctetsMax) return;
  const type = printRecordType(collected.type);
  problems.add(
    collected,
    `is the first of ${rdatas.length} ${type} records of this name, which take ${octets} octets; an answer has room for ${rrsetOctetsMax}`,
  );
}

function placeOf(mark: Mark): Place {
  return mark.source.placeOf(mark);
}
