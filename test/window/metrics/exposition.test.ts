// Both formats, octet by octet.

import { expect } from 'chai';
import { type Format, writeMetrics } from '../../../src/window/metrics/exposition.ts';
import type { Metric, Reading } from '../../../src/window/metrics/metric.ts';
import { beginScrape } from '../../../src/window/metrics/scrape.ts';
import { writeLabels } from '../../../src/window/metrics/write-labels.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';

function write(
  format: Format,
  metric: Omit<Metric, 'read' | 'labels'>,
  readings: readonly Reading[],
): string {
  const scrape = beginScrape(new WindowModel(), 'all');
  return [...writeMetrics([{ ...metric, labels: [], read: () => readings }], scrape, format)].join('');
}

const bytes = { name: 'sent_bytes_total', kind: 'counter', unit: 'bytes', help: 'Octets.' } as const;

describe('writeMetrics', () => {
  it('writes a counter for Prometheus under its whole name', () => {
    expect(write('prometheus', bytes, [{ labels: '', value: 12 }])).to.equal(
      '# HELP sent_bytes_total Octets.\n# TYPE sent_bytes_total counter\nsent_bytes_total 12\n',
    );
  });

  it('names the family of an OpenMetrics counter without its suffix, and its unit', () => {
    expect(write('openmetrics', bytes, [{ labels: '', value: 12 }])).to.equal(
      '# TYPE sent_bytes counter\n# UNIT sent_bytes bytes\n# HELP sent_bytes Octets.\nsent_bytes_total 12\n# EOF\n',
    );
  });

  it('writes an info as a gauge for Prometheus', () => {
    const info = { name: 'build_info', kind: 'info', help: 'Build.' } as const;
    const readings = [{ labels: writeLabels({ version: '1' }), value: 1 }];
    expect(write('prometheus', info, readings)).to.contain(
      '# TYPE build_info gauge\nbuild_info{version="1"} 1\n',
    );
    expect(write('openmetrics', info, readings)).to.contain('# TYPE build info\n');
  });

  it('makes the buckets of a histogram cumulative', () => {
    const histogram = { name: 'took_seconds', kind: 'histogram', unit: 'seconds', help: 'Time.' } as const;
    const distribution = { bounds: [0.00002, 0.5, 1], counts: [0, 1, 2, 3], sum: 9.5 };
    for (const format of ['prometheus', 'openmetrics'] as const)
      expect(write(format, histogram, [{ labels: writeLabels({ of: 'x' }), distribution }])).to.contain(
        [
          'took_seconds_bucket{of="x",le="2e-05"} 0',
          'took_seconds_bucket{of="x",le="0.5"} 1',
          'took_seconds_bucket{of="x",le="1.0"} 3',
          'took_seconds_bucket{of="x",le="+Inf"} 6',
          'took_seconds_count{of="x"} 6',
          'took_seconds_sum{of="x"} 9.5\n',
        ].join('\n'),
      );
  });

  it('has no head for a metric without series', () => {
    expect(write('prometheus', bytes, [])).to.equal('');
    expect(write('openmetrics', bytes, [])).to.equal('# EOF\n');
  });

  it('escapes help as each format wants it', () => {
    const help = { name: 'x', kind: 'gauge', help: 'a "b" \\ c\nd' } as const;
    const readings = [{ labels: '', value: 1 }];
    expect(write('prometheus', help, readings)).to.contain('# HELP x a "b" \\\\ c\\nd\n');
    expect(write('openmetrics', help, readings)).to.contain('# HELP x a \\"b\\" \\\\ c\\nd\n');
  });

  it('writes infinities as both formats do', () => {
    const gauge = { name: 'x', kind: 'gauge', help: 'X.' } as const;
    expect(write('prometheus', gauge, [{ labels: '', value: Number.POSITIVE_INFINITY }])).to.contain(
      'x +Inf\n',
    );
    expect(write('prometheus', gauge, [{ labels: '', value: Number.NEGATIVE_INFINITY }])).to.contain(
      'x -Inf\n',
    );
    expect(write('prometheus', gauge, [{ labels: '', value: Number.NaN }])).to.contain('x NaN\n');
  });
});

describe('writeLabels', () => {
  const escaped: readonly [value: string, written: string][] = [
    ['plain', 'a="plain"'],
    ['"', 'a="\\""'],
    ['\\', 'a="\\\\"'],
    ['\\"', 'a="\\\\\\""'],
    ['two\nlines', 'a="two\\nlines"'],
    ['"} 1\nforged 2', 'a="\\"} 1\\nforged 2"'],
    ['é\u{1f600}', 'a="é\u{1f600}"'],
  ];
  for (const [value, written] of escaped)
    it(`writes ${JSON.stringify(value)} as ${written}`, () => {
      expect(writeLabels({ a: value })).to.equal(written);
    });
});
