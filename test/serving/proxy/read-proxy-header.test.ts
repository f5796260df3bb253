// The header of the PROXY protocol, octet by octet.

import { expect } from 'chai';
import {
  createProxyHeader,
  proxyHeaderOctetsMax,
  readProxyHeader,
} from '../../../src/serving/proxy/read-proxy-header.ts';
import { localHeader, makeProxyHeader, proxySignature } from '../../support/dns/make-proxy-header.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

/** `whole 28: 192.0.2.1 5353`, `whole 16: itself`, `partial` or `bad`. */
function read(octets: Uint8Array, length = octets.length): string {
  const header = createProxyHeader();
  const reading = readProxyHeader(octets, length, header);
  if (reading !== 'whole') return reading;
  const { family, addressAt, port } = header;
  const address = Buffer.from(octets.subarray(addressAt, addressAt + (family === 4 ? 4 : 16)));
  const client = family === 0 ? 'itself' : `${address.toString('hex')} ${port}`;
  return `whole ${header.octets}: ${client}`;
}

const v4 = 'c0000201 5353';
const v6 = '20010db8000000000000000000000001 5353';
const tlv = (octets: number) =>
  Buffer.concat([Buffer.from([4, octets >> 8, octets & 255]), Buffer.alloc(octets)]);
const unix = (protocol: number) => {
  const head = Buffer.from([0x21, 0x30 | protocol, 0, 216]);
  return Buffer.concat([proxySignature, head, Buffer.alloc(216, 0x2f)]);
};

describe('readProxyHeader', () => {
  const table: readonly (readonly [string, Uint8Array, string])[] = [
    ['IPv4 over UDP', makeProxyHeader('192.0.2.1'), `whole 28: ${v4}`],
    ['IPv4 over TCP', makeProxyHeader('192.0.2.1', { protocol: 1 }), `whole 28: ${v4}`],
    ['IPv6 over UDP', makeProxyHeader('2001:db8::1'), `whole 52: ${v6}`],
    ['IPv6 over TCP', makeProxyHeader('2001:db8::1', { protocol: 1 }), `whole 52: ${v6}`],
    ['TLVs', makeProxyHeader('192.0.2.1', { more: tlv(10) }), `whole 41: ${v4}`],
    ['TLVs that are none', makeProxyHeader('192.0.2.1', { more: Uint8Array.of(1, 255) }), `whole 30: ${v4}`],
    ['the most of TLVs', makeProxyHeader('192.0.2.1', { more: tlv(505) }), `whole 536: ${v4}`],
    ['more TLVs than that', makeProxyHeader('192.0.2.1', { more: tlv(506) }), 'bad'],
    ['LOCAL', localHeader, 'whole 16: itself'],
    ['LOCAL with addresses', makeProxyHeader('192.0.2.1', { command: 0 }), 'whole 28: itself'],
    [
      'LOCAL with a family that is none',
      makeProxyHeader('192.0.2.1', { command: 0, family: 9 }),
      'whole 28: itself',
    ],
    ['an unspecified family', makeProxyHeader('192.0.2.1', { family: 0, protocol: 0 }), 'whole 28: itself'],
    ['an unspecified protocol', makeProxyHeader('192.0.2.1', { protocol: 0 }), 'whole 28: itself'],
    ['a unix stream', unix(1), 'whole 232: itself'],
    ['a unix datagram', unix(2), 'whole 232: itself'],
    ['a unix socket that is too short', unix(1).fill(215, 15, 16), 'bad'],
    ['a family that is none', makeProxyHeader('192.0.2.1', { family: 4 }), 'bad'],
    ['a protocol that is none', makeProxyHeader('192.0.2.1', { protocol: 3 }), 'bad'],
    ['a command that is none', makeProxyHeader('192.0.2.1', { command: 2 }), 'bad'],
    ['version 1', Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 5353 53\r\n'), 'bad'],
    ['version 3', makeProxyHeader('192.0.2.1', { version: 3 }), 'bad'],
    ['addresses of IPv4 that are too short', makeProxyHeader('192.0.2.1', { length: 11 }), 'bad'],
    ['addresses of IPv6 that are too short', makeProxyHeader('2001:db8::1', { length: 35 }), 'bad'],
    ['IPv6 in the length of IPv4', makeProxyHeader('192.0.2.1', { family: 2 }), 'bad'],
    ['no address at all', makeProxyHeader('192.0.2.1', { length: 0 }), 'bad'],
    ['more than comes', makeProxyHeader('192.0.2.1', { length: 100 }), 'partial'],
    ['more than ever comes', makeProxyHeader('192.0.2.1', { length: 0xffff }), 'bad'],
    ['nothing', new Uint8Array(), 'partial'],
    ['a DNS message', Buffer.from('00070000000100000000000000000600010a', 'hex'), 'bad'],
  ];
  for (const [what, octets, expected] of table) {
    it(`reads ${what} as ${expected}`, () => expect(read(octets)).to.equal(expected));
  }

  it('reads what follows a header as none of its business', () => {
    const followed = Buffer.concat([makeProxyHeader('192.0.2.1'), proxySignature]);
    expect(read(followed)).to.equal(`whole 28: ${v4}`);
  });

  it('waits for every octet of it, and reads nothing behind the length', () => {
    for (const whole of [
      makeProxyHeader('192.0.2.1', { more: tlv(9) }),
      makeProxyHeader('2001:db8::1'),
      localHeader,
    ]) {
      for (let length = 0; length < whole.length; length++) {
        expect(read(whole, length)).to.equal('partial');
        expect(read(Buffer.concat([whole.subarray(0, length), Buffer.alloc(600, 0xff)]), length)).to.equal(
          'partial',
        );
      }
    }
  });

  it('knows after any octet of the signature that it is another', () => {
    for (let at = 0; at < proxySignature.length; at++) {
      const wrong = Buffer.from(makeProxyHeader('192.0.2.1'));
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      expect(read(wrong, at + 1)).to.equal('bad');
    }
  });

  it(`never throws, and finds addresses inside of headers of bounded length (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const header = createProxyHeader();
    const found = { whole: 0, partial: 0, bad: 0 };
    for (let i = 0; i < 50_000; i++) {
      const octets = makeProxyHeader(random.chance(0.5) ? '192.0.2.1' : '2001:db8::1', {
        more: tlv(random.below(40)),
      });
      for (let changes = random.below(3); changes > 0; changes--)
        octets[12 + random.below(6)] = random.below(256);
      const length = random.below(octets.length + 1);
      const reading = readProxyHeader(octets, length, header);
      found[reading]++;
      if (reading !== 'whole') continue;
      expect(header.octets).to.be.within(16, Math.min(length, proxyHeaderOctetsMax));
      const addressOctets = { 0: 0, 4: 4, 6: 16 }[header.family];
      expect(header.addressAt + addressOctets).to.be.at.most(header.octets);
      expect(header.port).to.be.within(0, 0xffff);
    }
    expect(Math.min(...Object.values(found))).to.be.above(500);
  });
});
