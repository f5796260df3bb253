// The same mangled packets through real sockets: whatever comes in over UDP and TCP, good queries are answered after it.

import { createSocket, type Socket } from 'node:dgram';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../../support/daemon/start-test-daemon.ts';
import { framed, makeQuery, queryTcp, queryUdp, readReply, TcpClient } from '../../support/dns/dns-client.ts';
import { fuzzedNameServers, fuzzedNames, goodAnswers } from '../../support/dns/fuzzed-zone.ts';
import { createPacketSource } from '../../support/dns/mutate-packet.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { until } from '../../support/until.ts';

const packetCount = 5000;
/** So many datagrams fit into the smallest receive buffer that a kernel gives. */
const batchSize = 50;

describe(`fuzzed sockets (TEST_SEED=${testSeed})`, () => {
  const random = createSeededRandom();
  const nextPacket = createPacketSource(random);
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({ names: fuzzedNames, ns: fuzzedNameServers });
  });
  after(() => server.stop());

  afterEach('good queries are answered', async () => {
    const overUdp = await queryUdp(server.port, 'www.example.test');
    expect([...overUdp.answers].sort()).to.deep.equal([...goodAnswers].sort());
    const overTcp = await queryTcp(server.port, 'www.example.test');
    expect([...overTcp.answers].sort()).to.deep.equal([...goodAnswers].sort());
  });

  it(`survive ${packetCount} datagrams`, async () => {
    const socket = createSocket('udp4');
    const replies: Buffer[] = [];
    socket.on('message', (reply) => replies.push(reply));
    try {
      for (let sent = 0; sent < packetCount; sent += batchSize) {
        const packets = Array.from({ length: batchSize }, nextPacket);
        for (const packet of packets) send(socket, packet, server.port);
        send(socket, makeQuery('www.example.test', { id: sent, type: 16 }), server.port);
        await until('the batch is answered', () => replies.some((reply) => isAnswerTo(sent, reply)));
        expect(replies.length).to.be.at.most(packets.filter(isQuery).length + 1);
        replies.length = 0;
      }
    } finally {
      socket.close();
    }
  });

  it(`survive ${packetCount} messages over TCP, and answer each query of a connection in order`, async () => {
    const packets = Array.from({ length: packetCount }, nextPacket);
    const queries = packets.filter(isQuery);
    for (let at = 0; at < queries.length; at += batchSize) {
      const batch = queries.slice(at, at + batchSize);
      const client = new TcpClient(server.port);
      client.send(...batch);
      for (const query of batch) {
        const reply = await client.receive();
        expect(reply?.subarray(0, 2), query.toString('hex')).to.deep.equal(query.subarray(0, 2));
      }
      client.close();
    }
  });

  it('cut off connections that carry something other than queries', async () => {
    const packets = Array.from({ length: packetCount }, nextPacket).filter((packet) => !isQuery(packet));
    for (const packet of packets.slice(0, 300)) {
      const client = new TcpClient(server.port);
      client.send(makeQuery('www.example.test'), packet, makeQuery('www.example.test'));
      const reply = await client.receive();
      // Cut off before or after the first reply could leave, but never answered beyond what is no query.
      if (reply !== undefined) expect(readReply(reply).answers).to.have.length(3);
      expect(await client.receive()).to.equal(undefined);
      client.close();
    }
  });

  it('survive streams that lose their frames, and clients that leave in the middle', async () => {
    for (let i = 0; i < 200; i++) {
      const client = new TcpClient(server.port);
      const stream = Buffer.concat(Array.from({ length: 20 }, () => framed(nextPacket())));
      const broken = stream.subarray(random.below(40), random.below(stream.length));
      client.socket.write(broken);
      if (random.chance(0.5)) {
        client.socket.end();
        await until('the server closes too', () => client.isClosed);
      }
      client.close();
    }
  });
});

function send(socket: Socket, packet: Uint8Array, port: number): void {
  socket.send(packet, port, '127.0.0.1', () => undefined);
}

function isQuery(packet: Buffer): boolean {
  return packet.length >= 12 && (packet.readUInt8(2) & 0x80) === 0;
}

/** To the query for TXT at the end of a batch: nothing else is NOERROR without answers for that name and id. */
function isAnswerTo(id: number, reply: Buffer): boolean {
  const query = makeQuery('www.example.test', { id, type: 16 });
  if (reply.length < query.length || reply.readUInt16BE(0) !== id) return false;
  return reply.compare(query, 12, query.length, 12, query.length) === 0 && reply.readUInt8(2) === 0x84;
}
