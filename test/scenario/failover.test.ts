// The promise itself: three backends, one stops, the answers follow; it comes back, and they follow again.

import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { until } from '../support/until.ts';

const intervalSeconds = 1;
const timeoutSeconds = 0.5;
/** What the README promises: an interval, a probe's timeout and a second for the confirmation. */
const noticeMs = (intervalSeconds + timeoutSeconds + 1) * 1000;
const addresses = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];

function listen(address: string, port: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the backend does not listen');
  return address.port;
}

describe('failover', () => {
  const backends = new Map<string, Server>();
  let server: TestDaemon;
  let port: number;

  before(async () => {
    const first = await listen('127.0.0.1', 0);
    port = portOf(first);
    backends.set('127.0.0.1', first);
    for (const address of addresses.slice(1)) backends.set(address, await listen(address, port));
    server = await startTestDaemon({
      aliases: ['alias.test'],
      names: { www: { ips: addresses, health_port: port }, '*.any': { ips: addresses, health_port: port } },
      flags: { 'test-min-interval': String(intervalSeconds), 'test-timeout': String(timeoutSeconds) },
    });
  });

  after(async () => {
    await server.stop();
    await Promise.all([...backends.values()].map(close));
  });

  async function published(name: string): Promise<string[]> {
    const { answers } = await queryUdp(server.port, name);
    return answers.map((record) => record.split(' ')[3] ?? '').sort();
  }

  async function stopBackend(address: string): Promise<void> {
    const backend = backends.get(address);
    backends.delete(address);
    if (backend !== undefined) await close(backend);
  }

  it('answers with all backends from the first query on', async () => {
    expect(await published('www.example.test')).to.deep.equal(addresses);
  });

  it('drops a backend that stopped, in every zone and under wildcards, and logs it once', async () => {
    await stopBackend('127.0.0.2');
    const remaining = ['127.0.0.1', '127.0.0.3'];
    const follows = async (name: string) => (await published(name)).join() === remaining.join();
    await until('127.0.0.2 is out of the answers', () => follows('www.example.test'), noticeMs);
    expect(await published('www.alias.test')).to.deep.equal(remaining);
    expect(await published('some.thing.any.example.test')).to.deep.equal(remaining);
    const lines = server.log.filter(({ fields }) => fields.event === 'target-down');
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({ level: 'info' });
    expect(lines[0]?.fields).to.deep.include({
      address: '127.0.0.2',
      port,
      reason: 'refused',
      names: ['www', '*.any'],
      remaining: [2, 2],
    });
  });

  it('answers NOERROR without addresses, and the SOA, while all are down', async () => {
    await stopBackend('127.0.0.1');
    await stopBackend('127.0.0.3');
    await until(
      'no address is left',
      async () => (await published('www.example.test')).length === 0,
      noticeMs,
    );
    const reply = await queryUdp(server.port, 'www.example.test');
    expect(reply.code).to.equal(0);
    expect(reply.authorities.join()).to.match(/^example\.test 1 SOA/);
  });

  it('publishes backends again that came back, and logs it', async () => {
    for (const address of addresses) backends.set(address, await listen(address, port));
    const isWhole = async () => (await published('www.example.test')).join() === addresses.join();
    await until('all three are back', isWhole, noticeMs);
    const returned = server.log.filter(
      ({ fields }) => fields.event === 'target-up' && fields['previousState'] === 'down',
    );
    expect(returned.map(({ fields }) => fields['address']).sort()).to.deep.equal(addresses);
  });
});
