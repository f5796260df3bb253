// Connections of front ends: whose places they take, how long they may be silent, and that others may greet after them.

import { createConnection } from 'node:net';
import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { Counter, CounterTable, countAt } from '../../../src/serving/counters.ts';
import { usualPolicy } from '../../../src/serving/policy.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import type { Greeter } from '../../../src/serving/tcp/greeter.ts';
import type { TcpLimits } from '../../../src/serving/tcp/tcp-clients.ts';
import { listenTcp, type TcpServer } from '../../../src/serving/tcp/tcp-server.ts';
import { makeQuery, TcpClient } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { makeDesk } from '../../support/dns/make-desk.ts';
import { localHeader, makeProxyHeader } from '../../support/dns/make-proxy-header.ts';
import { makeTcpClients } from '../../support/dns/tcp-clients.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { prefixOf } from '../../support/transfers/transfer-world.ts';
import { until } from '../../support/until.ts';

const query = makeQuery('www.example.test');
const address = { family: 4, text: '127.0.0.1' } as const;

describe('ProxyGreeter', () => {
  const atEnd = runAfterEach();
  const counters = new CounterTable().addRow();

  async function listen(limits: Partial<TcpLimits>, greeter?: Greeter): Promise<TcpServer> {
    const snapshot = new Snapshot();
    snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
    const rules = new Rules();
    rules.apply({ ...usualPolicy, frontEnds: [prefixOf('127.0.0.1')] });
    const clients = makeTcpClients(limits);
    const answering = { snapshot, counters, rules, clients, desk: makeDesk(), ...(greeter && { greeter }) };
    const result = await listenTcp({ address, port: 0 }, answering);
    if (!result.ok) throw new Error(result.problem.code);
    atEnd(() => result.value.close());
    return result.value;
  }

  /** A connection of the front end, on behalf of a client if there is one. */
  function connect({ endpoint }: TcpServer, client?: string): TcpClient {
    const connection = new TcpClient(endpoint.port);
    if (client !== undefined) connection.socket.write(makeProxyHeader(client, { protocol: 1 }));
    atEnd(() => connection.close());
    return connection;
  }

  async function isAnswered(client: TcpClient): Promise<boolean> {
    client.send(query);
    return (await client.receive()) !== undefined;
  }

  it('gives each client its own share of the places, whoever brings it', async () => {
    const server = await listen({ connectionsMax: 8, partOfOneClient: 0.5 });
    const quiet = connect(server, '192.0.2.1');
    expect(await isAnswered(quiet)).to.equal(true);
    const greedy: TcpClient[] = [];
    for (let i = 0; i < 12; i++) {
      const one = connect(server, '198.51.100.1');
      expect(await isAnswered(one)).to.equal(true);
      greedy.push(one);
    }
    await until('all but four are cut', () => greedy.filter(({ isClosed }) => !isClosed).length === 4);
    expect(await isAnswered(quiet)).to.equal(true);
  });

  it('keeps those who say nothing within the share of their front end, and not for long', async () => {
    const server = await listen({ connectionsMax: 8, partOfOneClient: 0.5, idleTimeoutMs: 500 });
    const quiet = connect(server, '192.0.2.1');
    expect(await isAnswered(quiet)).to.equal(true);
    const before = countAt(counters, Counter.badProxyHeaders);
    const silent: TcpClient[] = [];
    for (let i = 0; i < 6; i++) {
      silent.push(connect(server));
      expect(await isAnswered(connect(server, `192.0.2.${10 + i}`))).to.equal(true);
    }
    await until('all of them are cut', () => silent.every(({ isClosed }) => isClosed));
    const refused = countAt(counters, Counter.badProxyHeaders) - before;
    expect(refused).to.be.within(1, 4);
  });

  it('cuts those who have not said for whom they are when it closes', async () => {
    const server = await listen({});
    const silent = connect(server);
    silent.socket.write(localHeader.subarray(0, 15));
    const known = connect(server, '192.0.2.1');
    expect(await isAnswered(known)).to.equal(true);
    const closed = server.close();
    known.close();
    await closed;
    await until('it is cut', () => silent.isClosed);
  });

  it('hands on what follows the header to who greets next, as the client', async () => {
    const heard: string[] = [];
    const server = await listen(
      {},
      {
        greet(carrier, serve) {
          const { family, octets, addressAt } = carrier.client;
          carrier.raw.on('readable', function hear() {
            const first: Buffer | null = carrier.raw.read();
            if (first === null) return;
            const text = octets.subarray(addressAt, addressAt + (family === 4 ? 4 : 16)).join('.');
            heard.push(`${text}: ${first.length}`);
            carrier.raw.removeListener('readable', hear);
            carrier.raw.unshift(first);
            process.nextTick(() => serve(carrier));
          });
          return { cut: () => carrier.raw.resetAndDestroy() };
        },
      },
    );
    const client = new TcpClient(server.endpoint.port);
    atEnd(() => client.close());
    const length = Buffer.from([0, query.length]);
    client.socket.write(Buffer.concat([makeProxyHeader('::ffff:192.0.2.7'), length, query]));
    expect(await client.receive()).to.not.equal(undefined);
    expect(heard).to.deep.equal([`192.0.2.7: ${query.length + 2}`]);
  });

  it(`survives headers in any pieces and state of repair (TEST_SEED=${testSeed})`, async () => {
    const server = await listen({ idleTimeoutMs: 300 });
    const random = createSeededRandom();
    const before = countAt(counters, Counter.proxied) + countAt(counters, Counter.badProxyHeaders);
    const ended = Array.from({ length: 200 }, () => {
      const octets = Buffer.concat([
        makeProxyHeader(random.chance(0.5) ? '192.0.2.1' : '2001:db8::1', {
          more: random.octets(random.below(60)),
        }),
        random.octets(random.below(40)),
      ]);
      for (let changes = random.below(3); changes > 0; changes--)
        octets[random.below(20)] = random.below(256);
      const socket = createConnection(server.endpoint.port, '127.0.0.1');
      socket.on('error', () => undefined);
      for (let at = 0; at < octets.length; ) {
        const end = at + 1 + random.below(octets.length);
        socket.write(octets.subarray(at, end));
        at = end;
      }
      if (random.chance(0.5)) socket.end();
      socket.resume();
      return new Promise((resolve) => socket.once('close', resolve));
    });
    await Promise.all(ended);
    const after = countAt(counters, Counter.proxied) + countAt(counters, Counter.badProxyHeaders);
    expect(after - before).to.equal(200);
    expect(await isAnswered(connect(server, '192.0.2.1'))).to.equal(true);
  });
});
