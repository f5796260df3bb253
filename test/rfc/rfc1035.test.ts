// RFC 1035: Domain Names - Implementation and Specification: formats and limits.
// Malformed messages are in rfc1035-malformed.test.ts, transports in rfc1035-transport.test.ts.

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  askStrictly,
  Code,
  kindOf,
  makeRawQuery,
  queryStrictly,
  soaIn,
  transports,
} from '../support/dns/ask-strictly.ts';
import { runAfterEach } from '../support/run-after-each.ts';

const type = { A: 1, NS: 2, SOA: 6, PTR: 12, MX: 15, AAAA: 28 };
const longLabel = 'l'.repeat(63);
/** Followed by the zone, 255 octets in wire form. */
const longestOwner = `${longLabel}.${longLabel}.${longLabel}.${'m'.repeat(48)}`;

describe('RFC 1035', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      ns: ['ns1.example.test', 'ns2.example.test'],
      names: {
        ns1: ['192.0.2.53'],
        ns2: ['2001:db8::54'],
        www: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
        [longLabel]: ['192.0.2.63'],
        [longestOwner]: ['192.0.2.255'],
        '*.wild': ['192.0.2.42'],
      },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) => queryStrictly(transport, server.port, name, settings);

      it('§2.3.4: finds labels of 63 octets and names of 255', async () => {
        for (const [owner, address] of [
          [longLabel, '192.0.2.63'],
          [longestOwner, '192.0.2.255'],
        ]) {
          const reply = await ask(`${owner}.example.test`);
          expect(reply.answers).to.deep.equal([`${owner}.example.test 60 A ${address}`]);
        }
      });

      for (const octets of [16, 17, 64, 128, 254, 255]) {
        it(`§2.3.4: answers NXDOMAIN for a name of ${octets} octets`, async () => {
          const reply = await askStrictly(transport, server.port, makeRawQuery(nameOfOctets(octets)));
          expect(kindOf(reply)).to.equal('nxdomain');
          expect(soaIn(reply)).to.include({
            owner: 'example.test',
            primary: 'ns1.example.test',
            mailbox: 'hostmaster.example.test',
          });
        });
      }

      it('§2.3.4: finds names of up to 255 octets under a wildcard', async () => {
        for (const octets of [22, 23, 100, 254, 255]) {
          const name = nameOfOctets(octets, '\x04wild\x07example\x04test\0');
          const reply = await askStrictly(transport, server.port, makeRawQuery(name));
          expect(reply.message.answers.map(({ data }) => [...data])).to.deep.equal([[192, 0, 2, 42]]);
        }
      });

      it('§3.2.1: gives each record class IN and the length of its data', async () => {
        const v4 = await ask('www.example.test');
        expect(v4.message.answers.map((record) => [record.class, record.data.length])).to.deep.equal([
          [1, 4],
          [1, 4],
        ]);
        const v6 = await ask('www.example.test', { type: type.AAAA });
        expect(v6.message.answers[0]?.data.toString('hex')).to.equal(`20010db8${'0'.repeat(23)}1`);
      });

      for (const [what, asked, code] of [
        ['REFUSED to IXFR', 251, Code.REFUSED],
        ['REFUSED to AXFR', 252, Code.REFUSED],
        ['NOTIMP to MAILB', 253, Code.NOTIMP],
        ['NOTIMP to MAILA', 254, Code.NOTIMP],
        // Later RFCs defined these; they are parts of messages, not records in zones.
        ['FORMERR to OPT', 41, Code.FORMERR],
        ['FORMERR to TKEY', 249, Code.FORMERR],
        ['FORMERR to TSIG', 250, Code.FORMERR],
      ] as const) {
        it(`§3.2.3: answers ${what} as the type of a question`, async () => {
          for (const name of ['example.test', 'www.example.test', 'absent.example.test']) {
            const reply = await ask(name, { type: asked });
            expect(reply.code, name).to.equal(code);
            expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
          }
        });
      }

      it('§3.2.3: refuses IXFR that includes its SOA', async () => {
        const soa = Buffer.from([0xc0, 0x0c, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0, ...Buffer.alloc(20)]);
        const reply = await ask('example.test', { type: 251, counts: [1, 0, 1, 0], tail: soa });
        expect(reply.code).to.equal(Code.REFUSED);
      });

      it('§3.2.4: refuses every class but IN', async () => {
        for (const asked of [0, 2, 3, 4, 254, 255, 256, 257, 65535]) {
          const reply = await ask('www.example.test', { class: asked });
          expect(reply.code, `QCLASS ${asked}`).to.equal(Code.REFUSED);
          expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
        }
      });

      it('§3.3.13: fills every field of the SOA', async () => {
        const { serial, ...fields } = soaIn(await ask('example.test', { type: type.SOA }));
        expect(fields).to.deep.equal({
          owner: 'example.test',
          ttlSeconds: 1800,
          primary: 'ns1.example.test',
          mailbox: 'hostmaster.example.test',
          refreshSeconds: 600,
          retrySeconds: 60,
          expireSeconds: 7 * 24 * 3600,
          minimumSeconds: 30,
        });
        expect(serial).to.be.closeTo(Date.now() / 1000, 60);
      });

      it('§4.1.1: answers a QUERY with QR and AA, and no other flag but RD', async () => {
        const reply = await ask('www.example.test', { flags: 0x0100 });
        expect(reply.octets.readUInt16BE(2)).to.equal(0x8500);
      });

      it('§4.1.1: ignores AA, TC, RA and Z of a query', async () => {
        const reply = await ask('www.example.test', { flags: 0x0400 | 0x0200 | 0x0080 | 0x0070 });
        expect(reply.octets.readUInt16BE(2)).to.equal(0x8400);
        expect(kindOf(reply)).to.equal('data');
      });

      it('§4.1.4: compresses the owner of every record', async () => {
        for (const [name, asked] of [
          ['www.example.test', type.A],
          ['example.test', type.NS],
          ['example.test', type.SOA],
          ['www.example.test', type.MX],
          ['absent.www.example.test', type.A],
          ['x.wild.example.test', type.A],
        ] as const) {
          const { answers, authorities, additionals } = (await ask(name, { type: asked })).message;
          const records = [...answers, ...authorities, ...additionals];
          expect(records.map(({ hasCompressedOwner }) => hasCompressedOwner)).to.not.include(false);
        }
      });

      it('§4.1.4: compresses the names in NS and SOA data', async () => {
        const ns = await ask('example.test', { type: type.NS });
        // Header and question, two NS records that add a label each, an A and an AAAA record whose owners add none.
        expect(ns.octets.length).to.equal(12 + 18 + 2 * (12 + 6) + (12 + 4) + (12 + 16));
        const soa = await ask('example.test', { type: type.SOA });
        expect(soa.octets.length).to.equal(12 + 18 + 12 + 6 + 13 + 20);
      });
    });
  }

  it('§4.1.4: writes out names that are too far away to point to', async () => {
    const hosts = Array.from({ length: 1000 }, (_, index) => `ns${index + 1000}`);
    const own = await startTestDaemon({
      ns: hosts.map((host) => `${host}.example.test`),
      names: Object.fromEntries(hosts.map((host) => [host, ['192.0.2.1']])),
    });
    atEnd(() => own.stop());
    const reply = await queryStrictly('tcp', own.port, 'example.test', { type: type.NS });
    const owners = reply.message.additionals.map(({ owner }) => owner);
    expect(owners).to.have.members(hosts.map((host) => `${host}.example.test`));
    expect(reply.octets.length).to.be.above(0x3fff + 0x3fff);
  });
});

/** A name with this many octets in wire form, made of labels that are not configured. */
function nameOfOctets(octets: number, suffix = '\x07example\x04test\0'): Buffer {
  let labels = '';
  for (let left = octets - suffix.length; left > 0; ) {
    // A label takes at least two octets: never leave just one.
    const taken = left <= 64 ? left : left === 65 ? 63 : 64;
    labels += String.fromCharCode(taken - 1) + 'z'.repeat(taken - 1);
    left -= taken;
  }
  return Buffer.from(labels + suffix, 'latin1');
}
