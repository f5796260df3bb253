// A short attack on a daemon of each engine, and proof that the attack notices what it is there for.

import { expect } from 'chai';
import { endSpawned } from '../../support/daemon/spawn-daemon.ts';
import { requireLibc } from '../../support/daemon/test-libc.ts';
import { createQuerySource } from '../../support/dns/draw-queries.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { until } from '../../support/until.ts';
import { attack } from './attack.ts';
import { attackByDatagrams } from './attack-by-datagrams.ts';
import { AttackedDaemon } from './attacked-daemon.ts';
import { attackedNames, KnownAnswers } from './known-answers.ts';

const datagrams = 2000;
const messages = 1000;

describe(`a daemon under attack (TEST_SEED=${testSeed})`, function () {
  this.timeout(180_000);

  afterEach(endSpawned);

  for (const engine of ['batch', 'dgram'] as const) {
    it(`answers rightly, counts everything and keeps to its memory, UDP by ${engine}`, async () => {
      const report = await attack({ engine, seed: testSeed, datagrams, messages });
      expect(report.datagrams).to.be.at.least(datagrams);
      expect(report.messages).to.be.at.least(messages);
      expect(report.overTls).to.be.at.least(messages / 2);
    });

    it(`does so behind a front end, whose headers are good and bad, UDP by ${engine}`, async () => {
      const report = await attack({ engine, seed: testSeed, datagrams, messages, isProxied: true });
      expect(report.datagrams).to.be.at.least(datagrams);
      expect(report.messages).to.be.at.least(messages);
    });
  }

  async function ask(daemon: AttackedDaemon, serial: number): Promise<void> {
    const random = createSeededRandom();
    await attackByDatagrams({
      libc: await requireLibc(),
      port: daemon.port,
      nextPacket: createQuerySource({ random, names: attackedNames }),
      known: new KnownAnswers(serial),
      count: datagrams,
    });
  }

  it('would be noticed to answer from another zone', async () => {
    const daemon = await AttackedDaemon.start('batch');
    let complaint: unknown;
    await ask(daemon, daemon.serial + 1).catch((error: unknown) => {
      complaint = error;
    });
    expect(String(complaint)).to.match(/a wrong answer to a good query/);
    await daemon.stop();
    expect(daemon.complaints).to.deep.equal([]);
  });

  it('would be noticed to write beside its buffers', async () => {
    const daemon = await AttackedDaemon.start('batch', { FUZZ_DAMAGE_AFTER: '50' });
    // One question at a time, until it is gone.
    await until('it has ended', async () => {
      if (!daemon.program.hasEnded) await daemon.poke();
      return daemon.program.hasEnded;
    });
    expect(daemon.complaints.join()).to.match(/memory guard: beside memory/);
  });
});
