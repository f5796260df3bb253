// RFC 8482: Providing Minimal-Sized Responses to DNS Queries That Have QTYPE=ANY

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { kindOf, queryStrictly, soaIn, transports } from '../support/dns/ask-strictly.ts';
import { manyIpv4 } from '../support/worlds/many-addresses.ts';

const ANY = 255;

describe('RFC 8482', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      ns: ['ns1.example.test', 'ns2.example.test'],
      names: {
        '@': ['192.0.2.10', '2001:db8::10'],
        ns1: ['192.0.2.53'],
        both: ['192.0.2.1', '192.0.2.2', '2001:db8::1'],
        six: ['2001:db8::6'],
        'a.b': ['192.0.2.3'],
        '*.wild': ['192.0.2.4', '2001:db8::4'],
        down: { ips: ['127.0.84.82'], health_port: 1 },
        many: manyIpv4(100),
      },
      flags: { 'test-min-interval': '0.2', 'test-timeout': '0.2' },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, type = ANY) => queryStrictly(transport, server.port, name, { type });

      for (const name of ['both', 'six', '', 'x.wild', '*.wild']) {
        it(`§4.1: answers with one whole set of "${name}"`, async () => {
          const asked = name === '' ? 'example.test' : `${name}.example.test`;
          const reply = await ask(asked);
          const types = new Set(reply.message.answers.map(({ type }) => type));
          expect(types.size).to.equal(1);
          const [type = 0] = types;
          expect([...reply.answers]).to.have.members([...(await ask(asked, type)).answers]);
        });
      }

      it('§4.1: answers with a set that the name really has', async () => {
        const reply = await ask('six.example.test');
        expect(reply.answers).to.deep.equal(['six.example.test 2 AAAA 2001:db8::6']);
      });

      it('§4.1: answers negatively where there is nothing to choose from', async () => {
        for (const [name, kind] of [
          ['b.example.test', 'nodata'],
          ['down.example.test', 'nodata'],
          ['wild.example.test', 'nodata'],
          ['absent.example.test', 'nxdomain'],
        ] as const) {
          const reply = await ask(name);
          expect(kindOf(reply), name).to.equal(kind);
          expect(soaIn(reply).owner).to.equal('example.test');
        }
      });

      it('§4.1: chooses the same set each time', async () => {
        const typeOf = async () => (await ask('both.example.test')).message.answers[0]?.type;
        const first = await typeOf();
        for (const _ of [1, 2, 3]) expect(await typeOf()).to.equal(first);
      });
    });
  }

  it('§4.1: is truncated over UDP when the one set does not fit', async () => {
    const settings = { type: ANY, edns: { payload: 4096 } };
    expect((await queryStrictly('udp', server.port, 'many.example.test', settings)).isTruncated).to.equal(
      true,
    );
    expect((await queryStrictly('tcp', server.port, 'many.example.test', settings)).answers).to.have.lengthOf(
      100,
    );
  });
});
