// The document behind `healthy-dns status`.

import { expect } from 'chai';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import { queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { until } from '../support/until.ts';
import { type Backend, findDeadPort, openBackend } from '../support/worlds/backend.ts';

describe('makeStatus', () => {
  let backend: Backend;

  before(async () => {
    backend = await openBackend();
  });
  after(() => backend.close());
  afterEach(stopDaemons);

  it('has the fields of the manual', async () => {
    const dead = await findDeadPort();
    const server = await startReloadableDaemon({
      aliases: ['alias.test'],
      names: {
        www: { ips: ['127.0.0.1'], health_port: backend.port },
        also: { ips: ['127.0.0.1'], health_port: backend.port },
        gone: { ips: ['127.0.0.1'], health_port: dead },
        static: ['192.0.2.1'],
      },
    });
    const isDown = () => server.daemon.status().targets.list.some(({ state }) => state === 'down');
    await until('the first failure is confirmed', isDown);
    await queryUdp(server.port, 'www.example.test');
    await queryTcp(server.port, 'www.example.test');
    const status = server.daemon.status();
    expect(status).to.deep.include({
      pid: process.pid,
      zones: ['example.test.', 'alias.test.'],
      serial: server.serial,
      endpoints: [`127.0.0.1:${server.port}`],
      udp: { engine: testedUdpEngine, workers: testedUdpEngine === 'batch' ? 1 : 0 },
      names: { total: 4, empty: ['gone'], onPolicy: [], onBackup: [], emptyServices: [] },
      queries: {
        udp: 1,
        tcp: 1,
        dropped: 0,
        truncated: 0,
        cookies: { valid: 0, invalid: 0, new: 0, required: 0 },
      },
    });
    expect(status.startedSeconds).to.be.closeTo(Date.now() / 1000, 10);
    expect([status.targets.total, status.targets.up]).to.deep.equal([2, 1]);
    const [up, down] = [...status.targets.list].sort((a, b) => b.state.localeCompare(a.state));
    expect(up).to.deep.include({
      target: `tcp 127.0.0.1:${backend.port}`,
      state: 'up',
      names: ['www', 'also'],
    });
    expect(up?.reason).to.match(/^accepted in [\d.]+ ms$/);
    expect(up?.sinceSeconds).to.be.closeTo(Date.now() / 1000, 10);
    expect(up?.nextProbeInMs).to.be.within(0, 40_000);
    expect(down).to.deep.include({ state: 'down', reason: 'refused', names: ['gone'] });
  });

  it('lists the services of which no host has an address, however their hosts are configured', async () => {
    const dead = await findDeadPort();
    const up = { ips: ['127.0.0.1'], health_port: backend.port };
    const down = { ips: ['127.0.0.1', '127.0.0.2'], health_port: dead };
    const service = { name: '_made._tcp', port: 80 };
    const at = (...targets: string[]) => ({ srv: targets.map((target) => ({ target, port: 80 })) });
    const server = await startReloadableDaemon({
      names: {
        up,
        down: { ...down, service },
        rescued: { ...down, service, when_all_down: 'all' },
        sorry: { ...down, service, when_all_down: ['127.0.0.4'] },
        spare: { ...down, service, backup: ['127.0.0.3'], backup_check: 'none' },
        '_one._tcp': at('down'),
        '_two._tcp': at('down', 'up'),
        '_out._tcp': at('down', 'elsewhere.test.'),
        '@': at('down'),
      },
    });
    const { names } = server.daemon.status();
    expect([names.onBackup, names.onPolicy]).to.deep.equal([['spare'], ['rescued', 'sorry']]);
    expect(names.emptyServices).to.have.members(['_made._tcp.down', '_made._tcp.sorry', '_one._tcp', '@']);
  });

  it('has no zone, no serial and no targets while nothing is configured', async () => {
    const server = await startReloadableDaemon({ zone: 'none' });
    expect(JSON.parse(JSON.stringify(server.daemon.status()))).to.deep.include({
      zones: [],
      targets: { total: 0, up: 0, forcedUp: 0, forcedDown: 0, list: [] },
      names: { total: 0, empty: [], onPolicy: [], onBackup: [], emptyServices: [] },
    });
    expect(server.events('ready-without-zone').map(({ level }) => level)).to.deep.equal(['warning']);
  });
});
