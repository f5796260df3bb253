// Signed messages with something wrong, and noise: no exception, nothing believed that differs from what was signed, and no
// reply that is larger than it may be. The canaries prove that the loop notices when it is otherwise.

import { inspect } from 'node:util';
import { expect } from 'chai';
import { checkRequest } from '../../src/tsig/check-request.ts';
import type { CheckedRequest } from '../../src/tsig/exchange.ts';
import { checkReply } from '../../src/tsig/sign-request.ts';
import { tsigAlgorithms } from '../../src/tsig/tsig-key.ts';
import { makeTsigKey, ringOf, testSecret } from '../support/dns/make-tsig-key.ts';
import { createPacketSource, goodQueries } from '../support/dns/mutate-packet.ts';
import { signatureByHand, signByHand, signedAt, wireName } from '../support/dns/sign-by-hand.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';

const packetCount = Number(process.env['TSIG_PACKETS'] ?? 40_000);
const clock = { wallSeconds: () => signedAt };
const keys = ringOf(
  ...tsigAlgorithms.map((algorithm) => makeTsigKey({ name: `${algorithm}.test`, algorithm })),
);
const refusalOctetsMax = 512;
const idOfQueries = 0x1234;

type Check = (packet: Uint8Array) => CheckedRequest;
const realCheck: Check = (packet) => checkRequest(packet, keys, clock);

/** Good signatures of good queries. */
function signedQueries(): readonly Buffer[] {
  return goodQueries().map((query, index) => {
    const algorithm = tsigAlgorithms[index % tsigAlgorithms.length] ?? 'hmac-sha256';
    const fields = {
      keyName: wireName(`${algorithm}.test`),
      algorithm: wireName(algorithm),
      hash: algorithm.slice(5),
    };
    return signByHand(query, fields);
  });
}

/** Of signed messages mostly, and of what the fuzzer of queries makes. */
function createSignedSource(random: SeededRandom): () => Buffer {
  const corpus = signedQueries();
  const source = createPacketSource(random);
  const changes: readonly ((packet: Buffer) => Buffer)[] = [
    (packet) => packet,
    (packet) => {
      // The last octets are the signature's record.
      const at = packet.length - 1 - random.below(Math.min(packet.length, 120));
      packet[at] = (packet[at] ?? 0) ^ (1 << random.below(8));
      return packet;
    },
    (packet) => {
      const at = random.below(packet.length);
      packet[at] = random.pick([0, 1, 0x3f, 0x40, 0x80, 0xc0, 0xff]);
      return packet;
    },
    (packet) => packet.subarray(0, random.below(packet.length + 1)),
    (packet) => {
      const at = random.below(packet.length + 1);
      return Buffer.concat([packet.subarray(0, at), random.octets(1 + random.below(9)), packet.subarray(at)]);
    },
    (packet) => {
      if (packet.length >= 12)
        packet.writeUInt16BE(random.pick([0, 1, 2, 3, 0xffff]), 4 + 2 * random.below(4));
      return packet;
    },
    (packet) =>
      Buffer.concat([packet, signatureByHand(random.pick(corpus), { macOctets: random.below(40) })]),
    (packet) =>
      signByHand(packet.length < 12 ? random.pick(corpus) : packet, { fudge: random.below(0x10000) }),
  ];
  return () => {
    if (random.chance(0.1)) return source();
    let packet = Buffer.from(random.pick(corpus));
    for (let left = random.pick([0, 1, 1, 2, 4]); left > 0 && packet.length > 0; left--)
      packet = Buffer.from(random.pick(changes)(packet));
    return packet;
  };
}

/** What must hold of every outcome. */
function complain(
  packet: Buffer,
  before: Buffer,
  checked: CheckedRequest,
  signed: ReadonlySet<string>,
): string | undefined {
  if (!packet.equals(before)) return 'changed the packet';
  if (inspect(checked, { depth: 5, showHidden: true }).includes(testSecret.slice(0, 8)))
    return 'shows a secret';
  if (checked.kind === 'unsigned') return undefined;
  if (checked.kind === 'good') {
    // A forwarder may have changed the id, and the case of the key's name says nothing.
    const message = Buffer.from(checked.message);
    message.writeUInt16BE(idOfQueries, 0);
    if (!signed.has(message.toString('latin1'))) return 'believes what nobody signed';
    const room = Buffer.alloc(packet.length + checked.replies.octets);
    room.set(checked.message);
    return checked.replies.sign(room, checked.message.length) > room.length ? 'signs too much' : undefined;
  }
  const { reply } = checked;
  if (reply === undefined) return undefined;
  if (reply.length > refusalOctetsMax) return `replies with ${reply.length} octets`;
  const octets = Buffer.from(reply);
  if (octets.readUInt16BE(0) !== packet.readUInt16BE(0) || ((octets[2] ?? 0) & 0x80) === 0)
    return 'is no reply';
  if (((packet[2] ?? 0) & 0x80) !== 0) return 'replies to a response';
  return ((octets[3] ?? 0) & 0x0f) === (checked.error === 'FORMERR' ? 1 : 9) ? undefined : 'has another code';
}

interface Counts {
  good: number;
  bad: number;
  unsigned: number;
}

function fuzz(check: Check, count: number, seed = testSeed): Counts {
  const random = createSeededRandom(seed);
  const next = createSignedSource(random);
  const signed = new Set(goodQueries().map((packet) => packet.toString('latin1')));
  const counts: Counts = { good: 0, bad: 0, unsigned: 0 };
  for (let i = 0; i < count; i++) {
    const packet = next();
    const before = Buffer.from(packet);
    let complaint: string | undefined;
    try {
      const checked = check(packet);
      counts[checked.kind]++;
      complaint = complain(packet, before, checked, signed);
      const context = { nowSeconds: signedAt, priorMac: before.subarray(0, 32) };
      for (const key of keys.values())
        if (i % 16 === 0 && checkReply(packet, key, context) !== undefined) complaint ??= 'believes a reply';
    } catch (error) {
      complaint = `threw ${error}`;
    }
    if (complaint !== undefined)
      throw new Error(`packet ${i} of seed ${seed}: ${complaint}: ${before.toString('hex')}`);
  }
  return counts;
}

describe(`fuzzed signatures (TEST_SEED=${testSeed})`, function () {
  this.timeout(600_000);

  it(`are never believed, and nothing throws, in ${packetCount} packets`, () => {
    const { good, bad, unsigned } = fuzz(realCheck, packetCount);
    for (const count of [good, bad, unsigned]) expect(count).to.be.above(packetCount / 1000);
  });

  const canaries: Readonly<Record<string, readonly [RegExp, Check]>> = {
    'throws at some octets': [
      /threw/,
      (packet) => {
        if (packet.length % 97 === 5) throw new Error('canary');
        return realCheck(packet);
      },
    ],
    'believes without looking': [
      /believes what nobody signed/,
      (packet) => {
        const checked = realCheck(packet);
        if (checked.kind !== 'bad' || checked.error !== 'BADSIG') return checked;
        const [some = packet] = signedQueries();
        const good = realCheck(some);
        return good.kind === 'good' ? { ...good, message: packet.subarray(0, good.message.length) } : checked;
      },
    ],
    'changes what it is given': [
      /changed the packet/,
      (packet) => {
        const checked = realCheck(packet);
        if (checked.kind === 'good') packet[11] = 0;
        return checked;
      },
    ],
    'replies too much': [
      /replies with 600 octets/,
      (packet) => {
        const checked = realCheck(packet);
        return checked.kind === 'bad' && checked.reply ? { ...checked, reply: Buffer.alloc(600) } : checked;
      },
    ],
  };
  for (const [what, [message, check]] of Object.entries(canaries)) {
    it(`would be noticed if a check ${what}`, () => {
      expect(() => fuzz(check, 5000)).to.throw(message);
    });
  }
});
