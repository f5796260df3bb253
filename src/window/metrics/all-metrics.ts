// Every metric there is, in the order in which a scrape has them. docs/metrics.md has the same; a test compares both.

import { daemonMetrics } from './daemon-metrics.ts';
import type { Metric } from './metric.ts';
import { nameMetrics } from './name-metrics.ts';
import { notificationMetrics } from './notification-metrics.ts';
import { probeMetrics } from './probe-metrics.ts';
import { processMetrics } from './process-metrics.ts';
import { queryMetrics } from './query-metrics.ts';
import { targetMetrics } from './target-metrics.ts';
import { zoneMetrics } from './zone-metrics.ts';

export const allMetrics: readonly Metric[] = [
  ...daemonMetrics,
  ...queryMetrics,
  ...nameMetrics,
  ...targetMetrics,
  ...probeMetrics,
  ...zoneMetrics,
  ...notificationMetrics,
  ...processMetrics,
];
