// The TCP server's limits: how many connections, how long they last, and how it ends.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { Counter, CounterTable, tookBoundsMs } from '../../../src/serving/counters.ts';
import type { Desk } from '../../../src/serving/desk.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import type { TcpLimits } from '../../../src/serving/tcp/tcp-clients.ts';
import { listenTcp, type TcpServer } from '../../../src/serving/tcp/tcp-server.ts';
import { listKernelSockets } from '../../support/daemon/kernel-sockets.ts';
import { makeQuery, readReply, TcpClient } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone, goodAnswers } from '../../support/dns/fuzzed-zone.ts';
import { makeDesk } from '../../support/dns/make-desk.ts';
import { makeTcpClients } from '../../support/dns/tcp-clients.ts';
import { until } from '../../support/until.ts';

const query = makeQuery('www.example.test');
const address = { family: 4, text: '127.0.0.1' } as const;

describe('listenTcp', () => {
  const clients: TcpClient[] = [];
  const counters = new CounterTable().addRow();
  let server: TcpServer | undefined;

  async function listen(
    limits: Partial<TcpLimits> = {},
    clientsOfAll = makeTcpClients(limits),
    desk = makeDesk(),
    rules = new Rules(),
  ): Promise<TcpServer> {
    const snapshot = new Snapshot();
    snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
    const answering = { snapshot, counters, rules, clients: clientsOfAll, desk };
    const result = await listenTcp({ address, port: 0 }, answering);
    if (!result.ok) throw new Error(result.problem.code);
    server = result.value;
    return result.value;
  }

  function connect({ endpoint }: TcpServer): TcpClient {
    const client = new TcpClient(endpoint.port);
    clients.push(client);
    return client;
  }

  async function ask(client: TcpClient): Promise<readonly string[] | undefined> {
    client.send(query);
    const reply = await client.receive();
    return reply === undefined ? undefined : [...readReply(reply).answers].sort();
  }

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server?.close();
    server = undefined;
  });

  it('counts how long its replies took, and not those that others make', async () => {
    const desk = makeDesk();
    desk.open({ attend: () => Uint8Array.of(0, 0, 0x80, 5, 0, 0, 0, 0, 0, 0, 0, 0) });
    const client = connect(await listen({}, undefined, desk));
    const countTimes = () =>
      counters
        .subarray(Counter.tookTcp, Counter.tookTcp + tookBoundsMs.length + 1)
        .reduce((sum, count) => sum + count, 0);
    const before = countTimes();
    const update = Uint8Array.from(query);
    update[2] = 0x28;
    client.send(query, update, query, query);
    for (let reply = 0; reply < 4; reply++) await client.receive();
    await until('they are counted', () => countTimes() - before >= 3);
    expect(countTimes() - before).to.equal(3);
  });

  it('has moved on when all replies were read, and cuts off who does not read them', async () => {
    const listening = await listen({ closeTimeoutMs: 200 });
    await listening.movedOn();
    const reader = connect(listening);
    expect(await ask(reader)).to.deep.equal([...goodAnswers].sort());
    await listening.movedOn();
    expect(reader.isClosed).to.equal(false);
    const deaf = connect(listening);
    deaf.socket.pause();
    // Replies until the kernel's buffers are full, and ours begin to fill.
    const many = Array.from({ length: 20_000 }, () => query);
    for (let i = 0; i < 10; i++) deaf.send(...many);
    const sentOctets = () => counters[Counter.octetsOut] ?? 0;
    let before = -1;
    await until('it answers no more', async () => {
      const isSame = sentOctets() === before;
      before = sentOctets();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return isSame && before > 0;
    });
    await listening.movedOn();
    deaf.socket.resume();
    await until('it is cut off', () => deaf.isClosed);
    expect(await ask(reader)).to.deep.equal([...goodAnswers].sort());
  });

  it('answers many queries on one connection, in order', async () => {
    const client = connect(await listen());
    const before = counters[Counter.queriesTcp] ?? 0;
    client.send(...Array.from({ length: 5000 }, (_, id) => makeQuery('www.example.test', { id })));
    for (let id = 0; id < 5000; id++) expect((await client.receive())?.readUInt16BE(0)).to.equal(id);
    expect(counters[Counter.queriesTcp]).to.equal(before + 5000);
  });

  it('reads the clock before it answers, and not for each query of a go', async () => {
    const rules = new Rules();
    let ticks = 0;
    const tick = rules.tick.bind(rules);
    rules.tick = () => {
      ticks++;
      tick();
    };
    const client = connect(await listen({}, makeTcpClients(), makeDesk(), rules));
    await ask(client);
    expect(ticks).to.equal(1);
    client.send(...Array.from({ length: 1000 }, () => query));
    for (let i = 0; i < 1000; i++) await client.receive();
    expect(ticks).to.be.within(2, 500);
  });

  it('says which port it got', async () => {
    expect((await listen()).endpoint)
      .to.deep.include({ address })
      .and.property('port')
      .above(0);
  });

  it('reports a taken port as a value', async () => {
    const { endpoint } = await listen();
    const second = await listenTcp(endpoint, {
      snapshot: new Snapshot(),
      counters: new CounterTable().addRow(),
      rules: new Rules(),
      clients: makeTcpClients({}),
      desk: makeDesk(),
    });
    expect(second).to.deep.equal({ ok: false, problem: { protocol: 'tcp', endpoint, code: 'EADDRINUSE' } });
  });

  it('closes connections that are idle for too long', async () => {
    const opened = await listen({ idleTimeoutMs: 30 });
    const [silent, asking] = [connect(opened), connect(opened)];
    expect(await ask(asking)).to.deep.equal([...goodAnswers]);
    expect(await silent.receive()).to.equal(undefined);
    expect(await asking.receive()).to.equal(undefined);
  });

  it('lets the connection that was idle for longest give way to a new one', async () => {
    const opened = await listen({ connectionsMax: 3 });
    const [first, second, third] = [connect(opened), connect(opened), connect(opened)] as const;
    for (const client of [first, second, third, first, third]) expect(await ask(client)).to.have.length(3);
    const fourth = connect(opened);
    expect(await ask(fourth)).to.deep.equal([...goodAnswers]);
    expect(await second.receive()).to.equal(undefined);
    for (const client of [first, third, fourth]) expect(await ask(client)).to.deep.equal([...goodAnswers]);
  });

  it('keeps to its limit when connections come all at once', async () => {
    const opened = await listen({ connectionsMax: 4 });
    const burst = Array.from({ length: 40 }, () => connect(opened));
    const opens = burst.map((client) => new Promise((resolve) => client.socket.once('connect', resolve)));
    await Promise.all(opens);
    // The kernel hands them over in order: when the last one is answered, the server has seen all.
    expect(await ask(connect(opened))).to.deep.equal([...goodAnswers]);
    await until('the others are closed', () => burst.filter(({ isClosed }) => !isClosed).length <= 3);
  });

  it('counts the connections of all listeners together', async () => {
    const clientsOfAll = makeTcpClients({ connectionsMax: 3 });
    const listenings = [await listen({}, clientsOfAll), await listen({}, clientsOfAll)] as const;
    const [first, second] = listenings;
    try {
      const open = [connect(first), connect(second), connect(first)] as const;
      for (const client of open) expect(await ask(client)).to.have.length(3);
      expect(clientsOfAll.count).to.equal(3);
      expect(await ask(connect(second))).to.have.length(3);
      expect(await open[0].receive()).to.equal(undefined);
      expect(clientsOfAll.count).to.equal(3);
    } finally {
      for (const client of clients.splice(0)) client.close();
      await first.close();
    }
    await until('all are gone', () => clientsOfAll.count === 0);
  });

  it('ends idle connections at once when it closes, and takes no new ones', async () => {
    const opened = await listen();
    const client = connect(opened);
    expect(await ask(client)).to.have.length(3);
    const closing = opened.close();
    expect(await client.receive()).to.equal(undefined);
    client.socket.end();
    await closing;
    server = undefined;
    expect(await connect(opened).receive()).to.equal(undefined);
  });

  it('ends in bounded time beside a client that never reads and one that never closes its side', async () => {
    const opened = await listen({ closeTimeoutMs: 50 });
    const [deaf, stubborn] = [connect(opened), connect(opened)];
    expect(await ask(stubborn)).to.have.length(3);
    deaf.socket.pause();
    deaf.send(...Array.from({ length: 50_000 }, () => makeQuery('big.example.test')));
    await until('the server is busy with it', () => (counters[Counter.queriesTcp] ?? 0) > 5000);
    await opened.close();
    server = undefined;
  });

  describe('with a transfer under way', () => {
    const messageOctets = 20_000;
    let written = 0;
    let abandoned = 0;

    /** To whoever asks for AXFR that many messages. */
    function deskWith(count: number): Desk {
      const desk = makeDesk();
      written = 0;
      abandoned = 0;
      desk.open({
        attend: (_client, packet) => {
          const header = Buffer.from(packet.subarray(0, 12));
          return {
            next(reply) {
              if (written === count) return 'done';
              written++;
              reply.octets.fill(0, 0, messageOctets);
              reply.octets.set(header);
              reply.length = messageOctets;
              return 'written';
            },
            whenReady: () => undefined,
            abandon: () => {
              abandoned++;
            },
          };
        },
      });
      return desk;
    }

    async function beginTransfer(count: number, limits: Partial<TcpLimits>) {
      const opened = await listen(limits, makeTcpClients(limits), deskWith(count));
      const client = connect(opened);
      client.socket.pause();
      client.send(makeQuery('example.test', { type: 252 }));
      await until('replies wait', () => written > 2);
      return { opened, client };
    }

    it('moves on without waiting for it, and cuts it for nobody', async () => {
      const { opened, client } = await beginTransfer(200, { closeTimeoutMs: 50 });
      await opened.movedOn();
      client.socket.resume();
      for (let i = 0; i < 200; i++) expect((await client.receive())?.length).to.equal(messageOctets);
      expect(abandoned).to.equal(0);
    });

    it('lets it finish when it closes, if the client takes it in time', async () => {
      const { opened, client } = await beginTransfer(200, { closeTimeoutMs: 20_000 });
      const closing = opened.close();
      client.socket.resume();
      for (let i = 0; i < 200; i++) expect((await client.receive())?.length).to.equal(messageOctets);
      expect(await client.receive()).to.equal(undefined);
      client.socket.end();
      await closing;
      server = undefined;
      expect(abandoned).to.equal(0);
    });

    it('resets it when it closes, if the client does not', async () => {
      const { opened, client } = await beginTransfer(1000, { closeTimeoutMs: 50 });
      const port = opened.endpoint.port;
      await opened.close();
      server = undefined;
      await until('it is abandoned', () => abandoned === 1);
      // After an orderly end the kernel would keep what is unread.
      expect(listKernelSockets(port)).to.deep.equal([]);
      client.close();
    });
  });
});
