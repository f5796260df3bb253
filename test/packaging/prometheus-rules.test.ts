// The alert rules: Prometheus takes them, their unit tests hold, and they and their docs are about metrics that exist.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { allMetrics } from '../../src/window/metrics/all-metrics.ts';
import { isInstalled } from '../support/dns/run-other-server.ts';
import { needTool } from '../support/run-openssl.ts';
import { runProgram } from '../support/run-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { metricsIn } from '../support/window/metrics-in.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

const root = resolve(import.meta.dirname, '../../..');
const rulesFile = join(root, 'packaging/prometheus/healthy-dns.rules.yml');
const testsFile = join(root, 'test/packaging/prometheus-rules.yml');
const rulesText = readFileSync(rulesFile, 'utf8');
const rules: readonly Rule[] = parse(rulesText).groups[0].rules;

function needPromtool(context: Mocha.Context): void {
  needTool(
    context,
    isInstalled('promtool', '--version'),
    'promtool is not installed; it comes with the package prometheus',
  );
}

describe('the alert rules', () => {
  it('are rules to Prometheus', async function () {
    needPromtool(this);
    const { code, output, errors } = await runProgram('promtool', ['check', 'rules', rulesFile]);
    expect(code, output + errors).to.equal(0);
    expect(output).to.contain(`${rules.length} rules found`);
  });

  it('fire when they should, and not before', async function () {
    needPromtool(this);
    const { code, output, errors } = await runProgram('promtool', ['test', 'rules', testsFile]);
    expect(code, output + errors).to.equal(0);
  });

  it('are all tested, and a test notices when one changes', async function () {
    needPromtool(this);
    const tests = readFileSync(testsFile, 'utf8');
    for (const { alert } of rules) expect(tests).to.contain(alert);
    const copy = makeTemporaryDirectory();
    const folders = ['packaging/prometheus', 'test/packaging'].map((folder) => join(copy, folder));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    const copiedTests = join(copy, 'test/packaging/tests.yml');
    cpSync(testsFile, copiedTests);
    const changed = rulesText.replace('{source="nothing"} == 1', '{source="nothing"} == 2');
    expect(changed).not.to.equal(rulesText);
    writeFileSync(join(copy, 'packaging/prometheus/healthy-dns.rules.yml'), changed);
    const { code } = await runProgram('promtool', ['test', 'rules', copiedTests]);
    expect(code).not.to.equal(0);
  });

  it('look at metrics that exist', () => {
    const names = new Set(allMetrics.map(({ name }) => name));
    for (const { alert, expr } of rules)
      for (const metric of metricsIn(expr)) expect(names, `${alert}: ${metric}`).to.include(metric);
  });

  it('say what happened in a sentence, and what to do', () => {
    for (const { alert, annotations } of rules) {
      expect(Object.keys(annotations), alert).to.deep.equal(['summary', 'description']);
      expect(annotations['summary'], alert).to.match(/[^.]$/);
      expect(annotations['description'], alert).to.match(/\.$|\{\{ end \}\}$/);
    }
  });

  it('are all in the docs, with their severity', () => {
    const docs = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
    const listed = [...docs.matchAll(/^\| `(HealthyDns\w+)` \| (\w+) \|/gm)].map(([, alert, severity]) => ({
      alert,
      severity,
    }));
    expect(listed).to.deep.equal(rules.map(({ alert, labels }) => ({ alert, severity: labels.severity })));
  });
});
