// A real Prometheus scrapes a real daemon, takes the alert rules, and evaluates every expression of the dashboard.

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { findFreePort } from '../support/dns/find-free-port.ts';
import { isInstalled } from '../support/dns/run-other-server.ts';
import { needTool } from '../support/run-openssl.ts';
import { runProgram } from '../support/run-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { dashboardExpressions } from '../support/window/dashboard.ts';
import {
  hasOpenMetricsParser,
  openMetricsParserMissing,
  parseOpenMetrics,
} from '../support/window/open-metrics-parser.ts';
import { type Prometheus, startPrometheus } from '../support/window/start-prometheus.ts';
import { type Backend, findDeadPort, openBackend } from '../support/worlds/backend.ts';

const rulesFile = resolve(import.meta.dirname, '../../../packaging/prometheus/healthy-dns.rules.yml');

interface RuleGroups {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly name: string;
      readonly health: string;
      readonly lastError?: string;
      readonly state: string;
    }[];
  }[];
}

interface Targets {
  readonly activeTargets: readonly { readonly health: string; readonly lastError: string }[];
}

describe('a Prometheus that scrapes us', () => {
  const daemon = new OperatedDaemon();
  const token = 'scrape'.repeat(6);
  let target: string;
  let backend: Backend;
  let dead: number;
  let prometheus: Prometheus;

  before(async function () {
    needTool(
      this,
      isInstalled('prometheus', '--version'),
      'prometheus is not installed; it comes with the package prometheus',
    );
    backend = await openBackend();
    dead = await findDeadPort();
    target = `127.0.0.1:${await findFreePort()}`;
    const tokenFile = join(makeTemporaryDirectory(), 'token');
    writeFileSync(tokenFile, `${token}\n`, { mode: 0o600 });
    await daemon.serve({
      HEALTHY_DNS_HTTP: target,
      HEALTHY_DNS_HTTP_TOKEN_FILE: tokenFile,
      HEALTHY_DNS_HOSTED_ZONE: 'example.test',
      HEALTHY_DNS_NS: 'ns1.example.test',
      HEALTHY_DNS_ZONE_RESOLUTIONS: JSON.stringify({
        www: { ips: ['127.0.0.1'], health_port: backend.port },
        gone: { ips: ['127.0.0.1'], health_port: dead },
      }),
      HEALTHY_DNS_LISTEN: '127.0.0.1',
      HEALTHY_DNS_PORT: '0',
      HEALTHY_DNS_TEST_MIN_INTERVAL: '0.2',
    });
    prometheus = await startPrometheus(
      { target, settings: { authorization: { credentials_file: tokenFile } } },
      rulesFile,
    );
  });
  after(async () => {
    await prometheus?.server.stop();
    await endSpawned();
    await backend?.close();
  });

  /** Waits for scrapes to show it. */
  const shows = (expression: string, value: number) =>
    until(`${expression} is ${value}`, async () => {
      const samples = await prometheus.query(expression);
      return samples.length > 0 && samples.every((sample) => sample.value === value);
    });

  it('gets everything', async () => {
    await shows('up{job="healthy-dns"}', 1);
    const { data } = await prometheus.ask('targets');
    const [target] = (data as Targets).activeTargets;
    expect(target).to.include({ health: 'up', lastError: '' });
  });

  it('counts our queries', async () => {
    const port = await daemon.dnsPort();
    const [{ value: before } = { value: 0 }] = await prometheus.query(
      'healthy_dns_queries_total{transport="tcp"}',
    );
    for (let query = 0; query < 3; query++) await queryTcp(port, 'www.example.test');
    for (let query = 0; query < 5; query++) await queryUdp(port, 'absent.example.test');
    await shows('healthy_dns_queries_total{transport="tcp"}', before + 3);
    await shows('healthy_dns_responses_total{code="NXDOMAIN"}', 5);
    await shows('healthy_dns_queries_by_type_total{type="A"}', before + 8);
  });

  it('sees which target is up, and what answers a name', async () => {
    await shows(`healthy_dns_target_up{target="tcp 127.0.0.1:${backend.port}"}`, 1);
    await shows(`healthy_dns_target_up{target="tcp 127.0.0.1:${dead}"}`, 0);
    await shows('healthy_dns_name_answered_by{name="www.example.test.",source="candidates"}', 1);
    await shows('healthy_dns_name_answered_by{name="gone.example.test.",source="nothing"}', 1);
    await shows('healthy_dns_names{source="nothing"}', 1);
  });

  it('sees how probes went', async () => {
    await until('probes were counted', async () => {
      const expression = `healthy_dns_target_probe_duration_seconds_count{target="tcp 127.0.0.1:${backend.port}"}`;
      return ((await prometheus.query(expression))[0]?.value ?? 0) > 2;
    });
    const [failures] = await prometheus.query('healthy_dns_probes_total{outcome="failure"}');
    expect(failures?.value).to.be.above(0);
  });

  it('reads OpenMetrics, which alone tells units', async () => {
    const { data } = await prometheus.ask('targets/metadata?metric=healthy_dns_sent_bytes');
    expect(data).to.have.lengthOf(1);
    expect(data).to.have.nested.property('[0].unit', 'bytes');
    expect(data).to.have.nested.property('[0].type', 'counter');
  });

  it('would be content with either format, as promtool and the reference parser read them', async function () {
    needTool(this, hasOpenMetricsParser(), openMetricsParserMissing);
    const scrape = async (accept: string) => {
      const headers = { accept, authorization: `Bearer ${token}` };
      return (await fetch(`http://${target}/metrics`, { headers })).text();
    };
    const input = await scrape('text/plain');
    const { code, output, errors } = await runProgram('promtool', ['check', 'metrics'], { input });
    expect([code, output + errors]).to.deep.equal([0, '']);
    const families = await parseOpenMetrics(await scrape('application/openmetrics-text'));
    expect(families.map(({ name }) => name)).to.include.members([
      'healthy_dns_target_up',
      'process_cpu_seconds',
    ]);
  });

  it('evaluates every expression of the dashboard', async () => {
    for (const { title, expression } of dashboardExpressions()) {
      const { status, error } = await prometheus.ask(`query?query=${encodeURIComponent(expression)}`);
      expect(status, `${title}: ${expression}: ${error}`).to.equal('success');
    }
  });

  it('evaluates every alert, of which the one for the empty name is on its way', async () => {
    const rules = async () =>
      ((await prometheus.ask('rules')).data as RuleGroups).groups.flatMap((group) => group.rules);
    await until('the name is noticed', async () =>
      (await rules()).some(({ name, state }) => name === 'HealthyDnsNameEmpty' && state === 'pending'),
    );
    for (const { name, health, lastError, state } of await rules()) {
      expect(health, `${name}: ${lastError}`).to.equal('ok');
      const isExpected = ['HealthyDnsNameEmpty', 'HealthyDnsTargetDown'].includes(name);
      expect(state, name).to.equal(isExpected ? 'pending' : 'inactive');
    }
  });
});
