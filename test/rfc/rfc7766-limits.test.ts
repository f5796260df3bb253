// RFC 7766: how many connections a TCP server holds, and for how long. The server runs alone here, with limits that a
// test can reach.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { decideAllHealthy } from '../../src/health/deciding/decide.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { CounterTable } from '../../src/serving/counters.ts';
import { Rules } from '../../src/serving/rules/rules.ts';
import type { TcpLimits } from '../../src/serving/tcp/tcp-clients.ts';
import { listenTcp, type TcpServer } from '../../src/serving/tcp/tcp-server.ts';
import { checkReply } from '../support/dns/ask-strictly.ts';
import { framed, makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { makeDesk } from '../support/dns/make-desk.ts';
import { makeTcpClients } from '../support/dns/tcp-clients.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';

const query = makeQuery('www.example.test');

async function startServer(limits: Partial<TcpLimits>): Promise<TcpServer> {
  const config = readConfig(
    {
      'hosted-zone': 'example.test',
      ns: '["ns1.example.net"]',
      'zone-resolutions': '{"www": ["192.0.2.1"]}',
    },
    {},
  );
  if (!config.ok) throw new Error('the configuration is wrong');
  const snapshot = new Snapshot();
  snapshot.replace(buildZones(config.value, decideAllHealthy, 1));
  const server = await listenTcp(
    { address: { family: 4, text: '127.0.0.1' }, port: 0 },
    {
      snapshot,
      counters: new CounterTable().addRow(),
      rules: new Rules(),
      clients: makeTcpClients({ idleTimeoutMs: 10_000, closeTimeoutMs: 100, ...limits }),
      desk: makeDesk(),
    },
  );
  if (!server.ok) throw new Error('cannot listen');
  return server.value;
}

describe('RFC 7766: limits', () => {
  const atEnd = runAfterEach();
  let server: TcpServer;
  let clients: TcpClient[] = [];
  beforeEach(() => {
    clients = [];
  });

  async function start(limits: Partial<TcpLimits>): Promise<void> {
    server = await startServer(limits);
    const { close } = server;
    atEnd(close);
  }
  function open(): TcpClient {
    const client = new TcpClient(server.endpoint.port);
    clients.push(client);
    atEnd(() => client.close());
    return client;
  }
  async function exchange(client: TcpClient): Promise<void> {
    client.send(query);
    checkReply(query, await client.receive(), 'tcp');
  }

  it('§6.2.3: closes a connection that stays idle, but not early', async () => {
    await start({ idleTimeoutMs: 100 });
    const startedMs = performance.now();
    const client = open();
    expect(await client.receive()).to.equal(undefined);
    expect(performance.now() - startedMs).to.be.within(95, 2000);
  });

  it('§6.2.3: restarts idle time with each query', async () => {
    await start({ idleTimeoutMs: 300 });
    const [busy, idle, sparse] = [open(), open(), open()];
    await exchange(sparse);
    const startedMs = performance.now();
    // The busy one outlives the idle ones, and by three times the limit that would end it without its queries.
    while (!idle.isClosed || !sparse.isClosed || performance.now() - startedMs < 900) {
      await exchange(busy);
      await new Promise(setImmediate);
    }
    expect(busy.isClosed).to.equal(false);
    expect(await busy.receive()).to.equal(undefined);
  });

  it('§6.2.3: considers a client idle that sends octets, but no whole query', async () => {
    await start({ idleTimeoutMs: 100 });
    const client = open();
    client.socket.write(Buffer.from([0xff, 0xff]));
    await until('it is closed', () => {
      if (!client.isClosed) client.socket.write(Buffer.from([0]));
      return client.isClosed;
    });
  });

  it('§6.2.3: closes a connection on which nobody reads the answers', async () => {
    await start({ idleTimeoutMs: 100 });
    const client = open();
    await exchange(client);
    client.socket.pause();
    const queries = framed(query);
    for (let i = 0; i < 200; i++)
      client.socket.write(Buffer.concat(Array.from({ length: 1000 }, () => queries)));
    let isGone = false;
    client.socket.once('close', () => {
      isGone = true;
    });
    // The kernel does not notify those who neither read nor write; this writes part of a query, which is no sign of life.
    await until('it is closed', () => {
      if (!isGone) client.socket.write(Buffer.from([0xff]));
      return isGone;
    });
  });

  it('§6.2.2: makes room for a new connection by closing the one idle longest', async () => {
    await start({ connectionsMax: 3 });
    const [first, second, third] = [open(), open(), open()];
    for (const client of [first, second, third, first]) await exchange(client);
    const fourth = open();
    await exchange(fourth);
    expect(await second.receive()).to.equal(undefined);
    for (const client of [first, third, fourth]) await exchange(client);
    const fifth = open();
    await exchange(fifth);
    expect(await first.receive()).to.equal(undefined);
    for (const client of [third, fourth, fifth]) await exchange(client);
  });

  it('§6.2.2: serves a client that connects while all others are silent', async () => {
    await start({ connectionsMax: 2 });
    for (let i = 0; i < 20; i++) await exchange(open());
    await until('two are open', () => openCount(clients) === 2);
  });

  it('§6.2.2: keeps to the limit when many connect at once', async () => {
    await start({ connectionsMax: 3 });
    const connected = Array.from({ length: 50 }, () => open()).map(
      (client) => new Promise<void>((resolve) => client.socket.once('connect', () => resolve())),
    );
    await Promise.all(connected);
    await exchange(open());
    await until('three are open', () => openCount(clients) <= 3);
  });

  it('§6.2.2: accepts new connections after others have closed', async () => {
    await start({ connectionsMax: 2 });
    const stays = open();
    await exchange(stays);
    for (let i = 0; i < 10; i++) {
      const passing = open();
      await exchange(passing);
      passing.socket.end();
      expect(await passing.receive()).to.equal(undefined);
    }
    await exchange(stays);
  });

  it('§6.2.4: on stopping, cuts off a client that does not close its side', async () => {
    await start({ closeTimeoutMs: 100 });
    const client = open();
    await exchange(client);
    await server.close();
    await until('its side is gone too', () => openCount([client]) === 0);
  });
});

function openCount(clients: readonly TcpClient[]): number {
  return clients.filter(({ isClosed }) => !isClosed).length;
}
