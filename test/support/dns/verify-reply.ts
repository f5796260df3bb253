// A slow and obvious validator of single replies, written from RFC 4035 §5 and RFC 5155 §8: every signature is verified with
// node:crypto, and the denial records must prove what the reply says, with none superfluous. Shares no code with src.

import { createHash } from 'node:crypto';
import { compareSlowly, splitLabels } from './plain-order.ts';
import { isSignature, type PlainKey, type PlainSignature, readKey, readSignature } from './verify-zone.ts';
import { type WalkedMessage, type WalkedRecord, walkMessage, walkName } from './walk-message.ts';

/** A zone as seen by a validator that trusts its keys. Names are in lower-cased wire form, as Latin-1 text. */
export interface TrustedZone {
  readonly apex: string;
  /** None: the zone is not signed. */
  readonly dnskeys: readonly string[];
  /** Whether the zone above, if that is ours too, answers for DS here. */
  readonly isDelegated?: boolean;
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
const NS = 2;
const DNAME = 39;
const DS = 43;
const dnssecTypes = [RRSIG, NSEC, NSEC3];

/** What is wrong with a signed zone's reply to a question with the DO bit; empty when it is secure. */
export function verifyReply(
  octets: Buffer,
  question: AskedQuestion,
  trusted: TrustedZone | readonly TrustedZone[],
  now: number,
): string[] {
  const zones = 'apex' in trusted ? [trusted] : trusted;
  const message = walkMessage(octets);
  const complaints = findDuplicates(octets, message);
  const { rrsets, loose } = groupRecords(octets, message, question, complaints);
  const code = message.flags & 0x0f;
  const answers = rrsets.filter(({ section }) => section === 'answer');
  const chain = followSlowly(question, answers);
  const claims = claimsOf({ code, question, zones, rrsets, loose, chain }, complaints);
  // What the server made of a DNAME has no signatures (RFC 6672 §3.1).
  const made = new Set(chain.steps.map(({ alias, dname }) => (dname === undefined ? undefined : alias)));
  for (const rrset of rrsets.filter((one) => !made.has(one)))
    complaints.push(...checkSignatures(rrset, zones, now));
  const denials = rrsets.filter(({ section, type }) => section === 'authority' && isDenial(type));
  const proves = (records: readonly PlainRRset[]) =>
    claims.every((claim) =>
      provesReply(
        claim,
        records.filter(({ signatures: [signature] }) => signature?.signer === claim.zone.apex),
      ),
    );
  if (!proves(denials)) complaints.push('the denial records do not prove it');
  for (const spare of denials) {
    if (proves(denials.filter((other) => other !== spare)))
      complaints.push(
        `the denial record of ${show(spare.owner)} proves nothing that is not proven without it`,
      );
  }
  return complaints;
}

/** What the reply says about each name from the question to the last one, and whether its sections fit that. */
function claimsOf(
  {
    code,
    question,
    zones,
    rrsets,
    loose,
    chain,
  }: {
    readonly code: number;
    readonly question: AskedQuestion;
    readonly zones: readonly TrustedZone[];
    readonly rrsets: readonly PlainRRset[];
    readonly loose: readonly PlainSignature[];
    readonly chain: SlowChain;
  },
  complaints: string[],
): Claim[] {
  const answers = rrsets.filter(({ section }) => section === 'answer');
  const others = rrsets.filter(({ section, type }) => section === 'authority' && !isDenial(type));
  const claims: Claim[] = [];
  const claim = (claimed: Omit<Claim, 'zone'>, zone: TrustedZone | undefined) => {
    if (zone !== undefined && zone.dnskeys.length > 0) claims.push({ ...claimed, zone });
  };
  for (const { name, alias } of chain.steps) {
    const [signature] = alias?.signatures ?? [];
    if (signature === undefined || signature.labels === countLabels(name)) continue;
    claim(
      { code: 0, hasAnswer: true, expandedLabels: signature.labels, question: { ...question, name } },
      zoneOf(name, question.type, zones),
    );
  }
  const last = { ...question, name: chain.last };
  const names = new Set([...chain.steps.map(({ name }) => name), chain.last]);
  for (const { owner, type } of answers) {
    const leads = chain.steps.some(({ name, dname }) => owner === name || owner === dname?.owner);
    if (owner !== chain.last && !leads) complaints.push(`${show(owner)} ${type} is not on the way`);
  }
  for (const { owner, section, signatures } of rrsets) {
    const isExpanded = signatures.some(({ labels }) => labels < countLabels(owner));
    // What stands at a wildcard may name itself as a host (RFC 9460 §2.5).
    const isProven =
      section === 'answer' ? names.has(owner) : section === 'additional' && owner === chain.last;
    if (isExpanded && !isProven) complaints.push(`${show(owner)} in ${section} comes from a wildcard`);
  }
  const found = answers.filter(({ owner }) => owner === chain.last && !chain.isCircle);
  const hasAnswer = found.length > 0 || loose.length > 0;
  const shown = others.map(({ owner, type }) => `${owner} ${type}`).join();
  const zone = zoneOf(chain.last, question.type, zones);
  const [servers] = others;
  if (hasAnswer) {
    const signature = [...found.flatMap(({ signatures }) => signatures), ...loose].find(
      ({ labels }) => labels < countLabels(chain.last),
    );
    claim({ code, hasAnswer, expandedLabels: signature?.labels, question: last }, zone);
    if (shown !== '') complaints.push(`the authority section has types ${shown}`);
  } else if (servers?.type === NS) {
    const isDelegated = splitLabels(servers.owner).length > 0 && endsWithLabels(chain.last, servers.owner);
    if (!isDelegated || code !== 0) complaints.push('a referral to somewhere else');
    const parent = zoneOf(servers.owner, DS, zones);
    if (others.length === 1)
      claim({ code, hasAnswer, cut: servers.owner, expandedLabels: undefined, question: last }, parent);
    else if (shown !== `${servers.owner} ${NS},${servers.owner} ${DS}`)
      complaints.push(`a referral with ${shown}`);
  } else if (zone !== undefined && shown === `${zone.apex} ${SOA}`)
    claim({ code, hasAnswer, expandedLabels: undefined, question: last }, zone);
  else if (chain.steps.length === 0 || shown !== '')
    complaints.push(`the authority section has types ${shown}`);
  return claims;
}

interface SlowStep {
  readonly name: string;
  /** A CNAME of the zone, which is signed, or one that the server made of the DNAME. */
  readonly alias: PlainRRset | undefined;
  readonly dname: PlainRRset | undefined;
}

interface SlowChain {
  readonly steps: readonly SlowStep[];
  /** Where it ends; nowhere when a name would be too long. */
  readonly last: string;
  readonly isCircle: boolean;
}

/** As a resolver follows what an answer section leads to. */
function followSlowly(question: AskedQuestion, answers: readonly PlainRRset[]): SlowChain {
  const steps: SlowStep[] = [];
  let name = question.name;
  for (;;) {
    const at = (type: number) => answers.find((rrset) => rrset.owner === name && rrset.type === type);
    const dname = answers.find(
      ({ owner, type }) => type === DNAME && owner !== name && endsWithLabels(name, owner),
    );
    const isSought = [CNAME, 255].includes(question.type) && dname === undefined;
    const alias = isSought ? undefined : at(CNAME);
    const target = dname && `${name.slice(0, name.length - dname.owner.length)}${dname.rdatas[0]}`;
    if (dname !== undefined && alias === undefined)
      return { steps: [...steps, { name, alias, dname }], last: '', isCircle: false };
    if (alias === undefined) return { steps, last: name, isCircle: false };
    if (target !== undefined && alias.rdatas[0] !== target)
      throw new Error('the CNAME is not what the DNAME makes');
    steps.push({ name, alias, dname });
    name = alias.rdatas[0] ?? '';
    if (steps.some((step) => step.name === name)) return { steps, last: name, isCircle: true };
  }
}

/** The zone that answers for a name; for DS that is the parent, where it is known. */
function zoneOf(name: string, type: number, zones: readonly TrustedZone[]): TrustedZone | undefined {
  const above = zones
    .filter(({ apex }) => endsWithLabels(name, apex))
    .sort((a, b) => b.apex.length - a.apex.length);
  return type === DS && above[0]?.apex === name && above[0].isDelegated === true ? above[1] : above[0];
}

function endsWithLabels(name: string, end: string): boolean {
  for (let at = 0; ; at += 1 + name.charCodeAt(at)) {
    if (name.slice(at) === end) return true;
    if (name.charCodeAt(at) === 0 || at >= name.length) return false;
  }
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
function checkSignatures(rrset: PlainRRset, zones: readonly TrustedZone[], now: number): string[] {
  const { owner, type, section, signatures, ttl } = rrset;
  const where = `${show(owner)} ${type} in ${section}`;
  const [signed] = signatures;
  // At a cut there are denial records of both zones.
  const bySigner = zones.find(({ apex }) => apex === signed?.signer && endsWithLabels(owner, apex));
  const zone = isDenial(type) && signed !== undefined ? bySigner : zoneOf(owner, type, zones);
  const keys = (zone?.dnskeys ?? []).map((rdata) => keyOf(rdata));
  if (zone === undefined || keys.length === 0) return signed === undefined ? [] : [`${where} has signatures`];
  // RFC 4035 §2.2: the NS records of a delegation are not signed.
  if (section === 'authority' && type === NS) return signed === undefined ? [] : [`${where} has signatures`];
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
  /** Where a zone begins that is said to have no DS. */
  readonly cut?: string;
  readonly question: AskedQuestion;
  readonly zone: TrustedZone;
}

function provesReply(claim: Claim, denials: readonly PlainRRset[]): boolean {
  // Records that nothing needs are spare, and complained about.
  if (claim.hasAnswer && claim.expandedLabels === undefined) return true;
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
  { code, hasAnswer, expandedLabels, question, zone, cut }: Claim,
  nsecs: readonly PlainNsec[],
) {
  const { name, type } = question;
  const at = (wanted: string) => nsecs.find(({ owner }) => owner === wanted);
  const lacks = (nsec: PlainNsec | undefined) => nsec !== undefined && deniesType(nsec.types, type);
  if (cut !== undefined) return deniesSigning(at(cut)?.types);
  const around = (wanted: string) =>
    nsecs.find(
      ({ owner, next }) =>
        compareSlowly(owner, wanted) < 0 && (next === zone.apex || compareSlowly(wanted, next) < 0),
    );
  const own = at(name);
  if (own !== undefined) return code === 0 && !hasAnswer && lacks(own);
  const covering = around(name);
  if (covering === undefined) return false;
  // RFC 6840 §4.1: what says that names below it are elsewhere denies none of them.
  if (isBelow(name, covering.owner) && leadsElsewhere(covering.types)) return false;
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
  { code, hasAnswer, expandedLabels, question, zone, cut }: Claim,
  nsec3s: readonly PlainNsec3[],
): boolean {
  const { name, type } = question;
  const at = (wanted: string) => nsec3s.find(({ hash }) => hash.equals(hashSlowly(wanted)));
  const lacks = (nsec3: PlainNsec3 | undefined) => nsec3 !== undefined && deniesType(nsec3.types, type);
  if (cut !== undefined) return deniesSigning(at(cut)?.types);
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
  if (leadsElsewhere(at(encloser)?.types ?? [])) return false;
  const wildcard = `\x01*${encloser}`;
  // §8.4, §8.7
  if (code === 3) return isCovered(wildcard);
  return code === 0 && lacks(at(wildcard));
}

/** RFC 6840 §4.1: the record of a delegation denies nothing but DS. */
function deniesType(types: readonly number[], type: number): boolean {
  const isDelegation = types.includes(NS) && !types.includes(SOA);
  return !types.includes(type) && !types.includes(CNAME) && (!isDelegation || type === DS);
}

/** RFC 4035 §5.2: a delegation without DS. */
function deniesSigning(types: readonly number[] | undefined): boolean {
  return types?.includes(NS) === true && !types.includes(DS) && !types.includes(SOA);
}

function leadsElsewhere(types: readonly number[]): boolean {
  return types.includes(DNAME) || (types.includes(NS) && !types.includes(SOA));
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
  const firstName = { 2: 0, 5: 0, 6: 0, 12: 0, 15: 2 }[type] ?? 0;
  let at = dataStart + firstName;
  text += octets.toString('latin1', dataStart, at);
  const names = { 2: 1, 5: 1, 6: 2, 12: 1, 15: 1 }[type] ?? 0;
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
