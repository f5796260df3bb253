// Prints what a name that comes or goes by an update costs in a zone of a hundred thousand: how long until it is served, the CPU
// of it, and the longest time in which the main thread did nothing else. Judges nothing.
//
//   node dist/test/bench/name-changes.js [--names 100000] [--rounds 5] [--kinds unsigned,nsec,nsec3]

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { LoadedZone } from '../../src/publishing/loaded-zone.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { parseOwner } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { configOf } from '../support/daemon/read-findings.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';
import { printTable } from './print-table.ts';
import { medianOf } from './statistics.ts';

const { values } = parseArgs({
  options: {
    names: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    kinds: { type: 'string', default: 'unsigned,nsec,nsec3' },
  },
});
const zoneOf = (kind: string): LoadedZone => {
  const names = Object.fromEntries(
    Array.from({ length: Number(values.names) }, (_, i) => [`host${i}`, [`192.0.2.${(i % 250) + 1}`]]),
  );
  const [zone] = configOf({ 'zone-resolutions': JSON.stringify(names) }).zones;
  if (zone === undefined) throw new Error('one zone is configured');
  const { content, timing } = zone;
  if (kind === 'unsigned') return { content, timing };
  return { content, timing, signing: settingsOf(kind === 'nsec3' ? 'nsec3' : 'nsec', signingKey()) };
};

interface Figures {
  readonly totalMs: number;
  readonly longestMs: number;
  readonly cpuMs: number;
}

async function measure(work: () => unknown): Promise<Figures> {
  // Whatever was left to do is done.
  await wait(500);
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await wait(20);
  delays.reset();
  await wait(20);
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await work();
  const totalMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  await wait(20);
  delays.disable();
  return { totalMs, longestMs: delays.max / 1e6, cpuMs: (user + system) / 1000 };
}

const rows = [['', 'total, ms', 'longest block, ms', 'CPU, ms']];
for (const kind of values.kinds.split(',')) {
  const publisher = new Publisher(new Snapshot(), { clock: systemClock, decider: deciderBy(() => true) });
  const zone = zoneOf(kind);
  await publisher.publishAll([zone]);
  const apex = zone.content.hostedZone;
  const owner = parseOwner('home');
  if (!owner.ok || apex === nameOf('.')) throw new Error('home is a name');
  const node = [makeRRset(RecordType.TXT, 60, ['\x05hello' as never])];
  const all: Record<'comes' | 'goes', Figures[]> = { comes: [], goes: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    all.comes.push(await measure(() => publisher.update(new Map([[apex, new Map([[owner.value, node]])]]))));
    all.goes.push(await measure(() => publisher.update(new Map())));
  }
  for (const [what, figures] of Object.entries(all)) {
    const median = (pick: (one: Figures) => number) => medianOf(figures.map(pick)).toFixed(0);
    rows.push([
      `${kind}, a name ${what}`,
      median((one) => one.totalMs),
      median((one) => one.longestMs),
      median((one) => one.cpuMs),
    ]);
  }
}
process.stdout.write(printTable(rows));
