// RFC 6763: DNS-Based Service Discovery, the part that applies to a server without PTR records: TXT beside SRV

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { kindOf, queryStrictly, type StrictReply, transports } from '../support/dns/ask-strictly.ts';

const txtType = 16;
const srv = [{ target: 'a1', port: 80 }];

describe('RFC 6763', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      aliases: ['alias.test'],
      names: {
        a1: ['192.0.2.1'],
        '_empty-list._tcp': { srv, txt: [] },
        '_empty-object._tcp': { srv, txt: {} },
        '_pairs._tcp': { srv, txt: { txtvers: 1, path: '/a=b', flag: true, empty: '', Note: 'é' } },
        '_strings._tcp': { srv, txt: ['b', 'a', 'b', 'x'.repeat(255)] },
        '_big._tcp': { srv, txt: Array.from({ length: 20 }, () => 'y'.repeat(255)) },
        web: { ips: ['192.0.2.2'], service: { name: '_http._tcp', port: 80, txt: { v: 2 } } },
      },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) =>
        queryStrictly(transport, server.port, `${name}.example.test`, { type: txtType, ...settings });

      it('§6: puts the TXT record under the name of the SRV record, in every zone', async () => {
        expect(stringsIn(await ask('_http._tcp.web'))).to.deep.equal(['v=2']);
        expect(kindOf(await ask('web'))).to.equal('nodata');
        const alias = await queryStrictly(transport, server.port, '_http._tcp.web.alias.test', {
          type: txtType,
        });
        expect(stringsIn(alias)).to.deep.equal(['v=2']);
      });

      it('§6.1: has a single empty string when there is no text', async () => {
        for (const name of ['_empty-list._tcp', '_empty-object._tcp']) {
          const { message } = await ask(name);
          expect(message.answers.map(({ data }) => data.toString('hex'))).to.deep.equal(['00']);
        }
      });

      it('§6.1: keeps strings in order, including equal ones', async () => {
        expect(stringsIn(await ask('_strings._tcp'))).to.deep.equal(['b', 'a', 'b', 'x'.repeat(255)]);
      });

      it('§6.3, §6.5: writes key=value, only the key for true, and values in UTF-8', async () => {
        const strings = stringsIn(await ask('_pairs._tcp'));
        expect(strings).to.deep.equal(['txtvers=1', 'path=/a=b', 'flag', 'empty=', 'Note=\u00c3\u00a9']);
      });

      it('§6.8: answers one record, never several', async () => {
        for (const name of ['_pairs._tcp', '_strings._tcp', '_empty-list._tcp']) {
          expect((await ask(name)).answers, name).to.have.length(1);
        }
      });
    });
  }

  it('§6.2: sends texts that are too large for a datagram over TCP', async () => {
    const name = '_big._tcp.example.test';
    expect((await queryStrictly('udp', server.port, name, { type: txtType })).isTruncated).to.equal(true);
    const whole = stringsIn(await queryStrictly('tcp', server.port, name, { type: txtType }));
    expect(whole).to.deep.equal(Array(20).fill('y'.repeat(255)));
  });
});

/** The strings of the one record, one character per octet. */
function stringsIn({ message }: StrictReply): string[] {
  const [{ data } = { data: Buffer.alloc(0) }, ...others] = message.answers;
  expect(others).to.deep.equal([]);
  const strings: string[] = [];
  for (let at = 0; at < data.length; at += 1 + (data[at] ?? 0)) {
    strings.push(data.toString('latin1', at + 1, at + 1 + (data[at] ?? 0)));
  }
  return strings;
}
