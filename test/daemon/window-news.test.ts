// What the window of a real daemon knows, over loopback: each change arrives there, whatever it is of.

import { expect } from 'chai';
import { readEventList } from '../../src/control/protocol/events.ts';
import {
  readNameDetail,
  readNameList,
  readTargetList,
  readZoneList,
} from '../../src/control/protocol/lists.ts';
import { readOverview } from '../../src/control/protocol/overview.ts';
import { stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { type ShownDaemon, startShownDaemon } from '../support/daemon/start-shown-daemon.ts';
import { a } from '../support/dns/make-reply.ts';
import { startNameServer, zoneScript } from '../support/dns/scripted-name-server.ts';
import { hastyClock } from '../support/hasty-clock.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { type Backend, findDeadPort, openBackend } from '../support/worlds/backend.ts';
import { openTarget } from '../support/worlds/open-target.ts';

const operator = { by: { uid: 0 }, mayEmpty: true };
const quick = { 'test-min-interval': '200ms', 'test-timeout': '200ms', 'mass-failure': '1' };

describe('the window of a daemon', () => {
  const atEnd = runAfterEach();
  let backend: Backend;
  let other: Backend;

  beforeEach(async () => {
    backend = await openBackend();
    other = await openBackend('127.0.0.2', backend.port);
  });
  afterEach(async () => {
    await stopDaemons();
    await backend.close();
    await other.close();
  });

  const names = () => ({
    www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backend.port },
    spare: { ips: ['127.0.0.2'], health_port: backend.port, backup: ['192.0.2.9'], backup_check: 'none' },
    static: ['192.0.2.1'],
  });

  const start = () => startShownDaemon({ names: names(), flags: quick });
  const isTrue = (daemon: ShownDaemon, name: string, holds: (why: string) => boolean) =>
    until(`${name} is told otherwise`, async () => holds((await daemon.name(name))?.why ?? ''));

  it('answers each route as its reader expects', async () => {
    const daemon = await start();
    const routes = [
      ['/v1/overview', readOverview],
      ['/v1/names', readNameList],
      ['/v1/names/www', readNameDetail],
      ['/v1/targets', readTargetList],
      ['/v1/zones', readZoneList],
      ['/v1/events', readEventList],
    ] as const;
    for (const [target, read] of routes) expect(read(await daemon.ask(target)).ok, target).to.equal(true);
    expect((await daemon.overview()).words).to.equal('all is well: 3 names are answered, 2 targets are up');
  });

  it('learns of a target that stops, of its reason, and of its return', async () => {
    const daemon = await start();
    const key = `tcp 127.0.0.2:${backend.port}`;
    expect(await daemon.target(key)).to.deep.include({ state: 'up', reason: 'accepted' });
    await other.close();
    await isTrue(daemon, 'www', (why) =>
      /^answered with 1 of 2 addresses: 127\.0\.0\.2 has been down for \d s \(refused\)$/.test(why),
    );
    await isTrue(daemon, 'spare', (why) =>
      why.startsWith('answered with 1 of 1 backup, 0 of 1 address healthy'),
    );
    expect(await daemon.target(key)).to.deep.include({ state: 'down', reason: 'refused', isFailing: true });
    const { isWell, problems } = await daemon.overview();
    expect(isWell).to.equal(false);
    expect(problems.map(({ kind }) => kind)).to.deep.equal(['backup-names', 'down-targets']);
    const { events } = (await daemon.ask('/v1/events')) as { events: { event: string }[] };
    expect(events.map(({ event }) => event)).to.include.members(['target-down', 'name-on-backup']);
    other = await openBackend('127.0.0.2', backend.port);
    await isTrue(daemon, 'www', (why) => why === 'answered with all 2 addresses');
  });

  it('counts probes where the window reads them', async () => {
    const daemon = await start();
    const key = `tcp 127.0.0.1:${backend.port}`;
    await until(
      'three probes are counted',
      async () => ((await daemon.target(key))?.probes?.successes ?? 0) >= 3,
    );
    expect((await daemon.target(key))?.probes).to.include({ failures: 0 });
  });

  it('learns of a drain, of what is forced, and of their end', async () => {
    const daemon = await start();
    const { hand } = daemon.daemon;
    await hand.begin({ ...operator, action: 'drain', subject: '127.0.0.2' });
    await isTrue(daemon, 'www', (why) => why === 'answered with 1 of 2 addresses: 127.0.0.2 is drained');
    expect(await daemon.target(`tcp 127.0.0.2:${backend.port}`)).to.deep.include({ override: 'drained' });
    expect((await daemon.overview()).isWell).to.equal(false);
    await hand.end(true, '127.0.0.2', operator.by);
    await isTrue(daemon, 'www', (why) => why === 'answered with all 2 addresses');
    await hand.begin({ ...operator, action: 'down', subject: `127.0.0.1:${backend.port}` });
    await isTrue(daemon, 'www', (why) => why.includes('127.0.0.1 is forced down'));
    await hand.end(false, `127.0.0.1:${backend.port}`, operator.by);
    await isTrue(daemon, 'www', (why) => why === 'answered with all 2 addresses');
    await hand.begin({ ...operator, action: 'drain', subject: 'static' });
    await isTrue(daemon, 'static', (why) => why === 'answered without address: 192.0.2.1 is drained');
  });

  it('learns of an override that expires', async () => {
    const daemon = await start();
    await daemon.daemon.hand.begin({ ...operator, action: 'drain', subject: '127.0.0.2', forSeconds: 1 });
    await isTrue(daemon, 'www', (why) => why.includes('drained'));
    await isTrue(daemon, 'www', (why) => why === 'answered with all 2 addresses');
  });

  it('learns of a reload: what came, what is gone, and what is other', async () => {
    const daemon = await start();
    const dead = await findDeadPort();
    await daemon.reload({
      names: {
        www: { ips: ['127.0.0.1'], health_port: dead },
        fresh: { ips: ['127.0.0.1'], health_port: backend.port },
      },
      flags: quick,
    });
    await until('the reload is told', async () => (await daemon.name('fresh')) !== undefined);
    expect(await daemon.name('spare')).to.equal(undefined);
    const { targets } = (await daemon.ask('/v1/targets')) as { targets: { key: string }[] };
    expect(targets.map(({ key }) => key).sort()).to.deep.equal(
      [`tcp 127.0.0.1:${dead}`, `tcp 127.0.0.1:${backend.port}`].sort(),
    );
    await isTrue(daemon, 'www', (why) => why.startsWith('answered without address'));
  });

  it('learns that a host moved, and of which targets that takes', async () => {
    const host = 'app.example.net';
    const resolver = await startNameServer(zoneScript([a(host, '127.0.0.1', 1)]));
    atEnd(() => resolver.close());
    const daemon = await startShownDaemon(
      {
        names: { app: { ips: [{ host }], health_port: backend.port }, ...names() },
        flags: { ...quick, resolver: resolver.address },
      },
      // Hosts are asked for again after five seconds at the soonest.
      { clock: hastyClock(20) },
    );
    expect((await daemon.name('app'))?.addresses).to.deep.equal(['127.0.0.1']);
    resolver.answerWith(zoneScript([a(host, '127.0.0.2', 1)]));
    await until('the move is told', async () => (await daemon.name('app'))?.addresses[0] === '127.0.0.2');
    expect(await daemon.name('app')).to.deep.include({ targets: [`tcp 127.0.0.2:${backend.port}`] });
    const users = (await daemon.target(`tcp 127.0.0.2:${backend.port}`))?.names;
    expect(users).to.have.members(['app', 'spare', 'www'].map((name) => `${name}.example.test.`));
  });

  it('learns that our own network is suspect before the next second has passed', async () => {
    const first = await openTarget('127.0.0.11');
    const addresses = ['127.0.0.11', '127.0.0.12', '127.0.0.13', '127.0.0.14', '127.0.0.15'];
    const others = await Promise.all(addresses.slice(1).map((address) => openTarget(address, first.port)));
    const anchor = await openTarget('127.0.0.21');
    for (const target of [first, ...others, anchor]) atEnd(() => target.takeDown());
    const daemon = await startShownDaemon({
      names: { www: { ips: addresses, health_port: first.port } },
      flags: { 'test-min-interval': '0.3', anchor: `${anchor.address}:${anchor.port}` },
    });
    await Promise.all([...others, anchor].map((target) => target.takeDown()));
    await until('it is told', async () => (await daemon.overview()).problems[0]?.kind === 'network');
    const { words, network } = await daemon.overview();
    expect(network).to.deep.include({ suspect: 'own network' });
    expect(words).to.match(/^it is us: /);
  });

  it('explains a name as the daemon does, and says of an unclear one which are meant', async () => {
    const daemon = await start();
    const detail = (await daemon.ask('/v1/names/WWW.example.test')) as { explanation?: { name: string } };
    expect(detail.explanation?.name).to.equal('www.example.test.');
    expect(await daemon.ask('/v1/names/wwv')).to.deep.equal({
      error: 'there is no name "wwv"; did you mean "www"?',
    });
  });

  it('says since when a zone has its serial', async () => {
    const daemon = await start();
    const { zones } = (await daemon.ask('/v1/zones')) as {
      zones: { zone: string; serialSinceSeconds: number }[];
    };
    expect(zones.map(({ zone }) => zone)).to.deep.equal(['example.test.']);
    expect(zones[0]?.serialSinceSeconds).to.be.closeTo(Date.now() / 1000, 60);
  });
});
