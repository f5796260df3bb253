// The whole configuration: defaults, given values, and all findings at once.

import { expect } from 'chai';
import { printFinding } from '../../src/config/findings/finding.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { flags } from '../../src/config/sources/flags.ts';
import { printName } from '../../src/wire/name.ts';
import { configOf, findingsOf } from '../support/daemon/read-findings.ts';

describe('readConfig', () => {
  it('has defaults for all but zone, names and name servers', () => {
    const config = configOf();
    expect(config.health).to.deep.equal({
      intervalMs: 30_000,
      timeoutMs: 2000,
      rise: 1,
      fall: 2,
      doubt: { massFailure: 0.5, anchors: [] },
    });
    expect(config.flapping).to.deep.equal({ limit: 6, windowMs: 600_000 });
    expect(config.timing.addressTtlSeconds).to.equal(60);
    expect(config.aliasZones).to.deep.equal([]);
    expect(config.listen).to.deep.equal({
      endpoints: [
        { address: { family: 6, text: '::' }, port: 53_053 },
        { address: { family: 4, text: '0.0.0.0' }, port: 53_053 },
      ],
      isDefault: true,
    });
    expect(config.log).to.deep.equal({ level: 'info', format: 'auto' });
    expect(config.warnings).to.deep.equal([]);
  });

  it('has the defaults that the table of flags shows to people', () => {
    const shown = Object.fromEntries(flags.map((flag) => [flag.name, flag.default]));
    const { health, listen, log, timing } = configOf();
    expect(shown).to.include({
      'alias-zones': 'none',
      ttl: `${timing.addressTtlSeconds / (health.intervalMs / 1000)} × --test-min-interval`,
      port: `${listen.endpoints[0]?.port}`,
      listen: listen.endpoints.map(({ address }) => address.text).join(' and '),
      'test-min-interval': `${health.intervalMs / 1000}s`,
      'test-timeout': `${health.timeoutMs / 1000}s`,
      rise: `${health.rise}`,
      fall: `${health.fall}`,
      'log-level': log.level,
      'log-format': log.format,
    });
  });

  it('takes what is given', () => {
    const config = configOf({
      'hosted-zone': 'Sub.Example.Test.',
      'alias-zones': '["alias.test", "other.example"]',
      ns: '["NS1.elsewhere.test", "ns2.elsewhere.test."]',
      ttl: '7',
      port: '0',
      listen: ['127.0.0.1', '0:0::1', '::1'],
      'test-min-interval': '0.5',
      'test-timeout': '0.25',
      rise: '3',
      fall: '4',
      'log-level': 'Debug',
      'log-format': 'JSON',
    });
    expect(printName(config.hostedZone)).to.equal('sub.example.test.');
    expect(config.aliasZones.map(printName)).to.deep.equal(['alias.test.', 'other.example.']);
    expect(config.nameServers.map(printName)).to.deep.equal(['ns1.elsewhere.test.', 'ns2.elsewhere.test.']);
    expect(config.timing.addressTtlSeconds).to.equal(7);
    expect(config.health).to.include({ intervalMs: 500, timeoutMs: 250, rise: 3, fall: 4 });
    expect(config.listen).to.deep.equal({
      endpoints: [
        { address: { family: 4, text: '127.0.0.1' }, port: 0 },
        { address: { family: 6, text: '::1' }, port: 0 },
      ],
      isDefault: false,
    });
    expect(config.log).to.deep.equal({ level: 'debug', format: 'json' });
  });

  it('reports everything that is wrong, not the first thing only', () => {
    const all = findingsOf(
      {
        'hosted-zone': '-bad-',
        ns: '["ok.test", 5]',
        'alias-zones': '["a..b"]',
        'zone-resolutions': '{"a b": ["x"], "www": {"ips": [], "health_port": 0}}',
        port: 'http',
        listen: ['nowhere', '300.0.0.1'],
        ttl: '-1',
        'log-level': 'loud',
        colour: 'red',
      },
      { HEALTHY_DNS_TTLS: '5', HEALTHY_DNS_RISE: '0' },
    );
    const paths = all.map((finding) => finding.split(': ')[1]);
    expect(paths).to.have.members([
      'hosted-zone',
      'ns[1]',
      'alias-zones[0]',
      'zone-resolutions["a b"]',
      'zone-resolutions["a b"][0]',
      'zone-resolutions.www.ips',
      'zone-resolutions.www.health_port',
      'port',
      'listen',
      'listen',
      'ttl',
      'log-level',
      'rise',
      '--colour',
      'HEALTHY_DNS_TTLS',
    ]);
  });

  it('says which flags are missing, and every way to give them', () => {
    const config = readConfig({}, {});
    expect(config.ok ? [] : config.problem.map(printFinding)).to.have.members([
      'error: hosted-zone: is required; give --hosted-zone, set HEALTHY_DNS_HOSTED_ZONE or DNS_HOSTED_ZONE, or write it in the configuration file',
      'error: zone-resolutions: is required; give --zone-resolutions, set HEALTHY_DNS_ZONE_RESOLUTIONS or DNS_ZONE_RESOLUTIONS, or write it in the configuration file',
      'error: ns: is required; give --ns, set HEALTHY_DNS_NS or DNS_NAME_SERVERS, or write it in the configuration file',
    ]);
  });

  it('warns when probes may wait longer than their interval', () => {
    const [warning] = findingsOf({ 'test-timeout': '31' });
    expect(warning).to.match(/^warning: test-timeout: 31 s is longer than the 30 s between probes/);
  });

  it('warns of a name server in the zone without addresses', () => {
    const ns = '["ns1.example.test", "example.test", "www.example.test"]';
    expect(findingsOf({ ns })).to.deep.equal([
      'warning: ns[0]: "ns1.example.test." is in the hosted zone but has no addresses; add "ns1" to zone-resolutions',
      'warning: ns[1]: "example.test." is in the hosted zone but has no addresses; add "@" to zone-resolutions',
    ]);
  });
});
