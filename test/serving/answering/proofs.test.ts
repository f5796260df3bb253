// Which denial records come with a reply, and how they are written when the reply is long.

import { expect } from 'chai';
import { outlineOf, startSignedDaemon } from '../../support/daemon/start-signed-daemon.ts';
import { transports } from '../../support/dns/ask-strictly.ts';
import { askSigned, type SignedImage, signForTest } from '../../support/dns/sign-for-test.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { manyIpv4, manyIpv6 } from '../../support/worlds/many-addresses.ts';
import { everyShape } from '../../support/worlds/signed-world.ts';

const A = 1;
const TXT = 16;
const SRV = 33;
const { '*': _, ...withoutWildcard } = everyShape;

describe('proofs', () => {
  const atEnd = runAfterEach();
  let nsec: SignedImage;
  let nsec3: SignedImage;
  before(async () => {
    const shape = { ...withoutWildcard, zz: ['192.0.2.1'] };
    nsec = await signForTest('nsec', shape);
    nsec3 = await signForTest('nsec3', shape);
  });

  for (const [fact, name, type, owners] of [
    ['no record to what is there', 'www', A, []],
    ['its own record to a name that lacks the type', 'www', TXT, ['\x03www']],
    ['one record that covers both the name and the wildcard', '0', A, ['']],
    ['two records where one covers the name and another one the wildcard', 'zzz', A, ['\x02zz', '']],
    ['the covering record to what a wildcard answers', 'x.wild', A, ['\x01*\x04wild']],
    ['one record for a wildcard that lacks the type and covers the name', 'x.wild', TXT, ['\x01*\x04wild']],
    ['the record before an empty non-terminal, which owns none', 'name', A, ['\x01*\x05empty']],
    ['the same one for an empty non-terminal below it', 'deep.name', A, ['\x01*\x05empty']],
    ['the record of a name whose targets are all down', 'down', A, ['\x04down']],
  ] as const) {
    it(`are, with NSEC: ${fact}`, () => {
      const { complaints, provenBy } = askSigned(nsec, `${name}.example.test`, type);
      expect(complaints).to.deep.equal([]);
      expect(provenBy).to.deep.equal(owners);
    });
  }

  for (const [fact, name, type, countMax] of [
    ['none to what is there', 'www', A, 0],
    ['one to a name that lacks the type', 'www', TXT, 1],
    ['three to an absent name', 'absent', A, 3],
    ['three to an absent name of many labels', 'a.b.c.absent', A, 3],
    ['one to what a wildcard answers', 'x.wild', A, 1],
    ['three to a wildcard that lacks the type', 'x.wild', TXT, 3],
  ] as const) {
    it(`are, with NSEC3, at most: ${fact}`, () => {
      const { complaints, provenBy } = askSigned(nsec3, `${name}.example.test`, type);
      expect(complaints).to.deep.equal([]);
      expect(provenBy.length).to.be.within(Math.min(1, countMax), countMax);
    });
  }

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`are whole behind an answer of more than 16 KiB, where no pointer leads, with ${kind.toUpperCase()}`, async () => {
      const big = await signForTest(kind, {
        '*.big': manyIpv4(1200),
        '*.bigger': manyIpv6(1990),
        '*.near': manyIpv4(1005),
      });
      for (const [name, type, octetsMin] of [
        ['x.big', 1, 19_000],
        ['a.b.c.bigger', 28, 55_000],
        ['x.near', 1, 16_000],
      ] as const) {
        const { octets, complaints, provenBy } = askSigned(big, `${name}.example.test`, type);
        expect(complaints).to.deep.equal([]);
        expect(provenBy).to.have.lengthOf(1);
        expect(octets.length).to.be.above(octetsMin);
        const overUdp = askSigned(big, `${name}.example.test`, type, { transport: 'udp' });
        expect([overUdp.message.flags & 0x0200, overUdp.message.counts]).to.deep.equal([
          0x0200,
          [1, 0, 0, 1],
        ]);
      }
    });

    it(`fill a reply to its last octet or stay away with all of it, with ${kind.toUpperCase()}`, () => {
      const signed = kind === 'nsec' ? nsec : nsec3;
      for (const [name, type] of [
        ['absent', A],
        ['x.wild', TXT],
        ['x.wild', A],
      ] as const) {
        const whole = askSigned(signed, `${name}.example.test`, type).octets.length;
        for (const payload of [whole - 1, whole, whole + 1].filter((size) => size >= 512)) {
          const reply = askSigned(signed, `${name}.example.test`, type, { transport: 'udp', payload });
          const isCut = whole > Math.min(1232, payload);
          expect(reply.octets.length).to.equal(isCut ? 12 + name.length + 14 + 5 + 11 : whole);
          expect((reply.message.flags & 0x0200) !== 0).to.equal(isCut);
        }
      }
    });
  }

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`stand before the addresses that come with a service of a wildcard, with ${kind.toUpperCase()}`, async () => {
      const daemon = await startSignedDaemon(kind, {
        names: {
          host: ['192.0.2.1', '2001:db8::1'],
          '*.any': { srv: [{ target: 'host', port: 1 }] },
          exact: { srv: [{ target: 'host', port: 1 }] },
        },
      });
      atEnd(() => daemon.stop());
      const exact = outlineOf(await daemon.ask('exact.example.test', SRV), 'additional');
      expect(exact).to.have.lengthOf(4);
      // Also of the length that the answer was compiled for, in which nothing has to be moved for the question.
      for (const name of ['x.any', '*.any', 'a.much.longer.name.any']) {
        for (const transport of transports) {
          const reply = await daemon.ask(`${name}.example.test`, SRV, {}, transport);
          expect(reply.complaints, name).to.deep.equal([]);
          expect(outlineOf(reply, 'additional'), name).to.deep.equal(exact);
        }
      }
    });

    it(`move those addresses no further than a pointer can lead, with ${kind.toUpperCase()}`, async () => {
      const hosts = Array.from({ length: 200 }, (_, index) => `host${index}`);
      const addresses = Object.fromEntries(
        hosts.map((host, index) => [host, [...manyIpv4(2, index), '2001:db8::1']]),
      );
      const srv = hosts.map((target) => ({ target, port: 1 }));
      const daemon = await startSignedDaemon(kind, { names: { ...addresses, '*.any': { srv } } });
      atEnd(() => daemon.stop());
      for (const name of ['x.any', `${'y.'.repeat(100)}any`]) {
        const reply = await daemon.ask(`${name}.example.test`, SRV);
        expect(reply.complaints).to.deep.equal([]);
        // Room for one more set of signed addresses is not left.
        expect(reply.octets.length).to.be.within(0x4000 - 200, 0x4000 + 11);
        const additional = outlineOf(reply, 'additional');
        for (const [index, line] of additional.entries()) {
          const host = hosts[Math.floor(index / 5)];
          expect(line).to.match(new RegExp(`^${host}\\.example\\.test `));
        }
      }
    });
  }
});
