// A reload changes names, TTLs, paces, thresholds and zones while everything else goes on; what stays keeps its state.

import { expect } from 'chai';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { until } from '../support/until.ts';
import { type Backend, findDeadPort, openBackend } from '../support/worlds/backend.ts';

const noError = 0;
const nxDomain = 3;
const refused = 5;

describe('replaceConfig', () => {
  let backend: Backend;
  const fast = { 'test-min-interval': '0.1', 'test-timeout': '0.5' };

  before(async () => {
    backend = await openBackend();
  });
  after(() => backend.close());
  afterEach(stopDaemons);

  const checked = (port = backend.port) => ({ ips: ['127.0.0.1'], health_port: port });

  it('serves new names and drops removed ones', async () => {
    const server = await startReloadableDaemon({ names: { old: ['192.0.2.1'], both: ['192.0.2.2'] } });
    await server.reload({ names: { new: ['192.0.2.3'], both: ['192.0.2.4'] } });
    expect((await queryUdp(server.port, 'old.example.test')).code).to.equal(nxDomain);
    expect(addressesOf(await queryUdp(server.port, 'new.example.test'))).to.deep.equal(['192.0.2.3']);
    expect(addressesOf(await queryUdp(server.port, 'both.example.test'))).to.deep.equal(['192.0.2.4']);
  });

  it('answers a new checked name correctly as soon as it reports success', async () => {
    const dead = await findDeadPort();
    const server = await startReloadableDaemon();
    await server.reload({ names: { live: checked(), dead: checked(dead) } });
    expect(addressesOf(await queryUdp(server.port, 'live.example.test'))).to.deep.equal(['127.0.0.1']);
    const reply = await queryUdp(server.port, 'dead.example.test');
    expect([reply.code, reply.answers.length]).to.deep.equal([noError, 0]);
  });

  it('applies a new TTL', async () => {
    const server = await startReloadableDaemon({ names: { www: ['192.0.2.1'] }, flags: { ttl: '60' } });
    await server.reload({ names: { www: ['192.0.2.1'] }, flags: { ttl: '7' } });
    expect((await queryUdp(server.port, 'www.example.test')).answers).to.deep.equal([
      'www.example.test 7 A 192.0.2.1',
    ]);
  });

  it('adds and removes alias zones', async () => {
    const names = { www: ['192.0.2.1'] };
    const server = await startReloadableDaemon({ names });
    expect((await queryUdp(server.port, 'www.alias.test')).code).to.equal(refused);
    await server.reload({ names, aliases: ['alias.test', 'other.test'] });
    expect(addressesOf(await queryUdp(server.port, 'www.alias.test'))).to.deep.equal(['192.0.2.1']);
    expect(server.daemon.status().zones).to.deep.equal(['example.test.', 'alias.test.', 'other.test.']);
    await server.reload({ names });
    expect((await queryUdp(server.port, 'www.alias.test')).code).to.equal(refused);
    expect(server.daemon.status().zones).to.deep.equal(['example.test.']);
  });

  it('goes from no zone to one, to another, and back to none', async () => {
    const server = await startReloadableDaemon({ zone: 'none' });
    expect((await queryUdp(server.port, 'www.example.test')).code).to.equal(refused);
    await server.reload({ names: { www: checked() } });
    expect(addressesOf(await queryUdp(server.port, 'www.example.test'))).to.deep.equal(['127.0.0.1']);
    await server.reload({ zone: 'else.test', names: { www: checked() } });
    expect((await queryUdp(server.port, 'www.example.test')).code).to.equal(refused);
    expect(addressesOf(await queryUdp(server.port, 'www.else.test'))).to.deep.equal(['127.0.0.1']);
    await server.reload({ zone: 'none' });
    expect((await queryUdp(server.port, 'www.else.test')).code).to.equal(refused);
    expect(server.daemon.status().targets.total).to.equal(0);
  });

  it('keeps the serial when nothing changes, and raises it when something does', async () => {
    const names = { www: checked(), static: ['192.0.2.1'] };
    const server = await startReloadableDaemon({ names });
    const first = server.serial ?? 0;
    await server.reload({ names });
    await server.reload({
      names,
      flags: { rise: '3', fall: '3', 'log-level': 'debug', listen: '127.0.0.1' },
    });
    expect(server.serial).to.equal(first);
    await server.reload({ names: { ...names, more: ['192.0.2.2'] } });
    const second = server.serial ?? 0;
    expect(second).to.be.greaterThan(first);
    await server.reload({ names });
    expect(server.serial).to.be.greaterThan(second);
    expect((await queryUdp(server.port, 'example.test', { type: 6 })).answers.join()).to.include(
      String(server.serial),
    );
  });

  it('keeps the state of targets that stay, without a new first round', async () => {
    const names = { www: checked() };
    const server = await startReloadableDaemon({ names });
    const [before] = server.daemon.monitor.report();
    const connections = backend.connectionCount;
    await server.reload({ names: { ...names, also: checked() } });
    const [after] = server.daemon.monitor.report();
    expect(after?.sinceSeconds).to.equal(before?.sinceSeconds);
    expect(after?.lastOutcome).to.equal(before?.lastOutcome);
    expect(backend.connectionCount).to.equal(connections);
    expect(addressesOf(await queryUdp(server.port, 'also.example.test'))).to.deep.equal(['127.0.0.1']);
  });

  it('stops probing targets that are gone', async () => {
    const removed = await openBackend();
    const server = await startReloadableDaemon({
      names: { stays: checked(), goes: checked(removed.port) },
      flags: fast,
    });
    await until('the removed one is probed', () => removed.connectionCount >= 3);
    await server.reload({ names: { stays: checked() }, flags: fast });
    expect(server.daemon.status().targets.list.map(({ names }) => names)).to.deep.equal([['stays']]);
    const atReload = removed.connectionCount;
    const probes = backend.connectionCount;
    // One probe may have been in progress; five rounds of the other target are five chances for another one.
    await until('the other one is probed on', () => backend.connectionCount >= probes + 5);
    expect(removed.connectionCount).to.be.at.most(atReload + 1);
    await removed.close();
  });

  it('probes at the new pace at once, without waiting for the old interval', async () => {
    const names = { www: checked() };
    const server = await startReloadableDaemon({ names, flags: { 'test-min-interval': '3600' } });
    const before = backend.connectionCount;
    await server.reload({ names, flags: fast });
    await until('five more probes', () => backend.connectionCount >= before + 5);
    await server.reload({ names, flags: { 'test-min-interval': '3600' } });
    expect(server.daemon.status().targets.up).to.equal(1);
  });

  it('does not postpone the confirmation of a failure when the interval grows', async () => {
    const fails = await openBackend();
    const names = { www: checked(fails.port) };
    const server = await startReloadableDaemon({ names, flags: fast });
    // Up, then one failure: the answer waits for its confirmation.
    await server.reload({ names, flags: { 'test-min-interval': '1', 'test-timeout': '0.5' } });
    await fails.close();
    const hasFailedOnce = () => {
      const [report] = server.daemon.monitor.report();
      return report?.lastOutcome?.kind === 'failure' && report.verdict === 'up';
    };
    await until('the first failure', hasFailedOnce);
    await server.reload({ names, flags: { 'test-min-interval': '3600', 'test-timeout': '0.5' } });
    const isEmpty = async () => (await queryUdp(server.port, 'www.example.test')).answers.length === 0;
    await until('the address is out of the answers', isEmpty);
  });

  it('applies new thresholds', async () => {
    const dies = await openBackend();
    const names = { www: checked(dies.port) };
    const server = await startReloadableDaemon({ names, flags: { ...fast, fall: '100' } });
    await dies.close();
    const failures = () => server.daemon.monitor.report()[0]?.lastOutcome?.kind === 'failure';
    await until('a failure', failures);
    expect(server.daemon.status().targets.up).to.equal(1);
    await server.reload({ names, flags: { ...fast, fall: '1' } });
    await until('the target is down', () => server.daemon.status().targets.up === 0);
  });

  it('probes a target afresh that left and came back', async () => {
    const dies = await openBackend();
    const names = { www: checked(dies.port) };
    const server = await startReloadableDaemon({ names, flags: fast });
    await server.reload({ names: {} });
    await dies.close();
    await server.reload({ names, flags: fast });
    expect((await queryUdp(server.port, 'www.example.test')).answers).to.deep.equal([]);
  });
});
