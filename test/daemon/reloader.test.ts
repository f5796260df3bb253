// Many reloads at once: how many are done, in which order, and who gets which result.

import { expect } from 'chai';
import { succeed } from '../../src/base/result.ts';
import type { Finding } from '../../src/config/findings/finding.ts';
import { ConfigReader } from '../../src/daemon/config-reader.ts';
import { LastGoodKeeper } from '../../src/daemon/last-good.ts';
import { Reloader } from '../../src/daemon/reloader.ts';
import type { LoadedConfig } from '../../src/publishing/loading/load-config.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { until } from '../support/until.ts';

const foreseen = { zones: [], zonesLeftOut: 0, checksAdded: 0, checksRemoved: 0 };

const awaiting: Finding = { severity: 'warning', path: 'history', message: 'takes effect at the next start' };

/** A daemon that reloads as slowly as the test wants. */
function openWorld(awaitingRestart: readonly Finding[] = []) {
  const { logger, entries } = createRecordingLogger();
  const taken: (number | undefined)[] = [];
  const gates: (() => void)[] = [];
  const world = { reopened: 0 };
  const daemon = {
    zones: [{} as Zone],
    foresee: () => foreseen,
    awaitingRestart: () => awaitingRestart,
    atLongWork: <Value>(work: () => Promise<Value>) => work(),
    reopenLogs: () => {
      world.reopened++;
    },
    async reload({ zones }: LoadedConfig) {
      taken.push(zones[0]?.timing.addressTtlSeconds);
      await new Promise<void>((resolve) => gates.push(resolve));
      return succeed(undefined);
    },
  };
  const reader = new ConfigReader({}, withTtl(1));
  const log = { logger, configure: () => undefined };
  const lastGood = new LastGoodKeeper(undefined, { clock: new FakeClock(), logger });
  const reloader = new Reloader({ daemon, reader, lastGood, log, mayLackZone: false });
  /** Finishes the reload in progress. */
  async function finish(): Promise<void> {
    await until('one is at work', () => gates.length > 0);
    gates.shift()?.();
  }
  async function finishAll(total: number): Promise<void> {
    for (let count = 0; count < total; count++) await finish();
  }
  return { reloader, taken, finish, finishAll, entries, gates, world };
}

function withTtl(ttl: number): Record<string, string> {
  return zoneVariables({ www: ['192.0.2.1'] }, { HEALTHY_DNS_TTL: String(ttl) });
}

describe('Reloader', () => {
  it('reopens logs with every reload, whether or not the configuration is any good, and not in a dry run', async () => {
    const { reloader, finish, world } = openWorld();
    const good = reloader.reload({ environment: withTtl(2) });
    await finish();
    await good;
    expect(world.reopened).to.equal(1);
    expect((await reloader.reload({ environment: { HEALTHY_DNS_TTL: 'x' } })).ok).to.equal(false);
    expect(world.reopened).to.equal(2);
    await reloader.reload({ environment: withTtl(3), isDryRun: true });
    expect(world.reopened).to.equal(2);
  });

  it('says and logs what only a restart applies, and says it in a dry run', async () => {
    const { reloader, finish, entries } = openWorld([awaiting]);
    const dry = await reloader.reload({ environment: withTtl(2), isDryRun: true });
    expect(dry.ok && dry.value.warnings).to.deep.include(awaiting);
    expect(entries).to.deep.equal([]);
    const reload = reloader.reload({ environment: withTtl(2) });
    await finish();
    const verdict = await reload;
    expect(verdict.ok && verdict.value.warnings).to.deep.include(awaiting);
    expect(entries.map(({ message }) => message)).to.include(`history: ${awaiting.message}`);
  });

  it('does one reload for the first signal of a storm and one for all the others', async () => {
    const { reloader, taken, finishAll, gates } = openWorld();
    for (let count = 0; count < 200; count++) reloader.signal();
    await finishAll(2);
    // The queue is empty again: nothing of the storm is left.
    const after = reloader.reload({ environment: withTtl(9) });
    await finishAll(1);
    await after;
    expect(taken).to.deep.equal([1, 1, 9]);
    expect(gates).to.deep.equal([]);
  });

  it('shares one result among successive requests for the same', async () => {
    const { reloader, taken, finishAll } = openWorld();
    const first = reloader.reload({ environment: withTtl(5) });
    const others = Array.from({ length: 50 }, () => reloader.reload({ environment: withTtl(6) }));
    await finishAll(2);
    const verdicts = await Promise.all([first, ...others]);
    expect(verdicts.every(({ ok }) => ok)).to.equal(true);
    expect(taken).to.deep.equal([5, 6]);
  });

  it('keeps the order: the last requested configuration is served', async () => {
    const { reloader, taken, finishAll } = openWorld();
    const ttls = [5, 6, 7, 6, 6, 7];
    const verdicts = ttls.map((ttl) => reloader.reload({ environment: withTtl(ttl) }));
    await finishAll(5);
    await Promise.all(verdicts);
    expect(taken).to.deep.equal([5, 6, 7, 6, 7]);
  });

  it('queues a signal behind earlier requests', async () => {
    const { reloader, taken, finishAll } = openWorld();
    void reloader.reload({ environment: withTtl(5) });
    reloader.signal();
    void reloader.reload({ environment: withTtl(6) });
    reloader.signal();
    await finishAll(3);
    // The same as 6.
    expect(taken).to.deep.equal([5, 6, 6]);
  });

  it('does not share the result of a reload that has already begun', async () => {
    const { reloader, taken, finishAll, gates } = openWorld();
    const first = reloader.reload({});
    await until('it is at work', () => gates.length === 1);
    const second = reloader.reload({});
    await finishAll(2);
    await Promise.all([first, second]);
    expect(taken).to.have.length(2);
  });

  it('refuses excess requests at once, and serves the others', async () => {
    const { reloader, taken, finishAll } = openWorld();
    const asked = Array.from({ length: 200 }, (_, index) => reloader.reload({ environment: withTtl(index) }));
    const refused = await asked.at(-1);
    expect(refused?.ok === false && refused.problem[0]?.message).to.include('reloads are already waiting');
    reloader.signal();
    await finishAll(130);
    const verdicts = await Promise.all(asked);
    expect(verdicts.filter(({ ok }) => ok)).to.have.length(129);
    // The signal comes last, and reads again what is served by then.
    expect(taken).to.deep.equal([...Array.from({ length: 129 }, (_, index) => index), 128]);
  });

  it('accepts a configuration without a zone only when told to', async () => {
    const { reloader, taken, finishAll, entries } = openWorld();
    const refused = await reloader.reload({ environment: { HEALTHY_DNS_TTL: '5' } });
    expect(refused.ok ? [] : refused.problem.map(({ path }) => path)).to.deep.equal([
      'hosted-zone',
      'zone-resolutions',
      'ns',
      'reload',
    ]);
    expect(entries.map(({ fields }) => fields.event)).to.include('reload-failed');
    const meant = reloader.reload({ environment: {}, allowsEmpty: true });
    await finishAll(1);
    expect((await meant).ok).to.equal(true);
    expect(taken).to.have.length(1);
  });

  it('does not mention the missing zone when something else is wrong', async () => {
    const { reloader } = openWorld();
    const refused = await reloader.reload({ environment: { HEALTHY_DNS_HOSTED_ZONE: 'a.test' } });
    expect(refused.ok ? [] : refused.problem.map(({ path }) => path)).not.to.include('reload');
  });

  it('logs each finding of a rejected configuration once', async () => {
    const { reloader, entries } = openWorld();
    await reloader.reload({ environment: { ...withTtl(5), HEALTHY_DNS_TTL: 'long' } });
    expect(entries.filter(({ fields }) => fields['path'] === 'ttl')).to.have.length(1);
  });

  it('neither applies nor keeps what a dry run reads, and logs nothing of it', async () => {
    const { reloader, taken, entries, finishAll } = openWorld();
    const dry = await reloader.reload({ environment: withTtl(7), isDryRun: true });
    expect(dry).to.deep.equal({ ok: true, value: { warnings: [], foreseen } });
    const refused = await reloader.reload({ environment: { HEALTHY_DNS_TTL: 'x' }, isDryRun: true });
    expect(refused.ok).to.equal(false);
    expect(entries).to.deep.equal([]);
    reloader.signal();
    await finishAll(1);
    expect(taken).to.deep.equal([1]);
  });
});
