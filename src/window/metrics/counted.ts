// How metrics are read that are counters of the data plane. Refuses to know what they count.

import { countAt } from '../../serving/counters.ts';
import { type Metric, one } from './metric.ts';
import { writeLabels } from './write-labels.ts';

/** Series of one label, whose values each have a counter. */
export function byLabel(label: string, counters: Readonly<Record<string, number>>): Metric['read'] {
  const series = Object.entries(counters).map(([value, counter]) => ({
    labels: writeLabels({ [label]: value }),
    counter,
  }));
  return ({ tick }) =>
    tick === undefined
      ? []
      : series.map(({ labels, counter }) => ({ labels, value: countAt(tick.counters, counter) }));
}

export function counted(counter: number): Metric['read'] {
  return ({ tick }) => one(tick && countAt(tick.counters, counter));
}
