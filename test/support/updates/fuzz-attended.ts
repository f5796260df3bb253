// Feeds messages to whoever attends to them and complains about the first that does what it must not: an exception, a change or
// a zone for whoever did not sign, a change beyond what the keys may, a reply that is not signed or malformed.

import type { Attended } from '../../../src/serving/attendant.ts';
import { walkMessage } from '../dns/walk-message.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { type AttendedWorld, readAttended } from './attended-world.ts';
import type { SharedKey } from './shared-keys.ts';
import { type JudgedSignature, judgeSignature } from './sign-by-hand.ts';

export interface FuzzAttendedSettings {
  readonly world: Pick<AttendedWorld, 'attend' | 'zone' | 'recordsAt' | 'clock' | 'bugs'>;
  readonly random: SeededRandom;
  readonly nextMessage: () => Buffer;
  readonly count: number;
  readonly keys: readonly SharedKey[];
  /** Names whose records nobody may change. */
  readonly kept: readonly string[];
}

export interface FuzzTally {
  signed: number;
  unsigned: number;
  /** Messages after which the zone had another serial. */
  changed: number;
  /** Answers that might have taken several messages. */
  transferred: number;
}

/** What is signed well is written and published together, as in a storm. */
const togetherMax = 200;
const soaType = 6;
const optType = 41;
const updateOpcode = 5;

export async function fuzzAttended(settings: FuzzAttendedSettings): Promise<FuzzTally> {
  const { world, random, count, nextMessage, keys, kept } = settings;
  const tally: FuzzTally = { signed: 0, unsigned: 0, changed: 0, transferred: 0 };
  const before = kept.map((name) => keptAt(world, name));
  let pending: { readonly told: Promise<string | undefined>; readonly message: Buffer }[] = [];
  const settle = async () => {
    const { serial } = world.zone;
    for (const { told, message } of pending) complain(await told, message);
    pending = [];
    if (world.zone.serial !== serial) tally.changed++;
    for (const [at, name] of kept.entries())
      if (keptAt(world, name) !== before[at]) throw new Error(`${name} changed (TEST_SEED=${random.seed})`);
    const [bug] = world.bugs;
    if (bug !== undefined) throw new Error(`${bug} (TEST_SEED=${random.seed})`);
  };
  const complain = (fault: string | undefined, message: Buffer) => {
    if (fault === undefined) return;
    throw new Error(`${fault} (TEST_SEED=${random.seed}): ${message.toString('hex')}`);
  };
  for (let drawn = 0; drawn < count; drawn++) {
    const message = nextMessage();
    const transport = random.chance(0.5) ? 'udp' : 'tcp';
    const isRequest = message.length >= 12 && (message.readUInt8(2) & 0x80) === 0;
    const signature = isRequest ? judgeSignature(message, keys, world.clock.wallSeconds()) : undefined;
    const sent = Buffer.from(message);
    let attended: Attended;
    try {
      attended = world.attend(transport, sent);
    } catch (error) {
      throw new Error(`threw (TEST_SEED=${random.seed}): ${message.toString('hex')}`, { cause: error });
    }
    // Whoever sent it may use its memory again.
    sent.fill(0xff);
    if (signature === undefined) {
      tally.unsigned++;
      complain(faultOfRefusal(attended, message), message);
    } else {
      tally.signed++;
      const told = faultOfAnswer(attended, message, signature, settings, tally);
      pending.push({ told, message });
    }
    if (pending.length >= togetherMax) await settle();
  }
  await settle();
  return tally;
}

/** To whoever has not signed well: at once, shortly, and never what it asked for. */
function faultOfRefusal(attended: Attended, message: Buffer): string | undefined {
  if (attended === undefined) return undefined;
  if (!(attended instanceof Uint8Array)) return 'something was begun for whoever did not sign';
  const reply = Buffer.from(attended);
  const fault = faultOfReply(reply, message);
  if (fault !== undefined) return fault;
  const opcode = (message.readUInt8(2) >> 3) & 0x0f;
  return opcode === updateOpcode && codeOf(reply) === 0 ? 'NOERROR for whoever did not sign' : undefined;
}

async function faultOfAnswer(
  attended: Attended,
  message: Buffer,
  signature: JudgedSignature,
  { world, keys }: FuzzAttendedSettings,
  tally: FuzzTally,
): Promise<string | undefined> {
  let replies: readonly Uint8Array[];
  try {
    replies = await readAttended(attended);
  } catch (error) {
    return `threw later: ${error}`;
  }
  if (attended !== undefined && 'next' in attended) tally.transferred++;
  const [first] = replies;
  if (first === undefined) return undefined;
  const reply = Buffer.from(first);
  const fault = faultOfReply(reply, message);
  if (fault !== undefined) return fault;
  const code = codeOf(reply);
  const judged = judgeSignature(reply, keys, world.clock.wallSeconds(), signature.mac);
  // Nobody can be sure who is meant by what is malformed.
  if (judged?.key !== signature.key && code !== 1) return `a reply of code ${code} that is not signed`;
  return undefined;
}

function faultOfReply(reply: Buffer, message: Buffer): string | undefined {
  if (reply.compare(message, 0, 2, 0, 2) !== 0) return 'another id';
  if (((reply[2] ?? 0) & 0xf8) !== (((message[2] ?? 0) & 0x78) | 0x80)) return 'no QR, or another opcode';
  try {
    walkMessage(reply);
  } catch (error) {
    return `a malformed reply, ${error}: ${reply.toString('hex')}`;
  }
  return undefined;
}

/** With the upper bits from OPT. */
function codeOf(reply: Buffer): number {
  const opt = walkMessage(reply).records.find(({ type }) => type === optType);
  return (reply.readUInt8(3) & 0x0f) | (Math.floor((opt?.ttl ?? 0) / 0x100_0000) << 4);
}

/** The serial of the SOA record changes with the zone. */
function keptAt(world: Pick<AttendedWorld, 'recordsAt'>, name: string): string {
  return world
    .recordsAt(name)
    .filter((record) => !record.startsWith(`${soaType} `))
    .sort()
    .join('\n');
}
