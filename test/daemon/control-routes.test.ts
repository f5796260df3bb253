// What the control socket's requests come to, and which of them are malformed.

import { expect } from 'chai';
import { fail, type Result, succeed } from '../../src/base/result.ts';
import type { Finding } from '../../src/config/finding.ts';
import type { Environment } from '../../src/config/gather-values.ts';
import { controlRoutes } from '../../src/daemon/control-routes.ts';
import type { Status } from '../../src/daemon/status.ts';

const warning: Finding = { severity: 'warning', path: 'ns[0]', message: 'is odd' };
const error: Finding = { severity: 'error', path: 'ttl', message: 'is no number' };

describe('controlRoutes', () => {
  let asked: (Environment | undefined)[];
  let result: Result<readonly Finding[], readonly Finding[]>;
  const status = { zones: [], pid: 1 } as unknown as Status;
  const routes = controlRoutes({
    status: () => status,
    async reload(environment) {
      asked.push(environment);
      return result;
    },
  });

  beforeEach(() => {
    asked = [];
    result = succeed([]);
  });

  const reload = async (body: unknown) => routes['POST /v1/reload']?.(body);

  it('are the two of the manual and no more', () => {
    expect(Object.keys(routes)).to.deep.equal(['GET /v1/status', 'POST /v1/reload']);
  });

  it('hand out the status as it is', async () => {
    expect(await routes['GET /v1/status']?.(undefined)).to.deep.equal({ code: 200, body: status });
  });

  it("reload from the daemon's own variables without a body", async () => {
    expect(await reload(undefined)).to.deep.equal({ code: 200, body: { findings: [] } });
    expect(asked).to.deep.equal([undefined]);
  });

  it('reload from the variables that are sent, even from none', async () => {
    await reload({ environment: { HEALTHY_DNS_TTL: '5' } });
    await reload({ environment: {} });
    expect(asked).to.deep.equal([{ HEALTHY_DNS_TTL: '5' }, {}]);
  });

  it('answer 200 with the warnings of what was taken', async () => {
    result = succeed([warning]);
    expect(await reload({ environment: {} })).to.deep.equal({ code: 200, body: { findings: [warning] } });
  });

  it('answer 422 with all findings of what was not', async () => {
    result = fail([warning, error]);
    expect(await reload({ environment: {} })).to.deep.equal({
      code: 422,
      body: { findings: [warning, error] },
    });
  });

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
      expect(reply?.code).to.equal(400);
      expect(reply?.body).to.have.property('error');
      expect(asked).to.deep.equal([]);
    });
  }
});
