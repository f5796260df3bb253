// Feeds packets to an answering function and complains about the first reply, or missing reply, that is wrong.

import type { Image } from '../../../src/answers/image.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { decodeReply } from './decode-reply.ts';
import { makeQuery } from './dns-client.ts';
import { goodAnswers } from './fuzzed-zone.ts';
import type { AnswerOctets } from './octets-answerer.ts';
import { walkMessage } from './walk-message.ts';

/** Two of each, made alike: one reads packets followed by noise, the other packets followed by nothing. */
export type MakeAnswerer = (transport: 'udp' | 'tcp') => AnswerOctets;

export interface LaneSettings {
  readonly image: Image;
  readonly makeAnswerer: MakeAnswerer;
  readonly random: SeededRandom;
}

export interface FuzzSettings extends LaneSettings {
  readonly nextPacket: () => Buffer;
  readonly packetCount: number;
}

const optType = 41;
const goodQueryInterval = 10_000;
const guardOctets = 32;
const guard = 0xa5;

export function fuzzAnswerer(settings: FuzzSettings): void {
  const { random, packetCount, nextPacket } = settings;
  const lanes = (['udp', 'tcp'] as const).map((transport) => new FuzzLane(transport, settings));
  for (let count = 1; count <= packetCount; count++) {
    const packet = nextPacket();
    for (const lane of lanes) {
      const fault = lane.faultWith(packet);
      if (fault === undefined) continue;
      const where = `packet ${count} over ${lane.transport}, TEST_SEED=${random.seed}`;
      throw new Error(`${fault} (${where}): ${packet.toString('hex')}`);
    }
    if (count % goodQueryInterval === 0) for (const lane of lanes) lane.checkGoodQuery();
  }
  for (const lane of lanes) lane.checkGoodQuery();
}

/** Packets on their way over one transport: `faultWith` says what is wrong with the answer, if anything is. */
export class FuzzLane {
  readonly transport: 'udp' | 'tcp';
  readonly #settings: LaneSettings;
  readonly #amidNoise: AnswerOctets;
  readonly #alone: AnswerOctets;
  readonly #received = Buffer.alloc(65_535);
  readonly #replies: readonly [Buffer, Buffer];

  constructor(transport: 'udp' | 'tcp', settings: LaneSettings) {
    this.transport = transport;
    this.#settings = settings;
    this.#amidNoise = settings.makeAnswerer(transport);
    this.#alone = settings.makeAnswerer(transport);
    const room = (transport === 'udp' ? 1232 : 65_535) + guardOctets;
    this.#replies = [Buffer.alloc(room, guard), Buffer.alloc(room, guard)];
  }

  faultWith(packet: Buffer): string | undefined {
    const [reply, replyAlone] = this.#replies;
    // What an earlier, longer packet left in the receive buffer, and something that looks like more of this one.
    packet.copy(this.#received);
    this.#received.fill(this.#settings.random.below(256), packet.length, packet.length + 16);
    let octets: number;
    let octetsAlone: number;
    try {
      octets = this.#amidNoise(this.#settings.image, this.#received, packet.length, reply);
      octetsAlone = this.#alone(this.#settings.image, packet, packet.length, replyAlone);
    } catch (error) {
      return `threw ${error}`;
    }
    if (octets !== octetsAlone || reply.compare(replyAlone, 0, octets, 0, octets) !== 0) {
      return 'what stands behind the packet matters';
    }
    const room = reply.length - guardOctets;
    if (octets > room || reply.subarray(room).some((octet) => octet !== guard)) return 'wrote too far';
    const mustDrop = isNoQuery(packet);
    if (mustDrop || octets === 0)
      return mustDrop === (octets === 0) ? undefined : 'replied or dropped wrongly';
    return faultOfReply(packet, reply.subarray(0, octets), this.transport);
  }

  checkGoodQuery(): void {
    const [reply] = this.#replies;
    const query = makeQuery('www.example.test');
    const octets = this.#amidNoise(this.#settings.image, query, query.length, reply);
    this.#alone(this.#settings.image, query, query.length, this.#replies[1]);
    const answers = [...decodeReply(reply.subarray(0, octets)).answer].sort();
    if (answers.join() !== [...goodAnswers].sort().join()) {
      throw new Error(
        `a good query got ${JSON.stringify(answers)} (TEST_SEED=${this.#settings.random.seed})`,
      );
    }
  }
}

/** Nobody replies to it: it is no message, or a reply itself. */
export function isNoQuery(packet: Buffer): boolean {
  return packet.length < 12 || ((packet[2] ?? 0) & 0x80) !== 0;
}

/** What is wrong with a reply that came over this transport. */
export function faultOfReply(packet: Buffer, reply: Buffer, transport: 'udp' | 'tcp'): string | undefined {
  const limit = transport === 'tcp' ? 65_535 : datagramLimit(packet);
  if (reply.length > limit) return `${reply.length} octets where ${limit} are allowed`;
  if (reply.compare(packet, 0, 2, 0, 2) !== 0) return 'another id';
  if (((reply[2] ?? 0) & 0xf8) !== (((packet[2] ?? 0) & 0x78) | 0x80)) return 'no QR, or another opcode';
  try {
    const { counts, questionEnd, records } = walkMessage(reply);
    if (counts[0] > 1) return `${counts[0]} questions`;
    if (reply.compare(packet, 12, questionEnd, 12, questionEnd) !== 0) return 'another question';
    const sent = optsOf(packet);
    const hasOpt = records.some(({ type }) => type === optType);
    if (hasOpt && sent.found.length === 0) return 'OPT, unasked';
    if (!hasOpt && sent.isWhole && sent.found.length === 1) return 'no OPT, although it was sent';
  } catch (error) {
    return `a malformed reply, ${error}`;
  }
  return undefined;
}

/** RFC 6891 §6.2.5: less than 512, or anything malformed, means 512. */
function datagramLimit(packet: Buffer): number {
  const { found, isWhole } = optsOf(packet);
  return Math.min(Math.max(512, ...(isWhole && found.length === 1 ? found : [])), 1232);
}

/** The payload sizes in the packet's OPT records, read independently of the server, and whether the packet is whole. */
function optsOf(packet: Buffer): { readonly found: readonly number[]; readonly isWhole: boolean } {
  const found: number[] = [];
  let at = 12;
  try {
    for (let i = packet.readUInt16BE(4); i > 0; i--) at = endOfOwner(packet, at) + 4;
    const additionalCount = packet.readUInt16BE(10);
    for (let i = packet.readUInt16BE(6) + packet.readUInt16BE(8) + additionalCount; i > 0; i--) {
      const fixed = endOfOwner(packet, at);
      const end = fixed + 10 + packet.readUInt16BE(fixed + 8);
      const isOpt = packet.readUInt16BE(fixed) === optType && packet.readUInt8(at) === 0;
      if (isOpt && i <= additionalCount && end <= packet.length) found.push(packet.readUInt16BE(fixed + 2));
      at = end;
    }
  } catch {
    return { found, isWhole: false };
  }
  return { found, isWhole: at === packet.length };
}

function endOfOwner(packet: Buffer, start: number): number {
  for (let at = start; ; ) {
    const length = packet.readUInt8(at);
    if (length >= 0xc0) return at + 2;
    if (length > 63 || at + 1 + length - start > 255) throw new Error('no name');
    at += 1 + length;
    if (length === 0) return at;
  }
}
