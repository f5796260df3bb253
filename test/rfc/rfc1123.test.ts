// RFC 1123: Requirements for Internet Hosts - Application and Support: the parts about DNS

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { Code, kindOf, queryStrictly, transports } from '../support/dns/ask-strictly.ts';

describe('RFC 1123', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      ns: ['ns1.example.test', 'ns2.example.test'],
      names: {
        ns1: ['192.0.2.53'],
        '3com': ['192.0.2.3'],
        '911': ['192.0.2.9'],
        '1.2.3.4': ['192.0.2.14'],
        'a-b--c': ['192.0.2.15'],
      },
      flags: { ttl: '0' },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) => queryStrictly(transport, server.port, name, settings);

      for (const [owner, address] of [
        ['3com', '192.0.2.3'],
        ['911', '192.0.2.9'],
        ['1.2.3.4', '192.0.2.14'],
        ['a-b--c', '192.0.2.15'],
      ]) {
        it(`§2.1: serves the host name ${owner}`, async () => {
          expect((await ask(`${owner}.example.test`)).answers).to.deep.equal([
            `${owner}.example.test 0 A ${address}`,
          ]);
        });
      }

      it('§6.1.2.1: publishes records with a TTL of zero', async () => {
        const reply = await ask('3com.example.test');
        expect(reply.message.answers.map(({ ttlSeconds }) => ttlSeconds)).to.deep.equal([0]);
      });

      it('§6.1.2.2: gives no answer to QCLASS *', async () => {
        const reply = await ask('3com.example.test', { class: 255 });
        expect(reply.code).to.equal(Code.REFUSED);
        expect(reply.isAuthoritative).to.equal(false);
      });

      it('§6.1.2.3: leaves unused fields zero', async () => {
        for (const name of ['3com.example.test', 'absent.example.test', 'other.test']) {
          const reply = await ask(name, { flags: 0x0070 });
          expect(reply.octets.readUInt8(3) & 0x70, name).to.equal(0);
        }
      });

      it('§6.1.2.4: compresses names wherever it may', async () => {
        const { answers, additionals } = (await ask('example.test', { type: 2 })).message;
        expect(answers.map(({ hasCompressedData }) => hasCompressedData)).to.deep.equal([true, true]);
        expect([...answers, ...additionals].every(({ hasCompressedOwner }) => hasCompressedOwner)).to.equal(
          true,
        );
      });

      it('§6.1.3.5: accepts unknown types', async () => {
        expect(kindOf(await ask('3com.example.test', { type: 4711 }))).to.equal('nodata');
      });
    });
  }

  it('§6.1.3.2: gives the same answer over UDP and TCP', async () => {
    for (const name of ['3com.example.test', 'absent.example.test', 'example.test', 'other.test']) {
      const [first, second] = await Promise.all(
        transports.map((transport) => queryStrictly(transport, server.port, name)),
      );
      expect(first?.octets, name).to.deep.equal(second?.octets);
    }
  });
});
