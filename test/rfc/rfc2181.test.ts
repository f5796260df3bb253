// RFC 2181: Clarifications to the DNS Specification. Truncation (§9) is in rfc2181-truncation.test.ts.

import { createSocket } from 'node:dgram';
import { expect } from 'chai';
import { readConfig } from '../../src/config/read-config.ts';
import { startTestDaemon, type TestDaemon, testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import {
  askStrictly,
  checkReply,
  kindOf,
  makeRawQuery,
  queryStrictly,
  soaIn,
  transports,
} from '../support/dns/ask-strictly.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { manyIpv4 } from '../support/worlds/many-addresses.ts';

const type = { A: 1, NS: 2, SOA: 6, AAAA: 28 };
const ttlSecondsMax = 2 ** 31 - 1;

describe('RFC 2181', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      names: {
        ns1: manyIpv4(20),
        twice: ['192.0.2.1', '192.0.2.2', '192.0.2.1', '2001:db8::1', '2001:DB8:0::1'],
        '*.wild': ['192.0.2.9'],
      },
      flags: { listen: '0.0.0.0', ttl: String(ttlSecondsMax) },
    });
  });
  after(() => server.stop());

  it('§4.1: replies from the address that the query was sent to', async function () {
    // Through Node's dgram the kernel chooses: docs/configuration.md says so.
    if (testedUdpEngine === 'dgram') return this.skip();
    // A connected socket receives only from that one address.
    for (const address of ['127.0.0.1', '127.0.0.2', '127.9.8.7']) {
      const socket = createSocket('udp4');
      atEnd(() => socket.close());
      await new Promise<void>((resolve) => socket.connect(server.port, address, resolve));
      const query = makeQuery('twice.example.test');
      const reply = await new Promise<Buffer | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), 1000);
        socket.once('message', (octets) => {
          clearTimeout(timer);
          resolve(octets);
        });
        socket.send(query);
      });
      expect(reply, `reply from ${address}`).to.not.equal(undefined);
      expect(kindOf(checkReply(query, reply, 'udp'))).to.equal('data');
    }
  });

  it('§4.2: replies from the port that the query was sent to', async () => {
    const socket = createSocket('udp4');
    atEnd(() => socket.close());
    const from = new Promise<number>((resolve) => {
      socket.once('message', (_octets, { port }) => resolve(port));
    });
    socket.send(makeQuery('twice.example.test'), server.port, '127.0.0.1');
    expect(await from).to.equal(server.port);
  });

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) => queryStrictly(transport, server.port, name, settings);

      it('§5: publishes a record once, however often it was configured', async () => {
        expect((await ask('twice.example.test')).answers).to.have.lengthOf(2);
        expect((await ask('twice.example.test', { type: type.AAAA })).answers).to.have.lengthOf(1);
      });

      it('§5.2: gives all records of a set the same TTL', async () => {
        for (const name of ['ns1.example.test', 'twice.example.test']) {
          const { answers } = (await ask(name)).message;
          expect(new Set(answers.map(({ ttlSeconds }) => ttlSeconds)).size, name).to.equal(1);
        }
      });

      it('§7.1: puts the SOA into the authority section of negative answers', async () => {
        for (const [name, asked] of [
          ['absent.example.test', type.A],
          ['ns1.example.test', type.NS],
        ] as const) {
          const reply = await ask(name, { type: asked });
          expect(reply.message.authorities.map((record) => record.type)).to.deep.equal([type.SOA]);
        }
      });

      it('§7.2: gives the SOA a TTL that is not zero', async () => {
        expect(soaIn(await ask('example.test', { type: type.SOA })).ttlSeconds).to.equal(1800);
        expect(soaIn(await ask('absent.example.test')).ttlSeconds).to.equal(30);
      });

      it('§7.3: names the primary name server in MNAME, not the zone', async () => {
        expect(soaIn(await ask('example.test', { type: type.SOA })).primary).to.equal('ns1.example.test');
      });

      it('§8: publishes a TTL of 2147483647', async () => {
        const { answers } = (await ask('twice.example.test')).message;
        expect(answers.map(({ ttlSeconds }) => ttlSeconds)).to.deep.equal([ttlSecondsMax, ttlSecondsMax]);
      });

      for (const label of ['\0', '\x01\x02', 'a.b', '\xff\xfe', ' ', '\\', '*x', '\xe9']) {
        const hex = Buffer.from(label, 'latin1').toString('hex');
        it(`§11: treats the octets ${hex} as a label like any other`, async () => {
          const name = (rest: string) =>
            Buffer.concat([Buffer.from([label.length]), Buffer.from(label + rest, 'latin1')]);
          const absent = makeRawQuery(name('\x07example\x04test\0'));
          expect(kindOf(await askStrictly(transport, server.port, absent))).to.equal('nxdomain');
          const wild = makeRawQuery(name('\x04wild\x07example\x04test\0'));
          expect(kindOf(await askStrictly(transport, server.port, wild))).to.equal('data');
        });
      }
    });
  }

  it('§8: rejects a TTL that does not fit into 31 bits', () => {
    const read = (ttl: string) =>
      readConfig({ 'hosted-zone': 'a.test', ns: '["ns.a.test"]', 'zone-resolutions': '{}', ttl }, {}).ok;
    expect([read('2147483647'), read('2147483648'), read('4294967295'), read('-1')]).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
  });
});
