// What happens to the process when one of its UDP threads dies or hangs, which is provoked in the real program from outside.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { WorkerWord } from '../../../src/serving/udp/udp-worker-protocol.ts';
import {
  endSpawned,
  type SpawnedProgram,
  spawnProgram,
  zoneVariables,
} from '../../support/daemon/spawn-daemon.ts';
import {
  openUnixDatagramReceiver,
  type UnixDatagramReceiver,
} from '../../support/daemon/unix-datagram-receiver.ts';
import { until } from '../../support/until.ts';

/** A UDP worker raises its heartbeat on every turn of its loop; a later turn comes when there is something to answer. */
const inTurn = (turn: number, what: string) => `
  import { isMainThread } from 'node:worker_threads';
  const add = Atomics.add;
  let turns = 0;
  if (!isMainThread) Atomics.add = (...words) => {
    if (words[1] === ${WorkerWord.heartbeat} && ++turns === ${turn}) { ${what} }
    return add(...words);
  };`;
/** By then it serves: the watchdog's questions wake it. */
const whileServing = 12;

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
    writeFileSync(module, plan);
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
    const daemon = start(inTurn(whileServing, 'throw new Error("planted")'));
    expect(await daemon.ended).to.equal(70);
    expect(daemon.output).to.include('"event":"bug"').and.include('planted');
  });

  it('does not start, exits 69 and says why when one cannot be started', async () => {
    const daemon = start(`
      import { isMainThread } from 'node:worker_threads';
      if (!isMainThread) throw new Error('planted');`);
    expect(await daemon.ended).to.equal(69);
    expect(daemon.output).to.include('cannot start a UDP worker: planted').and.include('--udp-workers');
    expect(manager.texts).to.deep.equal([]);
  });

  it('stops its heartbeats while one hangs, and logs which', async () => {
    const hang = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
    const daemon = start(inTurn(whileServing, hang));
    await until('the second complaint', () => daemon.output.split('watchdog-withheld').length > 2);
    expect(daemon.output).to.match(/UDP worker [01] has not answered us or anybody else/);
    const signs = manager.texts.filter((text) => text === 'WATCHDOG=1').length;
    await until('the fourth complaint', () => daemon.output.split('watchdog-withheld').length > 4);
    expect(manager.texts.filter((text) => text === 'WATCHDOG=1')).to.have.length(signs);
  });
});
