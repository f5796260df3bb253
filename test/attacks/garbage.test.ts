// Datagrams that are no questions: random octets, questions with octets changed, replies, signatures of nobody, updates and
// transfers from strangers. Each is dropped or answered with a few octets, whoever asks honestly is answered, and nothing is
// left behind, in memory or in the log.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { type AttackedDaemon, startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { amplification, floodFrom, strangers } from '../support/attacks/flood-from.ts';
import { residentOctetsOf } from '../support/attacks/process-figures.ts';
import { tell } from '../support/attacks/tell.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { expectAddresses, startSteadyQueries } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { makeSharedKey } from '../support/updates/shared-keys.ts';
import { signByHand } from '../support/updates/sign-by-hand.ts';

const mebi = 2 ** 20;
const count = 5000;
const perSecond = 5000;
const kinds = 500;
const nowSeconds = () => Math.floor(Date.now() / 1000);
const plain = makeQuery('plain.example.test', { edns: { payload: 4096 } });
const others = makeSharedKey('attacked');

describe(`Garbage over UDP (TEST_SEED=${testSeed})`, () => {
  const atEnd = runAfterEach();
  const random = createSeededRandom();
  let daemon: AttackedDaemon;

  before(async () => {
    daemon = await startAttackedDaemon();
  });
  after(async () => {
    await daemon?.stop();
    await endSpawned();
  });

  function changed(): Buffer {
    const octets = Buffer.from(plain);
    for (let turn = 0; turn < 3; turn++)
      octets[random.pick([...octets.keys()])] = random.pick([...Array(256).keys()]);
    return octets;
  }

  const transfer = makeQuery('example.test', { type: 252 });
  const cases: readonly (readonly [string, () => Uint8Array, number])[] = [
    ['random octets of any length', () => randomBytes(random.pick([0, 1, 11, 12, 13, 60, 500, 1400])), 1],
    ['questions with octets changed', changed, 3],
    ['replies', () => makeQuery('plain.example.test', { flags: 0x8400 }), 0],
    ['signatures by a key that is known with another secret', () => signedBy(plain), 2],
    ['updates by nobody', () => makeUpdate({ update: ['add x.dyn.example.test. 60 TXT "x"'] }), 1],
    [
      'updates with another secret',
      () => signedBy(makeUpdate({ update: ['add x.dyn.example.test. 60 TXT "x"'] })),
      2,
    ],
    ['transfers by nobody', () => transfer, 1],
  ];

  for (const [what, make, factorMax] of cases) {
    it(`is dropped or answered with little, ${what}`, async () => {
      const { operated, program, port } = daemon;
      const before = await operated.status();
      const resident = residentOctetsOf(program.pid);
      const lines = program.output.split('\n').length;
      const good = startSteadyQueries({
        port,
        name: 'plain.example.test',
        everyMs: 10,
        findFault: expectAddresses('192.0.2.1'),
      });
      atEnd(() => good.stop());
      const flood = await floodFrom({
        port,
        addresses: strangers(20),
        queries: Array.from({ length: kinds }, make),
        count,
        perSecond,
      });
      const steady = await good.stop();
      const after = await operated.status();
      const linesMore = program.output.split('\n').length - lines;
      tell(`${flood.sent} of ${what}`, {
        replies: flood.replies,
        'octets out for each in': amplification(flood),
        dropped: after.queries.dropped - before.queries.dropped,
        'lines in the log': linesMore,
        'MiB more': (residentOctetsOf(program.pid) - resident) / mebi,
        'honest questions': `${steady.sent - steady.lost} of ${steady.sent} answered`,
      });
      expect(amplification(flood)).to.be.at.most(factorMax);
      expect(steady).to.deep.include({ lost: 0, wrong: [] });
      expect(linesMore).to.be.below(50);
      expect(residentOctetsOf(program.pid) - resident).to.be.below(32 * mebi);
      expect(after.targets.up).to.equal(2);
    });
  }
});

function signedBy(message: Uint8Array): Buffer {
  return signByHand(message, { key: others, nowSeconds: nowSeconds() }).octets;
}
