// What becomes of the process when one of its UDP threads dies or hangs: planted in the real program from outside.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { endSpawned, type SpawnedProgram, spawnProgram, zoneVariables } from '../support/spawn-daemon.ts';
import { openUnixDatagramReceiver, type UnixDatagramReceiver } from '../support/unix-datagram-receiver.ts';
import { until } from '../support/until.ts';

/** A worker calls this with every turn of its loop: what is planted happens in its third turn. */
const inThirdTurn = (what: string) => `
  import { isMainThread } from 'node:worker_threads';
  const add = Atomics.add;
  let turns = 0;
  if (!isMainThread) Atomics.add = (...words) => {
    if (++turns === 3) { ${what} }
    return add(...words);
  };`;

describe('healthy-dns, its UDP workers,', () => {
  let folder: string;
  let manager: UnixDatagramReceiver;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'healthy-dns-workers-'));
    manager = await openUnixDatagramReceiver();
  });
  afterEach(async () => {
    await endSpawned();
    manager.close();
    rmSync(folder, { recursive: true });
  });

  function start(plan: string): SpawnedProgram {
    const module = join(folder, 'plant.mjs');
    writeFileSync(module, inThirdTurn(plan));
    const environment = zoneVariables(
      { www: ['192.0.2.1'] },
      {
        NODE_OPTIONS: `--import=${pathToFileURL(module)}`,
        NOTIFY_SOCKET: manager.path,
        RUNTIME_DIRECTORY: folder,
        WATCHDOG_USEC: '400000',
        HEALTHY_DNS_UDP_WORKERS: '2',
      },
    );
    return spawnProgram({ environment });
  }

  it('takes the process down with code 70 and a trace when one dies', async () => {
    const daemon = start('throw new Error("planted")');
    expect(await daemon.ended).to.equal(70);
    expect(daemon.output).to.include('"event":"bug"').and.include('planted');
  });

  it('gives no sign of life while one hangs, and says which', async () => {
    const daemon = start('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)');
    await until('the second complaint', () => daemon.output.split('watchdog-withheld').length > 2);
    expect(daemon.output).to.match(/UDP worker [01] does not move/);
    const signs = manager.texts.filter((text) => text === 'WATCHDOG=1').length;
    await until('the fourth complaint', () => daemon.output.split('watchdog-withheld').length > 4);
    expect(manager.texts.filter((text) => text === 'WATCHDOG=1')).to.have.length(signs);
  });
});
