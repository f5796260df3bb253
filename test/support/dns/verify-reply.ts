// A slow and obvious validator of single replies, written from RFC 4035 §5 and RFC 5155 §8: every signature is verified with
// node:crypto, and the denial records must prove what the reply says, with none superfluous. Shares no code with src.

import { createHash } from 'node:crypto';
import { compareSlowly, splitLabels } from './plain-order.ts';
import { isSignature, type PlainKey, type PlainSignature, readKey, readSignature } from './verify-zone.ts';
import { type WalkedMessage, type WalkedRecord, walkMessage, walkName } from './walk-message.ts';

/** A zone as seen by a validator that trusts its keys. Names are in lower-cased wire form, as Latin-1 text. */
export interface TrustedZone {
  readonly apex: string;
  readonly dnskeys: readonly string[];
}

export interface AskedQuestion {
  readonly name: string;
  readonly type: number;
}

interface PlainRRset {
  readonly section: WalkedRecord['section'];
  readonly owner: string;
  readonly type: number;
  readonly ttl: number;
  readonly rdatas: string[];
  readonly signatures: PlainSignature[];
}

const RRSIG = 46;
const NSEC = 47;
const NSEC3 = 50;
const OPT = 41;
const CNAME = 5;
const SOA = 6;
const dnssecTypes = [RRSIG, NSEC, NSEC3];

/** What is wrong with a signed zone's reply to a question with the DO bit; empty when it is secure. */
export function verifyReply(
  octets: Buffer,
  question: AskedQuestion,
  zone: TrustedZone,
  now: number,
): string[] {
  const message = walkMessage(octets);
  const complaints = findDuplicates(octets, message);
  const { rrsets, loose } = groupRecords(octets, message, question, complaints);
  const keys = zone.dnskeys.map((rdata) => keyOf(rdata));
  const asAnswer = loose.find(({ labels }) => labels < countLabels(question.name));
  let expandedLabels = asAnswer?.labels;
  for (const rrset of rrsets) {
    complaints.push(...checkSignatures(rrset, keys, zone, now));
    const [signature] = rrset.signatures;
    if (signature === undefined || signature.labels === countLabels(rrset.owner)) continue;
    if (rrset.owner !== question.name || rrset.section !== 'answer')
      complaints.push(`${show(rrset.owner)} in ${rrset.section} comes from a wildcard`);
    expandedLabels = signature.labels;
  }
  const denials = rrsets.filter(({ section, type }) => section === 'authority' && isDenial(type));
  const others = rrsets.filter(({ section, type }) => section === 'authority' && !isDenial(type));
  const code = message.flags & 0x0f;
  const hasAnswer = (message.counts[1] ?? 0) > 0;
  const expectedOthers = hasAnswer ? [] : [`${zone.apex} ${SOA}`];
  if (others.map(({ owner, type }) => `${owner} ${type}`).join() !== expectedOthers.join())
    complaints.push(`the authority section has types ${others.map(({ type }) => type)}`);
  const proves = (records: readonly PlainRRset[]) =>
    provesReply({ code, hasAnswer, expandedLabels, question, zone }, records);
  if (!proves(denials)) complaints.push('the denial records do not prove it');
  for (const spare of denials) {
    if (proves(denials.filter((other) => other !== spare)))
      complaints.push(
        `the denial record of ${show(spare.owner)} proves nothing that is not proven without it`,
      );
  }
  return complaints;
}

/** What is wrong with a reply to a question without the DO bit: DNSSEC must show only where it is asked for. */
export function verifyPlainReply(octets: Buffer, { type }: AskedQuestion): string[] {
  const message = walkMessage(octets);
  const complaints = findDuplicates(octets, message);
  for (const record of message.records) {
    const isAskedFor = record.section === 'answer' && (record.type === type || type === 255);
    if (dnssecTypes.includes(record.type) && !isAskedFor)
      complaints.push(`type ${record.type} in ${record.section}, unasked`);
  }
  return complaints;
}

function findDuplicates(octets: Buffer, { records }: WalkedMessage): string[] {
  const seen = new Set<string>();
  const complaints: string[] = [];
  for (const record of records) {
    const id = `${record.owner} ${record.type} ${dataOf(octets, record)}`;
    if (seen.has(id)) complaints.push(`${show(record.owner)} ${record.type} stands there twice`);
    seen.add(id);
  }
  return complaints;
}

/** RRsets with their signatures, and signatures that were asked for themselves. Complains about any other left over. */
function groupRecords(
  octets: Buffer,
  { records }: WalkedMessage,
  question: AskedQuestion,
  complaints: string[],
): { readonly rrsets: readonly PlainRRset[]; readonly loose: readonly PlainSignature[] } {
  const loose: PlainSignature[] = [];
  const rrsets = new Map<string, PlainRRset>();
  for (const record of records) {
    const { section, owner, type, ttl } = record;
    if (type === OPT || type === RRSIG) continue;
    const id = `${section} ${owner} ${type}`;
    const rrset = rrsets.get(id) ?? { section, owner, type, ttl, rdatas: [], signatures: [] };
    if (rrset.ttl !== ttl) complaints.push(`${show(owner)} ${type} has several TTLs`);
    rrset.rdatas.push(dataOf(octets, record));
    rrsets.set(id, rrset);
  }
  for (const record of records) {
    if (record.type !== RRSIG) continue;
    const { section, owner, ttl } = record;
    const signature = readSignature(dataOf(octets, record));
    const rrset = rrsets.get(`${section} ${owner} ${signature.type}`);
    if (rrset !== undefined) {
      // RFC 4034 §3: the TTL of an RRSIG is that of what it covers.
      if (ttl !== rrset.ttl)
        complaints.push(`the signature of ${show(owner)} has TTL ${ttl}, not ${rrset.ttl}`);
      rrset.signatures.push(signature);
    } else if (question.type === RRSIG && section === 'answer') loose.push(signature);
    else complaints.push(`a signature of ${show(owner)} ${signature.type} in ${section} covers nothing`);
  }
  return { rrsets: [...rrsets.values()], loose };
}

/** RFC 4035 §5.3.1, rule by rule, and §5.3.2. */
function checkSignatures(
  rrset: PlainRRset,
  keys: readonly PlainKey[],
  zone: TrustedZone,
  now: number,
): string[] {
  const { owner, type, section, signatures, ttl } = rrset;
  const where = `${show(owner)} ${type} in ${section}`;
  // RFC 4035 §3.1.1: in the additional section, signatures may be missing for lack of room.
  if (signatures.length === 0) return section === 'additional' ? [] : [`${where} is not signed`];
  const complaints: string[] = [];
  for (const signature of signatures) {
    if (signature.signer !== zone.apex) complaints.push(`${where}: signed by ${show(signature.signer)}`);
    if (!owner.endsWith(zone.apex)) complaints.push(`${where}: not in the zone`);
    if (signature.labels > countLabels(owner)) complaints.push(`${where}: ${signature.labels} labels`);
    if (signature.inception > now) complaints.push(`${where}: begins in the future`);
    if (signature.expiration < now + ttl) complaints.push(`${where}: ends before its TTL does`);
    if (ttl > signature.ttl) complaints.push(`${where}: TTL ${ttl} is above the original one`);
    const key = keys.find(({ tag, algorithm }) => tag === signature.tag && algorithm === signature.algorithm);
    if (key === undefined) complaints.push(`${where}: by an unknown key`);
    else if (!verifies(sourceOf(owner, signature.labels), rrset, signature, key))
      complaints.push(`${where}: does not verify`);
  }
  for (const algorithm of new Set(keys.map((key) => key.algorithm))) {
    if (!signatures.some((signature) => signature.algorithm === algorithm))
      complaints.push(`${where}: no signature by algorithm ${algorithm}`);
  }
  return complaints;
}

/** RFC 4035 §5.3.2: the signed name, from the name of the question. */
function sourceOf(owner: string, labels: number): string {
  const all = splitLabels(owner);
  return countLabels(owner) === labels ? owner : `\x01*${joinLabels(all.slice(all.length - labels))}`;
}

interface Claim {
  readonly code: number;
  readonly hasAnswer: boolean;
  /** Labels of the closest encloser, if a wildcard answered the question. */
  readonly expandedLabels: number | undefined;
  readonly question: AskedQuestion;
  readonly zone: TrustedZone;
}

function provesReply(claim: Claim, denials: readonly PlainRRset[]): boolean {
  if (claim.hasAnswer && claim.expandedLabels === undefined) return denials.length === 0;
  if (denials.length === 0) return false;
  if (denials.every(({ type }) => type === NSEC)) return provesByNames(claim, denials.map(readPlainNsec));
  if (denials.every(({ type }) => type === NSEC3)) return provesByHashes(claim, denials.map(readPlainNsec3));
  return false;
}

interface PlainNsec {
  readonly owner: string;
  readonly next: string;
  readonly types: readonly number[];
}

/** RFC 4035 §5.4, with the clarifications of RFC 6840 §4. */
function provesByNames(
  { code, hasAnswer, expandedLabels, question, zone }: Claim,
  nsecs: readonly PlainNsec[],
) {
  const { name, type } = question;
  const at = (wanted: string) => nsecs.find(({ owner }) => owner === wanted);
  const lacks = (nsec: PlainNsec | undefined) =>
    nsec !== undefined && !nsec.types.includes(type) && !nsec.types.includes(CNAME);
  const around = (wanted: string) =>
    nsecs.find(
      ({ owner, next }) =>
        compareSlowly(owner, wanted) < 0 && (next === zone.apex || compareSlowly(wanted, next) < 0),
    );
  const own = at(name);
  if (own !== undefined) return code === 0 && !hasAnswer && lacks(own);
  const covering = around(name);
  if (covering === undefined) return false;
  // A next name below the name of the question makes that an empty non-terminal.
  if (isBelow(covering.next, name)) return code === 0 && !hasAnswer;
  const encloser = longestOf(commonAncestor(name, covering.owner), commonAncestor(name, covering.next));
  if (hasAnswer) return code === 0 && expandedLabels === splitLabels(encloser).length;
  const wildcard = `\x01*${encloser}`;
  const beforeWildcard = around(wildcard);
  // RFC 4592 §2.2.2: a wildcard that is an empty non-terminal still matches.
  const isEmpty = beforeWildcard !== undefined && isBelow(beforeWildcard.next, wildcard);
  if (code === 3) return beforeWildcard !== undefined && !isEmpty;
  return code === 0 && (isEmpty || lacks(at(wildcard)));
}

interface PlainNsec3 {
  readonly hash: Buffer;
  readonly next: Buffer;
  readonly types: readonly number[];
}

/** RFC 5155 §8.3 to §8.8. */
function provesByHashes(
  { code, hasAnswer, expandedLabels, question, zone }: Claim,
  nsec3s: readonly PlainNsec3[],
): boolean {
  const { name, type } = question;
  const at = (wanted: string) => nsec3s.find(({ hash }) => hash.equals(hashSlowly(wanted)));
  const lacks = (nsec3: PlainNsec3 | undefined) =>
    nsec3 !== undefined && !nsec3.types.includes(type) && !nsec3.types.includes(CNAME);
  const isCovered = (wanted: string) => {
    const hash = hashSlowly(wanted);
    return nsec3s.some(({ hash: from, next: to }) => {
      const isAfter = Buffer.compare(from, hash) < 0;
      const isBefore = Buffer.compare(hash, to) < 0;
      return Buffer.compare(from, to) < 0 ? isAfter && isBefore : isAfter || isBefore;
    });
  };
  const ancestors: string[] = [];
  const labels = splitLabels(name);
  for (let i = 0; i < labels.length; i++) {
    const ancestor = joinLabels(labels.slice(i));
    if (ancestor === zone.apex || isBelow(ancestor, zone.apex)) ancestors.push(ancestor);
  }
  // §8.8: the wildcard's label count gives the closest encloser, and the next closer name must not exist.
  if (hasAnswer) {
    const nextCloser = ancestors.find(
      (ancestor) => splitLabels(ancestor).length === (expandedLabels ?? 0) + 1,
    );
    return code === 0 && nextCloser !== undefined && isCovered(nextCloser);
  }
  // §8.5
  if (at(name) !== undefined) return code === 0 && lacks(at(name));
  // §8.3
  const index = ancestors.findIndex((ancestor) => at(ancestor) !== undefined);
  const [encloser, nextCloser] = [ancestors[index], ancestors[index - 1]];
  if (encloser === undefined || nextCloser === undefined || !isCovered(nextCloser)) return false;
  const wildcard = `\x01*${encloser}`;
  // §8.4, §8.7
  if (code === 3) return isCovered(wildcard);
  return code === 0 && lacks(at(wildcard));
}

function readPlainNsec({ owner, rdatas: [rdata = ''] }: PlainRRset): PlainNsec {
  const { name: next, end } = walkName(Buffer.from(rdata, 'latin1'), 0);
  return { owner, next, types: readBitmap(rdata.slice(end)) };
}

const readNsec3s = new Map<string, PlainNsec3>();

function readPlainNsec3({ owner, rdatas: [rdata = ''] }: PlainRRset): PlainNsec3 {
  const id = `${owner} ${rdata}`;
  const known = readNsec3s.get(id);
  if (known !== undefined) return known;
  const octets = Buffer.from(rdata, 'latin1');
  // RFC 9276: SHA-1, no opt-out, no further iterations, no salt; and the hash has 20 octets.
  if (octets.subarray(0, 6).toString('hex') !== '010000000014')
    throw new Error(`NSEC3 ${octets.toString('hex')}`);
  const label = splitLabels(owner)[0] ?? '';
  const bits = [...label].map((digit) => Number.parseInt(digit, 32).toString(2).padStart(5, '0')).join('');
  const hash = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
  const nsec3 = { hash, next: octets.subarray(6, 26), types: readBitmap(rdata.slice(26)) };
  readNsec3s.set(id, nsec3);
  return nsec3;
}

/** RFC 4034 §4.1.2: blocks of 256 types. */
function readBitmap(text: string): number[] {
  const octets = Buffer.from(text, 'latin1');
  const types: number[] = [];
  for (let at = 0; at < octets.length; ) {
    const [block, length] = [octets.readUInt8(at), octets.readUInt8(at + 1)];
    for (let i = 0; i < length * 8; i++) {
      if ((octets.readUInt8(at + 2 + (i >> 3)) & (0x80 >> (i & 7))) !== 0) types.push(block * 256 + i);
    }
    at += 2 + length;
  }
  return types;
}

/** The data with its names decompressed, for types whose names may be compressed (RFC 4034 §6.2). */
function dataOf(octets: Buffer, { type, dataStart, end }: WalkedRecord): string {
  let text = '';
  let at = dataStart;
  const names = { 2: 1, 6: 2 }[type] ?? 0;
  for (let i = 0; i < names; i++) {
    const walked = walkName(octets, at);
    text += walked.name;
    at = walked.end;
  }
  return text + octets.toString('latin1', at, end);
}

const verified = new Map<string, boolean>();

function verifies(owner: string, rrset: PlainRRset, signature: PlainSignature, key: PlainKey): boolean {
  const { type } = rrset;
  const rdatas = [...rrset.rdatas].sort();
  const id = JSON.stringify([
    owner,
    type,
    rdatas,
    signature.head.toString('latin1'),
    signature.signature.toString('latin1'),
  ]);
  const known = verified.get(id);
  if (known !== undefined) return known;
  const isRight = isSignature(owner, { type, rdatas }, signature, key);
  verified.set(id, isRight);
  return isRight;
}

const knownKeys = new Map<string, PlainKey>();

function keyOf(rdata: string): PlainKey {
  const key = knownKeys.get(rdata) ?? readKey(rdata);
  knownKeys.set(rdata, key);
  return key;
}

function isDenial(type: number): boolean {
  return type === NSEC || type === NSEC3;
}

const hashes = new Map<string, Buffer>();

function hashSlowly(name: string): Buffer {
  const hash = hashes.get(name) ?? createHash('sha1').update(Buffer.from(name, 'latin1')).digest();
  hashes.set(name, hash);
  return hash;
}

/** RFC 4034 §3.1.3: a leading asterisk does not count. */
function countLabels(name: string): number {
  const labels = splitLabels(name);
  return labels[0] === '*' ? labels.length - 1 : labels.length;
}

function joinLabels(labels: readonly string[]): string {
  return `${labels.map((label) => String.fromCharCode(label.length) + label).join('')}\0`;
}

function isBelow(name: string, ancestor: string): boolean {
  return name !== ancestor && commonAncestor(name, ancestor) === ancestor;
}

function commonAncestor(a: string, b: string): string {
  const [left, right] = [splitLabels(a), splitLabels(b)];
  let count = 0;
  while (
    count < Math.min(left.length, right.length) &&
    left[left.length - 1 - count] === right[right.length - 1 - count]
  )
    count++;
  return joinLabels(left.slice(left.length - count));
}

function longestOf(a: string, b: string): string {
  return splitLabels(a).length >= splitLabels(b).length ? a : b;
}

function show(name: string): string {
  return `${splitLabels(name).join('.')}.`;
}
