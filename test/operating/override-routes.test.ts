// The routes of drains and forced verdicts: what the operator's hand is asked to do, and which requests are malformed.

import { expect } from 'chai';
import { fail, succeed } from '../../src/base/result.ts';
import { overrideRoutes } from '../../src/operating/override-routes.ts';
import { askRoute } from '../support/daemon/ask-route.ts';

const caller = { uid: 1000 };

describe('overrideRoutes', () => {
  let asked: unknown[];
  const status = { action: 'drain', subject: '192.0.2.1', names: [], by: {}, sinceSeconds: 1 } as const;
  const problem = { problem: 'would-empty', error: 'no', names: ['www'] } as const;
  const routes = overrideRoutes({
    list: () => [status],
    async begin(request) {
      asked.push(request);
      if (request.subject === 'www') return fail(problem);
      return succeed({ override: status, emptied: [], stillAnswered: [], isKept: true });
    },
    async end(...request) {
      asked.push(request);
      return succeed({ ended: status, others: [], released: [], isKept: true });
    },
  });
  const post = (path: string, body: unknown) => askRoute(routes, `POST /v1/${path}`, body, caller);

  beforeEach(() => {
    asked = [];
  });

  it('list the overrides', async () => {
    expect(await askRoute(routes, 'GET /v1/overrides')).to.deep.equal({
      code: 200,
      body: { overrides: [status] },
    });
  });

  it('pass on the request, and who asked according to the kernel and the client', async () => {
    await post('drain', { subject: '192.0.2.1', forSeconds: 60, mayEmpty: true, as: 'alice' });
    await post('force', { subject: '192.0.2.1', verdict: 'down' });
    await post('undrain', { subject: '192.0.2.1', as: 'alice' });
    await post('release', { subject: '192.0.2.1' });
    const by = { uid: 1000, name: 'alice' };
    const anonymous = { uid: 1000, name: undefined };
    expect(asked).to.deep.equal([
      { action: 'drain', subject: '192.0.2.1', forSeconds: 60, mayEmpty: true, by },
      { action: 'down', subject: '192.0.2.1', forSeconds: undefined, mayEmpty: false, by: anonymous },
      [true, '192.0.2.1', by],
      [false, '192.0.2.1', anonymous],
    ]);
  });

  it('answer 422 with the problem of a refused request', async () => {
    expect(await post('drain', { subject: 'www' })).to.deep.equal({ code: 422, body: problem });
  });

  const subject = '192.0.2.1';
  const malformed: readonly (readonly [string, unknown])[] = [
    ['drain', undefined],
    ['drain', null],
    ['drain', []],
    ['drain', '192.0.2.1'],
    ['drain', {}],
    ['drain', { subject: 5 }],
    ['drain', { subject: 'a'.repeat(301) }],
    ['drain', { subject, forseconds: 5 }],
    ['drain', { subject, forSeconds: 0 }],
    ['drain', { subject, forSeconds: 1.5 }],
    ['drain', { subject, forSeconds: '5' }],
    ['drain', { subject, forSeconds: 1e12 }],
    ['drain', { subject, mayEmpty: 'yes' }],
    ['drain', { subject, verdict: 'up' }],
    ['drain', { subject, as: 'a\nb' }],
    ['drain', { subject, as: '' }],
    ['drain', { subject, as: 'x'.repeat(65) }],
    ['force', { subject }],
    ['force', { subject, verdict: 'drain' }],
    ['undrain', undefined],
    ['undrain', { subject: ['192.0.2.1'] }],
    ['undrain', { subject, forSeconds: 5 }],
    ['release', { subject, as: 7 }],
  ];
  for (const [path, body] of malformed) {
    it(`answer 400 to ${path} ${String(JSON.stringify(body)).slice(0, 60)} and do nothing`, async () => {
      const reply = await post(path, body);
      expect(reply.code).to.equal(400);
      expect(reply.body).to.have.property('error');
      expect(asked).to.deep.equal([]);
    });
  }
});
