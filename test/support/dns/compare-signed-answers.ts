// Asks an image of signed zones every question, with and without the DO bit, over every transport, and checks each reply:
// what it says by the reference answerer, how it proves it by verify-reply.ts, what is cut by the whole reply.

import type { Image } from '../../../src/answers/image.ts';
import { replyOctetsMax } from '../../../src/serving/transport.ts';
import { type Name, printName } from '../../../src/wire/name.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { compareAnswers, type EdnsVariants, writeQuery } from './compare-answers.ts';
import { createOctetsAnswerer } from './octets-answerer.ts';
import { type TrustedZone, verifyPlainReply, verifyReply } from './verify-reply.ts';
import { type WalkedMessage, walkMessage } from './walk-message.ts';

const typesAsked = {
  A: 1,
  AAAA: 28,
  NS: 2,
  SOA: 6,
  TXT: 16,
  SRV: 33,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  NSEC3: 50,
  NSEC3PARAM: 51,
  CDS: 59,
  CDNSKEY: 60,
  ANY: 255,
  TYPE65280: 65_280,
} as const;

const plainVariants: EdnsVariants = [undefined, { payload: 1232 }];
const payloads = [512, 1232, 4096] as const;
const dnssecTypes = [46, 47, 50];
/** What signing adds, of which the reference knows nothing. */
const signingTypes = [46, 47, 48, 50, 51, 59, 60];
const datagramOctetsMax = 1232;
const optType = 41;

/** What the replies contained: a comparison that met no proof of some kind has not compared enough. */
export interface Found {
  replies: number;
  truncated: number;
  expanded: number;
  nodata: number;
  nxdomain: number;
}

/** Throws at the first wrong reply. */
export function compareSignedAnswers(
  image: Image,
  zones: readonly Zone[],
  questions: readonly Name[],
  now: number,
  random: SeededRandom,
  types: Readonly<Record<string, number>> = typesAsked,
): Found {
  const plainTypes = Object.fromEntries(
    Object.entries(types).filter(([, type]) => !signingTypes.includes(type)),
  );
  compareAnswers(image, zones, questions, random, plainVariants, plainTypes);
  const trusted = zones.map((zone) => trustOf(zone, zones));
  const over = { udp: createAsker(image, 'udp'), tcp: createAsker(image, 'tcp') };
  const found: Found = { replies: 0, truncated: 0, expanded: 0, nodata: 0, nxdomain: 0 };
  for (const name of questions) {
    const zone = trusted.find(({ apex }) => isAtOrBelow(name, apex));
    for (const [mnemonic, type] of Object.entries(types)) {
      const question = { name, type };
      const plain = over.tcp(writeQuery(name, type, { payload: 512 }, random));
      const whole = over.tcp(writeQuery(name, type, { payload: 512, dnssecOk: true }, random));
      const complain = (complaints: readonly string[], reply: Buffer) => {
        if (complaints.length === 0) return;
        const what = `${printName(name)} ${mnemonic} in ${reply.toString('hex')}`;
        throw new Error(`${complaints.join('; ')}: ${what}`);
      };
      found.replies++;
      complain(verifyPlainReply(plain, question), plain);
      const message = walkMessage(whole);
      if (zone === undefined) {
        complain((message.flags & 0x0f) === 5 ? [] : ['is not refused'], whole);
        continue;
      }
      complain(verifyReply(whole, question, trusted, now), whole);
      complain(compareContents(plain, whole, type), whole);
      complain(findUnsignedCourtesies(whole, message, zones), whole);
      count(found, message);
      for (const payload of payloads) {
        const reply = over.udp(writeQuery(name, type, { payload, dnssecOk: true }, random));
        const isTruncated = (walkMessage(reply).flags & 0x0200) !== 0;
        if (isTruncated) found.truncated++;
        else complain(verifyReply(reply, question, trusted, now), reply);
        complain(checkSize(reply, whole, Math.min(payload, datagramOctetsMax), isTruncated), reply);
      }
    }
  }
  return found;
}

function trustOf(zone: Zone, zones: readonly Zone[]): TrustedZone {
  const dnskeys = zone.nodes.get(zone.apex)?.find(({ type }) => type === 48)?.rdatas ?? [];
  const [above] = zones
    .filter(({ apex }) => apex !== zone.apex && isAtOrBelow(zone.apex, apex))
    .sort((a, b) => b.apex.length - a.apex.length);
  return { apex: zone.apex, dnskeys, isDelegated: above?.nodes.get(zone.apex) !== undefined };
}

function createAsker(image: Image, transport: 'udp' | 'tcp') {
  const answer = createOctetsAnswerer(transport);
  const buffer = Buffer.alloc(replyOctetsMax(transport));
  return (query: Buffer) => Buffer.from(buffer.subarray(0, answer(image, query, query.length, buffer)));
}

/** The DO bit adds to a reply but changes nothing else. */
function compareContents(plain: Buffer, whole: Buffer, type: number): string[] {
  const contentOf = (octets: Buffer) => {
    const { flags, records } = walkMessage(octets);
    const shown = records.filter(
      ({ section, type: of }) =>
        of !== optType && !(section === 'authority' && [...dnssecTypes, 43].includes(of)) && of !== 46,
    );
    // Pointers make the same data look different, so compare only the counts; the data has been verified.
    const lines = shown.map(({ section, owner, type: of, ttl }) => `${section} ${owner} ${of} ${ttl}`);
    return [flags & 0x068f, ...lines.sort()].join('\n');
  };
  if (type === 46 || type === 47) return [];
  if (optionsIn(plain) !== optionsIn(whole)) return [`has the options ${optionsIn(whole)}`];
  const [a, b] = [contentOf(plain), contentOf(whole)];
  return a === b ? [] : [`says\n${b}\ninstead of\n${a}\n`];
}

/** Over TCP there is room for the signatures of additional records (RFC 4035 §3.1.1); glue has none. */
function findUnsignedCourtesies(whole: Buffer, { records }: WalkedMessage, zones: readonly Zone[]): string[] {
  const isGlue = (owner: string) => zones.some(({ occluded }) => occluded.get(owner as Name) !== undefined);
  const isUnsigned = (owner: string) => {
    const above = zones.filter(({ apex }) => isAtOrBelow(owner, apex));
    return above.sort((a, b) => b.apex.length - a.apex.length)[0]?.security === undefined;
  };
  const additional = records.filter(({ section, type }) => section === 'additional' && type !== optType);
  const signed = new Set(
    additional
      .filter(({ type }) => type === 46)
      .map(({ owner, dataStart }) => `${owner} ${whole.readUInt16BE(dataStart)}`),
  );
  const unsigned = additional.filter(
    ({ owner, type }) =>
      type !== 46 && !signed.has(`${owner} ${type}`) && !isGlue(owner) && !isUnsigned(owner),
  );
  return unsigned.map(({ owner, type }) => `${owner} ${type} comes along without signatures`);
}

function optionsIn(octets: Buffer): string {
  const opt = walkMessage(octets).records.find(({ type }) => type === optType);
  return octets.toString('hex', opt?.dataStart, opt?.end);
}

/**
 * RFC 2181 §9: no part of an RRset is left out. What does not fit is absent, except in the additional section. Options
 * are dropped before anything else (RFC 8914 §3).
 */
function checkSize(reply: Buffer, whole: Buffer, limit: number, isTruncated: boolean): string[] {
  const message = walkMessage(whole);
  const { records, questionEnd } = message;
  const cut = records.find(({ section, type }) => section === 'authority' && type === 2)?.owner;
  const isNeeded = ({ section, owner, type }: WalkedMessage['records'][number]) =>
    section !== 'additional' || (cut !== undefined && type !== optType && isAtOrBelow(owner, cut));
  const required = records.filter(isNeeded).at(-1)?.end ?? questionEnd;
  const optOctets = 11;
  const fits = required + optOctets <= limit;
  if (reply.length > limit) return [`${reply.length} octets`];
  if (isTruncated === fits) return [`${required} octets and OPT, limit ${limit}, truncated: ${isTruncated}`];
  const options = optionsIn(reply);
  const expected = whole.length <= limit ? optionsIn(whole) : '';
  if (options !== expected) return [`has the options ${options} instead of ${expected}`];
  const rest = walkMessage(reply).records.filter(({ type }) => type !== optType);
  if (isTruncated) return rest.length > 0 ? ['is truncated, but not empty'] : [];
  const ends = endsOfRRsets(message);
  const fitting = records.filter(
    ({ type }, index) => type !== optType && (ends[index] ?? 0) + optOctets <= limit,
  );
  const isWhole = fitting.length === rest.length;
  return isWhole ? [] : [`has ${rest.length} records where ${fitting.length} fit`];
}

/** For each record, where the last one of its RRset ends; signatures of two RRsets are never adjacent. */
function endsOfRRsets({ records }: WalkedMessage): number[] {
  const ends = records.map(({ end }) => end);
  for (let i = records.length - 2; i >= 0; i--) {
    const [record, next] = [records[i], records[i + 1]];
    if (record?.owner === next?.owner && record?.type === next?.type) ends[i] = ends[i + 1] ?? 0;
  }
  return ends;
}

function count(found: Found, { flags, counts, questions, records }: WalkedMessage): void {
  if ((flags & 0x0f) === 3) found.nxdomain++;
  else if (counts[1] === 0) found.nodata++;
  else if (records.some(({ section, type }) => section === 'authority' && dnssecTypes.includes(type)))
    found.expanded++;
  if (questions.length !== 1) throw new Error('a reply repeats its question');
}

function isAtOrBelow(name: string, apex: string): boolean {
  for (let at = 0; ; at += 1 + name.charCodeAt(at)) {
    if (name.slice(at) === apex) return true;
    if (name.charCodeAt(at) === 0) return false;
  }
}
