// A daemon all of whose targets disappear, over real sockets: what it concludes depends on who else answers.

import { expect } from 'chai';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const addresses = ['127.0.0.11', '127.0.0.12', '127.0.0.13', '127.0.0.14', '127.0.0.15'];

describe('a daemon that doubts its own network', () => {
  const atEnd = runAfterEach();
  let backends: TestTarget[];
  let anchors: TestTarget[];

  beforeEach(async () => {
    const [first, ...others] = addresses as [string, ...string[]];
    const opened = await openTarget(first);
    backends = [opened, ...(await Promise.all(others.map((address) => openTarget(address, opened.port))))];
    anchors = await Promise.all(['127.0.0.21', '127.0.0.22'].map((address) => openTarget(address)));
    for (const target of [...backends, ...anchors]) atEnd(() => target.takeDown());
    atEnd(stopDaemons);
  });

  async function serve(flags: Readonly<Record<string, string | readonly string[]>> = {}) {
    const server = await startReloadableDaemon({
      names: { www: { ips: addresses, health_port: backends[0]?.port }, apart: ['192.0.2.1'] },
      flags: { 'test-min-interval': '0.3', ...flags },
    });
    const answered = async () => addressesOf(await queryUdp(server.port, 'www.example.test')).sort();
    await until('all are answered', async () => (await answered()).length === addresses.length);
    return { ...server, daemon: server.daemon, answered };
  }

  const nameOf = ({ address, port }: TestTarget) => `${address}:${port}`;
  const takeDown = (targets: readonly TestTarget[]) =>
    Promise.all(targets.map((target) => target.takeDown()));

  it('freezes verdicts while no anchor answers, logs it, and recovers by itself', async () => {
    const { daemon, answered, events, notices } = await serve({ anchor: anchors.map(nameOf) });
    const serial = daemon.status().serial;
    await takeDown([...backends.slice(0, 4), ...anchors]);
    await until('the network is suspect', () => daemon.status().network.suspect !== undefined);
    expect(daemon.status().network).to.deep.include({ suspect: 'own network' });
    expect(daemon.status().network.anchors).to.deep.equal(
      anchors.map((anchor) => ({ anchor: nameOf(anchor), isUp: false, reason: 'refused' })),
    );
    await until('the service manager knows', () =>
      notices.some((notice) => notice.includes('5 of 5 targets up, suspect: own network')),
    );
    const explained = daemon.explain({ name: 'www', ifDown: [] });
    expect(explained.ok && explained.value.suspect).to.equal('own network');
    // Each fails several times more than it takes to be down.
    const connections = backends[4]?.accepted ?? 0;
    await until('some more rounds have gone by', () => (backends[4]?.accepted ?? 0) > connections + 4);
    expect(await answered()).to.deep.equal(addresses);
    expect(daemon.status().serial).to.equal(serial);
    expect([events('target-down').length, events('own-network-suspect').length]).to.deep.equal([0, 1]);
    await anchors[1]?.bringUp();
    await until('what is down is out', async () => (await answered()).join() === addresses[4]);
    expect(daemon.status().network.suspect).to.equal(undefined);
    expect(events('own-network-back')).to.have.length.at.least(1);
    expect(events('target-down')).to.have.length(4);
  });

  it('believes at once that all targets are down while an anchor answers', async () => {
    const { daemon, answered, events } = await serve({ anchor: anchors.map(nameOf) });
    await takeDown([...backends, anchors[0] as TestTarget]);
    await until('nothing is answered', async () => (await answered()).length === 0);
    expect(daemon.status().network.suspect).to.equal(undefined);
    expect(events('own-network-suspect')).to.deep.equal([]);
    expect(events('mass-failure')).to.have.length(1);
    expect(events('mass-failure')[0]?.message).to.contain(`${nameOf(anchors[1] as TestTarget)} answers`);
  });

  it('believes refused connections without an anchor: the network carried them', async () => {
    const { answered, events } = await serve();
    await takeDown(backends);
    await until('nothing is answered', async () => (await answered()).length === 0);
    expect(events('own-network-suspect')).to.deep.equal([]);
  });

  it('believes everything with a share of 1, even if set during the doubt', async () => {
    const { daemon, answered, reload } = await serve({ anchor: anchors.map(nameOf) });
    await takeDown([...backends, ...anchors]);
    await until('the network is suspect', () => daemon.status().network.suspect !== undefined);
    const names = { www: { ips: addresses, health_port: backends[0]?.port } };
    const flags = { 'test-min-interval': '0.3', 'mass-failure': '1' };
    expect((await reload({ names, flags })).ok).to.equal(true);
    await until('nothing is answered', async () => (await answered()).length === 0);
    expect(daemon.status().network).to.deep.equal({ anchors: [] });
  });
});
