// The daemon dies between receiving an update and answering it, at any step: what was confirmed is served after the restart, and
// no update is there by half.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runAfterEach } from '../support/run-after-each.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';
import { killAtCall, needStrace } from '../support/updates/kill-at-call.ts';
import { UpdateStorm } from '../support/updates/update-storm.ts';
import { startUpdatedDaemon, type UpdatedDaemon } from '../support/updates/updated-daemon.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

/** POWER_CUTS=100 tries more of each. */
const cuts = Number(process.env['POWER_CUTS'] ?? 2);
const pairCount = 4;
/** So many that none is confirmed for all before the end. */
const timesMax = 10_000;
/** A file is drafted, filled, made sure of and put into place; the directory is opened and made sure of, too. */
const calls = ['openat', 'write,pwrite64,writev', 'fsync,fdatasync', 'rename,renameat,renameat2'];

describe(`A daemon that is killed amid updates (TEST_SEED=${testSeed})`, function () {
  this.timeout(60_000 + cuts * 30_000);
  const atEnd = runAfterEach();
  const zone = makeKeyedZone();
  const key = zone.dynamic['hmac-sha256'];
  const random = createSeededRandom();

  async function start(): Promise<{ readonly server: UpdatedDaemon; readonly storm: UpdateStorm }> {
    const server = await startUpdatedDaemon(zone);
    atEnd(() => server.stop());
    return { server, storm: new UpdateStorm(apex, key, pairCount) };
  }

  it(`has all that it confirmed, at ${2 * cuts} moments`, async () => {
    const { server, storm } = await start();
    for (let cut = 0; cut < 2 * cuts; cut++) {
      const confirmed = storm.confirmed + random.below(60);
      const raging = storm.rage(server.port, timesMax);
      await until('some are confirmed', () => storm.confirmed > confirmed);
      await server.kill();
      await raging;
      await server.restart();
      expect(await storm.complaints(server.port)).to.deep.equal([]);
    }
  });

  it('is judged by clients that notice what is lost', async () => {
    const { server, storm } = await start();
    await storm.rage(server.port, 2);
    await server.kill();
    rmSync(join(server.stateDirectory, 'updates.json'));
    await server.restart();
    expect(await storm.complaints(server.port)).to.have.length(pairCount);
  });

  for (const call of calls) {
    it(`has all that it confirmed when it dies at ${call}, any of the first ${cuts} times`, async function () {
      needStrace(this);
      const { server, storm } = await start();
      for (let time = 1; time <= cuts; time++) {
        // As if it had run for a while.
        await storm.rage(server.port, 2);
        await killAtCall(server.pid, call, time);
        await storm.rage(server.port, timesMax);
        await until('it is dead', () => server.hasEnded);
        await server.restart();
        expect(await storm.complaints(server.port), `${call} ${time}`).to.deep.equal([]);
      }
      expect(storm.confirmed).to.be.above(pairCount);
    });
  }
});
