// A thread that answers over TCP, as a whole: its listeners, what it serves, what it leaves at the desk, and its end.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { Counter, CounterTable, countAt } from '../../../src/serving/counters.ts';
import type { Desk } from '../../../src/serving/desk.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import {
  type StreamListener,
  type StreamThread,
  startStreamThread,
} from '../../../src/serving/tcp/stream-thread.ts';
import { StreamWord, tcpRole } from '../../../src/serving/tcp/stream-thread-protocol.ts';
import { openBoundSockets } from '../../support/daemon/bound-sockets.ts';
import { makeQuery, readReply, TcpClient } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone, goodAnswers } from '../../support/dns/fuzzed-zone.ts';
import { makeDesk } from '../../support/dns/make-desk.ts';
import { roomyLimits } from '../../support/dns/tcp-clients.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';

const query = makeQuery('www.example.test');
const transfer = makeQuery('example.test', { type: 252 });
const loopback = { address: { family: 4, text: '127.0.0.1' }, port: 0 } as const;

describe('StreamThread', () => {
  const atEnd = runAfterEach();
  let snapshot: Snapshot;
  let counters: CounterTable;
  let desk: Desk;
  let thread: StreamThread;
  let listener: StreamListener;

  const publish = (serial: number) =>
    snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, serial));

  async function start(closeTimeoutMs = 1000, hasLibc = true): Promise<void> {
    const started = await startStreamThread({
      name: 'tcp',
      role: tcpRole,
      hasLibc,
      snapshot,
      counters,
      desk,
      rules: new Rules(),
      limits: { ...roomyLimits, closeTimeoutMs },
      onDeath: (error) => {
        throw error;
      },
    });
    if (!started.ok) throw new Error(started.problem);
    thread = started.value;
    atEnd(() => started.value.stop());
    const listening = await thread.listen(loopback);
    if (!listening.ok) throw new Error(listening.problem.code);
    listener = listening.value;
  }

  function connect({ endpoint } = listener): TcpClient {
    const client = new TcpClient(endpoint.port);
    atEnd(() => client.close());
    return client;
  }

  async function ask(client: TcpClient): Promise<readonly string[]> {
    client.send(query);
    const reply = await client.receive();
    return reply === undefined ? [] : [...readReply(reply).answers].sort();
  }

  beforeEach(() => {
    snapshot = new Snapshot();
    counters = new CounterTable();
    desk = makeDesk();
    publish(1);
  });

  for (const hasLibc of [true, false]) {
    it(`answers, and counts it, ${hasLibc ? 'with' : 'without'} the C library`, async () => {
      await start(1000, hasLibc);
      expect(await ask(connect())).to.deep.equal([...goodAnswers].sort());
      expect(countAt(counters.sum(), Counter.queriesTcp)).to.equal(1);
    });
  }

  it('answers from what is served when the query comes, while the main thread does nothing else', async () => {
    snapshot = new Snapshot();
    await start();
    const client = connect();
    client.send(query);
    expect(readReply((await client.receive()) as Buffer).code).to.equal(5);
    for (let serial = 2; serial < 100; serial++) {
      publish(serial);
      client.send(makeQuery('example.test', { type: 6 }));
      const reply = (await client.receive()) as Buffer;
      expect(reply.includes(soaSerial(serial)), `serial ${serial}`).to.equal(true);
    }
  });

  it('answers while the main thread is busy', async () => {
    await start();
    const client = connect();
    expect(await ask(client)).to.have.length(3);
    const before = countAt(counters.sum(), Counter.queriesTcp);
    client.send(query);
    const endMs = performance.now() + 5000;
    while (countAt(counters.sum(), Counter.queriesTcp) === before && performance.now() < endMs);
    expect(countAt(counters.sum(), Counter.queriesTcp)).to.equal(before + 1);
  });

  it('reports a taken port as a value, and goes on', async () => {
    await start();
    const { endpoint } = listener;
    const problem = { protocol: 'tcp', endpoint, code: 'EADDRINUSE' };
    expect(await thread.listen(endpoint)).to.deep.equal({ ok: false, problem });
    expect(await ask(connect())).to.have.length(3);
  });

  it('opens an address again that it has just closed', async () => {
    await start();
    const { endpoint } = listener;
    const closing = listener.close();
    const again = await thread.listen(endpoint);
    await closing;
    expect(again.ok).to.equal(true);
    expect(await ask(connect())).to.have.length(3);
  });

  it('answers on a socket that somebody else opened', async () => {
    await start();
    const bound = await openBoundSockets(['tcp4']);
    const adopted = await thread.adopt(bound.fds[0] ?? -1);
    if (!adopted.ok) throw new Error(adopted.problem);
    expect(adopted.value.endpoint.port).to.equal(bound.port);
    expect(await ask(connect(adopted.value))).to.have.length(3);
  });

  it('keeps to a number of connections that may change', async () => {
    await start();
    const clients = [connect(), connect(), connect()];
    for (const client of clients) expect(await ask(client)).to.have.length(3);
    thread.setConnectionsMax(1);
    await until('all but one are cut', () => clients.filter(({ isClosed }) => !isClosed).length === 1);
  });

  it('leaves messages at the desk, whose replies come in the order of the queries', async () => {
    desk.open({
      attend: (_client, packet) => new Promise((resolve) => setImmediate(() => resolve(asReply(packet)))),
    });
    await start();
    const client = connect();
    const ids = Array.from({ length: 200 }, (_, id) => id);
    client.send(...ids.map((id) => makeQuery('example.test', { id, type: id % 3 === 0 ? 252 : 1 })));
    const replied: (number | undefined)[] = [];
    for (const _ of ids) replied.push((await client.receive())?.readUInt16BE(0));
    expect(replied).to.deep.equal(ids);
  });

  it('has moved on when a reply that was made before has been sent, though its connection waited for its turn', async () => {
    desk.open({ attend: (_client, packet) => asReply(packet) });
    await start();
    const clients = Array.from({ length: 20 }, () => connect());
    for (const client of clients) expect(await ask(client)).to.have.length(3);
    const attended = new Promise<void>((resolve) => {
      let count = 0;
      desk.open({
        attend(_client, packet) {
          if (++count === clients.length) resolve();
          return asReply(packet);
        },
      });
    });
    for (const client of clients) client.send(transfer);
    await attended;
    await thread.movedOn();
    // They are in the kernel's hands: no turn of ours is needed any more.
    await thread.stop();
    for (const client of clients) expect((await client.receive())?.length).to.equal(transfer.length);
  });

  it('abandons what the attendant still makes when it ends, and ends in time', async () => {
    let abandoned = 0;
    desk.open({
      attend: () => ({ next: () => 'later', whenReady: () => undefined, abandon: () => abandoned++ }),
    });
    await start(50);
    const client = connect();
    client.send(transfer);
    await until('it is asked', () => countAt(counters.sum(), Counter.queriesTcp) === 1);
    await thread.stop();
    expect(await client.receive()).to.equal(undefined);
    expect(abandoned).to.equal(1);
  });

  it('beats when it is asked to', async () => {
    await start();
    const words = new Int32Array(thread.life.control);
    const beats = () => Atomics.load(words, StreamWord.beats);
    expect(beats()).to.equal(0);
    thread.life.beatEvery(5);
    await until('some beats', () => beats() > 3);
  });

  it('can be asked for nothing once it has stopped', async () => {
    await start();
    await Promise.all([thread.stop(), thread.stop()]);
    expect(await thread.listen(loopback)).to.have.property('ok', false);
    await thread.movedOn();
    await listener.close();
  });
});

function asReply(packet: Uint8Array): Uint8Array {
  const reply = packet.slice();
  reply[2] = 0x80;
  return reply;
}

function soaSerial(serial: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(serial);
  return octets;
}
