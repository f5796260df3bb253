// Records -> endpoints: families, health, TTLs and staleness. The order by weight: order-services.test.ts.

import { expect } from 'chai';
import { type ListSettings, listEndpoints } from '../../src/discovery/list-endpoints.ts';
import type { ServiceRecords } from '../../src/discovery/lookup-service.ts';

const found = (text: string, isStale = false) => ({
  address: { family: text.includes(':') ? 6 : 4, text } as const,
  foundMs: 0,
  isStale,
});

const records: ServiceRecords = {
  targets: [
    {
      host: 'b.test',
      port: 80,
      priority: 2,
      weight: 0,
      addresses: [found('192.0.2.3', true)],
      ttlSeconds: 20,
    },
    {
      host: 'a.test',
      port: 80,
      priority: 1,
      weight: 0,
      addresses: [found('2001:db8::1'), found('192.0.2.1'), found('192.0.2.2')],
      ttlSeconds: 60,
    },
  ],
  tags: ['tag'],
  ttlSeconds: 20,
};

function list(given: Partial<ListSettings> = {}) {
  return listEndpoints(records, {
    families: [4, 6],
    random: () => 0.5,
    healthOf: () => 'unknown',
    ageMs: 0,
    isStale: false,
    ...given,
  });
}
const addressesOf = (given: Partial<ListSettings>) => list(given).map(({ address }) => address);

describe('listEndpoints', () => {
  it('keeps the addresses of a target together, its first family first', () => {
    expect(addressesOf({})).to.deep.equal(['192.0.2.1', '192.0.2.2', '2001:db8::1', '192.0.2.3']);
    expect(addressesOf({ families: [6, 4] })[0]).to.equal('2001:db8::1');
    expect(addressesOf({ families: [6] })).to.deep.equal(['2001:db8::1']);
  });

  it('puts what is down last, in the same order, and leaves nothing out', () => {
    const healthOf: ListSettings['healthOf'] = ({ address }) => (address === '192.0.2.1' ? 'down' : 'up');
    expect(addressesOf({ healthOf })).to.deep.equal(['192.0.2.2', '2001:db8::1', '192.0.2.3', '192.0.2.1']);
    expect(addressesOf({ healthOf: () => 'down' })).to.deep.equal(addressesOf({}));
  });

  it('counts TTLs down, rounded up, and never below 0', () => {
    expect(list({ ageMs: 10_500 }).map(({ ttl }) => ttl)).to.deep.equal([50, 50, 50, 10]);
    expect(list({ ageMs: 30_000 }).at(-1)?.ttl).to.equal(0);
  });

  it('marks addresses as stale that could not be looked up again, or all of them', () => {
    expect(list().map(({ stale }) => stale)).to.deep.equal([false, false, false, true]);
    expect(list({ isStale: true }).every(({ stale }) => stale)).to.equal(true);
  });
});
