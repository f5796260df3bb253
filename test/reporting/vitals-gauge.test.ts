// How the process is doing, measured on this very process.

import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { systemClock } from '../../src/base/clock.ts';
import { Histogram } from '../../src/health/watching/histogram.ts';
import { VitalsGauge } from '../../src/reporting/vitals-gauge.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';

describe('VitalsGauge', () => {
  const atEnd = runAfterEach();

  function open(lateness = new Histogram()): VitalsGauge {
    const gauge = new VitalsGauge(lateness, systemClock);
    gauge.start();
    atEnd(() => gauge.stop());
    return gauge;
  }

  it('reads memory, CPU and how late probes were', () => {
    const lateness = new Histogram();
    lateness.count(3);
    lateness.count(9000);
    const { memory, threads, otherCpuSeconds, lateness: told } = open(lateness).read();
    for (const octets of Object.values(memory)) expect(octets).to.be.above(0);
    const cpuSeconds = threads.reduce((sum, thread) => sum + thread.cpuSeconds, otherCpuSeconds);
    expect(cpuSeconds).to.be.above(0);
    expect(told).to.deep.equal({ counts: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], sumMs: 9003 });
  });

  it('notices that the event loop stood still, and forgets it with the next reading', () => {
    const clock = new FakeClock();
    const gauge = new VitalsGauge(new Histogram(), clock);
    gauge.start();
    clock.advance(300);
    clock.leap(400);
    clock.advance(700);
    const { meanDelayMs, maxDelayMs } = gauge.read().eventLoop;
    expect(maxDelayMs).to.equal(300);
    expect(meanDelayMs).to.be.closeTo(30, 3);
    clock.advance(1000);
    const { delays, ...forgotten } = gauge.read().eventLoop;
    expect(forgotten).to.deep.equal({ meanDelayMs: 0, maxDelayMs: 0 });
    expect(delays.sumMs).to.equal(300);
    expect(delays.counts.slice(1).reduce((sum, count) => sum + count, 0)).to.equal(1);
    gauge.stop();
    expect(clock.timerCount).to.equal(0);
  });

  it('tells how busy the main thread and those with a name of ours are', async () => {
    const names = new URL('../../src/linux/thread-names.js', import.meta.url);
    const busy = new Worker(
      `const { parentPort } = require('node:worker_threads');
       import('${names}').then(({ nameThread }) => { nameThread('dns-busy'); parentPort.postMessage(''); for (;;); });`,
      { eval: true },
    );
    atEnd(() => busy.terminate());
    await new Promise((resolve) => busy.once('message', resolve));
    const gauge = open();
    gauge.read();
    const loadOf = (name: string) =>
      gauge.read().threads.find((thread) => thread.name === name)?.utilization ?? 0;
    await until('the thread is busy', () => loadOf('dns-busy') > 0.01);
    const known = gauge.read().threads.map(({ name }) => name);
    expect(known).to.include('main');
    expect(known.every((name) => name === 'main' || /^(dns-|watchdog|window|query-log)/.test(name))).to.equal(
      true,
    );
  });
});
