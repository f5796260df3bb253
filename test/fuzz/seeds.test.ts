// The fuzz targets without the fuzzer: each takes its seeds, and cuts and mutations of them, and finds nothing.

import { expect } from 'chai';
import { createMutation } from '../support/dns/mutate-packet.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { loadTarget, targetNames, targetPath } from './fuzz-target.ts';

const mutationsOfEach = 5;

describe(`fuzz targets (TEST_SEED=${testSeed})`, () => {
  for (const name of targetNames()) {
    it(`have nothing against the seeds of ${name}, mutated or not`, async () => {
      const { fuzz, seeds, octetsMax } = await loadTarget(targetPath(name));
      const random = createSeededRandom();
      const all = seeds().map((seed) => Buffer.from(seed));
      expect(all).to.not.deep.equal([]);
      const mutate = createMutation(random, () => random.pick(all));
      await fuzz(Buffer.alloc(0));
      for (const seed of all) {
        await fuzz(Buffer.from(seed));
        for (let left = mutationsOfEach; left > 0; left--)
          await fuzz(Buffer.from(mutate(Buffer.from(seed)).subarray(0, octetsMax)));
      }
    });
  }
});
