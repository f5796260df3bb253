// RFC 2181 §9: what is left out of a reply that has no room for everything, and how the client learns of it

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { queryStrictly, type StrictReply } from '../support/dns/ask-strictly.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { manyIpv4, manyIpv6 } from '../support/worlds/many-addresses.ts';

const type = { NS: 2, AAAA: 28 };

describe('RFC 2181: truncation', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      ns: ['ns1.example.test', 'ns2.example.test', 'ns3.example.test'],
      names: {
        ns1: [...manyIpv4(20), ...manyIpv6(2)],
        ns2: manyIpv4(3),
        ns3: manyIpv4(60),
        big: manyIpv4(100),
      },
    });
  });
  after(() => server.stop());

  it('§9: sets TC when a set of the answer does not fit, and sends no part of it', async () => {
    for (const edns of [undefined, { payload: 512 }, { payload: 1232 }, { payload: 4096 }]) {
      const settings = edns === undefined ? {} : { edns };
      const reply = await queryStrictly('udp', server.port, 'big.example.test', settings);
      expect(reply.isTruncated).to.equal(true);
      expect(reply.message.answers).to.have.lengthOf(0);
    }
  });

  it('§9: drops additional sets as a whole, without TC, when they do not fit', async () => {
    const sizes = new Set<number>();
    for (let payload = 512; payload <= 1232; payload += 16) {
      const reply = await queryStrictly('udp', server.port, 'example.test', {
        type: type.NS,
        edns: { payload },
      });
      expect(reply.isTruncated).to.equal(false);
      expect(reply.answers).to.have.lengthOf(3);
      expect(reply.octets.length).to.be.at.most(payload);
      const found = setsIn(reply);
      const whole = new Map([
        ['ns1.example.test 1', 20],
        ['ns1.example.test 28', 2],
        ['ns2.example.test 1', 3],
      ]);
      for (const [set, count] of found) expect(count, `${set} within ${payload}`).to.equal(whole.get(set));
      sizes.add(found.size);
    }
    expect(Math.max(...sizes)).to.be.at.least(2);
    const all = setsIn(await queryStrictly('tcp', server.port, 'example.test', { type: type.NS }));
    expect([...all.values()].sort((a, b) => a - b)).to.deep.equal([2, 3, 20, 60]);
  });

  it('§9: drops additional sets from a TCP reply too, when a message cannot hold them all', async () => {
    const hosts = ['ns1', 'ns2'];
    const own = await startTestDaemon({
      ns: hosts.map((host) => `${host}.example.test`),
      names: Object.fromEntries(hosts.map((host) => [host, manyIpv6(2000)])),
    });
    atEnd(() => own.stop());
    const reply = await queryStrictly('tcp', own.port, 'example.test', { type: type.NS });
    expect(reply.answers).to.have.lengthOf(2);
    for (const [set, count] of setsIn(reply)) expect(count, set).to.equal(2000);
    const address = await queryStrictly('tcp', own.port, 'ns2.example.test', { type: type.AAAA });
    expect(address.answers).to.have.lengthOf(2000);
  });

  it('§9: fills the available room with additional sets', async () => {
    // 12 + 18 for header and question, 3 x 18 for NS, 20 x 16 for the first set: 404 of 512.
    const plain = setsIn(await queryStrictly('udp', server.port, 'example.test', { type: type.NS }));
    expect(plain.get('ns1.example.test 1')).to.equal(20);
    const roomy = await queryStrictly('udp', server.port, 'example.test', {
      type: type.NS,
      edns: { payload: 1232 },
    });
    expect([...setsIn(roomy).keys()]).to.have.members([
      'ns1.example.test 1',
      'ns1.example.test 28',
      'ns2.example.test 1',
    ]);
  });
});

/** Records per set in the additional section. */
function setsIn({ message }: StrictReply): Map<string, number> {
  const sets = new Map<string, number>();
  for (const record of message.additionals) {
    if (record.type === 41) continue;
    const key = `${record.owner} ${record.type}`;
    sets.set(key, (sets.get(key) ?? 0) + 1);
  }
  return sets;
}
