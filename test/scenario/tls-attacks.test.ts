// What strangers can do to DNS over TLS: begin hundreds of handshakes and end none, send hellos without end, say nothing. Others
// are served meanwhile, over TLS and without it.

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { checkReply } from '../support/dns/ask-strictly.ts';
import { makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { TlsClient, type TlsFiles, writeTlsFiles } from '../support/dns/tls-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';

const query = makeQuery('www.example.test');
/** More than may be connected in all, from another address than the good client's. */
const crowd = 300;
const stranger = '127.0.0.9';

/** The first octets of a client. */
async function captureHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.once('data', (chunk) => {
        resolve(chunk);
        socket.destroy();
        server.close();
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      const client = connectTls({ port, host: '127.0.0.1', ALPNProtocols: ['dot'] });
      client.on('error', () => undefined);
    });
  });
}

/** Leaves the socket to whoever has it. */
async function shakeHands(raw: Socket): Promise<void> {
  const between = new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, done) => raw.write(chunk, done),
  });
  raw.on('data', (chunk) => between.push(chunk));
  const secured = connectTls({ socket: between, ALPNProtocols: ['dot'], rejectUnauthorized: false });
  secured.on('error', () => undefined);
  await once(secured, 'secureConnect');
}

/** False when the connection is gone. */
function isTaken(socket: Socket, octets: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const give = () => resolve(false);
    socket.once('close', give);
    socket.write(octets, (error) => {
      socket.removeListener('close', give);
      resolve(!error);
    });
  });
}

describe('attacks on DNS over TLS', function () {
  this.timeout(60_000);
  const atEnd = runAfterEach();
  let files: TlsFiles;
  let server: TestDaemon;
  let port: number;
  let hello: Buffer;

  before(async () => {
    files = writeTlsFiles();
    server = await startTestDaemon({ names: { www: ['192.0.2.1'] }, flags: files.flags });
    port = Number(server.daemon.status().tls?.endpoints[0]?.split(':')[1]);
    hello = await captureHello();
  });
  after(() => server.stop());

  const failed = () => server.daemon.status().tls?.failed ?? 0;

  /** Connections that each send the same, and read nothing. */
  function attack(octets: Uint8Array, count = crowd): Socket[] {
    return Array.from({ length: count }, () => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: stranger });
      socket.on('error', () => undefined);
      socket.pause();
      if (octets.length > 0) socket.write(octets);
      atEnd(() => socket.destroy());
      return socket;
    });
  }

  async function expectService(): Promise<void> {
    for (const client of [new TlsClient(port), new TcpClient(server.port)]) {
      client.send(query);
      checkReply(query, await client.receive(), 'tcp');
      client.close();
    }
  }

  const attacks: readonly (readonly [string, () => Uint8Array])[] = [
    ['hundreds who begin a handshake and leave it there', () => hello],
    ['hundreds who send half of a hello', () => hello.subarray(0, hello.length >> 1)],
    ['hundreds who say nothing', () => Buffer.alloc(0)],
    ['hundreds who send garbage', () => Buffer.alloc(100, 0x55)],
    ['hundreds who send garbage behind a hello', () => Buffer.concat([hello, Buffer.alloc(60_000, 0x55)])],
  ];
  for (const [what, octets] of attacks)
    it(`serves others beside ${what}`, async () => {
      const before = failed();
      const held = new TlsClient(port);
      atEnd(() => held.close());
      held.send(query);
      checkReply(query, await held.receive(), 'tcp');
      attack(octets());
      for (let round = 0; round < 10; round++) {
        await expectService();
        held.send(query);
        checkReply(query, await held.receive(), 'tcp');
      }
      expect(held.isClosed).to.equal(false);
      // Half of the places are all that one client has, so the others had to go.
      await until('those beyond the places are gone', () => failed() - before >= crowd - 128);
    });

  it('cuts a client at once that sends what cannot be decrypted, and keeps nothing of it', async () => {
    const raw = connect({ port, host: '127.0.0.1', localAddress: stranger });
    raw.on('error', () => undefined);
    atEnd(() => raw.destroy());
    await shakeHands(raw);
    const record = Buffer.alloc(16_389, 0x55);
    record.set([23, 3, 3, 0x40, 0]);
    const sentMax = 2000;
    let sent = 0;
    while (sent < sentMax && (await isTaken(raw, record))) sent++;
    expect(sent).to.be.lessThan(sentMax);
    await expectService();
  });

  it('ends a handshake that drips in, and one that says nothing, after a few seconds', async () => {
    const [dripping, silent] = attack(Buffer.alloc(0), 2);
    if (dripping === undefined || silent === undefined) return;
    for (const socket of [dripping, silent]) socket.resume();
    let sent = 0;
    const timer = setInterval(() => dripping.write(hello.subarray(sent, ++sent)), 50);
    const startMs = performance.now();
    await Promise.all(
      [dripping, silent].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    clearInterval(timer);
    expect(performance.now() - startMs).to.be.within(4500, 20_000);
    expect(sent).to.be.greaterThan(10);
    await expectService();
  });
});
