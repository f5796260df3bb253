// A daemon that serves: reloads one at a time, what the service manager hears of them, and an orderly stop.

import { expect } from 'chai';
import { configOf, startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { type Backend, findDeadPort, openBackend } from '../support/worlds/backend.ts';
import { openSilentBackend } from '../support/worlds/silent-backend.ts';

describe('RunningDaemon', () => {
  let backend: Backend;

  before(async () => {
    backend = await openBackend();
  });
  after(() => backend.close());
  afterEach(stopDaemons);

  const checked = () => ({ ips: ['127.0.0.1'], health_port: backend.port });

  it('does concurrent reloads one at a time, and the last one wins', async () => {
    const server = await startReloadableDaemon();
    const reloads = Array.from({ length: 50 }, (_, index) =>
      server.reload({ names: { www: [`192.0.2.${index + 1}`], [`n${index}`]: checked() } }),
    );
    const results = await Promise.all(reloads);
    expect(results.every(({ ok }) => ok)).to.equal(true);
    expect(addressesOf(await queryUdp(server.port, 'www.example.test'))).to.deep.equal(['192.0.2.50']);
    const told = server.notices.filter((notice) => !notice.startsWith('STATUS=')).slice(1);
    const kinds = told.map((notice) => notice.split('=')[0]);
    expect(kinds).to.deep.equal(Array.from({ length: 50 }, () => ['RELOADING', 'READY']).flat());
  });

  it('tells the service manager about the reload and what is served afterwards', async () => {
    const server = await startReloadableDaemon({ zone: 'none' });
    const from = server.notices.length;
    await server.reload({ names: { www: checked() } });
    expect(server.notices.slice(from).map((notice) => notice.split('\n')[0])).to.deep.equal([
      'RELOADING=1',
      'READY=1',
      `STATUS=serving example.test., 1 of 1 targets up, serial ${server.serial}`,
    ]);
    expect(server.events('reloaded')).to.have.length(1);
  });

  it('stops in order although reloads are waiting, and opens nothing afterwards', async () => {
    const free = await findDeadPort();
    const silent = await openSilentBackend();
    const www = { ips: ['127.0.0.1'], health_port: silent.port };
    const server = await startReloadableDaemon();
    const slow = server.reload({ names: { www }, flags: { 'test-timeout': '0.3' } });
    const queued = server.daemon.reload(configOf({ names: {}, flags: { port: String(free) } }));
    await new Promise((resolve) => setImmediate(resolve));
    await stopDaemons();
    const end = server.notices.length;
    await Promise.all([slow, queued]);
    expect(server.notices.slice(end)).to.deep.equal([]);
    const reopened = await openBackend('127.0.0.1', free).catch(() => undefined);
    expect(reopened === undefined).to.equal(false);
    await reopened?.close();
    silent.close();
  });
});
