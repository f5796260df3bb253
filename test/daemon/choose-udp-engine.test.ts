// Which engine answers UDP: the operator's choice, or the best that is available.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { fail } from '../../src/base/result.ts';
import type { UdpSettings } from '../../src/config/settings/read-listen.ts';
import { chooseUdpEngine } from '../../src/daemon/choose-udp-engine.ts';
import { loadLibc } from '../../src/linux/libc.ts';
import { CounterTable } from '../../src/serving/counters.ts';
import { Rules } from '../../src/serving/rules/rules.ts';
import { makeDesk } from '../support/dns/make-desk.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

async function choose(settings: UdpSettings, { hasKoffi }: { readonly hasKoffi: boolean }) {
  const { logger, entries } = createRecordingLogger();
  const counters = new CounterTable();
  const chosen = await chooseUdpEngine(settings, {
    libc: hasKoffi ? loadLibc() : fail('koffi is missing'),
    snapshot: new Snapshot(),
    counters,
    mainRow: counters.addRow(),
    desk: makeDesk(),
    rules: new Rules(),
    logger,
  });
  const events = entries.map(({ fields }) => fields.event);
  if (!chosen.ok) return { problem: chosen.problem, events };
  const { name, workerCount } = chosen.value;
  await chosen.value.stop();
  return { name, workerCount, events };
}

describe('chooseUdpEngine', () => {
  it('chooses batches with as many workers as configured', async () => {
    expect(await choose({ engine: 'auto', workers: 2 }, { hasKoffi: true })).to.deep.equal({
      name: 'batch',
      workerCount: 2,
      events: [],
    });
  });

  it('chooses dgram when told to, or without workers', async () => {
    const dgram = { name: 'dgram', workerCount: 0, events: [] };
    expect(await choose({ engine: 'dgram', workers: 2 }, { hasKoffi: true })).to.deep.equal(dgram);
    expect(await choose({ engine: 'auto', workers: 0 }, { hasKoffi: true })).to.deep.equal(dgram);
  });

  it('falls back to dgram without koffi, and warns', async () => {
    expect(await choose({ engine: 'auto', workers: 2 }, { hasKoffi: false })).to.deep.equal({
      name: 'dgram',
      workerCount: 0,
      events: ['udp-engine-fallback'],
    });
  });

  it('fails without koffi when batches are required', async () => {
    expect(await choose({ engine: 'batch', workers: 2 }, { hasKoffi: false })).to.deep.equal({
      problem: '--udp-engine batch is not available here: koffi is missing',
      events: [],
    });
  });
});
