// Durations as people write them.

import { expect } from 'chai';
import { readDuration } from '../../../src/config/sources/read-duration.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('readDuration', () => {
  const good: readonly (readonly [string | number, number])[] = [
    [90, 90],
    [0.5, 0.5],
    ['0', 0],
    ['90', 90],
    [' 0.25 ', 0.25],
    ['100ms', 0.1],
    ['1.5s', 1.5],
    ['45s', 45],
    ['15m', 900],
    ['2h', 7200],
    ['1.5h', 5400],
    ['1h30m', 5400],
    ['7d', 604_800],
    ['1w', 604_800],
    ['1d1h1m1s1ms', 90_061.001],
    ['1m1ms', 60.001],
  ];
  for (const [written, seconds] of good) {
    it(`reads ${JSON.stringify(written)} as ${seconds} seconds`, () =>
      expect(readDuration(written)).to.equal(seconds));
  }

  for (const text of ['', '-1', '2 h', 'h', '30m1h', '1h1h', '1e3', '5M', '1h30', '0x10', '9'.repeat(400)]) {
    it(`reads nothing from "${text.slice(0, 20)}"`, () => expect(readDuration(text)).to.equal(undefined));
  }

  it('is what flags, variables and settings of checks are read with', () => {
    const check = { type: 'tcp', port: 80, interval: '1m', timeout: '500ms' };
    const config = configOf(
      {
        'test-min-interval': '1m30s',
        'test-timeout': '250ms',
        'flap-window': '1h',
        'zone-resolutions': JSON.stringify({ www: { ips: ['192.0.2.1'], check } }),
      },
      { HEALTHY_DNS_TTL: '5m' },
    );
    expect(config.health).to.include({ intervalMs: 90_000, timeoutMs: 250 });
    expect(config.flapping.windowMs).to.equal(3_600_000);
    expect(config.timing.addressTtlSeconds).to.equal(300);
    expect(config.resolutions[0]?.candidates[0]?.check).to.have.deep.property('pace', {
      intervalMs: 60_000,
      timeoutMs: 500,
    });
  });

  it('is an error that says what to write', () => {
    expect(findingsOf({ 'test-timeout': '2 hours', ttl: '500ms' })).to.deep.equal([
      'error: test-timeout: "2 hours" is not a number of seconds from 0.1 to 86400; units are ms, s, m, h and d',
      'error: ttl: "500ms" is not a whole number of seconds from 0 to 2147483647; units are ms, s, m, h and d',
    ]);
  });
});
