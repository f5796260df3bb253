// Packets that nobody should send: good queries of all kinds with something wrong, and plain noise.

import type { SeededRandom } from '../seeded-random.ts';
import { encodeName, encodeOpt, makeQuery } from './dns-client.ts';

/** Names that the zone of the fuzz tests has, and some that it lacks. */
const names = [
  'example.test',
  'www.example.test',
  'WwW.eXaMpLe.TeSt',
  'big.example.test',
  'ns1.example.test',
  'x.wild.example.test',
  'deep.er.wild.example.test',
  'empty.example.test',
  'x.services.example.test',
  'missing.example.test',
  `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.wild.example.test`,
  `${'z.'.repeat(110)}wild.example.test`,
  'elsewhere.example',
  // In the zones that lead from one name to another.
  ...['chain0', 'x.d0', 'x.d1', 'x.d2', 'x.w2', 'x.cut1', 'c3', 'x.w0'].map((owner) => `${owner}.other.test`),
  ...['x.sub.example.test', 'd3.x.sub.example.test', '_x._tcp.sub.example.test'],
  'test',
  '.',
];
const types = [1, 28, 2, 5, 6, 16, 43, 46, 47, 255, 252, 41, 249, 250, 253, 254, 65_280, 0];

export function goodQueries(): Buffer[] {
  const queries: Buffer[] = [];
  for (const name of names) {
    for (const type of types) queries.push(makeQuery(name, { type, flags: 0x0100 }));
    queries.push(makeQuery(name, { edns: { payload: 512 } }), makeQuery(name, { edns: { payload: 4096 } }));
    queries.push(makeQuery(name, { type: 2, edns: { dnssecOk: true } }), makeQuery(name, { class: 3 }));
    queries.push(makeQuery(name, { type: 33, edns: { dnssecOk: true } }));
  }
  const options = [3, 8, 10, 12, 65_001].map((code) => [code, Buffer.alloc(code % 11, code)] as const);
  queries.push(makeQuery('www.example.test', { edns: { options } }));
  queries.push(makeQuery('www.example.test', { edns: { version: 1 } }));
  for (const opcode of [1, 2, 4, 5, 15]) {
    for (const edns of [{}, { edns: {} }])
      queries.push(makeQuery('example.test', { opcode, type: 6, ...edns }));
  }
  const soa = Buffer.concat([encodeName('example.test'), Buffer.from('0006000100000000', 'hex')]);
  const soaData = Buffer.concat([encodeName('ns1.test'), encodeName('h.test'), Buffer.alloc(20, 1)]);
  const ixfrTail = Buffer.concat([soa, Buffer.from([0, soaData.length]), soaData]);
  queries.push(makeQuery('example.test', { type: 251, counts: [1, 0, 1, 0], tail: ixfrTail }));
  const tsig = Buffer.concat([encodeName('key'), Buffer.from('00fa00ff000000000004deadbeef', 'hex')]);
  queries.push(makeQuery('www.example.test', { counts: [1, 0, 0, 1], tail: tsig }));
  const whole = Buffer.concat([
    encodeName('key.test'),
    Buffer.from('00fa00ff00000000', 'hex'),
    Buffer.from([0, 13 + 8 + 2 + 32 + 6]),
    encodeName('hmac-sha256'),
    Buffer.from('00006b49d20e012c0020', 'hex'),
    Buffer.alloc(32, 0x5a),
    Buffer.from('123400000000', 'hex'),
  ]);
  for (const opcode of [0, 4, 5]) {
    for (const type of [1, 6, 251, 252])
      queries.push(makeQuery('example.test', { opcode, type, counts: [1, 0, 0, 1], tail: whole }));
  }
  queries.push(
    makeQuery('www.example.test', { counts: [1, 0, 0, 2], tail: Buffer.concat([encodeOpt({}), whole]) }),
    makeQuery('example.test', { opcode: 4, type: 6, counts: [1, 1, 0, 0], tail: ixfrTail }),
  );
  const optAndTsig = Buffer.concat([encodeOpt({}), tsig]);
  queries.push(makeQuery('www.example.test', { counts: [1, 0, 0, 2], tail: optAndTsig }));
  return queries;
}

const octetsMax = 4000;

/** Draws packets endlessly. */
export function createPacketSource(random: SeededRandom): () => Buffer {
  const corpus = goodQueries();
  const mutate = createMutation(random, () => random.pick(corpus));
  return () => {
    if (random.chance(0.05)) return random.octets(random.below(random.pick([13, 40, 600])));
    return mutate(random.pick(corpus)).subarray(0, octetsMax);
  };
}

/** Changes packets in a few places, or not at all; `other` gives those to splice with. */
export function createMutation(random: SeededRandom, other: () => Buffer): (packet: Buffer) => Buffer {
  const mutations = [
    flipBits,
    flipBits,
    overwriteOctet,
    cutOff,
    insertOctets,
    removeOctets,
    changeCount,
    changeLength,
    plantPointer,
    appendOpt,
    splice,
  ];

  return (given) => {
    let packet: Buffer = Buffer.from(given);
    for (let i = random.pick([0, 1, 1, 1, 2, 3, 6]); i > 0; i--) {
      packet = random.pick(mutations)(packet);
      if (packet.length === 0) break;
    }
    return packet;
  };

  function flipBits(packet: Buffer): Buffer {
    for (let i = 1 + random.below(4); i > 0; i--) {
      const at = random.below(packet.length);
      packet[at] = (packet[at] ?? 0) ^ (1 << random.below(8));
    }
    return packet;
  }

  function overwriteOctet(packet: Buffer): Buffer {
    packet[random.below(packet.length)] = random.pick([0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xff]);
    return packet;
  }

  function cutOff(packet: Buffer): Buffer {
    return packet.subarray(0, random.below(packet.length + 1));
  }

  function insertOctets(packet: Buffer): Buffer {
    const at = random.below(packet.length + 1);
    const count = random.chance(0.02) ? 1500 : 1 + random.below(12);
    return Buffer.concat([packet.subarray(0, at), random.octets(count), packet.subarray(at)]);
  }

  function removeOctets(packet: Buffer): Buffer {
    const at = random.below(packet.length);
    return Buffer.concat([packet.subarray(0, at), packet.subarray(at + 1 + random.below(8))]);
  }

  function changeCount(packet: Buffer): Buffer {
    if (packet.length < 12) return packet;
    packet.writeUInt16BE(random.pick([0, 1, 2, 3, 255, 256, 65_535]), 4 + 2 * random.below(4));
    return packet;
  }

  /** One of the octets that hold a length: of a label, or RDLENGTH. */
  function changeLength(packet: Buffer): Buffer {
    const lengths: number[] = [];
    for (let at = 12; at < packet.length; ) {
      const length = packet[at] ?? 0;
      lengths.push(at);
      if (length === 0 || length > 63) break;
      at += 1 + length;
    }
    lengths.push(packet.length - 1, packet.length - 2);
    const at = Math.max(0, random.pick(lengths));
    packet[at] =
      random.pick([(packet[at] ?? 0) + 1, (packet[at] ?? 0) - 1, 63, 64, random.below(256)]) & 0xff;
    return packet;
  }

  function plantPointer(packet: Buffer): Buffer {
    const at = Math.min(packet.length, 12 + random.below(40));
    const pointer = Buffer.from([0xc0 | random.below(2), random.pick([0, 12, at & 0xff, random.below(256)])]);
    return Buffer.concat([packet.subarray(0, at), pointer, packet.subarray(at + random.below(3))]);
  }

  function appendOpt(packet: Buffer): Buffer {
    if (packet.length < 12) return packet;
    packet.writeUInt16BE((packet.readUInt16BE(10) + 1) & 0xffff, 10);
    const payload = random.pick([0, 1, 511, 512, 513, 1232, 1233, 4096, 65_535]);
    const options = random.chance(0.5) ? [[random.below(20), random.octets(random.below(40))] as const] : [];
    const opt = encodeOpt({
      payload,
      version: random.pick([0, 0, 0, 1, 255]),
      dnssecOk: random.chance(0.5),
      options,
    });
    return Buffer.concat([packet, random.chance(0.1) ? flipBits(opt) : opt]);
  }

  function splice(packet: Buffer): Buffer {
    const tail = other();
    return Buffer.concat([
      packet.subarray(0, random.below(packet.length + 1)),
      tail.subarray(random.below(tail.length + 1)),
    ]);
  }
}
