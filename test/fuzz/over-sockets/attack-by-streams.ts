// Streams over TCP: messages in pieces and several at once, lengths that lie, ends in the middle. Whatever a stream is cut into
// by its lengths is answered in its order, up to the first message that is no query.

import type { TcpClient } from '../../support/dns/dns-client.ts';
import { faultOfReply, isNoQuery } from '../../support/dns/fuzz-answerer.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { cutStream } from '../cut-stream.ts';
import type { KnownAnswers } from './known-answers.ts';

export interface StreamAttack {
  readonly connect: () => TcpClient;
  /** What stands before each stream. */
  readonly drawHeader?: () => Buffer;
  readonly random: SeededRandom;
  readonly nextPacket: () => Buffer;
  readonly known: KnownAnswers;
  /** Messages to send. */
  readonly count: number;
  readonly onProgress?: (sent: number) => void;
}

const connectionsAtOnce = 8;
const messagesMax = 400;
const goodId = 0xffff;
const nothing = Buffer.alloc(0);

/** Returns how many messages were sent, good queries included. */
export async function attackByStreams(attack: StreamAttack): Promise<number> {
  let sent = 0;
  const lane = async () => {
    while (sent < attack.count) {
      sent += await attackOnce(attack);
      attack.onProgress?.(sent);
    }
  };
  await Promise.all(Array.from({ length: connectionsAtOnce }, lane));
  return sent;
}

async function attackOnce(attack: StreamAttack): Promise<number> {
  const { random, nextPacket, known, drawHeader = () => nothing } = attack;
  const good = known.draw(goodId);
  // What is no query ends a connection: most have none, or nothing much would be tried.
  const isSpoiled = random.chance(0.2);
  const drawn = Array.from({ length: 1 + random.below(messagesMax) }, nextPacket);
  const packets = isSpoiled ? drawn : [...drawn.filter((packet) => !isNoQuery(packet)), good.query];
  const stream = Buffer.concat(
    packets.map((packet) => frame(packet, isSpoiled && random.chance(0.02) ? random : undefined)),
  );
  const octets = isSpoiled ? stream.subarray(0, random.below(stream.length + 1)) : stream;
  const messages = cutStream(octets);
  const endAt = messages.findIndex(isNoQuery);
  const expected = endAt < 0 ? messages : messages.slice(0, endAt);
  const client = attack.connect();
  try {
    write(client, Buffer.concat([drawHeader(), octets]), random);
    const replies: Buffer[] = [];
    for (let reply = await client.receive(); reply !== undefined; reply = await client.receive())
      replies.push(reply);
    judge(replies, expected, endAt < 0);
    const last = replies.at(-1);
    const fault = isSpoiled || last === undefined ? undefined : good.faultOf(last);
    if (fault !== undefined) throw new Error(fault);
  } finally {
    client.close();
  }
  return packets.length;
}

/** Behind its length, or behind any other. */
function frame(packet: Buffer, random: SeededRandom | undefined): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(random === undefined ? packet.length : random.below(0x1_0000));
  return Buffer.concat([length, packet]);
}

/** In a few pieces, cut anywhere. */
function write({ socket }: TcpClient, octets: Buffer, random: SeededRandom): void {
  const cuts = Array.from({ length: random.below(6) }, () => random.below(octets.length + 1)).sort(
    (a, b) => a - b,
  );
  let from = 0;
  for (const to of [...cuts, octets.length]) {
    socket.write(octets.subarray(from, to));
    from = to;
  }
  socket.end();
}

/** A connection that is cut may lose replies on their way, but never their order. */
function judge(replies: readonly Buffer[], expected: readonly Buffer[], isWhole: boolean): void {
  if (replies.length > expected.length || (isWhole && replies.length < expected.length))
    throw new Error(`${replies.length} replies to ${expected.length} queries`);
  for (const [index, reply] of replies.entries()) {
    const packet = expected[index] ?? reply;
    const fault = faultOfReply(packet, reply, 'tcp');
    if (fault !== undefined)
      throw new Error(`${fault}: ${packet.toString('hex')} → ${reply.toString('hex')}`);
  }
}
