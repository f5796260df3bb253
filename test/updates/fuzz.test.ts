// Messages that sign, change, transfer and announce zones, right and wrong in every part: no exception, and nothing happens for
// whoever has not signed well. FUZZ_MESSAGES=1000000 draws that many: `make fuzz`.

import { expect } from 'chai';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { AttendedWorld } from '../support/updates/attended-world.ts';
import { createMessageSource } from '../support/updates/draw-messages.ts';
import { fuzzAttended } from '../support/updates/fuzz-attended.ts';
import { keyAlgorithms, makeSharedKey } from '../support/updates/shared-keys.ts';

const messageCount = Number(process.env['FUZZ_MESSAGES'] ?? 20_000);
const apex = 'example.test';
const kept = ['', 'ns1.', 'www.', 'mail.'].map((owner) => `${owner}${apex}`);
const permitted = Array.from({ length: 12 }, (_, number) => `n${number}.dyn.${apex}`);

describe(`fuzzed updates and transfers (TEST_SEED=${testSeed})`, function () {
  this.timeout(120_000 + messageCount * 5);

  it(`change nothing unsigned and throw nothing, in ${messageCount} messages`, async () => {
    const random = createSeededRandom();
    const keys = keyAlgorithms.map((algorithm) => makeSharedKey(algorithm, algorithm));
    const world = await AttendedWorld.start({
      apex,
      names: { www: ['192.0.2.80'], mail: { records: { TXT: '"kept"' } } },
      keys,
      patterns: ['*.dyn'],
      recordsMax: 200,
      directory: makeTemporaryDirectory(),
    });
    const nextMessage = createMessageSource({
      random,
      apex,
      permitted,
      kept,
      keys,
      nowSeconds: () => world.clock.wallSeconds(),
      serial: () => world.zone.serial,
    });
    const startMs = performance.now();
    const tally = await fuzzAttended({ world, random, nextMessage, count: messageCount, keys, kept });
    const rate = Math.round(messageCount / ((performance.now() - startMs) / 1000));
    process.stdout.write(`      ${rate} a second: ${JSON.stringify(tally)}\n`);
    // Otherwise little would have been tried.
    expect(tally.unsigned).to.be.above(messageCount / 5);
    expect(tally.signed).to.be.above(messageCount / 5);
    expect(tally.changed).to.be.above(messageCount / 2000);
    expect(tally.transferred).to.be.above(0);
  });
});
