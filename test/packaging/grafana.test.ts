// The dashboard, as far as it can be checked without Grafana. test/scenario/prometheus.test.ts evaluates its expressions.

import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { expect } from 'chai';
import { allMetrics } from '../../src/window/metrics/all-metrics.ts';
import { dashboard, dashboardExpressions } from '../support/window/dashboard.ts';
import { metricsIn } from '../support/window/metrics-in.ts';

describe('the dashboard for Grafana', () => {
  it('looks at metrics that exist', () => {
    const names = new Set(allMetrics.map(({ name }) => name));
    for (const { title, expression } of dashboardExpressions())
      for (const metric of metricsIn(expression)) expect(names, `${title}: ${metric}`).to.include(metric);
  });

  it('uses no variables but its own and those of Grafana', () => {
    const known = new Set(dashboard.templating.list.map(({ name }) => name));
    const text = JSON.stringify(dashboard);
    for (const [, name = ''] of text.matchAll(/\$\{?([a-z]\w*)/g)) expect(known).to.include(name);
    for (const { expression } of dashboardExpressions()) expect(expression).not.to.contain('$');
  });

  it('has panels with different numbers that do not overlap', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).to.equal(panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).to.be.at.most(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`), title).to.equal(false);
          taken.add(`${x},${y}`);
        }
    }
  });

  it('asks the data source that was chosen', () => {
    for (const { type, title, datasource, targets = [] } of dashboard.panels) {
      if (type === 'row') continue;
      expect(datasource?.uid, title).to.equal(`\${datasource}`);
      expect(targets, title).not.to.have.lengthOf(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).to.equal(targets.length);
    }
  });

  it('takes for all jobs those of healthy-dns: of others it would show processes, and whether they are up', () => {
    const job = dashboard.templating.list.find(({ name }) => name === 'job');
    expect(job?.definition).to.equal('label_values(healthy_dns_build_info, job)');
    expect(job).not.to.have.property('allValue');
  });

  it('filters every series by job and instance', () => {
    const own = /\b(?:healthy_dns|process)_[a-z_]+\{[^}]*job=~"\.\*",instance=~"\.\*"/;
    for (const { title, expression } of dashboardExpressions()) {
      const metrics = [...expression.matchAll(/\b(?:healthy_dns|process)_[a-z_]+(?:\{[^}]*\})?/g)];
      for (const [metric] of metrics) expect(metric, title).to.match(own);
    }
  });

  it('is in the packages, as the alert rules are, where the docs say', () => {
    const root = resolve(import.meta.dirname, '../../..');
    const read = (file: string) => readFileSync(join(root, file), 'utf8');
    const docs = read('docs/metrics.md');
    const packed: readonly string[] = JSON.parse(read('package.json')).files;
    for (const [folder, file] of [
      ['grafana', 'healthy-dns.json'],
      ['prometheus', 'healthy-dns.rules.yml'],
    ] as const) {
      expect(existsSync(join(root, 'packaging', folder, file))).to.equal(true);
      expect(docs)
        .to.contain(`\`/usr/share/healthy-dns/${folder}/\``)
        .and.to.contain(`\`packaging/${folder}/\``);
      expect(read('debian/rules')).to.contain(
        `/usr/share/healthy-dns/${folder} packaging/${folder}/${file}\n`,
      );
      expect(packed).to.include(`packaging/${folder}/*${extname(file)}`);
    }
  });
});
