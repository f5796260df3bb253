// An hour's worth of changes in a minute, and a large zone that changes every second: at the end secondaries hold what we
// serve, and not once did they lag for long. SECONDARY_SECONDS makes it last longer.

import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { RecordType } from '../../src/wire/protocol.ts';
import { printTable } from '../bench/print-table.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { serverOf, untilAgreed } from '../support/secondaries/agree.ts';
import {
  everyKindOfZone,
  type FollowedWorld,
  questionsAbout,
  startFollowedWorld,
  zoneOf,
} from '../support/secondaries/followed-world.ts';
import { transferKey } from '../support/secondaries/our-primary.ts';
import { needSecondaries } from '../support/secondaries/products.ts';
import { transferZone } from '../support/secondaries/transfer-zone.ts';
import { type Lag, summarize, watchFlap } from '../support/secondaries/watch-flap.ts';

const seconds = Number(process.env['SECONDARY_SECONDS'] ?? 10);
/** In half a minute as many as in an hour in which a backend comes or goes every 5 s: `make secondaries` takes ten. */
const changesPerSecond = 24;
const changeCount = changesPerSecond * seconds;
/** They take milliseconds; a busy machine may take longer. */
const lagMsMax = 10_000;
const nameCount = Number(process.env['SECONDARY_NAMES'] ?? 10_000);
/**
 * NSD's log tells sizes, not kinds: beside these, whatever changes while a busy secondary catches its breath is less than half of
 * the zone.
 */
const steady = Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`steady${at}`, ['192.0.2.101']]));

describe(`Zones that change all the time (SECONDARY_SECONDS=${seconds})`, function () {
  this.timeout(180_000 + 4000 * seconds);
  let world: FollowedWorld | undefined;
  beforeEach(function () {
    needSecondaries(this);
  });
  afterEach(async () => {
    await world?.stop();
    world = undefined;
    await endSpawned();
  });

  it('are followed to the last change', async () => {
    world = await startFollowedWorld({}, (targets) =>
      everyKindOfZone(targets).map((zone) => ({
        ...zone,
        names: { ...zone.names, ...drainable, ...steady },
      })),
    );
    const { primary, secondaries, settings, all } = world;
    await untilAgreed(
      all,
      settings.zones.flatMap(({ apex }) => questionsAbout(apex)),
    );
    // NSD that has not yet taken up its first copy fetches another where the zone is newer by then.
    const begun = secondaries.map((secondary) =>
      settings.zones.map(({ apex }) => secondary.transfers(apex).length),
    );
    const startedMs = performance.now();
    let changes = 0;
    const isDrained = new Set<string>();
    while (changes < changeCount) {
      const address = addressAt(changes * 7);
      if (isDrained.delete(address)) await primary.undrain(address);
      else {
        isDrained.add(address);
        await primary.drain(address);
      }
      changes++;
      const dueMs = startedMs + (1000 * changes) / changesPerSecond;
      if (dueMs > performance.now()) await delay(dueMs - performance.now());
    }
    const lastedSeconds = (performance.now() - startedMs) / 1000;
    const endedMs = performance.now();
    for (const { apex, key } of settings.zones) {
      const records = await transferZone(apex, { port: primary.port, ...(key === undefined ? {} : { key }) });
      const serial = Number(records[0]?.split(/\s+/)[6]);
      for (const secondary of secondaries) {
        await secondary.holds(apex, serial);
        expect(await secondary.differences(apex, records), `${secondary.name} ${apex}`).to.deep.equal([]);
      }
    }
    const settledMs = performance.now() - endedMs;
    process.stdout.write(
      `      ${changes} changes in ${lastedSeconds.toFixed(0)} s; all compared ${settledMs.toFixed(0)} ms later\n`,
    );
    for (const [number, secondary] of secondaries.entries()) {
      const line = settings.zones.map(({ apex }) => {
        const seen = secondary.transfers(apex);
        return `${apex} ${seen.filter((kind) => kind === 'incremental').length} of ${seen.length}`;
      });
      process.stdout.write(`      ${secondary.name}: differences: ${line.join(', ')}\n`);
      expect(secondary.complaints, secondary.name).to.deep.equal([]);
      for (const [at, { apex, signing }] of settings.zones.entries()) {
        if (signing !== undefined && !secondary.product.hasSignedDifferences) continue;
        const kinds = secondary.transfers(apex).slice(begun[number]?.[at]);
        expect(kinds, `${secondary.name} ${apex}`).to.include('incremental');
        const whole = kinds.flatMap((kind, index) => (kind === 'whole' ? [index] : []));
        expect(whole, `${secondary.name} ${apex}: whole ones among ${kinds.length}`).to.deep.equal([]);
      }
    }
  });

  it(`are followed with ${nameCount} names and a change a second`, async () => {
    world = await startFollowedWorld({}, (targets) => {
      const [plain] = everyKindOfZone(targets);
      if (plain === undefined) throw new Error('there is a kind');
      const names = { ...plain.names, ...manyNames };
      return [
        { apex: 'plain.test', names },
        { apex: 'nsec.test', names, signing: 'nsec', key: transferKey },
      ];
    });
    const { primary, secondaries, settings, all } = world;
    const apexes = settings.zones.map(({ apex }) => apex);
    await untilAgreed(all, apexes.flatMap(questionsAbout), 120_000);
    // PowerDNS takes the whole of a signed zone each time.
    const swift = [
      all[0],
      ...secondaries.filter((one) => one.product.hasSignedDifferences).map(serverOf),
    ] as const;
    const lags: Lag[] = [];
    for (let turn = 0; turn < seconds / 2; turn++) {
      const startedMs = performance.now();
      const at = (turn >> 1) * 401;
      const watched = apexes.map((apex) => ({ name: `host${at}.${apex}`, type: RecordType.A }));
      const address = manyAddress(at);
      const act = () => (turn % 2 === 0 ? primary.drain(address) : primary.undrain(address));
      lags.push(...(await watchFlap(swift, watched, act)));
      await delay(Math.max(0, 1000 - (performance.now() - startedMs)));
    }
    const rows = summarize(lags, 'ms', zoneOf);
    process.stdout.write(printTable([['since the drain', 'zone', 'median', 'worst'], ...rows]));
    expect(Math.max(...lags.map(({ ms }) => ms))).to.be.below(lagMsMax);
    for (const { apex, key } of settings.zones) {
      const records = await transferZone(apex, { port: primary.port, ...(key === undefined ? {} : { key }) });
      const serial = Number(records[0]?.split(/\s+/)[6]);
      for (const secondary of secondaries) {
        await secondary.holds(apex, serial, 60_000);
        expect(await secondary.differences(apex, records), `${secondary.name} ${apex}`).to.deep.equal([]);
      }
    }
  });
});

/** Ten names, of which each is down when its address is drained. */
const drainable = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`turn${at}`, [addressAt(at)]]));

function addressAt(at: number): string {
  return `198.51.100.${at % 10}`;
}

const manyNames = Object.fromEntries(
  Array.from({ length: nameCount }, (_, at) => [`host${at}`, [manyAddress(at)]]),
);

function manyAddress(at: number): string {
  return `198.18.${at >> 8}.${at & 0xff}`;
}
