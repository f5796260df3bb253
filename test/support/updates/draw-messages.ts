// Messages for whoever changes, transfers or announces zones, drawn part by part: most are well formed, many are signed well,
// and each part can be what it should not be. Then some are mangled, as anybody's packets are.

import { encodeName, encodeOpt } from '../dns/dns-client.ts';
import { createMutation } from '../dns/mutate-packet.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { SharedKey } from './shared-keys.ts';
import { signByHand } from './sign-by-hand.ts';

export interface DrawSettings {
  readonly random: SeededRandom;
  /** Of the zone that is asked about; dotted text. */
  readonly apex: string;
  /** Names that keys may change. */
  readonly permitted: readonly string[];
  /** Names that nobody may change. */
  readonly kept: readonly string[];
  readonly keys: readonly SharedKey[];
  readonly nowSeconds: () => number;
  /** Of the zone, for IXFR. */
  readonly serial: () => number;
}

const opcodes = { query: 0, notify: 4, update: 5 } as const;
const soaType = 6;
const [internet, none, any] = [1, 254, 255];
const types = [
  1, 2, 5, 6, 12, 15, 16, 28, 33, 39, 41, 43, 46, 47, 48, 50, 51, 59, 64, 65, 99, 249, 250, 251, 252,
];
const oddTypes = [0, 253, 254, 255, 257, 65_280, 65_535];
const usualTypes = [1, 1, 16, 16, 16, 5, 15, 28];

/** Draws messages endlessly. */
export function createMessageSource(settings: DrawSettings): () => Buffer {
  const { random } = settings;
  const drawer = new MessageDrawer(settings);
  const mutate = createMutation(random, () => drawer.draw());
  return () => {
    const message = random.chance(0.15) ? mutate(drawer.draw()) : drawer.draw();
    const signed = random.chance(0.8) && message.length >= 12 ? drawer.sign(message) : message;
    return (random.chance(0.25) ? mutate(signed) : signed).subarray(0, octetsMax);
  };
}

/** More than a message over TCP can have is no message. */
const octetsMax = 65_535;

class MessageDrawer {
  readonly #settings: DrawSettings;
  readonly #random: SeededRandom;

  constructor(settings: DrawSettings) {
    this.#settings = settings;
    this.#random = settings.random;
  }

  draw(): Buffer {
    const random = this.#random;
    const kind = random.pick(['update', 'update', 'update', 'ixfr', 'axfr', 'notify', 'query'] as const);
    const sections = this.#sectionsOf(kind);
    const additional = random.chance(0.3) ? [this.#opt()] : random.chance(0.1) ? [this.#record()] : [];
    const question = this.#question(kind);
    const counts = [1, sections[0].length, sections[1].length, additional.length];
    if (random.chance(0.03)) counts[random.below(4)] = random.pick([0, 1, 2, 3, 255, 65_535]);
    const opcode = kind === 'update' || kind === 'notify' ? opcodes[kind] : opcodes.query;
    const header = Buffer.alloc(12);
    header.writeUInt16BE(random.below(0x1_0000), 0);
    header.writeUInt16BE((opcode << 11) | random.pick([0, 0, 0, 0x0400, 0x0100, 0x8000, 0x0200, 0x0003]), 2);
    for (const [index, count] of counts.entries()) header.writeUInt16BE(count, 4 + 2 * index);
    return Buffer.concat([header, question, ...sections[0], ...sections[1], ...additional]);
  }

  /** Mostly as it should be. */
  sign(message: Buffer): Buffer {
    const random = this.#random;
    const nowSeconds = this.#settings.nowSeconds();
    const key = random.pick(this.#settings.keys);
    const how = random.below(20);
    const good = { key, nowSeconds };
    if (how === 0) return signByHand(message, { key: { ...key, secret: 'c2VjcmV0' }, nowSeconds }).octets;
    if (how === 1) return signByHand(message, { key: { ...key, name: 'unknown' }, nowSeconds }).octets;
    if (how === 2) {
      const away = random.pick([301, -301, 100_000, -nowSeconds, 2 ** 47]);
      return signByHand(message, { key, nowSeconds: nowSeconds + away }).octets;
    }
    if (how === 3) return signByHand(message, { ...good, macOctets: random.below(40) }).octets;
    if (how === 4) return signByHand(message, { ...good, originalId: random.below(0x1_0000) }).octets;
    if (how === 5) {
      const other = random.octets(random.below(20));
      return signByHand(message, { ...good, error: random.below(30), other }).octets;
    }
    if (how === 6) return signByHand(message, { ...good, fudgeSeconds: random.pick([0, 1, 65_535]) }).octets;
    if (how === 7) return signByHand(signByHand(message, good).octets, good).octets;
    const signed = signByHand(message, good).octets;
    // A record that nobody signed, behind the signature.
    return how === 8 ? Buffer.concat([signed, this.#record()]) : signed;
  }

  #sectionsOf(kind: 'update' | 'ixfr' | 'axfr' | 'notify' | 'query'): readonly [Buffer[], Buffer[]] {
    const random = this.#random;
    const several = (most: number, make: () => Buffer) =>
      Array.from({ length: random.below(most + 1) }, make);
    const { apex, serial } = this.#settings;
    switch (kind) {
      case 'update':
        return [
          random.chance(0.6) ? [] : several(3, () => this.#prerequisite()),
          several(random.chance(0.02) ? 200 : 5, () => this.#change()),
        ];
      case 'ixfr': {
        const held = random.pick([serial(), serial() - 1, serial() - 3, 0, 1, 2 ** 32 - 1]) >>> 0;
        const soa = record(encodeName(apex), soaType, internet, 0, soaData(held));
        return [[], random.chance(0.1) ? several(2, () => this.#record()) : [soa]];
      }
      case 'notify': {
        const soa = record(encodeName(apex), soaType, internet, 60, soaData(random.below(2 ** 32)));
        return [random.chance(0.5) ? [soa] : several(2, () => this.#record()), []];
      }
      case 'axfr':
      case 'query':
        return [[], random.chance(0.1) ? several(2, () => this.#record()) : []];
    }
  }

  #question(kind: 'update' | 'ixfr' | 'axfr' | 'notify' | 'query'): Buffer {
    const random = this.#random;
    const usual = { update: soaType, notify: soaType, ixfr: 251, axfr: 252, query: 6 }[kind];
    const { apex } = this.#settings;
    const name = random.chance(0.93) ? encodeName(mixCase(apex, random)) : this.#name();
    const type = random.chance(0.96) ? usual : random.pick([...types, ...oddTypes]);
    return Buffer.concat([
      name,
      uint16(type),
      uint16(random.chance(0.97) ? internet : random.pick([0, 3, none, any])),
    ]);
  }

  /** RFC 2136 §2.4 */
  #prerequisite(): Buffer {
    const random = this.#random;
    const name = this.#name();
    const type = this.#type();
    if (random.chance(0.1)) return this.#record();
    const form = random.below(5);
    if (form === 0) return record(name, type, any, 0, noOctets);
    if (form === 1) return record(name, type, internet, 0, this.#data(type));
    if (form === 2) return record(name, any, any, 0, noOctets);
    if (form === 3) return record(name, type, none, 0, noOctets);
    return record(name, any, none, 0, noOctets);
  }

  /** RFC 2136 §2.5 */
  #change(): Buffer {
    const random = this.#random;
    const name = this.#name();
    const type = this.#type();
    if (random.chance(0.05)) return this.#record();
    const form = random.below(6);
    if (form === 0) return record(name, type, any, 0, noOctets);
    if (form === 1) return record(name, any, any, 0, noOctets);
    if (form === 2) return record(name, type, none, 0, this.#data(type));
    const ttl = random.pick([0, 1, 60, 60, 60, 300, 86_400, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]);
    return record(name, type, internet, ttl, this.#data(type));
  }

  /** Of any kind, in any section. */
  #record(): Buffer {
    const random = this.#random;
    const type = random.pick([...types, ...oddTypes]);
    const recordClass = random.pick([internet, none, any, 0, 3]);
    const data = random.chance(0.7) ? this.#data(type) : random.octets(random.below(30));
    return record(this.#name(), type, recordClass, random.pick([0, 60, 2 ** 32 - 1]), data);
  }

  #opt(): Buffer {
    const random = this.#random;
    return encodeOpt({
      payload: random.pick([0, 512, 1232, 4096]),
      version: random.chance(0.95) ? 0 : 1,
      dnssecOk: random.chance(0.5),
    });
  }

  #type(): number {
    const random = this.#random;
    if (random.chance(0.8)) return random.pick(usualTypes);
    return random.pick(random.chance(0.8) ? types : oddTypes);
  }

  #name(): Buffer {
    const random = this.#random;
    const { apex, permitted, kept } = this.#settings;
    if (random.chance(0.75)) return encodeName(mixCase(random.pick(permitted), random));
    if (random.chance(0.4)) return encodeName(mixCase(random.pick(kept), random));
    const odd = [
      () => encodeName(''),
      () => encodeName(apex),
      () => encodeName('elsewhere.example'),
      () => encodeName(`*.${random.pick(permitted)}`),
      () => encodeName(`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${apex}`),
      () => encodeName(`${'z.'.repeat(100)}${apex}`),
      () => encodeName(`\x00\xff\\ "${random.below(10)}.${random.pick(permitted)}`),
      // To the zone's name, to itself, ahead, and into the header.
      () => Buffer.from([0xc0, 12]),
      () => Buffer.concat([Buffer.from([1, 0x78, 0xc0, 12])]),
      () => Buffer.from([0xc0 | random.below(64), random.below(256)]),
      () => Buffer.from([random.pick([0x40, 0x80, 0xbf]), 0]),
    ];
    return random.pick(odd)();
  }

  /** As the type demands it, mostly. */
  #data(type: number): Buffer {
    const random = this.#random;
    if (random.chance(0.04)) return random.octets(random.below(40));
    const name = () => (random.chance(0.9) ? encodeName(random.pick(this.#settings.kept)) : this.#name());
    switch (type) {
      case 1:
        return Buffer.from([192, 0, 2, random.below(8)]);
      case 28:
        return Buffer.concat([Buffer.from('20010db8', 'hex'), Buffer.alloc(11), random.octets(1)]);
      case 16:
      case 99:
        return Buffer.concat(Array.from({ length: 1 + random.below(2) }, () => textOf(random)));
      case 2:
      case 5:
      case 12:
      case 39:
        return name();
      case 15:
        return Buffer.concat([uint16(random.below(3)), name()]);
      case 33:
        return Buffer.concat([uint16(0), uint16(1), uint16(80), name()]);
      case 6:
        return soaData(random.below(2 ** 32));
      case 64:
      case 65:
        return Buffer.concat([uint16(random.below(2)), name()]);
      default:
        return random.octets(random.below(24));
    }
  }
}

const noOctets = Buffer.alloc(0);

function textOf(random: SeededRandom): Buffer {
  const length = random.chance(0.02) ? 255 : random.below(4);
  return Buffer.concat([Buffer.from([length]), Buffer.alloc(length, random.below(256))]);
}

function record(owner: Buffer, type: number, recordClass: number, ttl: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(recordClass, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

function soaData(serial: number): Buffer {
  const numbers = Buffer.alloc(20, 1);
  numbers.writeUInt32BE(serial >>> 0, 0);
  return Buffer.concat([encodeName('ns1.example.test'), encodeName('hostmaster.example.test'), numbers]);
}

function mixCase(name: string, random: SeededRandom): string {
  return random.chance(0.9)
    ? name
    : name.replace(/[a-z]/g, (letter) => (random.chance(0.5) ? letter.toUpperCase() : letter));
}

function uint16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}
