// What load balancers and people are told about the life of the server.

import { expect } from 'chai';
import { healthRoutes, type Liveness } from '../../../src/window/http/health-routes.ts';
import { Router } from '../../../src/window/http/router.ts';

describe('/healthz and /readyz', () => {
  async function ask(target: string, liveness: Liveness | undefined, accept = '') {
    const router = new Router(healthRoutes(() => Promise.resolve(liveness)));
    const reply = await router.answer({ target, headers: { accept } });
    return { code: reply.code, body: 'body' in reply ? reply.body : undefined };
  }

  const live = (zones: number, isStandIn = false): Liveness => ({ zones, isStandIn });
  for (const [liveness, health, readiness] of [
    [live(2), [200, 'it lives, serving 2 zones\n'], [200, 'ready, serving 2 zones\n']],
    [live(0), [200, 'it lives, serving 0 zones\n'], [503, 'not ready: no zone is served\n']],
    [
      live(1, true),
      [200, 'it lives, serving 1 zone, of the last good configuration: the current one has errors\n'],
      [200, 'ready, serving 1 zone, of the last good configuration: the current one has errors\n'],
    ],
    [
      undefined,
      [503, 'stuck: a thread that answers does not move\n'],
      [503, 'stuck: a thread that answers does not move\n'],
    ],
  ] as const)
    it(`say ${health[0]} and ${readiness[0]} with ${JSON.stringify(liveness)}`, async () => {
      expect(await ask('/healthz', liveness)).to.deep.equal({ code: health[0], body: health[1] });
      expect(await ask('/readyz', liveness)).to.deep.equal({ code: readiness[0], body: readiness[1] });
    });

  it('are open to everybody, and JSON to those who ask for it', async () => {
    const router = new Router(healthRoutes(() => Promise.resolve(live(1))));
    for (const target of ['/healthz', '/readyz?x']) expect(router.isOpen(target)).to.equal(true);
    expect((await ask('/readyz', live(1), 'application/json')).body).to.equal(
      '{"ok":true,"zones":1,"lastGood":false}\n',
    );
    expect((await ask('/readyz', undefined, 'application/json')).body).to.equal('{"ok":false}\n');
  });

  it('say no more than that to everybody', async () => {
    const router = new Router(healthRoutes(() => Promise.resolve(live(2, true)), true));
    for (const [target, accept, body] of [
      ['/healthz', '', 'it lives\n'],
      ['/readyz', '', 'ready\n'],
      ['/readyz', 'application/json', '{"ok":true}\n'],
    ] as const) {
      const reply = await router.answer({ target, headers: { accept } });
      expect('body' in reply && reply.body).to.equal(body);
    }
  });

  it('ask once, however many want to know meanwhile', async () => {
    const asked: ((liveness: Liveness) => void)[] = [];
    const router = new Router(healthRoutes(() => new Promise((resolve) => asked.push(resolve))));
    const replies = ['/healthz', '/readyz', '/healthz'].map((target) =>
      router.answer({ target, headers: {} }),
    );
    expect(asked).to.have.length(1);
    asked[0]?.(live(1));
    for (const reply of replies) expect((await reply).code).to.equal(200);
    void router.answer({ target: '/healthz', headers: {} });
    expect(asked).to.have.length(2);
  });
});
