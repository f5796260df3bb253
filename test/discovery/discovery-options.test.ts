// The options of the client: defaults, and values that make no sense.

import { expect } from 'chai';
import { type DiscoveryOptions, readOptions } from '../../src/discovery/discovery-options.ts';
import { DnsServiceDiscovery } from '../../src/discovery/dns-service-discovery.ts';

describe('the options of the discovery client', () => {
  it('have the defaults that the documentation promises', () => {
    const { servers, logger, ...settings } = readOptions({});
    expect(settings).to.deep.equal({
      suffix: '\x07service\x06consul\0',
      cacheMs: 30_000,
      timeoutMs: 5000,
      roundsMax: 3,
      staleMs: 3_600_000,
      fallbackPort: undefined,
      families: [4, 6],
      checkTimeoutMs: undefined,
      setAsideMs: 30_000,
      wantsTags: true,
    });
  });

  it("ask port 53, of the system's resolvers and of others, unless another is given", () => {
    const ports = (options: DiscoveryOptions) =>
      readOptions(options)
        .servers()
        .map(({ port }) => port);
    expect(ports({}).filter((port) => port !== 53)).to.deep.equal([]);
    expect(new Set(ports({ dnsPort: 5353 }))).to.satisfy(
      (set: Set<number>) => set.size === 0 || set.has(5353),
    );
    expect(ports({ dnsServers: ['192.0.2.1', '192.0.2.1:53'] })).to.deep.equal([53, 53]);
    expect(ports({ dnsServers: ['192.0.2.1', '[2001:db8::1]:53'], dnsPort: 99 })).to.deep.equal([99, 53]);
  });

  it('treat undefined as not given', () => {
    const given: DiscoveryOptions = { cacheTtl: undefined, dnsServers: undefined, family: undefined };
    expect(readOptions(given).cacheMs).to.equal(30_000);
  });

  const bad: readonly (readonly [string, object])[] = [
    ['domainSuffix', { domainSuffix: 'a..b' }],
    ['dnsPort', { dnsPort: 0 }],
    ['dnsPort', { dnsPort: '53' }],
    ['dnsServers', { dnsServers: [] }],
    ['dnsServers', { dnsServers: '192.0.2.1' }],
    ['dnsServers[1]', { dnsServers: ['192.0.2.1', 'ns1.example'] }],
    ['cacheTtl', { cacheTtl: -1 }],
    ['cacheTtl', { cacheTtl: Number.NaN }],
    ['cacheTtl', { cacheTtl: Number.POSITIVE_INFINITY }],
    ['timeout', { timeout: 0 }],
    ['timeout', { timeout: '5' }],
    ['maxRetries', { maxRetries: 0 }],
    ['maxRetries', { maxRetries: 1.5 }],
    ['staleTtl', { staleTtl: true }],
    ['fallbackPort', { fallbackPort: 65_536 }],
    ['family', { family: 'ipv5' }],
    ['family', { family: 'toString' }],
    ['check', { check: 'http' }],
    ['checkTimeout', { checkTimeout: 0 }],
    ['setAside', { setAside: -1 }],
  ];
  for (const [option, options] of bad) {
    it(`are refused at once, with the option and the value: ${JSON.stringify(options)}`, () => {
      expect(() => new DnsServiceDiscovery(options)).to.throw(TypeError, `${option}: `);
    });
  }
});
