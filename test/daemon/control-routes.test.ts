// The routes of the control socket: what the daemon is asked to do, and which requests are malformed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { fail, succeed } from '../../src/base/result.ts';
import type { Finding } from '../../src/config/findings/finding.ts';
import type { ExplainProblem, Explanation } from '../../src/control/protocol/explanation.ts';
import type { Status } from '../../src/control/protocol/status.ts';
import { controlRoutes } from '../../src/daemon/control-routes.ts';
import type { ReloadRequest, ReloadVerdict } from '../../src/daemon/reloader.ts';
import { askRoute } from '../support/daemon/ask-route.ts';

const warning: Finding = { severity: 'warning', path: 'ns[0]', message: 'is odd' };
const error: Finding = { severity: 'error', path: 'ttl', message: 'is no number' };

const absent: ExplainProblem = { problem: 'no-such-name', error: 'lies in no zone' };

async function unexpected(): Promise<never> {
  throw new Error('not expected to be called');
}

describe('controlRoutes', () => {
  let asked: ReloadRequest[];
  let result: ReloadVerdict;
  const status = { zones: [], pid: 1 } as unknown as Status;
  const hand = { list: () => [], begin: unexpected, end: unexpected };
  const routes = controlRoutes({
    hand,
    acme: { set: unexpected, clear: unexpected },
    status: () => status,
    testNotifications: () => undefined,
    explain(request) {
      asked.push(request as never);
      return request.name === 'elsewhere' ? fail(absent) : succeed({} as Explanation);
    },
    async reload(request) {
      asked.push(request);
      return result;
    },
  });

  beforeEach(() => {
    asked = [];
    result = succeed({ warnings: [] });
  });

  const reload = (body: unknown) => askRoute(routes, 'POST /v1/reload', body);

  it('are those of the manual, all of them', () => {
    const manual = readFileSync(join(import.meta.dirname, '../../../docs/control.md'), 'utf8');
    const described = [...manual.matchAll(/^## ((?:GET|POST) \S+)$/gm)].map((match) => match[1]);
    expect(routes.map(({ method, path }) => `${method} ${path}`)).to.have.members(described);
  });

  it('answer with the status as it is', async () => {
    expect(await askRoute(routes, 'GET /v1/status')).to.deep.equal({ code: 200, body: status });
  });

  it("reload from the daemon's own variables without a body", async () => {
    expect(await reload(undefined)).to.deep.equal({ code: 200, body: { findings: [] } });
    expect(asked).to.deep.equal([{}]);
  });

  it('reload from the variables sent, even if there are none', async () => {
    await reload({ environment: { HEALTHY_DNS_TTL: '5' } });
    await reload({ environment: {} });
    expect(asked.map(({ environment }) => environment)).to.deep.equal([{ HEALTHY_DNS_TTL: '5' }, {}]);
  });

  it('accept an empty configuration only if told so', async () => {
    for (const body of [undefined, { environment: {} }, { environment: {}, allowEmpty: false }])
      await reload(body);
    for (const body of [{ allowEmpty: true }, { environment: {}, allowEmpty: true }]) await reload(body);
    expect(asked.map(({ allowsEmpty = false }) => allowsEmpty)).to.deep.equal([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('answer 200 with the warnings of a reload that worked', async () => {
    result = succeed({ warnings: [warning] });
    expect(await reload({ environment: {} })).to.deep.equal({ code: 200, body: { findings: [warning] } });
  });

  it('answer 422 with all findings of a reload that failed', async () => {
    result = fail([warning, error]);
    expect(await reload({ environment: {} })).to.deep.equal({
      code: 422,
      body: { findings: [warning, error] },
    });
  });

  it('explain a name, and answer 422 where there is nothing to explain', async () => {
    const explain = (body: unknown) => askRoute(routes, 'POST /v1/explain', body);
    expect(
      (await explain({ name: 'www', type: 28, ifDown: ['192.0.2.1', '[2001:db8::1]:80'] })).code,
    ).to.equal(200);
    expect(asked).to.have.length(1);
    expect(asked[0]).to.deep.include({ name: 'www', type: 28 });
    expect(await explain({ name: 'elsewhere' })).to.deep.equal({
      code: 422,
      body: absent,
    });
  });

  const unexplained: readonly unknown[] = [
    undefined,
    null,
    [],
    'www',
    {},
    { name: 5 },
    { name: 'a'.repeat(2000) },
    { name: 'www', type: 'A' },
    { name: 'www', type: 0 },
    { name: 'www', type: 65_536 },
    { name: 'www', ifDown: '192.0.2.1' },
    { name: 'www', ifDown: ['api'] },
    { name: 'www', ifDown: [5] },
  ];
  for (const body of unexplained) {
    it(`answer 400 to the question ${String(JSON.stringify(body)).slice(0, 50)}`, async () => {
      expect((await askRoute(routes, 'POST /v1/explain', body)).code).to.equal(400);
      expect(asked).to.deep.equal([]);
    });
  }

  const malformed: readonly unknown[] = [
    null,
    true,
    0,
    '',
    'environment',
    [],
    ['environment'],
    {},
    { Environment: {} },
    { environment: null },
    { environment: [] },
    { environment: ['HEALTHY_DNS_TTL=5'] },
    { environment: 'HEALTHY_DNS_TTL=5' },
    { environment: { HEALTHY_DNS_TTL: 5 } },
    { environment: { HEALTHY_DNS_TTL: null } },
    { environment: { HEALTHY_DNS_TTL: ['5'] } },
    { environment: { HEALTHY_DNS_NS: '[]', HEALTHY_DNS_TTL: {} } },
  ];
  for (const body of malformed) {
    it(`answer 400 to ${JSON.stringify(body)} and reload nothing`, async () => {
      const reply = await reload(body);
      expect(reply.code).to.equal(400);
      expect(reply.body).to.have.property('error');
      expect(asked).to.deep.equal([]);
    });
  }

  it('name the field at fault, its value and what belongs there', async () => {
    const errorOf = async (path: string, body: unknown) => (await askRoute(routes, path, body)).body;
    expect(await errorOf('POST /v1/reload', { environment: { HEALTHY_DNS_TTL: 5 } })).to.deep.equal({
      error:
        'expected {"environment": {…}}, {"allowEmpty": true}, {"dryRun": true} or any of them together, or no body: ' +
        'environment.HEALTHY_DNS_TTL is 5, not a string',
    });
    expect(await errorOf('POST /v1/explain', { name: 'www', ifDown: ['api'] })).to.deep.equal({
      error:
        'expected {"name": "…"}, optionally with "type" (a number) and "ifDown" (addresses): ' +
        'ifDown[0] is "api", not an address or address:port',
    });
    expect(await errorOf('POST /v1/drain', { subject: '192.0.2.1', forseconds: 60 })).to.deep.equal({
      error:
        'expected {"subject": "…"}, optionally with "forSeconds", "mayEmpty" and "as": forseconds is not known',
    });
  });
});
