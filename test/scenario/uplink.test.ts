// A daemon behind one uplink, in a network namespace: the uplink is cut, backends vanish, and the daemon tells which.

import { expect } from 'chai';
import type { Status } from '../../src/control/protocol/status.ts';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import { endSpawned, type SpawnedProgram, zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { needNamespaces } from '../support/worlds/network-namespace.ts';
import { cuts, UplinkWorld } from '../support/worlds/uplink-world.ts';

const backends = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '2001:db8:1::1', '2001:db8:2::1'];
const ipv4 = backends.filter((address) => !address.includes(':'));
const port = 8080;
const anchors = [
  ['198.51.100.254', 443],
  ['2001:db8:f::53', 53],
] as const;
const anchorVariable = '198.51.100.254:443,[2001:db8:f::53]:53';
/** How long verdicts must stay unchanged to be called frozen: every target fails several times in it. */
const frozenSeconds = 2;

describe('a cut uplink', () => {
  const atEnd = runAfterEach();
  let world: UplinkWorld;
  let daemon: OperatedDaemon;
  let program: SpawnedProgram;
  let dnsPort: number;

  beforeEach(async function () {
    needNamespaces(this);
    world = new UplinkWorld([...backends, ...anchors.map(([address]) => address)]);
    atEnd(() => world.remove());
    atEnd(endSpawned);
    for (const address of backends) await world.listen(address, port);
    for (const [address, anchorPort] of anchors) await world.listen(address, anchorPort);
    daemon = new OperatedDaemon();
  });

  async function serve(variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const names = { www: { ips: backends, health_port: port }, other: ['192.0.2.9'] };
    const environment = zoneVariables(names, {
      HEALTHY_DNS_TEST_MIN_INTERVAL: '0.5',
      HEALTHY_DNS_TEST_TIMEOUT: '0.4',
      HEALTHY_DNS_LOG_FORMAT: 'json',
      ...variables,
    });
    program = await daemon.serve(environment, { prefix: world.prefix });
    dnsPort = await daemon.dnsPort();
    await until('all are up', async () => (await daemon.status()).targets.up === backends.length);
  }

  /** The log entries of an event. */
  const logged = (event: string) =>
    program.output.split('\n').filter((line) => line.includes(`"event":"${event}"`));

  const untilStatus = (what: string, holds: (status: Status) => boolean) =>
    until(what, async () => holds(await daemon.status()));

  for (const how of cuts) {
    for (const variables of [{ HEALTHY_DNS_ANCHOR: anchorVariable }, {}] as Record<string, string>[]) {
      const whom = 'HEALTHY_DNS_ANCHOR' in variables ? 'with anchors' : 'without anchors';
      it(`freezes and thaws verdicts (${how}, ${whom}), and not one answer changes`, async () => {
        await serve(variables);
        const { serial } = await daemon.status();
        const stopAsking = world.askSteadily(dnsPort, 'www.example.test', ipv4);
        world.cut(how);
        await untilStatus('it is suspect', ({ network }) => network.suspect === 'own network');
        await untilStatus(
          'it has been for a while',
          ({ network }) =>
            Date.now() / 1000 - (network.sinceSeconds ?? Number.POSITIVE_INFINITY) > frozenSeconds,
        );
        const frozen = await daemon.status();
        expect(frozen.targets.up).to.equal(backends.length);
        expect(frozen.targets.list.map(({ reason }) => reason)).not.to.include('accepted');
        expect((await daemon.run('status')).output).to.include('suspect: own network');
        world.mend(how);
        await untilStatus('it is over', ({ network }) => network.suspect === undefined);
        await untilStatus('everybody answers', ({ targets }) =>
          targets.list.every(({ reason = '' }) => reason.startsWith('accepted')),
        );
        const { sent, lost, wrong } = await stopAsking();
        expect([lost, wrong]).to.deep.equal([0, []]);
        expect(sent).to.be.above(100);
        expect((await daemon.status()).serial).to.equal(serial);
        expect(logged('target-down')).to.deep.equal([]);
        expect(logged('own-network-suspect')).to.have.length.at.least(1);
      });
    }
  }

  it('is not suspected when all backends vanish but an anchor answers, which is logged at once', async () => {
    await serve({ HEALTHY_DNS_ANCHOR: anchorVariable });
    await world.close(...anchors[0]);
    for (const address of backends) world.swallow(address);
    await untilStatus('all are down', ({ targets }) => targets.up === 0);
    expect((await daemon.status()).targets.list.map(({ reason }) => reason)).to.deep.equal(
      backends.map(() => 'timeout'),
    );
    await until('it is logged', () => logged('mass-failure').length > 0);
    expect(logged('own-network-suspect')).to.deep.equal([]);
    expect(logged('mass-failure')).to.have.length(1);
    expect(logged('mass-failure')[0]).to.include('it is not our own network: [2001:db8:f::53]:53 answers');
  });

  it('is not suspected when all but one backend vanish', async () => {
    await serve();
    for (const address of backends.slice(1)) world.swallow(address);
    await untilStatus('they are down', ({ targets }) => targets.up === 1);
    expect(logged('own-network-suspect')).to.deep.equal([]);
  });

  it('shows what happened meanwhile once it is repaired', async () => {
    await serve({ HEALTHY_DNS_ANCHOR: anchorVariable });
    world.cut('silent');
    await untilStatus('it is suspect', ({ network }) => network.suspect !== undefined);
    await world.close('198.51.100.1', port);
    world.mend('silent');
    await untilStatus('the one that is gone is down', ({ targets }) => targets.up === backends.length - 1);
    const down = (await daemon.status()).targets.list.filter(({ state }) => state === 'down');
    expect(down.map(({ target, reason }) => [target, reason])).to.deep.equal([
      [`tcp 198.51.100.1:${port}`, 'refused'],
    ]);
  });

  it('does not keep a daemon from starting, which has no verdicts then and learns them later', async () => {
    world.cut('silent');
    const names = { www: { ips: backends, health_port: port } };
    const environment = zoneVariables(names, { HEALTHY_DNS_TEST_MIN_INTERVAL: '0.5' });
    program = await daemon.serve(environment, { prefix: world.prefix });
    await untilStatus('it is suspect', ({ network }) => network.suspect !== undefined);
    expect((await daemon.status()).names.empty).to.deep.equal(['www']);
    world.mend('silent');
    await untilStatus('all are up', ({ targets }) => targets.up === backends.length);
  });
});

describe('a black hole', () => {
  const atEnd = runAfterEach();
  /** Nobody has these, and nobody says so. */
  const holes = Array.from({ length: 200 }, (_, i) => `198.51.100.${i + 20}`);

  beforeEach(function () {
    needNamespaces(this);
  });

  it('takes its own target down, by timeout, without delaying or disturbing the others', async () => {
    const world = new UplinkWorld(backends);
    atEnd(() => world.remove());
    atEnd(endSpawned);
    for (const address of backends) await world.listen(address, port);
    const daemon = new OperatedDaemon();
    const names = {
      www: { ips: ipv4, health_port: port },
      six: { ips: backends.filter((address) => address.includes(':')), health_port: port },
      holes: { ips: holes, health_port: port },
    };
    const environment = zoneVariables(names, {
      HEALTHY_DNS_TEST_MIN_INTERVAL: '0.5',
      HEALTHY_DNS_TEST_TIMEOUT: '2',
    });
    await daemon.serve(environment, { prefix: world.prefix });
    const untilUp = (count: number) =>
      until(`${count} are up`, async () => (await daemon.status()).targets.up === count);
    await until('the holes are down', async () =>
      (await daemon.status()).targets.list.every(({ state }) => state !== 'unknown'),
    );
    await untilUp(backends.length);
    const stopAsking = world.askSteadily(await daemon.dnsPort(), 'www.example.test', ipv4);
    world.swallow('2001:db8:1::1');
    await untilUp(backends.length - 1);
    const gone = (await daemon.status()).targets.list.find(({ target }) => target.includes('2001:db8:1::1'));
    expect([gone?.state, gone?.reason]).to.deep.equal(['down', 'timeout']);
    world.giveBack('2001:db8:1::1');
    await untilUp(backends.length);
    // While two hundred probes hang, a target that fails at once is noticed.
    await world.close('2001:db8:2::1', port);
    await untilUp(backends.length - 1);
    const { lost, wrong } = await stopAsking();
    expect([lost, wrong]).to.deep.equal([0, []]);
    const { list } = (await daemon.status()).targets;
    expect(
      new Set(list.filter(({ names: [name] }) => name === 'holes').map(({ reason }) => reason)),
    ).to.deep.equal(new Set(['timeout']));
  });

  it('delays no failover: another target goes down and comes back while hundreds of probes hang in it', async () => {
    const network = '2001:db8:9::/64';
    const crowd = Array.from({ length: 256 }, (_, i) => `2001:db8:9::${(i + 1).toString(16)}`);
    const world = new UplinkWorld(backends);
    atEnd(() => world.remove());
    atEnd(endSpawned);
    world.addNetwork(network);
    await world.listen('::', port + 1);
    for (const address of ipv4) await world.listen(address, port);
    const daemon = new OperatedDaemon();
    const names = {
      www: { ips: ipv4, health_port: port },
      crowd: { ips: crowd, health_port: port + 1 },
    };
    const environment = zoneVariables(names, {
      HEALTHY_DNS_TEST_MIN_INTERVAL: '0.5',
      // Two of these, until a lost one is down, take longer than all that www goes through.
      HEALTHY_DNS_TEST_TIMEOUT: '4',
      HEALTHY_DNS_LOG_FORMAT: 'json',
    });
    const program = await daemon.serve(environment, { prefix: world.prefix });
    const untilUp = (count: number) =>
      until(`${count} are up`, async () => (await daemon.status()).targets.up === count);
    const all = ipv4.length + crowd.length;
    await untilUp(all);
    const [flipping = ''] = ipv4;
    const stopAsking = world.askSteadily(await daemon.dnsPort(), 'crowd.example.test', []);
    world.swallowNetwork(network);
    await world.close(flipping, port);
    await untilUp(all - 1);
    await world.listen(flipping, port);
    await untilUp(all);
    await untilUp(ipv4.length);
    const changes = program.output
      .split('\n')
      .filter((line) => /"event":"target-(up|down)".*"previousState":"(up|down)"/.test(line))
      .map((line) => JSON.parse(line) as Readonly<Record<string, string>>)
      .map(({ event, target = '', reason = '' }) =>
        target.endsWith(`:${port}`) ? `${event} ${reason.split(' ')[0]}` : reason,
      );
    expect(changes).to.deep.equal([
      'target-down refused',
      'target-up accepted',
      ...Array(crowd.length).fill('timeout'),
    ]);
    expect((await stopAsking()).lost).to.equal(0);
  });
});
