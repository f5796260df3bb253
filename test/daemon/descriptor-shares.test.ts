// A daemon with few file descriptors: how it starts, reloads, and copes with a changed limit.

import { once } from 'node:events';
import { expect } from 'chai';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
  type ZoneSettings,
} from '../support/daemon/start-reloadable-daemon.ts';
import { TcpClient } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

describe('a daemon that may open few files', () => {
  const atEnd = runAfterEach();
  let backend: TestTarget;
  let limit: number;
  let world: ReloadableDaemon;

  afterEach(stopDaemons);
  beforeEach(async () => {
    backend = await openTarget('0.0.0.0');
    atEnd(() => backend.takeDown());
  });

  async function start(settings: ZoneSettings, filesMax: number): Promise<void> {
    limit = filesMax;
    world = await startReloadableDaemon(settings, { readOpenFiles: () => ({ limit, open: 20 }) });
  }

  const names = (count: number) => ({
    www: {
      ips: Array.from({ length: count }, (_, host) => `127.3.0.${host + 1}`),
      health_port: backend.port,
    },
  });
  const events = () => world.events('descriptors-low').map(({ message }) => message);

  it('warns once what it lacks, and again when that changes', async () => {
    await start({ names: names(3) }, 100);
    expect(events()).to.have.length(1);
    expect(events()[0]).to.match(
      /^this process may open only 100 files, but this configuration calls for \d+: at most 3 probes/,
    );
    expect(world.daemon.status().descriptors).to.include({ limit: 100, probesMax: 3 });
    await world.reload({ names: names(3) });
    expect(events()).to.have.length(1);
    await world.reload({ names: names(4) });
    expect(events()).to.have.length(2);
    limit = 1000;
    await world.reload({ names: names(4) });
    expect(events()).to.have.length(2);
    expect(world.daemon.status().descriptors).to.equal(undefined);
  });

  it('starts with true answers although targets have to wait for each other', async () => {
    await start({ names: names(60) }, 70);
    expect(world.daemon.descriptors.probesMax).to.be.below(10);
    expect(world.daemon.status().targets).to.include({ total: 60, up: 60 });
  });

  it('counts what the query log needs', async () => {
    await start({ names: names(3) }, 100);
    const wantedOf = () => world.daemon.status().descriptors?.wanted ?? 0;
    const before = wantedOf();
    await world.reload({ names: names(3), flags: { 'query-log': '/dev/null' } });
    expect(wantedOf()).to.equal(before + 5);
    await world.reload({ names: names(3) });
    expect(wantedOf()).to.equal(before);
  });

  it('refuses a reload that exceeds the current limit', async () => {
    await start({ names: names(3) }, 100);
    const before = world.daemon.status();
    const listen = Array.from({ length: 30 }, (_, host) => `127.3.1.${host + 1}`);
    const refused = await world.reload({ names: names(5), flags: { listen } });
    expect(refused.ok ? [] : refused.problem).to.have.length(1);
    expect(refused.ok ? '' : refused.problem[0]?.message).to.match(
      /^this process may open only 100 files, .* at least 1\d\d;/,
    );
    expect(world.daemon.status().endpoints).to.deep.equal(before.endpoints);
    expect(world.daemon.status().targets.total).to.equal(3);
    expect(world.daemon.descriptors.probesMax).to.equal(3);
    limit = 300;
    expect(await world.reload({ names: names(5), flags: { listen } })).to.have.property('ok', true);
    expect(world.daemon.status().endpoints).to.have.length(30);
    limit = 60;
    expect(await world.reload({ names: names(5) })).to.have.property('ok', false);
    expect(world.daemon.status().endpoints).to.have.length(30);
  });

  it('takes what a reload needs from TCP clients', async () => {
    await start({ names: names(3) }, 100);
    const { tcpConnectionsMax } = world.daemon.descriptors;
    const clients = Array.from({ length: tcpConnectionsMax }, () => new TcpClient(world.port));
    atEnd(() => clients.map((client) => client.close()));
    await Promise.all(clients.map(({ socket }) => once(socket, 'connect')));
    const countOpen = () => clients.filter(({ isClosed }) => !isClosed).length;
    const listen = ['127.0.0.1', '127.3.1.1', '127.3.1.2'];
    expect(await world.reload({ names: names(3), flags: { listen } })).to.have.property('ok', true);
    const { tcpConnectionsMax: left } = world.daemon.descriptors;
    expect(left).to.be.below(tcpConnectionsMax);
    await until('they are no more than there may be', () => countOpen() <= left);
  });
});
