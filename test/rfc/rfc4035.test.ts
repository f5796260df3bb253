// RFC 4035: Protocol Modifications for the DNS Security Extensions: what a server of signed zones answers

import { expect } from 'chai';
import { outlineOf, type SignedDaemon, startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';
import { type Transport, transports } from '../support/dns/ask-strictly.ts';
import { manyIpv4, manyIpv6 } from '../support/worlds/many-addresses.ts';

const type = { A: 1, NS: 2, SOA: 6, TXT: 16, AAAA: 28, DS: 43, RRSIG: 46, NSEC: 47, DNSKEY: 48, ANY: 255 };
const nxDomain = 3;
/** Nothing listens on it. */
const closed = { ips: ['127.0.23.33'], health_port: 1 };

describe('RFC 4035', () => {
  let daemon: SignedDaemon;
  before(async () => {
    daemon = await startSignedDaemon('nsec', {
      aliases: ['alias.test'],
      ns: ['ns1.example.test', 'ns2.example.test', 'ns.elsewhere.test'],
      names: {
        ns1: ['192.0.2.53', '2001:db8::53'],
        ns2: ['192.0.2.54'],
        www: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
        '*.wild': ['192.0.2.4'],
        'a.deep.name': ['192.0.2.5'],
        down: closed,
        // With signature and OPT 1226 octets, and 1242.
        much: manyIpv4(67),
        more: manyIpv4(68),
        '*.big': manyIpv6(600),
      },
      flags: { 'test-min-interval': '1', 'test-timeout': '0.5' },
    });
  });
  after(() => daemon.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, asked: number, settings = {}) =>
        daemon.ask(name === '' ? 'example.test' : `${name}.example.test`, asked, settings, transport);

      it('§3.1.1: puts signatures after the RRset that they cover, in the same section', async () => {
        const reply = await ask('www', type.A);
        expect(reply.complaints).to.deep.equal([]);
        const owner = 'www.example.test';
        expect(outlineOf(reply, 'answer')).to.deep.equal([`${owner} 1`, `${owner} 1`, `${owner} RRSIG(1)`]);
        expect(outlineOf(reply, 'authority')).to.deep.equal([]);
      });

      it('§3.1.1: signs what is in the additional section', async () => {
        const reply = await ask('', type.NS);
        expect(reply.complaints).to.deep.equal([]);
        expect(outlineOf(reply, 'additional')).to.deep.equal([
          'ns1.example.test 1',
          'ns1.example.test RRSIG(1)',
          'ns1.example.test 28',
          'ns1.example.test RRSIG(28)',
          'ns2.example.test 1',
          'ns2.example.test RRSIG(1)',
        ]);
      });

      it('§3.1.3.1: proves with the NSEC of a name that it lacks a type', async () => {
        for (const [name, asked] of [
          ['www', type.TXT],
          ['', type.A],
          ['down', type.A],
          ['www', type.DS],
        ] as const) {
          const reply = await ask(name, asked);
          expect(reply.complaints, name).to.deep.equal([]);
          expect([reply.code, reply.answers.length]).to.deep.equal([0, 0]);
          const owner = name === '' ? 'example.test' : `${name}.example.test`;
          expect(outlineOf(reply, 'authority')).to.deep.equal([
            'example.test 6',
            'example.test RRSIG(6)',
            `${owner} 47`,
            `${owner} RRSIG(47)`,
          ]);
        }
      });

      it('§2.3, §3.1.3.1: proves with the NSEC before it that an empty non-terminal, which owns none, has no types', async () => {
        for (const [name, asked] of [
          ['deep.name', type.A],
          ['name', type.ANY],
          ['name', type.NSEC],
          ['deep.name', type.RRSIG],
        ] as const) {
          const reply = await ask(name, asked);
          expect(reply.complaints, name).to.deep.equal([]);
          expect([reply.code, reply.answers.length]).to.deep.equal([0, 0]);
          expect(outlineOf(reply, 'authority')).to.deep.equal([
            'example.test 6',
            'example.test RRSIG(6)',
            'much.example.test 47',
            'much.example.test RRSIG(47)',
          ]);
        }
      });

      it('§3.1.3.2: proves that neither the name nor a wildcard for it exists, with one record if one suffices', async () => {
        for (const [name, owners] of [
          ['0', ['example.test']],
          ['zzz', ['www.example.test', 'example.test']],
          ['x.www', ['www.example.test']],
          ['q.deep.name', ['a.deep.name.example.test', 'much.example.test']],
          ['x.y.z.down', ['down.example.test']],
        ] as const) {
          const reply = await ask(name, type.A);
          expect(reply.complaints, name).to.deep.equal([]);
          expect(reply.code).to.equal(nxDomain);
          const proofs = outlineOf(reply, 'authority').filter((line) => line.endsWith(' 47'));
          expect(proofs, name).to.deep.equal(owners.map((owner) => `${owner} 47`));
        }
      });

      it('§3.1.3.3: proves with a wildcard answer that the name itself does not exist', async () => {
        for (const name of ['x.wild', 'a.b.wild']) {
          const reply = await ask(name, type.A);
          expect(reply.complaints, name).to.deep.equal([]);
          expect(outlineOf(reply, 'answer')).to.deep.equal([
            `${name}.example.test 1`,
            `${name}.example.test RRSIG(1)`,
          ]);
          expect(outlineOf(reply, 'authority')).to.deep.equal([
            '*.wild.example.test 47',
            '*.wild.example.test RRSIG(47)',
          ]);
        }
      });

      it('§3.1.3.4: proves that the wildcard lacks a type and that the name itself does not exist', async () => {
        const reply = await ask('x.wild', type.TXT);
        expect(reply.complaints).to.deep.equal([]);
        expect([reply.code, reply.answers.length]).to.deep.equal([0, 0]);
        expect(outlineOf(reply, 'authority')).to.deep.equal([
          'example.test 6',
          'example.test RRSIG(6)',
          '*.wild.example.test 47',
          '*.wild.example.test RRSIG(47)',
        ]);
      });

      it("§3.1.4.1: has no DS for its own apex, and says so with the child's SOA", async () => {
        for (const zone of ['example.test', 'alias.test']) {
          const reply = await daemon.ask(zone, type.DS, {}, transport);
          expect(reply.complaints).to.deep.equal([]);
          expect([reply.code, reply.isAuthoritative]).to.deep.equal([0, true]);
          expect(outlineOf(reply, 'authority')).to.deep.equal([
            `${zone} 6`,
            `${zone} RRSIG(6)`,
            `${zone} 47`,
            `${zone} RRSIG(47)`,
          ]);
        }
      });

      it('§3.1.6: clears AD and CD, whatever the query says', async () => {
        for (const flags of [0, 0x0010, 0x0020, 0x0030, 0x0130]) {
          const reply = await ask('www', type.A, { flags });
          expect(reply.octets.readUInt8(3) & 0x30).to.equal(0);
          expect(reply.answers).to.have.lengthOf(3);
        }
      });

      it('§3.1: answers queries for RRSIG, NSEC and DNSKEY without DO', async () => {
        const edns = { dnssecOk: false };
        for (const [name, asked] of [
          ['www', type.RRSIG],
          ['www', type.NSEC],
          ['down', type.NSEC],
          ['down', type.RRSIG],
          ['x.wild', type.NSEC],
          ['x.wild', type.RRSIG],
          ['', type.DNSKEY],
        ] as const) {
          const reply = await ask(name, asked, { edns });
          expect(outlineOf(reply, 'answer'), name).to.have.lengthOf(1);
          expect(reply.walked.records.find(({ section }) => section === 'answer')?.type).to.equal(asked);
          expect(outlineOf(reply, 'authority')).to.deep.equal([]);
        }
      });

      it('§2.3: has neither of them at an empty non-terminal, and needs no proof of it without DO', async () => {
        for (const asked of [type.RRSIG, type.NSEC]) {
          const reply = await ask('name', asked, { edns: { dnssecOk: false } });
          expect([reply.code, reply.answers.length]).to.deep.equal([0, 0]);
          expect(outlineOf(reply, 'authority')).to.deep.equal(['example.test 6']);
        }
      });

      it('§3.1: answers the same in the alias zone, signed by the alias zone', async () => {
        for (const [name, asked] of [
          ['www', type.A],
          ['x.wild', type.A],
          ['x.wild', type.TXT],
          ['absent', type.A],
          ['deep.name', type.A],
        ] as const) {
          const hosted = await ask(name, asked);
          const alias = await daemon.ask(`${name}.alias.test`, asked, {}, transport);
          expect(alias.complaints).to.deep.equal([]);
          for (const section of ['answer', 'authority'] as const) {
            const expected = outlineOf(hosted, section).map((line) =>
              line.replace('example.test', 'alias.test'),
            );
            expect(outlineOf(alias, section)).to.deep.equal(expected);
          }
        }
      });
    });
  }

  it('§2.2: does not sign signatures', async () => {
    const reply = await daemon.ask('www.example.test', type.RRSIG);
    expect(outlineOf(reply, 'answer')).to.deep.equal(['www.example.test RRSIG(1)']);
  });

  it('§3.1.1: drops the signatures of the additional section before the answer, without TC', async () => {
    const reply = await daemon.ask(
      'example.test',
      type.NS,
      { edns: { dnssecOk: true, payload: 512 } },
      'udp',
    );
    expect([reply.isTruncated, reply.complaints]).to.deep.equal([false, []]);
    expect(outlineOf(reply, 'answer').at(-1)).to.equal('example.test RRSIG(2)');
    expect(outlineOf(reply, 'additional').length).to.be.within(1, 5);
  });

  it('§3.1.1: truncates a reply that has no room for its signatures, and sends all of it over TCP', async () => {
    const ask = (name: string, transport: Transport) =>
      daemon.ask(`${name}.example.test`, type.A, {}, transport);
    for (const [name, addresses, isTruncated] of [
      ['much', 67, false],
      ['more', 68, true],
    ] as const) {
      const overUdp = await ask(name, 'udp');
      expect([overUdp.isTruncated, overUdp.complaints], name).to.deep.equal([isTruncated, []]);
      expect(overUdp.answers).to.have.lengthOf(isTruncated ? 0 : addresses + 1);
      const overTcp = await ask(name, 'tcp');
      expect([overTcp.answers.length, overTcp.complaints]).to.deep.equal([addresses + 1, []]);
    }
  });

  it('§3.1.3.3: proves a wildcard answer of more than 16 KiB over TCP', async () => {
    const reply = await daemon.ask('x.big.example.test', type.AAAA);
    expect(reply.octets.length).to.be.above(16_384);
    expect(reply.complaints).to.deep.equal([]);
    expect((await daemon.ask('x.big.example.test', type.AAAA, {}, 'udp')).isTruncated).to.equal(true);
  });
});

describe('RFC 4035: sizes with ECDSAP256SHA256', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`§3.1: fits usual answers into 1232 octets, with ${kind.toUpperCase()}`, async () => {
      const daemon = await startSignedDaemon(kind, {
        zone: 'a-zone-with-a-rather-long-name.example',
        ns: ['ns1.a-zone-with-a-rather-long-name.example', 'ns2.a-zone-with-a-rather-long-name.example'],
        names: {
          ns1: ['192.0.2.53', '2001:db8::53'],
          ns2: ['192.0.2.54', '2001:db8::54'],
          www: manyIpv4(12),
          '*.wild': manyIpv4(12),
        },
      });
      try {
        for (const [owner, asked] of [
          ['', type.DNSKEY],
          ['', type.SOA],
          ['', type.NS],
          ['', type.TXT],
          ['www.', type.A],
          ['www.', type.AAAA],
          ['absent.', type.A],
          ['some-long-label.another-long-label.absent.', type.A],
          ['x.wild.', type.A],
          ['x.wild.', type.AAAA],
        ] as const) {
          const name = `${owner}a-zone-with-a-rather-long-name.example`;
          const reply = await daemon.ask(name, asked, {}, 'udp');
          expect([reply.isTruncated, reply.complaints], name).to.deep.equal([false, []]);
        }
      } finally {
        await daemon.stop();
      }
    });
  }
});
