// A slow and obvious authoritative server: the algorithm of RFC 1034 §4.3.2, as RFC 6672 §3.2 has it, step by step, on Zone
// objects, with records as text. The compiled answers must say the same. Shares no code with src/answers and src/serving.

import { labelsOf, type Name, nameOctetsMax, parentOf } from '../../../src/wire/name.ts';
import { RecordType, ResponseCode } from '../../../src/wire/protocol.ts';
import type { RRset } from '../../../src/wire/rrset.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { hostsNamedIn, printRecords } from './print-reference.ts';

/** Each record as `name ttl TYPE data`, names in lower case and without the final dot. */
export interface ReferenceReply {
  readonly code: number;
  readonly isAuthoritative: boolean;
  readonly answer: ReadonlySet<string>;
  readonly authority: ReadonlySet<string>;
  readonly additional: ReadonlySet<string>;
  /** How many of the additional records must be there even if the reply is short. */
  readonly glueCount?: number;
  /** What a client that sent OPT is told too, if there is room for it: code and text (RFC 8914). */
  readonly extendedError?: string | undefined;
}

/** Some records, and the name to go on with, if it is one. */
interface Step {
  readonly records: ReadonlySet<string>;
  readonly next: Name | 'too long';
}

type Outcome = readonly ReferenceReply[] | Step | 'in no zone';

const nothing: ReadonlySet<string> = new Set();
const stepsMax = 8;
/** These do not lead from a CNAME to its target (RFC 8482 §4.1). */
const typesAtCname: readonly number[] = [RecordType.CNAME, RecordType.ANY];

export class ReferenceAnswerer {
  readonly #zones: readonly Zone[];
  readonly #existing = new Map<Zone, ReadonlySet<Name>>();

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** The right replies: one, except for ANY, where any RRset of the name will do. */
  answer(qname: Name, qtype: number): readonly ReferenceReply[] {
    const names = [qname];
    const records = new Set<string>();
    for (let name = qname; ; ) {
      const outcome = this.#step(name, qtype);
      if (outcome === 'in no zone')
        return [names.length === 1 ? refused : endOf(records, ResponseCode.NOERROR)];
      if (!('next' in outcome)) return outcome.map((reply) => behind(records, reply));
      for (const record of outcome.records) records.add(record);
      if (outcome.next === 'too long') return [endOf(records, ResponseCode.YXDOMAIN)];
      // What was made of a DNAME is the CNAME that was asked for.
      if (qtype === RecordType.CNAME) return [endOf(records, ResponseCode.NOERROR)];
      if (names.includes(outcome.next) || names.length === stepsMax)
        return [endOf(records, ResponseCode.NOERROR)];
      name = outcome.next;
      names.push(name);
    }
  }

  #step(qname: Name, qtype: number): Outcome {
    // Step 1: there is no recursion here. Step 2: the zone that is the nearest ancestor of QNAME.
    const zone = this.#zoneFor(qname, qtype);
    if (zone === undefined) return 'in no zone';

    // Step 3: match down, label by label, from the apex towards QNAME.
    const path = suffixesOf(qname).filter((name) => name.length >= zone.apex.length);
    let encloser = zone.apex;
    for (const name of path.reverse()) {
      if (!this.#exists(zone, name)) {
        // Step 3c: a label is missing. A DNAME of the last one that matched redirects.
        const dname = isWildcard(encloser) ? undefined : findRRset(zone, encloser, RecordType.DNAME);
        if (dname !== undefined) return redirect(encloser, dname, qname);
        // The closest encloser's `*` child answers (RFC 4592 §3.3.1), or nothing does.
        const source = `\x01*${encloser}` as Name;
        if (this.#exists(zone, source)) return answerFromNode(zone, source, qname, qtype);
        return [negative(zone, ResponseCode.NXDOMAIN)];
      }
      // Step 3b: what is at or below a cut is another zone's, but for DS.
      if (zone.cuts.has(name) && !(name === qname && qtype === RecordType.DS)) return [refer(zone, name)];
      encloser = name;
    }
    // Step 3a: the whole of QNAME exists.
    return answerFromNode(zone, qname, qname, qtype);
  }

  #zoneFor(qname: Name, qtype: number): Zone | undefined {
    const ancestors = this.#zones
      .filter(({ apex }) => suffixesOf(qname).includes(apex))
      .sort((a, b) => b.apex.length - a.apex.length);
    const [nearest, above] = ancestors;
    // RFC 4035 §3.1.4.1: DS is the parent's to answer, if that knows the name.
    const isForParent = qtype === RecordType.DS && nearest?.apex === qname;
    return isForParent && above?.nodes.get(qname) !== undefined ? above : nearest;
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

/** RFC 6672 §3.2: the DNAME and a CNAME made of it, with its TTL. */
function redirect(owner: Name, dname: RRset, qname: Name): Step {
  const records = printRecords(owner, dname);
  const target = `${qname.slice(0, qname.length - owner.length)}${dname.rdatas[0]}` as Name;
  if (target.length > nameOctetsMax) return { records, next: 'too long' };
  const made = printRecords(qname, { ...dname, type: RecordType.CNAME, rdatas: [target as string as never] });
  return { records: new Set([...records, ...made]), next: target };
}

/** Records of the node `source`, under the name of the question. */
function answerFromNode(zone: Zone, source: Name, qname: Name, qtype: number): ReferenceReply[] | Step {
  const node = zone.nodes.get(source) ?? [];
  const cname = node.find(({ type }) => type === RecordType.CNAME);
  if (cname !== undefined && !typesAtCname.includes(qtype))
    return { records: printRecords(qname, cname), next: cname.rdatas[0] as string as Name };
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
    // Step 6, RFC 2782, RFC 9460: the addresses of hosts, from the zone's own data.
    additional: new Set(hostsNamedIn(rrset).flatMap((host) => addressesFor(zone, source, qname, host))),
  }));
}

function addressesFor(zone: Zone, source: Name, qname: Name, host: Name): string[] {
  if (host === '\0') return addressesIn(zone.nodes.get(source), qname);
  // A wildcard that names itself means no name that anybody asks for.
  return host === source && isWildcard(source) ? [] : addressesIn(zone.nodes.get(host), host);
}

/** Step 3b: the name servers of the other zone, and their addresses as far as they are known here. */
function refer(zone: Zone, cut: Name): ReferenceReply {
  const servers = findRRset(zone, cut, RecordType.NS);
  if (servers === undefined) throw new Error('a cut has name servers');
  const hosts = hostsNamedIn(servers);
  const glue = hosts.filter((host) => suffixesOf(host).includes(cut));
  const addressesOf = (host: Name) => [
    ...addressesIn(zone.nodes.get(host), host),
    ...addressesIn(zone.occluded.get(host), host),
  ];
  return {
    code: ResponseCode.NOERROR,
    isAuthoritative: false,
    answer: nothing,
    authority: printRecords(cut, servers),
    additional: new Set(hosts.flatMap(addressesOf)),
    glueCount: glue.flatMap(addressesOf).length,
  };
}

/** RFC 2308 §3: the SOA, with the smaller of its own TTL and MINIMUM, the last number in its data. */
function negative(zone: Zone, code: number): ReferenceReply {
  const soa = findRRset(zone, zone.apex, RecordType.SOA);
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
  extendedError: '20 ',
  isAuthoritative: false,
  answer: nothing,
  authority: nothing,
  additional: nothing,
};

function endOf(answer: ReadonlySet<string>, code: number): ReferenceReply {
  return { code, isAuthoritative: true, answer, authority: nothing, additional: nothing };
}

/** A reply whose answer begins with the records that lead to it: authority goes by the first name (RFC 1035 §4.1.1). */
function behind(records: ReadonlySet<string>, reply: ReferenceReply): ReferenceReply {
  if (records.size === 0) return reply;
  return { ...reply, isAuthoritative: true, answer: new Set([...records, ...reply.answer]) };
}

function findRRset(zone: Zone, name: Name, wanted: number): RRset | undefined {
  return zone.nodes.get(name)?.find(({ type }) => type === wanted);
}

function addressesIn(node: readonly RRset[] | undefined, owner: Name): string[] {
  const addresses = (node ?? []).filter(({ type }) => type === RecordType.A || type === RecordType.AAAA);
  return addresses.flatMap((rrset) => [...printRecords(owner, rrset)]);
}

function isWildcard(name: Name): boolean {
  return labelsOf(name)[0] === '*';
}

/** The name itself, its parent, and so on to the root. */
export function suffixesOf(name: Name): Name[] {
  const suffixes: Name[] = [];
  for (let rest: Name | undefined = name; rest !== undefined; rest = parentOf(rest)) suffixes.push(rest);
  return suffixes;
}
