// Backends given by host name: a running daemon follows them, over a real resolver on loopback.

import { expect } from 'chai';
import { memoryPath, readMemory } from '../../src/daemon/memory.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
  type ZoneSettings,
} from '../support/daemon/start-reloadable-daemon.ts';
import { startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { a, aaaa, makeReply, type TestRecord } from '../support/dns/make-reply.ts';
import { type ScriptedNameServer, startNameServer, zoneScript } from '../support/dns/scripted-name-server.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { hastyClock } from '../support/hasty-clock.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { type Backend, openBackend } from '../support/worlds/backend.ts';

const host = 'app.example.net';
/** Hosts are asked for again after five seconds at the soonest. */
const clock = hastyClock(20);

describe('a backend given by host name', () => {
  const atEnd = runAfterEach();
  let resolver: ScriptedNameServer;
  let first: Backend;
  let second: Backend;
  let server: ReloadableDaemon;

  beforeEach(async () => {
    resolver = await startNameServer(() => undefined);
    atEnd(() => resolver.close());
    first = await openBackend('127.0.0.2');
    atEnd(() => first.close());
    second = await openBackend('127.0.0.3', first.port);
    atEnd(() => second.close());
  });
  afterEach(stopDaemons);

  const point = (...addresses: readonly string[]) =>
    resolver.answerWith(zoneScript(addresses.map((one) => a(host, one, 1))));
  const fail = () => resolver.answerWith(({ octets }) => makeReply(octets, { code: 2 }));
  const settings = (names: Record<string, unknown>, flags = {}): ZoneSettings => ({
    names,
    flags: { resolver: resolver.address, 'test-min-interval': '10', ...flags },
  });
  const checked = () => ({ ips: [{ host }], health_port: first.port });
  const serve = async (given: ZoneSettings, surroundings = {}) => {
    server = await startReloadableDaemon(given, { clock, ...surroundings });
  };
  const ask = async (name = 'www.example.test') => addressesOf(await queryUdp(server.port, name));
  const untilAnswered = (addresses: readonly string[], name?: string) =>
    until(
      `the answer is ${addresses}`,
      async () => String((await ask(name)).sort()) === String([...addresses].sort()),
    );

  it('is answered with from the first answer on', async () => {
    point('127.0.0.2');
    await serve(settings({ www: checked() }));
    expect(await ask()).to.deep.equal(['127.0.0.2']);
    expect(first.connectionCount).to.equal(1);
  });

  it('is followed when it moves: probed first, then published, and the old address is probed no longer', async () => {
    point('127.0.0.2');
    await serve(settings({ www: checked() }));
    const { serial } = server;
    point('127.0.0.3');
    const seen = new Set<string>();
    await until('it has moved', async () => {
      const addresses = await ask();
      seen.add(addresses.join());
      return addresses.join() === '127.0.0.3';
    });
    expect(second.connectionCount).to.be.greaterThan(0);
    // Never without an address in between.
    expect([...seen]).to.deep.equal(['127.0.0.2', '127.0.0.3']);
    expect(server.serial).to.equal((serial ?? 0) + 1);
    await until('only one is probed', () => server.daemon.status().targets.total === 1);
    expect(server.daemon.status().targets.list[0]?.target).to.equal(`tcp 127.0.0.3:${first.port}`);
    expect(server.events('host-resolved').map(({ fields }) => fields['addresses'])).to.deep.equal([
      ['127.0.0.2'],
      ['127.0.0.3'],
    ]);
  });

  it('is not published where it is down', async () => {
    point('127.0.0.2', '127.0.0.3', '127.0.0.4');
    await serve(settings({ www: checked() }));
    expect((await ask()).sort()).to.deep.equal(['127.0.0.2', '127.0.0.3']);
  });

  it('keeps its last addresses while lookups fail, which is logged once', async () => {
    point('127.0.0.2');
    await serve(settings({ www: checked() }));
    fail();
    const before = resolver.asked.length;
    await until('it was asked for several times', () => resolver.asked.length > before + 12);
    expect(await ask()).to.deep.equal(['127.0.0.2']);
    expect(server.events('host-lookup-failed')).to.have.length(1);
    point('127.0.0.3');
    await untilAnswered(['127.0.0.3']);
    expect(server.events('host-lookup-works')).to.have.length(1);
  });

  it('has a name with no address until it is found, which delays no start', async () => {
    resolver.answerWith(() => undefined);
    await serve(settings({ www: checked() }));
    const reply = await queryUdp(server.port, 'www.example.test');
    expect([reply.code, reply.answers?.length]).to.deep.equal([0, 0]);
    point('127.0.0.2');
    await untilAnswered(['127.0.0.2']);
  });

  it('is emptied when the resolver says three times that there is no such host', async () => {
    point('127.0.0.2');
    await serve(settings({ www: { alias: host } }));
    resolver.answerWith(zoneScript([]));
    await untilAnswered([]);
    expect(server.events('host-absent')).to.have.length(1);
    const absences = resolver.questions.filter((question) => question === `${host} A udp`).length - 1;
    expect(absences).to.be.at.least(3);
    expect((await queryUdp(server.port, 'www.example.test')).code).to.equal(0);
  });

  it('is an alias at the apex, of both families and unchecked', async () => {
    const records: TestRecord[] = [a(host, '192.0.2.7', 60), aaaa(host, '2001:db8::7', 60)];
    resolver.answerWith(zoneScript(records));
    await serve(settings({ '@': { alias: host } }));
    expect(await ask('example.test')).to.deep.equal(['192.0.2.7']);
    expect(addressesOf(await queryUdp(server.port, 'example.test', { type: 28 }))).to.deep.equal([
      '2001:db8::7',
    ]);
    expect(server.daemon.status().targets.total).to.equal(0);
  });

  it('is looked up at once when its address goes down, whatever its TTL', async () => {
    resolver.answerWith(zoneScript([a(host, '127.0.0.2', 600)]));
    await serve(settings({ www: checked() }, { 'test-min-interval': '2' }));
    resolver.answerWith(zoneScript([a(host, '127.0.0.3', 600)]));
    await first.close();
    await untilAnswered(['127.0.0.3']);
  });

  it('joins written addresses, backups and other names that share it', async () => {
    point('127.0.0.2');
    const names = {
      www: { ips: ['127.0.0.3', { host }], health_port: first.port },
      api: { ips: ['127.0.0.3'], backup: [{ host }], health_port: first.port },
    };
    await serve(settings(names));
    await untilAnswered(['127.0.0.2', '127.0.0.3']);
    expect(await ask('api.example.test')).to.deep.equal(['127.0.0.3']);
    expect(server.daemon.status().targets.total).to.equal(2);
    expect(resolver.questions.filter((question) => question === `${host} A udp`)).to.have.length(1);
    await second.close();
    await untilAnswered(['127.0.0.2'], 'api.example.test');
  });

  it('is followed in alias zones and behind services', async () => {
    point('127.0.0.2');
    await serve({
      ...settings({ www: checked(), '_http._tcp': { srv: [{ target: 'www', port: 80 }] } }),
      aliases: ['example.org'],
    });
    point('127.0.0.3');
    await untilAnswered(['127.0.0.3'], 'www.example.org');
    const reply = await queryUdp(server.port, '_http._tcp.example.test', { type: 33 });
    expect(JSON.stringify(reply.additionals)).to.include('127.0.0.3');
  });

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`is followed in a signed zone, with answers that a validator believes (${kind})`, async () => {
      point();
      const signed = await startSignedDaemon(kind, { clock, ...settings({ www: { alias: host } }) });
      atEnd(() => signed.stop());
      const answered = async () => {
        const reply = await signed.ask('www.example.test', 1);
        expect(reply.complaints).to.deep.equal([]);
        // Without signatures.
        return addressesOf(reply).filter((text) => text.startsWith('192.0.2.')).length;
      };
      expect(await answered()).to.equal(0);
      point('192.0.2.7', '192.0.2.8');
      await until('it is found', async () => (await answered()) === 2);
      point();
      await until('it is gone', async () => (await answered()) === 0);
    });
  }

  it('is looked up by a reload before that answers, and forgotten by the next', async () => {
    point('127.0.0.2');
    await serve(settings({ www: ['192.0.2.1'] }));
    expect(resolver.asked).to.deep.equal([]);
    const reloaded = await server.reload(settings({ www: checked() }));
    expect(reloaded.ok).to.equal(true);
    expect(await ask()).to.deep.equal(['127.0.0.2']);
    await server.reload(settings({ www: ['192.0.2.1'] }));
    expect(await ask()).to.deep.equal(['192.0.2.1']);
    expect(server.daemon.status().targets.total).to.equal(0);
  });

  it('fails no reload when it cannot be looked up', async () => {
    fail();
    await serve(settings({ www: ['192.0.2.1'] }));
    const reloaded = await server.reload(settings({ www: checked(), other: ['192.0.2.2'] }));
    expect(reloaded.ok).to.equal(true);
    expect(await ask('other.example.test')).to.deep.equal(['192.0.2.2']);
    point('127.0.0.2');
    await untilAnswered(['127.0.0.2']);
  });

  it('keeps its addresses over a restart, when the resolver is down', async () => {
    const path = memoryPath(makeTemporaryDirectory());
    point('127.0.0.2');
    await serve(settings({ www: checked() }), { memoryPath: path });
    await stopDaemons();
    const kept = readMemory(path);
    expect(kept.ok && [...(kept.value?.hosts.keys() ?? [])]).to.deep.equal([host]);
    fail();
    await serve(settings({ www: checked() }), { memoryPath: path });
    expect(await ask()).to.deep.equal(['127.0.0.2']);
  });

  it('moves through many reloads and changes at once, and ends where it should', async () => {
    point('127.0.0.2');
    await serve(settings({ www: checked() }));
    const reloads: Promise<unknown>[] = [];
    for (let round = 0; round < 30; round++) {
      point(round % 2 === 0 ? '127.0.0.3' : '127.0.0.2');
      reloads.push(server.reload(settings({ www: checked(), [`n${round}`]: ['192.0.2.1'] })));
      await ask();
    }
    point('127.0.0.3');
    await Promise.all(reloads);
    await untilAnswered(['127.0.0.3']);
    await until('only one is probed', () => server.daemon.status().targets.total === 1);
  });
});
