// A restart remembers the previous run: its first answer is as true as the last one before.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { memoryPath, readMemory, writeMemorySync } from '../../src/daemon/memory.ts';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { type Backend, findDeadPort, openBackend } from '../support/worlds/backend.ts';
import { openSilentBackend, type SilentBackend } from '../support/worlds/silent-backend.ts';

const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('warm restart', () => {
  let backend: Backend;
  let silent: SilentBackend;
  let path: string;

  before(async () => {
    backend = await openBackend();
    silent = await openSilentBackend();
  });
  after(async () => {
    await backend.close();
    silent.close();
  });
  beforeEach(() => {
    path = memoryPath(makeTemporaryDirectory());
  });
  afterEach(stopDaemons);

  const checked = (port: number) => ({ ips: ['127.0.0.1'], health_port: port });
  const keyOf = (port: number) => `tcp 127.0.0.1:${port}`;

  function remember(port: number, verdict: 'up' | 'down', ageSeconds = 1, serial?: number): void {
    const savedAtSeconds = nowSeconds() - ageSeconds;
    const verdicts = new Map([[keyOf(port), { verdict, sinceSeconds: savedAtSeconds - 100 }]]);
    const serials = new Map(serial === undefined ? [] : [[nameOf('example.test'), serial]]);
    writeMemorySync(path, { savedAtSeconds, serials, verdicts, lastHealthy: new Map(), hosts: new Map() });
  }

  it('answers with a remembered address at once, before its probe is answered', async () => {
    remember(silent.port, 'up');
    const server = await startReloadableDaemon(
      { names: { www: checked(silent.port) }, flags: { 'test-timeout': '120', 'test-min-interval': '120' } },
      { memoryPath: path },
    );
    expect(addressesOf(await queryUdp(server.port, 'www.example.test'))).to.deep.equal(['127.0.0.1']);
    expect(server.events('verdicts-restored')).to.have.length(1);
  });

  it('omits an address remembered as down', async () => {
    remember(silent.port, 'down');
    const server = await startReloadableDaemon(
      { names: { www: checked(silent.port) } },
      { memoryPath: path },
    );
    expect((await queryUdp(server.port, 'www.example.test')).answers).to.deep.equal([]);
  });

  it('keeps since when a target is up across runs', async () => {
    const settings = { names: { www: checked(backend.port) } };
    const first = await startReloadableDaemon(settings, { memoryPath: path });
    const since = first.daemon.status().targets.list[0]?.sinceSeconds;
    await stopDaemons();
    const read = readMemory(path);
    expect(read.ok && read.value?.verdicts.get(keyOf(backend.port))?.sinceSeconds).to.equal(since);
    const second = await startReloadableDaemon(settings, { memoryPath: path });
    expect(second.daemon.status().targets.list[0]?.sinceSeconds).to.equal(since);
  });

  it('probes first when the memory is too old, while serials still grow', async () => {
    const dead = await findDeadPort();
    const ahead = nowSeconds() + 1000;
    remember(dead, 'up', 3600, ahead);
    const server = await startReloadableDaemon({ names: { www: checked(dead) } }, { memoryPath: path });
    expect((await queryUdp(server.port, 'www.example.test')).answers).to.deep.equal([]);
    expect(server.serial).to.be.greaterThan(ahead);
  });

  it('does not believe a file from the future, while serials still grow', async () => {
    const dead = await findDeadPort();
    const ahead = nowSeconds() + 1000;
    remember(dead, 'up', -500, ahead);
    const server = await startReloadableDaemon({ names: { www: checked(dead) } }, { memoryPath: path });
    expect((await queryUdp(server.port, 'www.example.test')).answers).to.deep.equal([]);
    expect(server.serial).to.be.greaterThan(ahead);
  });

  it('starts without a damaged file, with one warning, and rewrites it', async () => {
    writeFileSync(path, '\0\0\0\0');
    const server = await startReloadableDaemon(
      { names: { www: checked(backend.port) } },
      { memoryPath: path },
    );
    expect(addressesOf(await queryUdp(server.port, 'www.example.test'))).to.deep.equal(['127.0.0.1']);
    expect(server.events('verdicts-unreadable').map(({ level }) => level)).to.deep.equal(['warning']);
    await stopDaemons();
    expect(readMemory(path).ok).to.equal(true);
  });

  it('does not use verdicts remembered at the start for targets of a later reload', async () => {
    const dead = await findDeadPort();
    remember(dead, 'up');
    const server = await startReloadableDaemon({ names: {} }, { memoryPath: path });
    await server.reload({ names: { www: checked(dead) } });
    expect((await queryUdp(server.port, 'www.example.test')).answers).to.deep.equal([]);
  });

  it('keeps the last healthy set, however old', async () => {
    const dead = await findDeadPort();
    const names = { www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: dead, when_all_down: 'last' } };
    const lastHealthy = new Map([[nameOf('www.example.test'), [{ family: 4, text: '127.0.0.2' } as const]]]);
    const savedAtSeconds = nowSeconds() - 86_400;
    writeMemorySync(path, {
      savedAtSeconds,
      serials: new Map(),
      verdicts: new Map(),
      lastHealthy,
      hosts: new Map(),
    });
    const server = await startReloadableDaemon({ names }, { memoryPath: path });
    expect(addressesOf(await queryUdp(server.port, 'www.example.test'))).to.deep.equal(['127.0.0.2']);
    await server.reload({ names: { ...names, more: ['192.0.2.1'] } });
    expect(addressesOf(await queryUdp(server.port, 'www.example.test'))).to.deep.equal(['127.0.0.2']);
    await stopDaemons();
    const read = readMemory(path);
    expect(read.ok && read.value?.lastHealthy).to.deep.equal(lastHealthy);
    // Without a memory, trying all is the best guess.
    rmSync(path);
    const second = await startReloadableDaemon({ names }, { memoryPath: path });
    expect(addressesOf(await queryUdp(second.port, 'www.example.test'))).to.deep.equal([
      '127.0.0.1',
      '127.0.0.2',
    ]);
  });

  it('keeps serving, and stops in order, when the directory vanishes', async () => {
    const server = await startReloadableDaemon(
      { names: { www: checked(backend.port) } },
      { memoryPath: path },
    );
    rmSync(join(path, '..'), { recursive: true });
    await server.reload({ names: { www: checked(backend.port), more: ['192.0.2.1'] } });
    expect(addressesOf(await queryUdp(server.port, 'more.example.test'))).to.deep.equal(['192.0.2.1']);
    await stopDaemons();
    expect(server.events('verdicts-unwritable')).to.have.length(1);
  });
});
