// How many names, targets or zones may have metrics of their own. Refuses to know the metrics.

import { quote } from '../../base/quote.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from } from '../sources/read-scalars.ts';

export type MetricsNames = number | 'all';

/** 1,000 names with a target each are some 20,000 series, which the smallest Prometheus takes without noticing. */
const usualCount = 1000;
/** Whoever has more means all of them. */
const countMax = 1_000_000;

export function readMetricsNames(values: RawValues, findings: Findings): MetricsNames {
  const raw = values.get('metrics-names');
  if (raw === undefined) return usualCount;
  const text = raw.texts[0]?.trim().toLowerCase() ?? '';
  if (text === 'all') return 'all';
  if (text === 'none') return 0;
  const count = /^\d{1,7}$/.test(text) ? Number(text) : undefined;
  if (count !== undefined && count <= countMax) return count;
  const why = `is neither all nor none nor a whole number from 0 to ${countMax}`;
  findings.error('metrics-names', `${quote(text)} ${why}${from('metrics-names', raw)}`);
  return usualCount;
}
