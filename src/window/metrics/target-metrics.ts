// Targets: in total always, each by itself where there are not too many.

import type { TargetFacts } from '../model/news.ts';
import { type Metric, one, type Reading, yesNo } from './metric.ts';
import type { Scrape } from './scrape.ts';
import { writeLabels } from './write-labels.ts';

function eachTarget(figure: (target: TargetFacts) => number | undefined): Metric['read'] {
  return function* ({ shown }) {
    for (const { facts, labels } of shown.targets) {
      const value = figure(facts);
      if (value !== undefined) yield { labels, value };
    }
  };
}

function countTargets(isMeant: (target: TargetFacts) => boolean): (scrape: Scrape) => number | undefined {
  return ({ targets }) => targets?.reduce((count, target) => count + yesNo(isMeant(target)), 0);
}

const byState = (['up', 'down', 'unknown'] as const).map((state) => ({
  labels: writeLabels({ state }),
  count: countTargets((target) => target.state === state),
}));

function* readStates(scrape: Scrape): Generator<Reading> {
  for (const { labels, count } of byState) {
    const value = count(scrape);
    if (value !== undefined) yield { labels, value };
  }
}

const isHeld = ({ held }: TargetFacts) => held !== undefined;
const isDrained = ({ override }: TargetFacts) => override === 'drained';
const forces = { 'forced up': 'up', 'forced down': 'down' } as const;

function forceOn({ override }: TargetFacts): string | undefined {
  return override === 'forced up' || override === 'forced down' ? forces[override] : undefined;
}

function* readForces({ shown }: Scrape): Generator<Reading> {
  for (const { facts, labels } of shown.targets) {
    const force = forceOn(facts);
    if (force !== undefined) yield { labels: `${labels},${writeLabels({ to: force })}`, value: 1 };
  }
}

const countHeld = countTargets(isHeld);
const countDrained = countTargets(isDrained);
const countForced = countTargets((target) => forceOn(target) !== undefined);

export const targetMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_targets',
    kind: 'gauge',
    help: 'Targets by what probes say of them.',
    labels: ['state'],
    read: readStates,
  },
  {
    name: 'healthy_dns_targets_held',
    kind: 'gauge',
    help: 'Targets held down for flapping.',
    labels: [],
    read: (scrape) => one(countHeld(scrape)),
  },
  {
    name: 'healthy_dns_targets_drained',
    kind: 'gauge',
    help: 'Targets drained by an operator.',
    labels: [],
    read: (scrape) => one(countDrained(scrape)),
  },
  {
    name: 'healthy_dns_targets_forced',
    kind: 'gauge',
    help: 'Targets forced up or down by an operator.',
    labels: [],
    read: (scrape) => one(countForced(scrape)),
  },
  {
    name: 'healthy_dns_target_up',
    kind: 'gauge',
    help: 'Whether probes find the target up: 1 if so, 0 if it is down or not known yet.',
    labels: ['target'],
    read: eachTarget(({ state }) => yesNo(state === 'up')),
  },
  {
    name: 'healthy_dns_target_changed_timestamp_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'When the state of the target last changed, in Unix time.',
    labels: ['target'],
    read: eachTarget(({ sinceSeconds }) => sinceSeconds),
  },
  {
    name: 'healthy_dns_target_held',
    kind: 'gauge',
    help: 'Whether the target is held down for flapping.',
    labels: ['target'],
    read: eachTarget((target) => yesNo(isHeld(target))),
  },
  {
    name: 'healthy_dns_target_drained',
    kind: 'gauge',
    help: 'Whether an operator drained the target.',
    labels: ['target'],
    read: eachTarget((target) => yesNo(isDrained(target))),
  },
  {
    name: 'healthy_dns_target_forced',
    kind: 'gauge',
    help: 'Present, with the value 1, while an operator forces the target up or down, whatever probes say.',
    labels: ['target', 'to'],
    read: readForces,
  },
];
