// RFC 1034: Domain Names - Concepts and Facilities

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  Code,
  kindOf,
  queryStrictly,
  type StrictReply,
  soaIn,
  transports,
} from '../support/dns/ask-strictly.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openTarget } from '../support/worlds/open-target.ts';

const type = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28 };
const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];

describe('RFC 1034', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      aliases: ['alias.test'],
      ns: ['ns1.example.test', 'ns2.example.test', 'ns.elsewhere.test'],
      names: {
        '@': ['192.0.2.10'],
        ns1: ['192.0.2.53', '2001:db8::53'],
        ns2: ['192.0.2.54'],
        www: [...addresses, '2001:db8::1'],
        'a.b.deep': ['192.0.2.20'],
      },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) => queryStrictly(transport, server.port, name, settings);

      it('§3.6: answers with the whole set of the requested type, and nothing else', async () => {
        const v4 = await ask('www.example.test');
        expect(v4.answers).to.have.members(addresses.map((address) => `www.example.test 60 A ${address}`));
        const v6 = await ask('www.example.test', { type: type.AAAA });
        expect(v6.answers).to.deep.equal(['www.example.test 60 AAAA 2001:db8::1']);
      });

      it('§3.6: rotates the set, whose order means nothing, from query to query', async () => {
        const firsts: string[] = [];
        for (const _ of addresses) firsts.push((await ask('www.example.test')).answers[0] ?? '');
        expect(new Set(firsts).size).to.equal(addresses.length);
        expect((await ask('www.example.test')).answers[0]).to.equal(firsts[0]);
      });

      it('§3.7: copies id, RD and question into the reply', async () => {
        for (const [id, flags] of [
          [0, 0],
          [0xffff, 0x0100],
        ] as const) {
          const reply = await ask('www.example.test', { id, flags });
          expect(reply.id).to.equal(id);
          expect(reply.isResponse).to.equal(true);
          expect(reply.recursionDesired).to.equal(flags === 0x0100);
          expect(reply.message.questions[0]?.toString('latin1')).to.equal(
            '\x03www\x07example\x04test\0\0\x01\0\x01',
          );
        }
      });

      it('§4.3.1: is authoritative and offers no recursion, even if desired', async () => {
        for (const flags of [0, 0x0100]) {
          const reply = await ask('www.example.test', { flags });
          expect(reply.isAuthoritative).to.equal(true);
          expect(reply.recursionAvailable).to.equal(false);
        }
      });

      for (const [name, settings] of [
        ['', {}],
        ['test', {}],
        ['other.test', {}],
        ['notexample.test', {}],
        ['example.test.com', {}],
        ['www.example', {}],
        ['', { type: type.NS, flags: 0x0100 }],
      ] as const) {
        it(`§4.3.1: refuses "${name}." of type ${'type' in settings ? settings.type : 1}, which is in none of our zones`, async () => {
          const reply = await ask(name, settings);
          expect(reply.code).to.equal(Code.REFUSED);
          expect(reply.isAuthoritative).to.equal(false);
          expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
        });
      }

      it('§4.3.2 step 3a: answers NODATA for a type that an existing name lacks', async () => {
        for (const absent of [type.CNAME, type.MX, type.TXT, type.NS, type.SOA]) {
          const reply = await ask('www.example.test', { type: absent });
          expect(kindOf(reply), `type ${absent}`).to.equal('nodata');
        }
      });

      it('§4.3.2 step 3c: answers NXDOMAIN for an absent name', async () => {
        for (const name of [
          'ww.example.test',
          'wwww.example.test',
          'x.www.example.test',
          'x.b.deep.example.test',
        ]) {
          expect(kindOf(await ask(name)), name).to.equal('nxdomain');
        }
      });

      it('§4.3.2 step 6: adds the addresses of name servers in the zone to their names', async () => {
        const reply = await ask('example.test', { type: type.NS });
        expect(reply.answers).to.have.members([
          'example.test 1800 NS ns1.example.test',
          'example.test 1800 NS ns2.example.test',
          'example.test 1800 NS ns.elsewhere.test',
        ]);
        expect(reply.additionals).to.have.members([
          'ns1.example.test 60 A 192.0.2.53',
          'ns1.example.test 60 AAAA 2001:db8::53',
          'ns2.example.test 60 A 192.0.2.54',
        ]);
      });

      it('§4.2.1: has SOA and NS records and addresses at the top of the zone', async () => {
        const soa = await ask('example.test', { type: type.SOA });
        expect(soaIn(soa)).to.include({ owner: 'example.test', primary: 'ns1.example.test' });
        expect(soa.counts).to.deep.equal([1, 1, 0, 0]);
        expect((await ask('example.test')).answers).to.deep.equal(['example.test 60 A 192.0.2.10']);
      });

      it('§4.2.1: answers the same in an alias zone, with its own SOA and NS records', async () => {
        for (const name of ['', 'www.', 'deep.', 'a.b.deep.', 'absent.']) {
          for (const asked of [type.A, type.AAAA, type.TXT]) {
            const [there, here] = await Promise.all(
              ['example.test', 'alias.test'].map((apex) => ask(name + apex, { type: asked })),
            );
            expect(here && ofZone(here, 'alias.test')).to.deep.equal(there && ofZone(there, 'example.test'));
          }
        }
        const soa = soaIn(await ask('alias.test', { type: type.SOA }));
        expect(soa).to.deep.equal({
          ...soaIn(await ask('example.test', { type: type.SOA })),
          owner: 'alias.test',
          mailbox: 'hostmaster.alias.test',
        });
        expect((await ask('alias.test', { type: type.NS })).answers).to.have.members([
          'alias.test 1800 NS ns1.example.test',
          'alias.test 1800 NS ns2.example.test',
          'alias.test 1800 NS ns.elsewhere.test',
        ]);
      });

      it('§6.2.5: answers NXDOMAIN for a mistyped name, with the SOA of the zone', async () => {
        const reply = await ask('wwww.example.test');
        expect(reply.code).to.equal(Code.NXDOMAIN);
        expect(reply.isAuthoritative).to.equal(true);
        expect(soaIn(reply).owner).to.equal('example.test');
      });
    });
  }

  it('§4.3.2 step 6: adds no address of a name server that is down', async () => {
    const target = await openTarget('127.0.53.1');
    atEnd(() => target.takeDown());
    const own = await startTestDaemon({
      names: { ns1: { ips: [target.address], health_port: target.port } },
      flags: { 'test-min-interval': '0.2', 'test-timeout': '0.2' },
    });
    atEnd(() => own.stop());
    const additionals = async () =>
      (await queryStrictly('udp', own.port, 'example.test', { type: type.NS })).additionals.length;
    expect(await additionals()).to.equal(1);
    await target.takeDown();
    await until('the address is gone', async () => (await additionals()) === 0);
    await target.bringUp();
    await until('the address is back', async () => (await additionals()) === 1);
  });
});

/** What the reply says, without its zone's name. */
function ofZone(reply: StrictReply, apex: string): unknown {
  const relative = (record: string) => record.replace(apex, '@');
  const { code, counts, answers, additionals } = reply;
  const authority = counts[2] > 0 ? { ...soaIn(reply), owner: '@', mailbox: '' } : undefined;
  return { code, counts, answers: [...answers.map(relative)].sort(), additionals, authority };
}
