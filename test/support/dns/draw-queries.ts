// Queries drawn field by field, most of them nearly right: header, questions, names with and without pointers, OPT with every
// option that servers know and some that nobody does, records where none belong, signatures. Shares no code with src.

import type { SeededRandom } from '../seeded-random.ts';
import { encodeName } from './dns-client.ts';
import { createMutation, createPacketSource } from './mutate-packet.ts';

const optType = 41;
const types = [
  1, 1, 28, 2, 5, 6, 12, 15, 16, 33, 39, 43, 46, 47, 48, 50, 64, 65, 255, 251, 252, 253, 249, 250, 41, 0,
];
const classes = [1, 1, 1, 1, 1, 1, 1, 1, 3, 254, 255, 0];
const opcodes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5, 1, 2, 3, 6, 15];
const payloads = [0, 1, 511, 512, 513, 1231, 1232, 1233, 1400, 4096, 65_535];
/** Of options, by code, what lengths mean something to somebody: NSID, client subnet, cookie, keepalive, padding, EDE. */
const optionLengths: Readonly<Record<number, readonly number[]>> = {
  3: [0, 1, 20],
  8: [0, 4, 7, 8, 20],
  10: [0, 7, 8, 9, 15, 16, 24, 40, 41, 255],
  11: [0, 1, 2, 3],
  12: [0, 1, 468],
  15: [0, 1, 2, 30],
  65001: [0, 5],
};
const optionCodes = Object.keys(optionLengths).map(Number);

export interface QuerySource {
  readonly random: SeededRandom;
  /** Dotted text. */
  readonly names: readonly string[];
}

/** Draws packets endlessly: queries like these, the same mutated, and what `createPacketSource` draws. */
export function createQuerySource({ random, names }: QuerySource): () => Buffer {
  const drawer = new QueryDrawer(random, names);
  const others = createPacketSource(random);
  const mutate = createMutation(random, () => drawer.draw());
  return () => {
    const draw = random.next();
    if (draw < 0.25) return others().subarray(0, octetsMax);
    const query = drawer.draw();
    return draw < 0.5 ? mutate(query).subarray(0, octetsMax) : query;
  };
}

/** More does not fit into the buffers of servers, with a header of a front end before it. */
const octetsMax = 3500;

class QueryDrawer {
  readonly #random: SeededRandom;
  readonly #names: readonly Buffer[];

  constructor(random: SeededRandom, names: readonly string[]) {
    this.#random = random;
    this.#names = names.map(encodeName);
  }

  draw(): Buffer {
    const random = this.#random;
    const questions = this.#several(random.chance(0.94) ? 1 : random.below(4), () => this.#question());
    const answers = this.#several(random.chance(0.95) ? 0 : 1 + random.below(3), () => this.#record());
    const authorities = this.#several(random.chance(0.95) ? 0 : 1 + random.below(2), () => this.#record());
    const additional = random.chance(0.65) ? [this.#opt()] : [];
    if (random.chance(0.04)) additional.push(random.chance(0.5) ? this.#opt() : this.#record());
    if (random.chance(0.05)) additional.push(this.#signature());
    const sections = [questions, answers, authorities, additional];
    const header = random.octets(12);
    const response = random.chance(0.02) ? 0x8000 : 0;
    const bits = random.chance(0.8) ? random.pick([0, 0x0100, 0x0110, 0x0020]) : random.below(0x0800);
    header.writeUInt16BE(response | (random.pick(opcodes) << 11) | bits, 2);
    for (const [index, { length }] of sections.entries()) header.writeUInt16BE(length, 4 + 2 * index);
    if (random.chance(0.04))
      header.writeUInt16BE(random.pick([0, 1, 2, 3, 255, 65_535]), 4 + 2 * random.below(4));
    const tail = random.chance(0.02) ? random.octets(1 + random.below(40)) : Buffer.alloc(0);
    const packet = Buffer.concat([header, ...sections.flat(), tail]).subarray(0, octetsMax);
    return random.chance(0.02) ? packet.subarray(0, random.below(packet.length + 1)) : packet;
  }

  #several(count: number, make: () => Buffer): Buffer[] {
    return Array.from({ length: count }, make);
  }

  #question(): Buffer {
    return Buffer.concat([
      this.#name(),
      uint16(this.#random.pick(types)),
      uint16(this.#random.pick(classes)),
    ]);
  }

  #name(): Buffer {
    const random = this.#random;
    const name = random.pick(this.#names);
    const draw = random.next();
    if (draw < 0.55) return name;
    if (draw < 0.7) return mixCase(name, random);
    if (draw < 0.82) return Buffer.concat([this.#label(), name]);
    if (draw < 0.9) return Buffer.concat([...this.#several(1 + random.below(6), () => this.#label()), name]);
    return this.#oddName(name);
  }

  /** Pointers to everywhere, labels of kinds that are dead, names that are too long or do not end. */
  #oddName(name: Buffer): Buffer {
    const random = this.#random;
    switch (random.below(6)) {
      case 0:
        return Buffer.of(0xc0 | random.below(64), random.pick([0, 12, 13, 255, random.below(256)]));
      case 1:
        return Buffer.concat([this.#label(), Buffer.of(0xc0, random.pick([12, 14, random.below(64)]))]);
      case 2:
        return Buffer.concat([Buffer.of(random.pick([0x40, 0x41, 0x80, 0xbf])), name]);
      case 3:
        return Buffer.concat([
          ...this.#several(5, () => Buffer.concat([Buffer.of(63), random.octets(63)])),
          name,
        ]);
      case 4:
        return name.subarray(0, -1);
      default:
        return Buffer.of(0);
    }
  }

  #label(): Buffer {
    const random = this.#random;
    const octets = random.octets(random.chance(0.05) ? 63 : 1 + random.below(8));
    return Buffer.concat([Buffer.of(octets.length), octets]);
  }

  #record(): Buffer {
    const random = this.#random;
    const data = random.octets(random.below(24));
    const length = random.chance(0.95) ? data.length : random.below(0x1_0000);
    const fixed = [random.pick(types), random.pick(classes), 0, random.below(0x1_0000), length].map(uint16);
    return Buffer.concat([this.#name(), ...fixed, data]);
  }

  #opt(): Buffer {
    const random = this.#random;
    const options = Buffer.concat(this.#several(random.pick([0, 0, 1, 1, 2, 4]), () => this.#option()));
    const length = random.chance(0.97) ? options.length : random.below(0x1_0000);
    const owner = random.chance(0.98) ? Buffer.of(0) : this.#name();
    const version = random.chance(0.96) ? 0 : random.below(256);
    const flags = random.chance(0.9) ? random.pick([0, 0x8000]) : random.below(0x1_0000);
    const extendedCode = random.chance(0.98) ? 0 : random.below(256);
    const fixed = [optType, random.pick(payloads), (extendedCode << 8) | version, flags, length].map(uint16);
    return Buffer.concat([owner, ...fixed, options]);
  }

  #option(): Buffer {
    const random = this.#random;
    const code = random.chance(0.9) ? random.pick(optionCodes) : random.below(0x1_0000);
    const lengths = optionLengths[code] ?? [0, 3];
    const data = random.octets(random.chance(0.9) ? random.pick(lengths) : random.below(64));
    const length = random.chance(0.96) ? data.length : random.below(0x1_0000);
    return Buffer.concat([uint16(code), uint16(length), data]);
  }

  /** Of a key that nobody has, as TSIG or SIG(0). */
  #signature(): Buffer {
    const random = this.#random;
    const mac = random.octets(random.pick([0, 16, 20, 32, 64]));
    const data = Buffer.concat([
      encodeName('hmac-sha256'),
      random.octets(8),
      uint16(mac.length),
      mac,
      random.octets(4),
      uint16(0),
    ]);
    const fixed = [random.chance(0.9) ? 250 : 24, 255, 0, 0, data.length].map(uint16);
    return Buffer.concat([encodeName('key.test'), ...fixed, data]);
  }
}

function uint16(value: number): Buffer {
  return Buffer.of(value >>> 8, value & 0xff);
}

/** Length octets are below all letters in these names. */
function mixCase(name: Buffer, random: SeededRandom): Buffer {
  return Buffer.from(
    name.map((octet) => (octet >= 0x61 && octet <= 0x7a && random.chance(0.5) ? octet - 32 : octet)),
  );
}
