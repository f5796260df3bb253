// A power cut at every step of writing what updates made: whatever was confirmed is there afterwards.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { UpdatingWorld } from '../support/worlds/updating-world.ts';

const program = join(import.meta.dirname, '../support/updates/crash-program.js');
/** Opening, writing, syncing and renaming a file, opening and syncing its directory. */
const stepsOfUpdate = 6;

async function killedAt(step: number, side: string) {
  const directory = makeTemporaryDirectory();
  const child = spawn(process.execPath, [program, directory, String(step), side], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = text(child.stdout);
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  const confirmed = (await output).split('\n').filter((line) => line !== '');
  return { directory, confirmed, signal };
}

describe('a crash while updates are written', () => {
  for (let step = stepsOfUpdate + 1; step <= 3 * stepsOfUpdate; step++) {
    for (const side of ['before', 'after']) {
      it(`loses nothing that was confirmed, ${side} step ${step}`, async () => {
        const { directory, confirmed, signal } = await killedAt(step, side);
        expect(signal).to.equal('SIGKILL');
        expect(confirmed.length).to.be.within(1, 3);
        const world = await UpdatingWorld.start({ directory });
        for (const name of confirmed) expect(world.at(name), name).to.have.length(1);
        expect(world.entries.filter(({ level }) => level === 'critical')).to.deep.equal([]);
        // Nor is it left in a state in which nothing can be written.
        expect(await world.add('later 60 A 192.0.2.99')).to.equal('NOERROR');
        expect(readFileSync(world.path, 'utf8')).to.contain('"later"');
      });
    }
  }
});
