// Whatever strangers do, and whatever the machine lacks, a process that answers sends the watchdog heartbeats; one that
// answers nobody gives none.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { type BoundSockets, openFreeBoundSockets } from '../../support/daemon/bound-sockets.ts';
import {
  endSpawned,
  type SpawnedProgram,
  type SpawnSettings,
  spawnProgram,
  zoneVariables,
} from '../../support/daemon/spawn-daemon.ts';
import {
  openUnixDatagramReceiver,
  type UnixDatagramReceiver,
} from '../../support/daemon/unix-datagram-receiver.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { NetworkNamespace, needNamespaces } from '../../support/worlds/network-namespace.ts';

const flood = resolve(import.meta.dirname, '../../support/dns/flood.js');
const zone = zoneVariables({ www: ['192.0.2.1'] });

for (const engine of ['batch', 'dgram'] as const) {
  describe(`healthy-dns and its watchdog, with the ${engine} engine,`, () => {
    let manager: UnixDatagramReceiver;
    let directory: string;
    let bound: BoundSockets | undefined;
    let namespace: NetworkNamespace | undefined;

    beforeEach(async () => {
      manager = await openUnixDatagramReceiver();
      directory = makeTemporaryDirectory();
    });
    afterEach(async () => {
      await endSpawned();
      namespace?.remove();
      namespace = undefined;
      bound?.close();
      bound = undefined;
      manager.close();
    });

    function start(limitMs: number, { environment = {}, ...settings }: SpawnSettings = {}): SpawnedProgram {
      return spawnProgram({
        ...settings,
        environment: {
          ...zone,
          HEALTHY_DNS_UDP_ENGINE: engine,
          NOTIFY_SOCKET: manager.path,
          RUNTIME_DIRECTORY: directory,
          WATCHDOG_USEC: String(limitMs * 1000),
          ...environment,
        },
      });
    }

    const signs = () => manager.texts.filter((text) => text === 'WATCHDOG=1').length;
    const isReady = () => manager.texts.includes('READY=1');

    async function expectSigns(daemon: SpawnedProgram, count = 8): Promise<void> {
      await until('it is ready', isReady);
      const before = signs();
      await until(`${count} signs`, () => signs() >= before + count);
      expect(daemon.output).not.to.include('watchdog');
    }

    it('sends heartbeats on a machine that has no IPv6', async function () {
      needNamespaces(this);
      namespace = new NetworkNamespace('no-ipv6');
      const script = 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; exec "$@"';
      const daemon = start(1000, {
        environment: { HEALTHY_DNS_LISTEN: '::' },
        prefix: [...namespace.prefix, '/bin/sh', '-c', script, 'sh'],
      });
      await expectSigns(daemon);
    });

    it('sends heartbeats on a machine that has no network at all', async function () {
      needNamespaces(this);
      namespace = new NetworkNamespace('no-network');
      namespace.ip('link', 'set', 'lo', 'down');
      const daemon = start(1000, {
        environment: { HEALTHY_DNS_LISTEN: '0.0.0.0' },
        prefix: namespace.prefix,
      });
      await expectSigns(daemon);
    });

    it('sends heartbeats while the machine lacks the address of its sockets (FreeBind=)', async () => {
      bound = await openFreeBoundSockets('192.0.2.53');
      await expectSigns(start(1000, { fds: bound.fds }));
    });

    it('sends heartbeats under a flood, on one core shared with the flooders', async () => {
      const limitMs = 3000;
      // One worker: what the flood fills is the queue of all.
      const environment: Record<string, string> = engine === 'batch' ? { HEALTHY_DNS_UDP_WORKERS: '1' } : {};
      const daemon = start(limitMs, { environment, prefix: ['taskset', '-c', '0'] });
      const serving = () => /127\.0\.0\.1:(\d+)/.exec(daemon.output)?.[1];
      await until('it serves', () => serving() !== undefined);
      const port = Number(serving());
      expect((await queryUdp(port, 'www.example.test')).code).to.equal(0);
      const words = ['-c', '0', process.execPath, flood, String(port), '6'];
      const ended = Promise.all(
        Array.from({ length: 3 }, () => once(spawn('taskset', words, { stdio: 'ignore' }), 'exit')),
      );
      let before = signs();
      let lastMs = performance.now();
      let gapMaxMs = 0;
      const timer = setInterval(() => {
        const now = signs();
        if (now === before) return;
        gapMaxMs = Math.max(gapMaxMs, performance.now() - lastMs);
        [before, lastMs] = [now, performance.now()];
      }, 20);
      await ended;
      clearInterval(timer);
      expect(gapMaxMs).to.be.within(1, limitMs);
      expect(daemon.output).not.to.include('watchdog');
    });

    /** SIGUSR2 keeps the main thread busy. */
    function startBusy(limitMs: number, busyMs: number): SpawnedProgram {
      const module = join(directory, 'plant.mjs');
      const busy = `const end = performance.now() + ${busyMs}; while (performance.now() < end);`;
      writeFileSync(module, `process.on('SIGUSR2', () => { ${busy} });`);
      return start(limitMs, { environment: { NODE_OPTIONS: `--import=${pathToFileURL(module)}` } });
    }

    it('gives none once the main thread is stuck', async () => {
      const limitMs = 600;
      const daemon = startBusy(limitMs, 60_000);
      await until('it is ready', isReady);
      await until('signs', () => signs() >= 3);
      daemon.kill('SIGUSR2');
      await until('somebody says so', () => daemon.errors.includes('the main thread has not moved'));
      const count = signs();
      await until('it is said again', () => daemon.errors.split('has not moved').length > 3);
      expect(signs()).to.equal(count);
    });

    it('keeps giving them while the main thread is busy for a moment', async () => {
      const limitMs = 1800;
      const daemon = startBusy(limitMs, engine === 'batch' ? 3 * limitMs - 1000 : limitMs / 2 - 300);
      await until('it is ready', isReady);
      await until('signs', () => signs() >= 3);
      daemon.kill('SIGUSR2');
      await expectSigns(daemon, 24);
      expect(daemon.errors).to.equal('');
    });
  });
}
