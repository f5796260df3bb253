// Metrics as text: the Prometheus format, version 0.0.4, and OpenMetrics, version 1.0.0. They differ in the names of
// families, in units and in the last line. Refuses to know what is measured.

import type { Distribution, Metric } from './metric.ts';
import type { Scrape } from './scrape.ts';

export type Format = 'prometheus' | 'openmetrics';

export const contentTypes: Readonly<Record<Format, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** Line by line, so that the reader decides how much is made at a time. */
export function* writeMetrics(
  metrics: readonly Metric[],
  scrape: Scrape,
  format: Format,
): Generator<string, void, undefined> {
  for (const metric of metrics) {
    let isFirst = true;
    for (const reading of metric.read(scrape)) {
      if (isFirst) yield writeHead(metric, format);
      isFirst = false;
      if ('value' in reading) yield writeSample(metric.name, reading.labels, reading.value);
      else yield writeDistribution(metric.name, reading.labels, reading.distribution);
    }
  }
  if (format === 'openmetrics') yield '# EOF\n';
}

function writeHead(metric: Metric, format: Format): string {
  const { name, kind, unit, help } = metric;
  if (format === 'prometheus') {
    const type = kind === 'info' ? 'gauge' : kind;
    return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
  }
  const family = familyOf(metric);
  const unitLine = unit === undefined ? '' : `# UNIT ${family} ${unit}\n`;
  return `# TYPE ${family} ${kind}\n${unitLine}# HELP ${family} ${escapeHelp(help).replaceAll('"', '\\"')}\n`;
}

/** In OpenMetrics the suffix belongs to the sample, not to the family. */
function familyOf({ name, kind }: Metric): string {
  if (kind === 'counter') return name.replace(/_total$/, '');
  return kind === 'info' ? name.replace(/_info$/, '') : name;
}

function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function writeSample(name: string, labels: string, value: number): string {
  return labels === '' ? `${name} ${writeNumber(value)}\n` : `${name}{${labels}} ${writeNumber(value)}\n`;
}

/** Buckets are cumulative: each counts those before it too. */
function writeDistribution(name: string, labels: string, { bounds, counts, sum }: Distribution): string {
  const before = labels === '' ? '' : `${labels},`;
  const start = `${name}_bucket{${before}le="`;
  let text = '';
  let count = 0;
  for (let index = 0; index <= bounds.length; index++) {
    count += counts[index] ?? 0;
    text += `${start}${writeBound(bounds[index])}"} ${count}\n`;
  }
  return `${text}${writeSample(`${name}_count`, labels, count)}${writeSample(`${name}_sum`, labels, sum)}`;
}

/** OpenMetrics wants `1.0` and `1e-05`, its canonical numbers; written alike, a series is the same in both formats. */
function writeBound(bound: number | undefined): string {
  if (bound === undefined) return '+Inf';
  if (bound < 1e-4) return bound.toExponential().replace(/-(\d)$/, '-0$1');
  return Number.isInteger(bound) ? `${bound}.0` : `${bound}`;
}

function writeNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : `${value}`;
}
