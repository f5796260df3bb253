// Everything that is exported, in the eyes of others: Prometheus' own checker and the reference parser of OpenMetrics.

import { expect } from 'chai';
import { allMetrics } from '../../../src/window/metrics/all-metrics.ts';
import { type Format, writeMetrics } from '../../../src/window/metrics/exposition.ts';
import { beginScrape } from '../../../src/window/metrics/scrape.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';
import { isInstalled } from '../../support/dns/run-other-server.ts';
import { needTool } from '../../support/run-openssl.ts';
import { runProgram } from '../../support/run-program.ts';
import { exampleTarget, makeExampleModel } from '../../support/window/example-model.ts';
import {
  hasOpenMetricsParser,
  openMetricsParserMissing,
  parseOpenMetrics,
} from '../../support/window/open-metrics-parser.ts';

function scrape(model: WindowModel, format: Format): string {
  return [...writeMetrics(allMetrics, beginScrape(model, 'all'), format)].join('');
}

describe('allMetrics', () => {
  it('has each metric once, with help that is a sentence', () => {
    expect(new Set(allMetrics.map(({ name }) => name)).size).to.equal(allMetrics.length);
    for (const { name, help } of allMetrics) expect(help, name).to.match(/^[A-Z].*\.$|: always 1\.$/);
  });

  it('ends counters with _total, infos with _info and what has a unit with it', () => {
    for (const { name, kind, unit } of allMetrics) {
      expect(name.endsWith('_total'), name).to.equal(kind === 'counter');
      expect(name.endsWith('_info'), name).to.equal(kind === 'info');
      expect(name, name).to.match(/^[a-z_]+$/);
      const stem = name.replace(/_total$/, '');
      if (unit !== undefined) expect(stem.endsWith(`_${unit}`), name).to.equal(true);
      else expect(stem, name).not.to.match(/_(?:seconds|bytes|ratio|count|sum|bucket|created)$/);
    }
  });

  it('exports every metric of a daemon that has a bit of everything', () => {
    const text = scrape(makeExampleModel(), 'prometheus');
    for (const { name } of allMetrics) expect(text).to.contain(`# TYPE ${name} `);
  });

  it('exports what is known before the first tick', () => {
    const text = scrape(new WindowModel(), 'prometheus');
    expect(text).to.contain('process_cpu_seconds_total');
    expect(text).not.to.match(/^healthy_dns_/m);
  });

  it('has exactly the labels that each metric names', () => {
    const labelled = new Map(allMetrics.map(({ name, labels }) => [name, labels.join(',')]));
    for (const line of scrape(makeExampleModel(), 'prometheus').split('\n')) {
      const [, sample = '', inner = ''] =
        /^([a-z_]+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? \S+$/.exec(line) ?? [];
      if (!labelled.has(sample)) continue;
      const names = [...inner.matchAll(/([a-z_]+)="(?:\\.|[^"\\])*"/g)].map(([, label]) => label);
      expect(names.filter((label) => label !== 'le').join(','), line).to.equal(labelled.get(sample));
    }
  });

  it('has no series twice', () => {
    const series = scrape(makeExampleModel(), 'prometheus')
      .split('\n')
      .map((line) => line.slice(0, line.lastIndexOf(' ')));
    const seen = new Set<string>();
    for (const one of series.filter((line) => line !== '' && !line.startsWith('#'))) {
      expect(seen.has(one), one).to.equal(false);
      seen.add(one);
    }
  });

  it('satisfies promtool check metrics', async function () {
    needTool(
      this,
      isInstalled('promtool', '--version'),
      'promtool is not installed; it comes with the package prometheus',
    );
    const { code, output, errors } = await runProgram('promtool', ['check', 'metrics'], {
      input: scrape(makeExampleModel(), 'prometheus'),
    });
    expect(output + errors).to.equal('');
    expect(code).to.equal(0);
  });

  it('is OpenMetrics to the letter', async function () {
    needTool(this, hasOpenMetricsParser(), openMetricsParserMissing);
    const families = await parseOpenMetrics(scrape(makeExampleModel(), 'openmetrics'));
    expect(families.map(({ name }) => name)).to.include.members(['healthy_dns_queries', 'healthy_dns_build']);
    const targets = families.find(({ name }) => name === 'healthy_dns_target_up')?.samples;
    expect(targets?.map(({ labels }) => labels['target'])).to.deep.equal([
      ...makeExampleModel().targets.keys(),
    ]);
  });

  it('brings hostile labels through both formats unharmed', async function () {
    needTool(this, hasOpenMetricsParser(), openMetricsParserMissing);
    const key = 'tcp "} 1\n# EOF\n\\ \t\r\u0000\u{1f600}';
    const model = makeExampleModel([exampleTarget(key)], []);
    const families = await parseOpenMetrics(scrape(model, 'openmetrics'));
    const up = families.find(({ name }) => name === 'healthy_dns_target_up');
    expect(up?.samples.map(({ labels }) => labels['target'])).to.deep.equal([key]);
  });
});
