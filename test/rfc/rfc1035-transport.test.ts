// RFC 1035: Domain Names - Implementation and Specification: transports. More on TCP in RFC 7766.

import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askStrictly, Code, queryStrictly, transports } from '../support/dns/ask-strictly.ts';
import { askTcp, framed, makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { manyIpv4, manyIpv6 } from '../support/worlds/many-addresses.ts';

const type = { A: 1, MX: 15, AAAA: 28 };

describe('RFC 1035: transports', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      names: {
        www: ['2001:db8::1'],
        w: manyIpv4(30),
        ww: manyIpv4(30),
        huge: [...manyIpv4(1000), ...manyIpv6(1000)],
        largest: manyIpv6(2000),
      },
    });
  });
  after(() => server.stop());

  it('§4.2: gives the same answer over IPv4 and IPv6, UDP and TCP', async function () {
    const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
    if (!addresses.some(({ address }) => address === '::1')) this.skip();
    const own = await startTestDaemon({
      names: { www: ['192.0.2.1', '2001:db8::1'] },
      flags: { listen: ['127.0.0.1', '::1'] },
    });
    atEnd(() => own.stop());
    const [v4, v6] = own.daemon.endpoints;
    for (const asked of [type.A, type.AAAA, type.MX]) {
      const query = makeQuery('www.example.test', { type: asked });
      const replies: Buffer[] = [];
      for (const transport of transports) {
        replies.push((await askStrictly(transport, v4?.port ?? 0, query)).octets);
        replies.push((await askStrictly(transport, v6?.port ?? 0, query, '::1')).octets);
      }
      for (const reply of replies) expect(reply).to.deep.equal(replies[0]);
    }
  });

  it('§4.2.1: sends up to 512 octets over UDP', async () => {
    const reply = await queryStrictly('udp', server.port, 'w.example.test');
    expect(reply.octets.length).to.equal(512);
    expect(reply.isTruncated).to.equal(false);
    expect(reply.answers).to.have.lengthOf(30);
  });

  it('§4.2.1: truncates a reply that would take 513, and sets TC', async () => {
    const reply = await queryStrictly('udp', server.port, 'ww.example.test');
    expect(reply.isTruncated).to.equal(true);
    expect(reply.code).to.equal(Code.NOERROR);
    expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
  });

  it('§4.2.2: sends over TCP what does not fit over UDP', async () => {
    const short = await queryStrictly('tcp', server.port, 'ww.example.test');
    expect(short.answers).to.have.lengthOf(30);
    for (const [name, asked, octets] of [
      ['huge.example.test', type.A, 12 + 19 + 4 + 16 * 1000],
      ['huge.example.test', type.AAAA, 12 + 19 + 4 + 28 * 1000],
      ['largest.example.test', type.AAAA, 12 + 22 + 4 + 28 * 2000],
    ] as const) {
      for (const _ of ['as it is', 'turned']) {
        const reply = await queryStrictly('tcp', server.port, name, { type: asked });
        expect(reply.octets.length).to.equal(octets);
      }
    }
  });

  it('§4.2.2: prefixes each message with its length, not counting the prefix', async () => {
    const client = new TcpClient(server.port);
    atEnd(() => client.close());
    const chunks: Buffer[] = [];
    client.socket.on('data', (chunk) => chunks.push(chunk));
    const query = makeQuery('www.example.test', { type: type.AAAA });
    client.send(query);
    await client.receive();
    const reply = await askTcp(server.port, query);
    expect(Buffer.concat(chunks)).to.deep.equal(framed(reply ?? Buffer.alloc(0)));
  });
});
