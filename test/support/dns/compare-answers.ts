// Asks an image every question over every transport and compares each reply, octets and content, with the reference.

import { expect } from 'chai';
import type { Image } from '../../../src/answers/image.ts';
import { replyOctetsMax } from '../../../src/serving/transport.ts';
import { type Name, printName } from '../../../src/wire/name.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { type DecodedReply, decodeReply } from './decode-reply.ts';
import { type EdnsSettings, encodeOpt } from './dns-client.ts';
import { type AnswerOctets, createOctetsAnswerer } from './octets-answerer.ts';
import { ReferenceAnswerer, type ReferenceReply } from './reference-answerer.ts';
import { type WalkedMessage, walkMessage } from './walk-message.ts';

export const typesAsked = {
  A: 1,
  AAAA: 28,
  NS: 2,
  SOA: 6,
  TXT: 16,
  SRV: 33,
  ANY: 255,
  TYPE65280: 65_280,
} as const;

/** For zones of records that are not made of addresses. */
export const allTypesAsked = {
  ...typesAsked,
  CNAME: 5,
  MX: 15,
  DNAME: 39,
  DS: 43,
  RRSIG: 46,
  NSEC: 47,
  HTTPS: 65,
} as const;

export type EdnsVariants = readonly (EdnsSettings | undefined)[];

const usualVariants: EdnsVariants = [
  undefined,
  { payload: 512 },
  { payload: 1232 },
  { payload: 4096 },
  { payload: 1232, dnssecOk: true },
];
const optOctets = 11;

/** Throws at the first wrong reply; returns the number of replies. */
export function compareAnswers(
  image: Image,
  zones: readonly Zone[],
  questions: readonly Name[],
  random: SeededRandom,
  ednsVariants: EdnsVariants = usualVariants,
  types: Readonly<Record<string, number>> = typesAsked,
): number {
  const reference = new ReferenceAnswerer(zones);
  const overUdp = createOctetsAnswerer('udp');
  const overTcp = createOctetsAnswerer('tcp');
  let compared = 0;
  for (const name of questions) {
    for (const [mnemonic, type] of Object.entries(types)) {
      const replies = reference.answer(name, type);
      for (const edns of ednsVariants) {
        const right = replies.map((reply) => asToldTo(edns, reply));
        const query = writeQuery(name, type, edns, random);
        const what = () =>
          `${printName(name)} ${mnemonic} ${JSON.stringify(edns)} in ${query.toString('hex')}`;
        const whole = ask(overTcp, image, query, 'tcp', what);
        const datagram = ask(overUdp, image, query, 'udp', what);
        checkContent(whole.decoded, right, edns, what);
        const glueCount = right.find((reply) => isSameContent(whole.decoded, reply))?.glueCount ?? 0;
        checkDatagram(datagram, whole, glueCount, edns, what);
        compared += 2;
      }
    }
  }
  return compared;
}

/** OPT goes only to those who send OPT, with the right contents. */
function asToldTo(edns: EdnsSettings | undefined, reply: ReferenceReply): ReferenceReply {
  return edns === undefined ? { ...reply, extendedError: undefined } : reply;
}

interface Received {
  readonly octets: Buffer;
  readonly walked: WalkedMessage;
  readonly decoded: DecodedReply;
}

const buffers = { udp: Buffer.alloc(replyOctetsMax('udp')), tcp: Buffer.alloc(replyOctetsMax('tcp')) };

function ask(
  answer: AnswerOctets,
  image: Image,
  query: Buffer,
  transport: 'udp' | 'tcp',
  what: () => string,
): Received {
  const octets = buffers[transport].subarray(0, answer(image, query, query.length, buffers[transport]));
  const walked = walkMessage(octets);
  // Id, opcode and question come back as sent, including the spelling.
  const isEcho =
    octets.compare(query, 0, 2, 0, 2) === 0 &&
    octets.compare(query, 12, walked.questionEnd, 12, walked.questionEnd) === 0;
  if (!isEcho || walked.flags >> 11 !== 0b10000) fail('header or question are not those of the query', what);
  return { octets: Buffer.from(octets), walked, decoded: decodeReply(octets) };
}

function checkContent(
  decoded: DecodedReply,
  right: readonly ReferenceReply[],
  edns: EdnsSettings | undefined,
  what: () => string,
): void {
  if (decoded.isTruncated) fail('truncated although there is room', what);
  const sets = [decoded.answer, decoded.authority, decoded.additional];
  const distinct = sets.reduce((sum, { size }) => sum + size, decoded.opt === undefined ? 0 : 1);
  if (decoded.recordCount !== distinct) fail('a record stands there twice', what);
  checkOpt(decoded, edns, what);
  if (!right.some((reply) => isSameContent(decoded, reply))) {
    expect(contentOf(decoded), what()).to.deep.equal(contentOf(right[0] as ReferenceReply));
    fail('is none of the right replies', what);
  }
}

/**
 * What does not fit is dropped: an extended error (RFC 8914 §3), then, in the order of RFC 2181 §9, additional RRsets
 * one by one, then everything, with TC.
 */
function checkDatagram(
  { octets, walked, decoded }: Received,
  whole: Received,
  glueCount: number,
  edns: EdnsSettings | undefined,
  what: () => string,
): void {
  const limit = Math.min(Math.max(512, edns?.payload ?? 0), 1232);
  if (octets.length > limit) fail(`${octets.length} octets, ${limit} allowed`, what);
  checkOpt(decoded, edns, what);
  const room = limit - (edns === undefined ? 0 : optOctets);
  const fitting = fittingRecords(whole.walked, glueCount, room);
  if (fitting === undefined) {
    if (!decoded.isTruncated) fail('not truncated although there is no room', what);
    if (walked.records.some(({ type }) => type !== 41)) fail('truncated, but not empty', what);
    if (decoded.code !== whole.decoded.code) fail('truncated with another code', what);
    if (decoded.isAuthoritative !== whole.decoded.isAuthoritative) fail('truncated with another AA', what);
    if (decoded.extendedError !== undefined) fail('a remark in the place of an answer', what);
    return;
  }
  const additional = fitting.filter(({ section }) => section === 'additional').length;
  if (decoded.additional.size !== additional) fail(`${additional} additional records would fit`, what);
  for (const record of decoded.additional) {
    if (!whole.decoded.additional.has(record)) fail(`"${record}" is not in the whole reply`, what);
  }
  const extendedError = whole.octets.length <= limit ? whole.decoded.extendedError : undefined;
  const expected = { ...whole.decoded, additional: decoded.additional, extendedError };
  if (decoded.isTruncated || !isSameContent(decoded, expected)) {
    expect(contentOf(decoded), what()).to.deep.equal(contentOf(expected));
    fail('is not the same over UDP and TCP', what);
  }
}

/** The records of a whole reply that a shorter one can hold, or nothing if not even answer, authority and glue fit. */
function fittingRecords(
  { records, questionEnd }: WalkedMessage,
  glueCount: number,
  room: number,
): WalkedMessage['records'] | undefined {
  const real = records.filter(({ type }) => type !== 41);
  const required = real.filter(({ section }) => section !== 'additional');
  if ((required.at(-1)?.end ?? questionEnd) > room) return undefined;
  const fits = (index: number) => {
    const { owner, type } = real[index] as (typeof real)[number];
    const last = real.findLast((record) => record.owner === owner && record.type === type);
    return (last?.end ?? 0) <= room;
  };
  let count = required.length;
  while (count < real.length && fits(count)) count++;
  // The glue stands first (RFC 9471 §3.1).
  if (count < required.length + glueCount) return undefined;
  return real.slice(0, count);
}

function checkOpt({ opt }: DecodedReply, edns: EdnsSettings | undefined, what: () => string): void {
  if ((opt === undefined) !== (edns === undefined)) fail('OPT answers OPT and nothing else', what);
  if (opt === undefined) return;
  const isRight = opt.payload === 1232 && opt.version === 0 && opt.dnssecOk === (edns?.dnssecOk ?? false);
  if (!isRight) fail(`OPT says ${JSON.stringify(opt)}`, what);
}

function isSameContent(a: ReferenceReply, b: ReferenceReply): boolean {
  return (
    a.code === b.code &&
    a.isAuthoritative === b.isAuthoritative &&
    a.extendedError === b.extendedError &&
    areSetsEqual(a.answer, b.answer) &&
    areSetsEqual(a.authority, b.authority) &&
    areSetsEqual(a.additional, b.additional)
  );
}

function areSetsEqual(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const item of a) if (!b.has(item)) return false;
  return true;
}

function contentOf({ answer, authority, additional, ...rest }: ReferenceReply) {
  return {
    code: rest.code,
    isAuthoritative: rest.isAuthoritative,
    extendedError: rest.extendedError,
    answer: [...answer].sort(),
    authority: [...authority].sort(),
    additional: [...additional].sort(),
  };
}

/** The name in random case (as resolvers do to make forgery harder), random id and RD. */
export function writeQuery(
  name: Name,
  type: number,
  edns: EdnsSettings | undefined,
  random: SeededRandom,
): Buffer {
  const head = Buffer.from([
    random.below(256),
    random.below(256),
    random.below(2),
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  const spelled = Buffer.from(name, 'latin1');
  let left = 0;
  for (const [index, octet] of spelled.entries()) {
    // Length octets are not letters, even those that look like letters.
    if (left === 0) left = octet;
    else {
      left--;
      if (octet >= 0x61 && octet <= 0x7a && random.chance(0.5)) spelled[index] = octet - 32;
    }
  }
  const tail = Buffer.from([type >>> 8, type & 0xff, 0, 1]);
  if (edns === undefined) return Buffer.concat([head, spelled, tail]);
  head[11] = 1;
  return Buffer.concat([head, spelled, tail, encodeOpt(edns)]);
}

function fail(why: string, what: () => string): never {
  throw new Error(`${why}: ${what()}`);
}
