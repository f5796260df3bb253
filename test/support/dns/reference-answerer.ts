// A slow and obvious authoritative server: the algorithm of RFC 1034 §4.3.2 step by step, on Zone objects, with records
// as text. The compiled answers must say the same. Shares no code with src/answers and src/serving.

import { labelsOf, type Name, parentOf } from '../../../src/wire/name.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { printRecordType, RecordType, ResponseCode } from '../../../src/wire/protocol.ts';
import type { RRset } from '../../../src/wire/rrset.ts';
import type { Zone } from '../../../src/zone/zone.ts';

/** Each record as `name ttl TYPE data`, names in lower case and without the final dot. */
export interface ReferenceReply {
  readonly code: number;
  readonly isAuthoritative: boolean;
  readonly answer: ReadonlySet<string>;
  readonly authority: ReadonlySet<string>;
  readonly additional: ReadonlySet<string>;
  /** What a client that sent OPT is told too, if there is room for it: code and text (RFC 8914). */
  readonly extendedError?: string | undefined;
}

const nothing: ReadonlySet<string> = new Set();

export class ReferenceAnswerer {
  readonly #zones: readonly Zone[];
  readonly #existing = new Map<Zone, ReadonlySet<Name>>();

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** The right replies: one, except for ANY, where any RRset of the name will do. */
  answer(qname: Name, qtype: number): readonly ReferenceReply[] {
    // Step 1: there is no recursion here. Step 2: the zone that is the nearest ancestor of QNAME.
    const ancestors = this.#zones.filter(({ apex }) => suffixesOf(qname).includes(apex));
    const zone = ancestors.sort((a, b) => b.apex.length - a.apex.length)[0];
    if (zone === undefined) return [refused];

    // Step 3: match down, label by label, from the apex towards QNAME.
    const path = suffixesOf(qname).filter((name) => name.length >= zone.apex.length);
    let encloser = zone.apex;
    for (const name of path.reverse()) {
      if (!this.#exists(zone, name)) {
        // Step 3c: a label is missing. The closest encloser's `*` child answers (RFC 4592 §3.3.1), or nothing does.
        const source = `\x01*${encloser}` as Name;
        if (this.#exists(zone, source)) return answerFromNode(zone, source, qname, qtype);
        return [negative(zone, ResponseCode.NXDOMAIN)];
      }
      encloser = name;
    }
    // Step 3a: the whole of QNAME exists. (Step 3b is about delegations; our zones have none.)
    return answerFromNode(zone, qname, qname, qtype);
  }

  #exists(zone: Zone, name: Name): boolean {
    const known = this.#existing.get(zone) ?? existingNames(zone);
    this.#existing.set(zone, known);
    return known.has(name);
  }
}

/** A name exists if it is in the zone, or if something below it is (RFC 4592 §2.2.2). */
function existingNames(zone: Zone): Set<Name> {
  const existing = new Set<Name>();
  for (const name of zone.nodes.names()) {
    for (const suffix of suffixesOf(name)) if (suffix.length >= zone.apex.length) existing.add(suffix);
  }
  return existing;
}

/** Records of the node `source`, under the name of the question. */
function answerFromNode(zone: Zone, source: Name, qname: Name, qtype: number): ReferenceReply[] {
  const node = zone.nodes.get(source) ?? [];
  // RFC 8482 §4.1: a responder may answer ANY with one RRset of its choice.
  const matching = qtype === RecordType.ANY ? node : node.filter((rrset) => rrset.type === qtype);
  if (matching.length === 0) {
    const isMissing = zone.missing.get(source)?.includes(qtype) === true;
    const extendedError = isMissing ? '0 no healthy address' : undefined;
    return [{ ...negative(zone, ResponseCode.NOERROR), extendedError }];
  }
  return matching.map((rrset) => ({
    code: ResponseCode.NOERROR,
    isAuthoritative: true,
    answer: printRecords(qname, rrset),
    authority: nothing,
    // Step 6, and RFC 2782: the addresses of name servers and of a service's hosts, from the zone's own data.
    additional: addressesOf(zone, hostsIn(zone, rrset)),
  }));
}

/** RFC 2308 §3: the SOA, with the smaller of its own TTL and MINIMUM, the last number in its data. */
function negative(zone: Zone, code: number): ReferenceReply {
  const soa = zone.nodes.get(zone.apex)?.find(({ type }) => type === RecordType.SOA);
  if (soa === undefined) throw new Error('a zone has an SOA');
  const data = Buffer.from(soa.rdatas[0] ?? '', 'latin1');
  const ttlSeconds = Math.min(soa.ttlSeconds, data.readUInt32BE(data.length - 4));
  return {
    code,
    isAuthoritative: true,
    answer: nothing,
    authority: printRecords(zone.apex, { ...soa, ttlSeconds }),
    additional: nothing,
  };
}

const refused: ReferenceReply = {
  code: ResponseCode.REFUSED,
  isAuthoritative: false,
  answer: nothing,
  authority: nothing,
  additional: nothing,
};

function hostsIn(zone: Zone, { type, rdatas }: RRset): readonly Name[] {
  if (type === RecordType.NS) return zone.nameServers;
  // The target follows priority, weight and port.
  return type === RecordType.SRV ? rdatas.map((rdata) => rdata.slice(6) as string as Name) : [];
}

function addressesOf(zone: Zone, hosts: readonly Name[]): Set<string> {
  const found = new Set<string>();
  for (const host of hosts) {
    if (!suffixesOf(host).includes(zone.apex)) continue;
    for (const rrset of zone.nodes.get(host) ?? []) {
      const isAddress = rrset.type === RecordType.A || rrset.type === RecordType.AAAA;
      if (isAddress) for (const record of printRecords(host, rrset)) found.add(record);
    }
  }
  return found;
}

function printRecords(owner: Name, { type, ttlSeconds, rdatas }: RRset): Set<string> {
  const fixed = `${printOwner(owner)} ${ttlSeconds} ${printRecordType(type)}`;
  return new Set(rdatas.map((rdata) => `${fixed} ${printRdata(type, rdata)}`));
}

/** As dns-packet reads names: octets as UTF-8, labels joined with dots. */
function printOwner(name: Name): string {
  const labels = labelsOf(name).map((label) => Buffer.from(label, 'latin1').toString('utf8'));
  return labels.join('.').toLowerCase();
}

/** The name itself, its parent, and so on to the root. */
function suffixesOf(name: Name): Name[] {
  const suffixes: Name[] = [];
  for (let rest: Name | undefined = name; rest !== undefined; rest = parentOf(rest)) suffixes.push(rest);
  return suffixes;
}
