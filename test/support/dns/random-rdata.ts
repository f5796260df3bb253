// Sound record data of every type, made octet by octet from the RFCs and not by the code under test.

import { RecordType } from '../../../src/wire/protocol.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import type { SeededRandom } from '../seeded-random.ts';

type Make = (random: SeededRandom) => string;

const u8: Make = (random) => String.fromCharCode(random.pick([0, 1, 255, random.below(256)]));
const u16: Make = (random) => u8(random) + u8(random);
const u32: Make = (random) => u16(random) + u16(random);
const octets =
  (min: number, max: number): Make =>
  (random) =>
    random.octets(min + random.below(max - min + 1)).toString('latin1');
const constant =
  (text: string): Make =>
  () =>
    text;
const all =
  (...parts: readonly Make[]): Make =>
  (random) =>
    parts.map((part) => part(random)).join('');
const behindLength =
  (make: Make): Make =>
  (random) => {
    const text = make(random);
    return String.fromCharCode(text.length) + text;
  };

/** Special characters more often than others; letters in lower case only, as in all our names. */
const label: Make = (random) =>
  Array.from({ length: 1 + random.below(random.chance(0.05) ? 63 : 8) }, () =>
    random.chance(0.4) ? random.pick([...'-*@.\\";() \0']) : String.fromCharCode(random.below(256)),
  )
    .join('')
    .replace(/[A-Z]/g, 'x');
const name: Make = (random) => {
  let wire = '';
  for (let count = random.below(5); count > 0; count--) {
    const next = behindLength(label)(random);
    if (wire.length + next.length < 255) wire += next;
  }
  return `${wire}\0`;
};
const string = behindLength((random) => octets(0, random.chance(0.1) ? 255 : 12)(random));
const strings: Make = (random) => Array.from({ length: 1 + random.below(4) }, () => string(random)).join('');

const digest =
  (lengths: Readonly<Record<number, number>>): Make =>
  (random) => {
    const type = random.pick([1, 2, 3, 4, 77]);
    const length = lengths[type] ?? 1 + random.below(40);
    return String.fromCharCode(type) + octets(length, length)(random);
  };
const ds = all(u16, u8, digest({ 1: 20, 2: 32, 3: 32, 4: 48 }));
const dnskey = all(u16, constant('\x03'), u8, octets(1, 80));
const tlsa = all(u8, u8, u8, octets(1, 40));

const alpn: Make = (random) =>
  Array.from({ length: 1 + random.below(3) }, () =>
    behindLength(() =>
      random.chance(0.5) ? random.pick(['h2', ',', '\\', '"', 'a,\\b']) : octets(1, 9)(random),
    )(random),
  ).join('');
const parameterMakers: readonly (readonly [number, Make])[] = [
  [3, u16],
  [4, (random) => octets(4, 4)(random).repeat(1 + random.below(3))],
  [5, octets(1, 40)],
  [6, (random) => octets(16, 16)(random).repeat(1 + random.below(3))],
  [7, constant('/dns-query{?dns}')],
  [8, octets(0, 5)],
  [667, octets(0, 30)],
  [65_280, octets(0, 300)],
];
const parameters: Make = (random) => {
  const chosen = parameterMakers.filter(() => random.chance(0.4));
  const values = chosen.map(([key, make]): readonly [number, string] => [key, make(random)]);
  if (random.chance(0.3)) values.unshift([2, '']);
  if (values[0]?.[0] === 2 || random.chance(0.5)) values.unshift([1, alpn(random)]);
  const needed = values.filter(() => random.chance(0.3)).map(([key]) => uint16(key));
  if (needed.length > 0) values.unshift([0, needed.join('')]);
  return values.map(([key, value]) => uint16(key) + uint16(value.length) + value).join('');
};
const svcb = all(u16, name, parameters);

const size: Make = (random) => {
  const digit = random.below(10);
  return String.fromCharCode((digit << 4) | (digit === 0 ? 0 : random.below(10)));
};
const angle =
  (degrees: number): Make =>
  (random) =>
    uint32(2 ** 31 + random.pick([-1, 0, 1, random.next() * 2 - 1]) * degrees * 3_600_000);
const location = all(constant('\0'), size, size, size, angle(90), angle(180), u32);

const bitmap: Make = (random) => {
  const blocks = [0, 1, 255].filter(() => random.chance(0.4));
  return blocks
    .map((block) => {
      const bits = `${octets(0, 31)(random)}\x01`;
      // There is no type 0.
      const head = block === 0 ? String.fromCharCode(bits.charCodeAt(0) & 0x7f) + bits.slice(1) : bits;
      return String.fromCharCode(block, head.length) + head;
    })
    .join('');
};
const nsec3 = all(u8, u8, u16, behindLength(octets(0, 12)));
const tag: Make = (random) =>
  Array.from({ length: 1 + random.below(9) }, () => random.pick([...'azAZ09'])).join('');
const signature = all(u16, u8, u8, u32, u32, u32, u16, name, octets(1, 80));
const withTypeCovered: Make = (random) => {
  const text = signature(random);
  return text.startsWith('\0\0') ? `\0\x01${text.slice(2)}` : text;
};

const makers: ReadonlyMap<number, Make> = new Map<number, Make>([
  [RecordType.A, octets(4, 4)],
  [RecordType.NS, name],
  [RecordType.CNAME, name],
  [RecordType.SOA, all(name, name, u32, u32, u32, u32, u32)],
  [RecordType.MB, name],
  [RecordType.MG, name],
  [RecordType.MR, name],
  [RecordType.PTR, name],
  [RecordType.HINFO, all(string, string)],
  [RecordType.MINFO, all(name, name)],
  [RecordType.MX, all(u16, name)],
  [RecordType.TXT, strings],
  [RecordType.RP, all(name, name)],
  [RecordType.AFSDB, all(u16, name)],
  [RecordType.RT, all(u16, name)],
  [RecordType.PX, all(u16, name, name)],
  [
    RecordType.AAAA,
    (random) =>
      random.chance(0.2) ? `${'\0'.repeat(10)}\xff\xff${octets(4, 4)(random)}` : octets(16, 16)(random),
  ],
  [RecordType.LOC, location],
  [RecordType.SRV, all(u16, u16, u16, name)],
  [RecordType.NAPTR, all(u16, u16, string, string, string, name)],
  [RecordType.KX, all(u16, name)],
  [RecordType.CERT, all(u16, u16, u8, octets(1, 80))],
  [RecordType.DNAME, name],
  [RecordType.DS, ds],
  [RecordType.SSHFP, all(u8, digest({ 1: 20, 2: 32 }))],
  [RecordType.RRSIG, withTypeCovered],
  [RecordType.NSEC, all(name, bitmap)],
  [RecordType.DNSKEY, dnskey],
  [RecordType.DHCID, octets(3, 50)],
  [RecordType.NSEC3, all(nsec3, behindLength(octets(1, 32)), bitmap)],
  [RecordType.NSEC3PARAM, nsec3],
  [RecordType.TLSA, tlsa],
  [RecordType.SMIMEA, tlsa],
  [RecordType.CDS, ds],
  [RecordType.CDNSKEY, dnskey],
  [RecordType.OPENPGPKEY, octets(1, 80)],
  [RecordType.SVCB, svcb],
  [RecordType.HTTPS, svcb],
  [RecordType.SPF, strings],
  [RecordType.EUI48, octets(6, 6)],
  [RecordType.EUI64, octets(8, 8)],
  [RecordType.URI, all(u16, u16, octets(1, 300))],
  [RecordType.CAA, all(u8, behindLength(tag), octets(0, 300))],
  // Unknown here.
  [65_280, octets(0, 40)],
]);

export const madeTypes: readonly number[] = [...makers.keys()];

export function makeRdata(type: number, random: SeededRandom): Rdata {
  const make = makers.get(type);
  if (make === undefined) throw new Error(`nobody makes data of type ${type}`);
  return make(random) as Rdata;
}

function uint16(value: number): string {
  return String.fromCharCode(value >> 8, value & 0xff);
}

function uint32(value: number): string {
  return uint16(Math.floor(value / 0x1_0000)) + uint16(Math.floor(value) % 0x1_0000);
}
