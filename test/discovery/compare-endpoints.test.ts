// What counts as a change of a service.

import { expect } from 'chai';
import { compareEndpoints, isChange } from '../../src/discovery/compare-endpoints.ts';
import type { ServiceEndpoint } from '../../src/discovery/service-endpoint.ts';

const endpoint = (address: string, more: Partial<ServiceEndpoint> = {}): ServiceEndpoint => ({
  ...{ host: 'a.test', address, family: 4, port: 80, priority: 1, weight: 1 },
  ...{ ttl: 30, health: 'unknown', tags: ['x'], stale: false },
  ...more,
});
const one = endpoint('192.0.2.1');
const two = endpoint('192.0.2.2');

describe('compareEndpoints', () => {
  it('reports what came and what went', () => {
    const change = compareEndpoints([one], [two]);
    expect(change).to.deep.equal({ endpoints: [two], added: [two], removed: [one], changed: [] });
    expect(isChange(change)).to.equal(true);
  });

  const different: readonly (readonly [string, Partial<ServiceEndpoint>])[] = [
    ['priority', { priority: 2 }],
    ['weight', { weight: 2 }],
    ['health', { health: 'down' }],
    ['tags', { tags: [] }],
  ];
  for (const [what, more] of different) {
    it(`reports another ${what}, with the endpoint as it is now`, () => {
      const now = endpoint('192.0.2.1', more);
      expect(compareEndpoints([one, two], [now, two]).changed).to.deep.equal([now]);
    });
  }

  for (const [what, more] of [
    ['port', { port: 81 }],
    ['host', { host: 'b.test' }],
  ] as const) {
    it(`counts another ${what} as another endpoint`, () => {
      const now = endpoint('192.0.2.1', more);
      expect(compareEndpoints([one], [now])).to.deep.include({ added: [now], removed: [one], changed: [] });
    });
  }

  it('ignores another order, a TTL that ran down and stale answers', () => {
    const older = endpoint('192.0.2.1', { ttl: 3, stale: true });
    expect(isChange(compareEndpoints([one, two], [two, older]))).to.equal(false);
    expect(isChange(compareEndpoints([], []))).to.equal(false);
  });
});
