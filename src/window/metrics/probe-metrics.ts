// Probes: how many, how long they took and how late they began; of each target with fewer buckets, since there are many.

import { bucketBoundsMs } from '../../health/watching/histogram.ts';
import type { ProbeTally } from '../../health/watching/probe-ledger.ts';
import { distributionOf, measured } from './durations.ts';
import type { Distribution, Metric, Reading } from './metric.ts';
import type { Scrape } from './scrape.ts';
import { writeLabels } from './write-labels.ts';

/** Some of all bounds, so that buckets add up to these. */
const targetBoundsMs: readonly number[] = [5, 20, 100, 500, 2000];
const targetBoundsSeconds = targetBoundsMs.map((ms) => ms / 1000);
/** The bucket of a target that each bucket belongs to; what is longer than all bounds comes last. */
const targetBuckets = [...bucketBoundsMs, Number.POSITIVE_INFINITY].map((bound) => {
  const index = targetBoundsMs.findIndex((targetBound) => bound <= targetBound);
  return index === -1 ? targetBoundsMs.length : index;
});

const outcomes = {
  success: writeLabels({ outcome: 'success' }),
  failure: writeLabels({ outcome: 'failure' }),
  inconclusive: writeLabels({ outcome: 'inconclusive' }),
};

/** `before`: other labels, with a comma. */
function* readOutcomes(
  { successes, failures, inconclusive }: ProbeTally,
  before: string,
): Generator<Reading> {
  yield { labels: before + outcomes.success, value: successes };
  yield { labels: before + outcomes.failure, value: failures };
  yield { labels: before + outcomes.inconclusive, value: inconclusive };
}

function targetDurationsOf({ buckets, sumMs }: ProbeTally): Distribution {
  const counts = new Array<number>(targetBoundsMs.length + 1).fill(0);
  for (let index = 0; index < buckets.length; index++) {
    const bucket = targetBuckets[index] ?? targetBoundsMs.length;
    counts[bucket] = (counts[bucket] ?? 0) + (buckets[index] ?? 0);
  }
  return { bounds: targetBoundsSeconds, counts, sum: sumMs / 1000 };
}

function* eachTally({ ledger, shown }: Scrape): Generator<readonly [labels: string, ProbeTally]> {
  for (const { facts, labels } of shown.targets) {
    const tally = facts.place && ledger?.read(facts.place);
    if (tally !== undefined) yield [labels, tally];
  }
}

export const probeMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_probes_total',
    kind: 'counter',
    help: 'Probes of all targets, by outcome; inconclusive ones failed on this side.',
    labels: ['outcome'],
    read: ({ ledger }) => (ledger?.total === undefined ? [] : readOutcomes(ledger.total, '')),
  },
  {
    name: 'healthy_dns_probe_duration_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'How long successful probes of all targets took.',
    labels: [],
    read: ({ ledger }) =>
      ledger?.total === undefined
        ? []
        : [
            {
              labels: '',
              distribution: distributionOf({ counts: ledger.total.buckets, sumMs: ledger.total.sumMs }),
            },
          ],
  },
  {
    name: 'healthy_dns_probe_lateness_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'How much later than planned probes began.',
    labels: [],
    read: measured(({ lateness }) => lateness),
  },
  {
    name: 'healthy_dns_target_probes_total',
    kind: 'counter',
    help: 'Probes of the target since it is watched, by outcome.',
    labels: ['target', 'outcome'],
    *read(scrape) {
      for (const [labels, tally] of eachTally(scrape)) yield* readOutcomes(tally, `${labels},`);
    },
  },
  {
    name: 'healthy_dns_target_probe_duration_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'How long successful probes of the target took.',
    labels: ['target'],
    *read(scrape) {
      for (const [labels, tally] of eachTally(scrape))
        yield { labels, distribution: targetDurationsOf(tally) };
    },
  },
];
