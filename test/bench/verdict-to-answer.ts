// Prints how long it takes from a changed verdict to changed answers in a zone of 10,000 names. Judges nothing.

import { Snapshot } from '../../src/answers/snapshot.ts';
import { systemClock } from '../../src/base/clock.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Target } from '../../src/health/target.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { groupsOf } from '../support/daemon/read-findings.ts';

const nameCount = 10_000;
const flipCount = 20_000;

const names = Object.fromEntries(
  Array.from({ length: nameCount }, (_, index) => {
    const ips = [1, 2, 3].map((host) => `10.${index >> 8}.${index & 0xff}.${host}`);
    return [`host${index}`, { ips, health_port: 80 }];
  }),
);
const config = readConfig(
  {
    'hosted-zone': 'example.test',
    'alias-zones': '["alias.test"]',
    ns: '["ns1.example.net"]',
    'zone-resolutions': JSON.stringify(names),
  },
  {},
);
if (!config.ok) throw new Error('the configuration of the benchmark is valid');

const targets = config.value.zones.flatMap(({ content }) => content.resolutions).flatMap(targetsOf);
const down = new Set<string>();
const verdictOf = (target: Target) => (down.has(target.key) ? 'down' : 'up');
const snapshot = new Snapshot();
const publisher = new Publisher(snapshot, {
  clock: systemClock,
  decider: new Decider({ probed: verdictOf }),
});
const startedMs = performance.now();
void publisher.publishAll(groupsOf(config.value));
const fullMs = performance.now() - startedMs;

const tookMs: number[] = [];
const tidyMs: number[] = [];
for (let flip = 0; flip < flipCount; flip++) {
  const target = targets[Math.floor(Math.random() * targets.length)];
  if (target === undefined) continue;
  if (!down.delete(target.key)) down.add(target.key);
  const flippedMs = performance.now();
  void publisher.publish({ targets: [target] });
  tookMs.push(performance.now() - flippedMs);
  const publishedMs = performance.now();
  const { image } = snapshot;
  snapshot.tidy();
  if (snapshot.image !== image) tidyMs.push(Number((performance.now() - publishedMs).toFixed(1)));
}
tookMs.sort((a, b) => a - b);
const at = (share: number) => Number((tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0).toFixed(3));
const figures = {
  names: nameCount,
  zones: 2,
  fullPublishMs: Math.round(fullMs),
  flips: flipCount,
  tidyingAfterwardsMs: tidyMs.join(' '),
  p50Ms: at(0.5),
  p99Ms: at(0.99),
  p999Ms: at(0.999),
  maxMs: at(1),
};
process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
