// RFC 7766: DNS Transport over TCP - Implementation Requirements.
// How many connections, and for how long, is in rfc7766-limits.test.ts.

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { Code, checkReply, kindOf, queryStrictly } from '../support/dns/ask-strictly.ts';
import { framed, makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { manyIpv4 } from '../support/worlds/many-addresses.ts';

const hugeCount = 2000;
const names = ['www.example.test', 'absent.example.test', 'example.test', 'other.test'];

/** A mixture of questions with ids from 0 on. */
function makeQueries(count: number): Buffer[] {
  return Array.from({ length: count }, (_, id) =>
    makeQuery(names[id % names.length] ?? '', { id, type: id % 3 === 0 ? 28 : 1 }),
  );
}

async function expectReplies(client: TcpClient, queries: readonly Buffer[]): Promise<void> {
  for (const query of queries) checkReply(query, await client.receive(), 'tcp');
}

describe('RFC 7766', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  let client: TcpClient;
  before(async () => {
    server = await startTestDaemon({ names: { www: ['192.0.2.1'], huge: manyIpv4(hugeCount) } });
  });
  after(() => server.stop());
  beforeEach(() => {
    client = new TcpClient(server.port);
    client.socket.setNoDelay(true);
    atEnd(() => client.close());
  });

  it('§5: answers over TCP a client that never asked over UDP', async () => {
    const query = makeQuery('www.example.test');
    client.send(query);
    expect(kindOf(checkReply(query, await client.receive(), 'tcp'))).to.equal('data');
  });

  it('§5: sends over TCP what it truncated over UDP', async () => {
    expect((await queryStrictly('udp', server.port, 'huge.example.test')).isTruncated).to.equal(true);
    expect((await queryStrictly('tcp', server.port, 'huge.example.test')).answers).to.have.lengthOf(
      hugeCount,
    );
  });

  it('§6.2.1: answers one query after another on a connection', async () => {
    for (const query of makeQueries(20)) {
      client.send(query);
      await expectReplies(client, [query]);
    }
    expect(client.isClosed).to.equal(false);
  });

  it('§6.2.1.1: answers two queries that arrive in one segment', async () => {
    const queries = makeQueries(2);
    client.send(...queries);
    await expectReplies(client, queries);
  });

  it('§6.2.1.1, §7: answers pipelined queries, each with its id, in the order of their arrival', async () => {
    const queries = makeQueries(1000);
    client.send(...queries);
    await expectReplies(client, queries);
  });

  it('§8: reassembles queries that arrive octet by octet', async () => {
    const queries = makeQueries(3);
    for (const octet of Buffer.concat(queries.map(framed))) {
      client.socket.write(Buffer.from([octet]));
      await new Promise(setImmediate);
    }
    await expectReplies(client, queries);
  });

  it('§8: reassembles queries wherever the stream is split', async () => {
    const queries = makeQueries(3);
    const stream = Buffer.concat(queries.map(framed));
    for (let cut = 1; cut < stream.length; cut++) {
      client.socket.write(stream.subarray(0, cut));
      await new Promise(setImmediate);
      client.socket.write(stream.subarray(cut));
      await expectReplies(client, queries);
    }
  });

  it('§8: answers the first query while the second is still on its way', async () => {
    const [first, second] = makeQueries(2) as [Buffer, Buffer];
    const stream = Buffer.concat([framed(first), framed(second)]);
    client.socket.write(stream.subarray(0, -1));
    await expectReplies(client, [first]);
    client.socket.write(stream.subarray(-1));
    await expectReplies(client, [second]);
  });

  it('§6.2.4: answers everything that was asked before the client closed its side, then closes', async () => {
    const queries = makeQueries(50);
    client.send(...queries);
    client.socket.end();
    await expectReplies(client, queries);
    expect(await client.receive()).to.equal(undefined);
  });

  it("§6.2.4: discards half a query before the client's close", async () => {
    const [first, second] = makeQueries(2) as [Buffer, Buffer];
    client.socket.end(Buffer.concat([framed(first), framed(second).subarray(0, 20)]));
    await expectReplies(client, [first]);
    expect(await client.receive()).to.equal(undefined);
  });

  it('§6.2.4: closes after a client that asked nothing', async () => {
    client.socket.end();
    expect(await client.receive()).to.equal(undefined);
  });

  it('§6.2.1: continues after a query that it cannot answer', async () => {
    for (const [settings, code] of [
      [{ counts: [0, 0, 0, 0] }, Code.FORMERR],
      [{ tail: Buffer.from([0]) }, Code.FORMERR],
      [{ opcode: 5 }, Code.NOTIMP],
      [{ class: 3 }, Code.REFUSED],
      [{ type: 252 }, Code.REFUSED],
      [{ edns: { version: 1 } }, Code.BADVERS],
      [{}, Code.NOERROR],
    ] as const) {
      const query = makeQuery('www.example.test', settings);
      client.send(query);
      expect(checkReply(query, await client.receive(), 'tcp').code).to.equal(code);
    }
  });

  for (const ending of ['goes on', 'closes its side'] as const) {
    it(`§6.2.2: gives a client that reads late, and ${ending}, every answer in order`, async () => {
      const queries = Array.from({ length: 300 }, (_, id) => makeQuery('huge.example.test', { id }));
      client.socket.pause();
      client.send(...queries);
      if (ending === 'closes its side') client.socket.end();
      // Meanwhile others are served: nobody waits for the client that does not read.
      expect(kindOf(await queryStrictly('tcp', server.port, 'www.example.test'))).to.equal('data');
      expect(client.socket.bytesRead).to.be.below(300 * 32_000);
      client.socket.resume();
      for (const query of queries) {
        const reply = await client.receive();
        expect(reply?.readUInt16BE(0)).to.equal(query.readUInt16BE(0));
        expect(reply?.readUInt16BE(6)).to.equal(hugeCount);
      }
      if (ending === 'closes its side') expect(await client.receive()).to.equal(undefined);
    });
  }

  it('§6.2.4: closes idle connections when it stops', async () => {
    const own = await startTestDaemon({ names: { www: ['192.0.2.1'] } });
    let stopped: Promise<void> | undefined;
    atEnd(() => stopped ?? own.stop());
    const idle = new TcpClient(own.port);
    atEnd(() => idle.close());
    const query = makeQuery('www.example.test');
    idle.send(query);
    await expectReplies(idle, [query]);
    stopped = own.stop();
    expect(await idle.receive()).to.equal(undefined);
    idle.close();
    await stopped;
    const late = new TcpClient(own.port);
    await until('nobody listens any more', () => late.isClosed);
  });
});
