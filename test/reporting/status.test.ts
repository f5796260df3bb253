// The line for the service manager and the document for `healthy-dns status`.

import { expect } from 'chai';
import type { Status } from '../../src/control/protocol/status.ts';
import { printStatusLine } from '../../src/reporting/print-status.ts';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import { queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { until } from '../support/until.ts';
import { type Backend, findDeadPort, openBackend } from '../support/worlds/backend.ts';

const quiet: Status = {
  version: '0',
  pid: 1,
  startedSeconds: 0,
  zones: ['example.test.'],
  serial: 1_795_201_914,
  endpoints: [],
  udp: { engine: 'batch', workers: 2 },
  targets: { total: 42, up: 41, forcedUp: 0, forcedDown: 0, list: [] },
  names: { total: 3, empty: [], onPolicy: [], onBackup: [], emptyServices: [] },
  network: { anchors: [] },
  overrides: [],
  queries: { udp: 0, tcp: 0, dropped: 0, truncated: 0 },
};

describe('printStatusLine', () => {
  const lines: readonly [string, Partial<Status>, string][] = [
    ['one zone', {}, 'serving example.test., 41 of 42 targets up, serial 1795201914'],
    [
      'several zones',
      { zones: ['a.test.', 'b.test.', 'c.test.'] },
      'serving 3 zones, 41 of 42 targets up, serial 1795201914',
    ],
    [
      'nothing to probe',
      { targets: { ...quiet.targets, total: 0, up: 0 } },
      'serving example.test., nothing to probe, serial 1795201914',
    ],
    [
      'a forced verdict',
      { targets: { ...quiet.targets, forcedDown: 1 } },
      'serving example.test., 41 of 42 targets up (1 forced down), serial 1795201914',
    ],
    [
      'forced verdicts of both kinds',
      { targets: { ...quiet.targets, forcedUp: 2, forcedDown: 1 } },
      'serving example.test., 41 of 42 targets up (2 forced up, 1 forced down), serial 1795201914',
    ],
    [
      'two names without address',
      { names: { ...quiet.names, empty: ['www', 'api'] } },
      'serving example.test., 41 of 42 targets up, 2 names without address, serial 1795201914',
    ],
    [
      'one name without address',
      { names: { ...quiet.names, empty: ['www'] } },
      'serving example.test., 41 of 42 targets up, 1 name without address, serial 1795201914',
    ],
    [
      'names that do not answer with what they should',
      {
        names: { total: 9, empty: ['a'], onPolicy: ['b', 'c'], onBackup: ['d'], emptyServices: ['_e._tcp'] },
      },
      'serving example.test., 41 of 42 targets up, 1 name without address, 1 service without place, ' +
        '2 names all down and answered by policy, 1 name on backup, serial 1795201914',
    ],
    [
      'no zone',
      { zones: [], serial: undefined },
      'no zone is configured; edit /etc/default/healthy-dns and reload',
    ],
  ];
  for (const [what, change, line] of lines) {
    it(`says for ${what}: ${line}`, () => {
      expect(printStatusLine({ ...quiet, ...change })).to.equal(line);
    });
  }
});

describe('status', () => {
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
      queries: { udp: 1, tcp: 1, dropped: 0, truncated: 0 },
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

  it('names services of which no host has an address, by whatever hosts they have', async () => {
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
