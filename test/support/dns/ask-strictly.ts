// Asks the server over either transport and trusts nothing: each reply must parse with two readers and keep what the
// server promises of every reply, whatever the question.

import { expect } from 'chai';
import { askTcp, askUdp, makeQuery, type QuerySettings, type Reply, readReply } from './dns-client.ts';
import { readStrictly, type StrictMessage, type StrictRecord } from './read-strictly.ts';

export const transports = ['udp', 'tcp'] as const;
export type Transport = (typeof transports)[number];

export interface StrictReply extends Reply {
  readonly message: StrictMessage;
}

export interface Soa {
  readonly owner: string;
  readonly ttlSeconds: number;
  readonly primary: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  readonly minimumSeconds: number;
}

export const Code = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;
const notifyOpcode = 4;
const optType = 41;
const soaType = 6;
const rrsigType = 46;
/** What a signed reply has beyond the records that it would have anyway. */
const dnssecTypes: readonly number[] = [rrsigType, 47, 50];

export async function queryStrictly(
  transport: Transport,
  port: number,
  name: string,
  settings: QuerySettings = {},
): Promise<StrictReply> {
  return askStrictly(transport, port, makeQuery(name, settings));
}

export async function askStrictly(
  transport: Transport,
  port: number,
  query: Uint8Array,
  address = '127.0.0.1',
): Promise<StrictReply> {
  const octets =
    transport === 'udp' ? await askUdp(port, query, { address }) : await askTcp(port, query, address);
  return checkReply(Buffer.from(query), octets, transport);
}

export function checkReply(query: Buffer, octets: Buffer | undefined, transport: Transport): StrictReply {
  const reply = { ...readReply(octets), message: readStrictly(octets ?? Buffer.alloc(0)) };
  checkEcho(query, reply);
  checkRecords(reply.message);
  checkPromises(reply, transport);
  return reply;
}

function checkEcho(query: Buffer, { octets, message }: StrictReply): void {
  expect(octets.readUInt16BE(0), 'id').to.equal(query.readUInt16BE(0));
  expect(octets.readUInt8(2) & 0xf9, 'QR, opcode and RD').to.equal(0x80 | (query.readUInt8(2) & 0x79));
  expect(octets.readUInt8(3) & 0xf0, 'RA, Z, AD and CD').to.equal(0);
  expect(message.questions.length, 'number of questions').to.be.at.most(1);
  for (const question of message.questions) {
    expect(question, 'question').to.deep.equal(query.subarray(12, 12 + question.length));
  }
}

/** RFC 2181 §5: the records of a set differ, share one TTL and are in one section. */
function checkRecords(message: StrictMessage): void {
  const seen = new Map<string, { readonly section: unknown; readonly ttlSeconds: number }>();
  const data = new Set<string>();
  for (const section of [message.answers, message.authorities, message.additionals]) {
    for (const record of section) {
      if (record.type === optType) {
        expect(section, 'the section of OPT').to.equal(message.additionals);
        continue;
      }
      expect(record.class, 'class').to.equal(1);
      expect(record.ttlSeconds, 'TTL').to.be.below(2 ** 31);
      // RFC 2181 §5.4.1 predates signatures: each type covered makes a set of its own.
      const covered = record.type === rrsigType ? ` ${record.data.readUInt16BE(0)}` : '';
      const key = `${record.owner.toLowerCase()} ${record.type}${covered}`;
      const { section: first, ttlSeconds } = seen.get(key) ?? { section, ttlSeconds: record.ttlSeconds };
      expect(first === section, `${key} is in one section`).to.equal(true);
      expect(record.ttlSeconds, `TTL of ${key}`).to.equal(ttlSeconds);
      seen.set(key, { section, ttlSeconds });
      const value = `${key} ${record.names.join(' ')} ${record.data.toString('hex')}`;
      expect(data.has(value), `${value} stands there twice`).to.equal(false);
      data.add(value);
    }
  }
}

function checkPromises(reply: StrictReply, transport: Transport): void {
  const { message, code } = reply;
  const isAnswer = code === Code.NOERROR || code === Code.NXDOMAIN;
  // RFC 7873 §5.4: who asks for nothing but a cookie is told nothing of a zone.
  const hasQuestion = message.questions.length > 0;
  expect(reply.isAuthoritative, `AA with code ${code}`).to.equal(isAnswer && hasQuestion);
  expect(message.additionals.filter(({ type }) => type === optType).length, 'OPTs').to.be.at.most(1);
  if (transport === 'tcp') expect(reply.isTruncated, 'TC over TCP').to.equal(false);
  else expect(reply.octets.length, 'octets over UDP').to.be.at.most(1232);
  const records = [...message.answers, ...message.authorities, ...message.additionals];
  const isEmpty = records.every(({ type }) => type === optType);
  if (!isAnswer || reply.isTruncated || !hasQuestion) {
    expect(isEmpty, 'only OPT is in errors and truncated replies').to.equal(true);
    return;
  }
  // Not an answer but a confirmation.
  if (reply.opcode === notifyOpcode) {
    expect(isEmpty, 'only OPT is in confirmations').to.equal(true);
    return;
  }
  if (code === Code.NXDOMAIN) expect(message.answers).to.have.lengthOf(0);
  const hasProofs = reply.edns?.dnssecOk === true;
  const authorities = message.authorities
    .map(({ type }) => type)
    .filter((type) => !(hasProofs && dnssecTypes.includes(type)));
  if (message.answers.length === 0) expect(authorities, 'authority section').to.deep.equal([soaType]);
  else expect(authorities, 'authority section').to.not.include(soaType);
}

/** The SOA of a reply, from the answer or the authority section. */
export function soaIn({ message }: StrictReply): Soa {
  const soas = [...message.answers, ...message.authorities].filter(({ type }) => type === soaType);
  expect(soas, 'SOA records').to.have.lengthOf(1);
  const [{ owner, ttlSeconds, names, data }] = soas as [StrictRecord];
  const number = (fromEnd: number) => data.readUInt32BE(data.length - fromEnd);
  return {
    owner,
    ttlSeconds,
    primary: names[0] ?? '',
    mailbox: names[1] ?? '',
    serial: number(20),
    refreshSeconds: number(16),
    retrySeconds: number(12),
    expireSeconds: number(8),
    minimumSeconds: number(4),
  };
}

/** A query whose name is given in wire form, for labels that text cannot express. */
export function makeRawQuery(name: Uint8Array, settings: QuerySettings = {}): Buffer {
  const query = makeQuery('', settings);
  return Buffer.concat([query.subarray(0, 12), name, query.subarray(13)]);
}

/** What the reply says about existence. */
export function kindOf(reply: StrictReply): 'data' | 'nodata' | 'nxdomain' | `code ${number}` {
  if (reply.code === Code.NXDOMAIN) return 'nxdomain';
  if (reply.code !== Code.NOERROR) return `code ${reply.code}`;
  return reply.answers.length > 0 ? 'data' : 'nodata';
}
