// Histograms of durations that the main thread keeps, which all have the same buckets.

import { bucketBoundsMs } from '../../health/watching/histogram.ts';
import type { Durations, Vitals } from '../model/news.ts';
import type { Distribution, Metric } from './metric.ts';

const boundsSeconds = bucketBoundsMs.map((ms) => ms / 1000);

export function distributionOf({ counts, sumMs }: Durations): Distribution {
  return { bounds: boundsSeconds, counts, sum: sumMs / 1000 };
}

export function measured(durationsIn: (vitals: Vitals) => Durations): Metric['read'] {
  return ({ tick }) =>
    tick?.vitals === undefined
      ? []
      : [{ labels: '', distribution: distributionOf(durationsIn(tick.vitals)) }];
}
