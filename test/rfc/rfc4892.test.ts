// RFC 4892: Requirements for a Mechanism Identifying a Name Server Instance: id.server and its kin, in class CH

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { transports } from '../support/dns/ask-strictly.ts';
import { askTcp, askUdp, makeQuery, type QuerySettings } from '../support/dns/dns-client.ts';
import { readStrictly } from '../support/dns/read-strictly.ts';

const REFUSED = 5;
const type = { A: 1, SOA: 6, TXT: 16, AXFR: 252, ANY: 255 };
const CH = 3;

describe('RFC 4892', () => {
  const servers: TestDaemon[] = [];
  before(async () => {
    servers.push(
      await startTestDaemon({ flags: { 'server-id': 'ns1.fra', 'server-version': 'none of yours' } }),
    );
    servers.push(await startTestDaemon());
  });
  after(() => Promise.all(servers.map((server) => server.stop())));

  /** What is said over both transports: a text, or a code. */
  const ask = async (server: TestDaemon | undefined, name: string, settings: QuerySettings = {}) => {
    const query = makeQuery(name, { class: CH, type: type.TXT, ...settings });
    const said = await Promise.all(
      transports.map(async (transport) => {
        const port = server?.port ?? 0;
        const octets = transport === 'udp' ? await askUdp(port, query) : await askTcp(port, query);
        const message = readStrictly(octets ?? Buffer.alloc(0));
        expect(message.authorities).to.deep.equal([]);
        const [answer, ...more] = message.answers;
        expect(more).to.deep.equal([]);
        if (answer === undefined) return (octets?.readUInt8(3) ?? 0) & 0x0f;
        expect([answer.class, answer.type, answer.ttlSeconds]).to.deep.equal([CH, type.TXT, 0]);
        expect(answer.owner).to.equal(name);
        expect(answer.data.readUInt8(0)).to.equal(answer.data.length - 1);
        return answer.data.toString('latin1', 1);
      }),
    );
    expect(said[0]).to.equal(said[1]);
    return said[0];
  };

  for (const [name, expected] of [
    ['id.server', 'ns1.fra'],
    ['hostname.bind', 'ns1.fra'],
    ['ID.Server', 'ns1.fra'],
    ['version.server', 'none of yours'],
    ['version.bind', 'none of yours'],
  ] as const) {
    it(`§3: tells ${name} as the operator chooses, in a TXT record that nobody keeps`, async () => {
      expect(await ask(servers[0], name)).to.equal(expected);
      expect(await ask(servers[0], name, { type: type.ANY })).to.equal(expected);
      expect(await ask(servers[0], name, { edns: {} })).to.equal(expected);
    });

    it(`§3: refuses ${name} where the operator has chosen nothing`, async () => {
      expect(await ask(servers[1], name)).to.equal(REFUSED);
      expect(await ask(servers[1], name, { type: type.ANY })).to.equal(REFUSED);
    });
  }

  for (const [what, name, settings] of [
    ['other names', 'authors.bind', {}],
    ['names below', 'x.id.server', {}],
    ['names above', 'server', {}],
    ['the root', '', {}],
    ['names of our zones', 'example.test', {}],
    ['other types', 'id.server', { type: type.A }],
    ['zones', 'id.server', { type: type.AXFR }],
    ['authority', 'id.server', { type: type.SOA }],
    ['other classes', 'id.server', { class: 4 }],
    ['class IN', 'id.server', { class: 1 }],
    ['any class', 'id.server', { class: 255 }],
  ] as const) {
    it(`refuses ${what}`, async () => expect(await ask(servers[0], name, settings)).to.equal(REFUSED));
  }
});
