// Signals to a real daemon: by the hundred, twice, too early, and one that Node uses itself.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { endSpawned, type SpawnedProgram } from '../../support/daemon/spawn-daemon.ts';
import { until } from '../../support/until.ts';
import { openServiceWorld, type ServiceWorld, zoneFile } from '../../support/worlds/service-world.ts';
import { openSilentBackend } from '../../support/worlds/silent-backend.ts';

/** The warning about it shows that the configuration was read and the first round of probes begins. */
const oddLine = 'HEALTHY_DNS_TTLL=5\n';
const hasBegun = ({ output }: SpawnedProgram) => output.includes('HEALTHY_DNS_TTLL');

/** Of TCP over IPv4, held by the process itself: others on this machine may have any port. */
function listeningPorts(pid: number): number[] {
  const folder = `/proc/${pid}/fd`;
  const own = new Set(readdirSync(folder).map((fd) => readlinkSync(join(folder, fd))));
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/));
  const listening = rows.filter(
    ([, , , state, , , , , , inode]) => state === '0A' && own.has(`socket:[${inode}]`),
  );
  return listening.map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16));
}

/** With one more name, which delays a start or a reload for as long as a probe may take. */
function withSlow(text: string, port: number): string {
  return text.replace('{"www"', `{"slow": {"ips": ["127.0.0.1"], "health_port": ${port}}, "www"`);
}

describe('signals', () => {
  let world: ServiceWorld;

  beforeEach(async () => {
    world = await openServiceWorld();
    world.edit(zoneFile('192.0.2.1'));
  });
  afterEach(async () => {
    await endSpawned();
    world.close();
  });

  describe('SIGHUP', () => {
    const reloads = ({ output }: SpawnedProgram) => output.match(/"reloaded"/g)?.length ?? 0;

    it('two hundred times during a reload is one more reload, which reads the file as it is then', async () => {
      const silent = await openSilentBackend();
      const slow = (address: string) =>
        withSlow(zoneFile(address, 'HEALTHY_DNS_TEST_TIMEOUT=1\n'), silent.port);
      const daemon = await world.start();
      writeFileSync(world.file, slow('192.0.2.2'));
      daemon.kill('SIGHUP');
      await until('it is at work', async () => (await world.status()).targets.total === 1);
      for (let count = 0; count < 200; count++) daemon.kill('SIGHUP');
      writeFileSync(world.file, slow('192.0.2.3'));
      await until('the last one is served', async () => (await world.www()) === '192.0.2.3');
      // Another reload queues behind whatever the storm has left.
      expect((await world.run('reload')).code).to.equal(0);
      // A signal may still have been on its way when the second one began.
      expect(reloads(daemon)).to.be.within(3, 4);
      silent.close();
    });

    it('is acted on after the start when it comes during it', async () => {
      const silent = await openSilentBackend();
      const slow = withSlow(zoneFile('192.0.2.1', `HEALTHY_DNS_TEST_TIMEOUT=1\n${oddLine}`), silent.port);
      world.edit(slow);
      const daemon = await world.start({ when: hasBegun });
      writeFileSync(world.file, slow.replace('192.0.2.1', '192.0.2.2'));
      daemon.kill('SIGHUP');
      await until('it is served', async () => daemon.hasEnded || daemon.output.includes('"reloaded"'));
      expect(await world.www()).to.equal('192.0.2.2');
      silent.close();
    });
  });

  describe('SIGUSR1', () => {
    it('opens no inspector and leaves the process alive', async () => {
      const daemon = await world.start();
      for (let count = 0; count < 5; count++) daemon.kill('SIGUSR1');
      // Signals are handled in order: what the answer to a later one shows was there before.
      expect((await world.run('reload')).code).to.equal(0);
      expect(daemon.errors).not.to.include('Debugger');
      expect(listeningPorts(daemon.pid)).to.deep.equal([world.port]);
      expect(await world.www()).to.equal('192.0.2.1');
    });
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    describe(signal, () => {
      it('ends the process in order with 0 and no error, sent once, twice or often', async () => {
        const daemon = await world.start();
        for (let count = 0; count < 20; count++) daemon.kill(signal);
        expect(await daemon.ended).to.equal(0);
        expect(daemon.output).not.to.match(/"level":"(warning|error|critical)"/);
        expect(daemon.output).to.include('"stopped"');
      });

      it('ends it with 0 during the start, also when sent twice', async () => {
        const silent = await openSilentBackend();
        const patient = zoneFile('192.0.2.1', `HEALTHY_DNS_TEST_TIMEOUT=30\n${oddLine}`);
        world.edit(withSlow(patient, silent.port));
        const daemon = await world.start({ when: hasBegun });
        daemon.kill(signal);
        daemon.kill(signal);
        expect(await daemon.ended).to.equal(0);
        expect(daemon.output + daemon.errors).not.to.match(/error|critical/);
        silent.close();
      });
    });
  }
});

describe('the process', () => {
  afterEach(endSpawned);

  it('is called healthy-dns by ps and top', async () => {
    const world = await openServiceWorld();
    world.edit(zoneFile('192.0.2.1'));
    const { pid } = await world.start();
    expect(execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim()).to.equal(
      'healthy-dns',
    );
    const tasks = `/proc/${pid}/task`;
    const names = readdirSync(tasks).map((task) => readFileSync(join(tasks, task, 'comm'), 'utf8').trim());
    expect(names).to.include('healthy-dns').and.not.include('MainThread');
    world.close();
  });
});
