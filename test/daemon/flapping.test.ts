// A flapping backend over real sockets: names with another address avoid it.

import { expect } from 'chai';
import { memoryPath } from '../../src/daemon/memory.ts';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const by = { uid: 0, name: 'alice' };

describe('a backend that goes up and down', () => {
  const atEnd = runAfterEach();
  let flapper: TestTarget;
  let steady: TestTarget;

  beforeEach(async () => {
    steady = await openTarget('127.0.0.31');
    flapper = await openTarget('127.0.0.32', steady.port);
    atEnd(() => steady.takeDown());
    atEnd(() => flapper.takeDown());
    atEnd(stopDaemons);
  });

  const settings = (flags: Readonly<Record<string, string>> = {}) => {
    const health_port = steady.port;
    return {
      names: {
        www: { ips: [steady.address, flapper.address], health_port },
        alone: { ips: [flapper.address], health_port },
        backed: { ips: [flapper.address], backup: [steady.address], health_port },
      },
      flags: { 'test-min-interval': '0.1', 'flap-limit': '3', ...flags },
    };
  };

  async function serve(flags?: Readonly<Record<string, string>>, path?: string) {
    const server = await startReloadableDaemon(settings(flags), { memoryPath: path });
    const { daemon } = server;
    const answer = async (name: string) =>
      addressesOf(await queryUdp(server.port, `${name}.example.test`)).sort();
    const target = () => {
      const found = daemon.status().targets.list.find((one) => one.target.includes(flapper.address));
      if (found === undefined) throw new Error('the target is not in the status');
      return found;
    };
    const untilState = (state: string) => until(`it is ${state}`, () => target().state === state);
    await until('both are answered', async () => (await answer('www')).length === 2);
    return { ...server, daemon, answer, target, untilState };
  }

  /** Four changes, ending up. */
  async function flap({ untilState }: Awaited<ReturnType<typeof serve>>): Promise<void> {
    for (let round = 0; round < 2; round++) {
      await flapper.takeDown();
      await untilState('down');
      await flapper.bringUp();
      await untilState('up');
    }
  }

  it('is held down where there is another address or a backup, and published where there is nothing else', async () => {
    const server = await serve();
    const { daemon, answer, target, events, notices } = server;
    await flap(server);
    expect(target().held?.endsInMs).to.be.within(1, 300_000);
    await until('it is out', async () => (await answer('www')).join() === steady.address);
    expect(await answer('backed')).to.deep.equal([steady.address]);
    expect(await answer('alone')).to.deep.equal([flapper.address]);
    expect(events('target-held')).to.have.length(1);
    await until('the service manager knows', () =>
      notices.some((notice) => notice.includes('1 target held down for flapping')),
    );
    const explained = daemon.explain({ name: 'www', ifDown: [] });
    const addresses = explained.ok ? explained.value.addresses : [];
    expect(addresses.map(({ isPublished, because }) => [isPublished, because])).to.deep.equal([
      [true, 'up'],
      [false, 'held'],
    ]);
    // Without alternative it is still removed when down, as a steady one is.
    await flapper.takeDown();
    await until('nothing is left of it', async () => (await answer('alone')).length === 0);
    await flapper.bringUp();
    await until('it is back', async () => (await answer('alone')).length === 1);
    await steady.takeDown();
    await until('it is better than nothing', async () => (await answer('www')).join() === flapper.address);
  });

  it('is released by hand, which is logged', async () => {
    const server = await serve();
    const { daemon, answer, target, events } = server;
    await flap(server);
    await until('it is out', async () => (await answer('www')).length === 1);
    const ended = await daemon.hand.end(false, flapper.address, by);
    expect(ended.ok && ended.value.released).to.deep.equal([`tcp ${flapper.address}:${flapper.port}`]);
    expect(await answer('www')).to.have.length(2);
    expect(target().held).to.equal(undefined);
    expect(events('hold-ended')[0]?.message).to.contain('ended by alice (uid 0)');
    const again = await daemon.hand.end(false, flapper.address, by);
    expect(again.ok && again.value.released).to.deep.equal([]);
  });

  it('can be released by the name it is held for', async () => {
    const server = await serve();
    await flap(server);
    const ended = await server.daemon.hand.end(false, 'backed', by);
    expect(ended.ok && ended.value.released).to.have.length(1);
    expect(await server.answer('www')).to.have.length(2);
  });

  it('is published when an operator forces it up', async () => {
    const server = await serve();
    const { daemon, answer } = server;
    await flap(server);
    await until('it is out', async () => (await answer('www')).length === 1);
    const begun = await daemon.hand.begin({ action: 'up', subject: flapper.address, by, mayEmpty: false });
    expect(begun.ok).to.equal(true);
    expect(await answer('www')).to.have.length(2);
  });

  it('is released after being steady for half the window', async () => {
    const server = await serve({ 'flap-window': '5' });
    await flap(server);
    await until('it is held', () => server.events('target-held').length > 0);
    await until('it is back', async () => (await server.answer('www')).length === 2);
    expect(server.events('target-steady')).to.have.length(1);
  });

  it('stays held across a restart', async () => {
    const path = memoryPath(makeTemporaryDirectory());
    const server = await serve({}, path);
    await flap(server);
    const since = server.target().held?.sinceSeconds;
    await stopDaemons();
    const again = await startReloadableDaemon(settings(), { memoryPath: path });
    const { list } = again.daemon.status().targets;
    expect(list.map(({ held }) => held?.sinceSeconds)).to.have.members([undefined, since]);
    expect(addressesOf(await queryUdp(again.port, 'www.example.test'))).to.deep.equal([steady.address]);
  });

  it('stays held across a reload, unless it switches holds off', async () => {
    const server = await serve();
    const { reload, answer, target } = server;
    await flap(server);
    expect((await reload(settings({ ttl: '7' }))).ok).to.equal(true);
    expect(target().held).not.to.equal(undefined);
    expect(await answer('www')).to.deep.equal([steady.address]);
    expect((await reload(settings({ 'flap-limit': '0' }))).ok).to.equal(true);
    expect(target().held).to.equal(undefined);
    expect(await answer('www')).to.have.length(2);
  });
});
