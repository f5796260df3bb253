// RFC 2782: A DNS RR for specifying the location of services (DNS SRV)

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

const srvType = 33;
const bigCount = 1000;

describe('RFC 2782', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      aliases: ['alias.test'],
      names: {
        a1: ['192.0.2.1', '2001:db8::1'],
        a2: ['192.0.2.2'],
        '_http._tcp': {
          srv: [
            { target: 'A2', port: 8080, priority: 20, weight: 0 },
            { target: 'a1', port: 8080, priority: 10, weight: 60 },
            { target: 'a1', port: 8081, priority: 10, weight: 40 },
            { target: 'Elsewhere.example.', port: 65_535, priority: 65_535, weight: 65_535 },
          ],
        },
        '_gone._tcp': { srv: [{ target: '.' }] },
        '*.any': { srv: [{ target: 'a2', port: 1 }] },
        '_http._tcp.api': { srv: [{ target: 'a1', port: 443 }] },
        '_many._tcp': { srv: Array.from({ length: 15 }, (_, i) => ({ target: 'a1', port: i + 1 })) },
        '_big._tcp': { srv: Array.from({ length: bigCount }, (_, i) => ({ target: 'a2', port: i + 1 })) },
      },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) =>
        queryStrictly(transport, server.port, name, { type: srvType, ...settings });

      it('The format of the SRV RR: has priority, weight, port and target, in this order', async () => {
        for (const zone of ['example.test', 'alias.test']) {
          expect(placesIn(await ask(`_http._tcp.${zone}`)), zone).to.have.members([
            `10 60 8080 a1.${zone}`,
            `10 40 8081 a1.${zone}`,
            `20 0 8080 a2.${zone}`,
            '65535 65535 65535 elsewhere.example',
          ]);
        }
      });

      it('The format of the SRV RR: names are case insensitive', async () => {
        const name = '_HTTP._TcP.Example.TEST';
        const reply = await ask(name);
        expect(reply.message.answers.map(({ owner }) => owner)).to.deep.equal(Array(4).fill(name));
        expect(placesIn(reply)).to.include('20 0 8080 a2.example.test');
      });

      it('Target: is never compressed, not even in additional sections', async () => {
        for (const name of ['_http._tcp', '_many._tcp', 'x.any', '_gone._tcp']) {
          const { message } = await ask(`${name}.example.test`);
          for (const { hasCompressedData, data, names } of message.answers) {
            expect(hasCompressedData, name).to.equal(false);
            expect(data.length).to.equal(6 + wireOctets(names[0] ?? ''));
          }
        }
      });

      it('Target: "." says that the service is decidedly not available, and brings no addresses', async () => {
        const reply = await ask('_gone._tcp.example.test');
        expect(placesIn(reply)).to.deep.equal(['0 1 0 ']);
        expect(reply.additionals).to.deep.equal([]);
      });

      it('Target: comes with its address records, each once, except those of other zones', async () => {
        for (const zone of ['example.test', 'alias.test']) {
          const { additionals } = await ask(`_http._tcp.${zone}`);
          expect(additionals).to.have.members([
            `a1.${zone} 60 A 192.0.2.1`,
            `a1.${zone} 60 AAAA 2001:db8::1`,
            `a2.${zone} 60 A 192.0.2.2`,
          ]);
        }
      });

      it('does not confuse a service with its parts, other protocols or the bare domain', async () => {
        for (const name of ['_tcp', 'a1', 'api']) {
          expect(kindOf(await ask(`${name}.example.test`)), name).to.equal('nodata');
        }
        for (const name of ['_http._udp', '_https._tcp', '_http', 'http.tcp', '_http._tcp.a1']) {
          const reply = await ask(`${name}.example.test`);
          expect(reply.code, name).to.equal(Code.NXDOMAIN);
          expect(soaIn(reply).owner).to.equal('example.test');
        }
        const address = await ask('_http._tcp.example.test', { type: 1 });
        expect(kindOf(address)).to.equal('nodata');
      });

      it('is answered by wildcards like any other type (RFC 4592)', async () => {
        const reply = await ask('_ftp._tcp.any.example.test');
        expect(placesIn(reply)).to.deep.equal(['0 1 1 a2.example.test']);
        expect(reply.additionals).to.deep.equal(['a2.example.test 60 A 192.0.2.2']);
      });
    });
  }

  it('drops additional addresses that do not fit into a datagram, set by set', async () => {
    // 12 + 33 for header and question, 15 x 35 for the records: 570, and 33 + 45 for the addresses of a1.
    const counts = new Map<number, number>();
    for (const payload of [512, 580, 600, 620, 700]) {
      const reply = await queryStrictly('udp', server.port, '_many._tcp.example.test', {
        type: srvType,
        edns: { payload },
      });
      counts.set(payload, reply.isTruncated ? -1 : reply.additionals.length);
    }
    expect([...counts.values()]).to.include.members([-1, 0, 1, 2]);
    expect([...counts.values()]).to.deep.equal([...counts.values()].sort((a, b) => a - b));
  });

  it(`sets TC for ${bigCount} places, and has them all over TCP`, async () => {
    for (const edns of [undefined, { payload: 1232 }, { payload: 65_535 }]) {
      const settings = { type: srvType, ...(edns === undefined ? {} : { edns }) };
      const name = '_big._tcp.example.test';
      const datagram = await queryStrictly('udp', server.port, name, settings);
      expect([datagram.isTruncated, datagram.counts[1]]).to.deep.equal([true, 0]);
      const whole = await queryStrictly('tcp', server.port, name, settings);
      expect(new Set(placesIn(whole)).size).to.equal(bigCount);
      expect(whole.additionals).to.deep.equal(['a2.example.test 60 A 192.0.2.2']);
    }
  });
});

/** `priority weight port target` of each record of the answer. */
function placesIn({ message }: StrictReply): string[] {
  return message.answers.map(({ data, names }) => {
    const numbers = [0, 2, 4].map((at) => data.readUInt16BE(at));
    return [...numbers, names[0]].join(' ');
  });
}

function wireOctets(name: string): number {
  return name === '' ? 1 : name.length + 2;
}
