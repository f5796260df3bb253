// Where a value comes from, and findings about unknown flags and variables.

import { expect } from 'chai';
import { printName } from '../../../src/wire/name.ts';
import { configOf, findingsOf, goodFlags } from '../../support/daemon/read-findings.ts';

function intervalOf(flags: Record<string, string>, environment: Record<string, string>): number {
  return configOf(flags, environment).health.intervalMs / 1000;
}

describe('a value', () => {
  const name = 'test-min-interval';
  const [newer, older] = ['HEALTHY_DNS_TEST_MIN_INTERVAL', 'DNS_TEST_MIN_INTERVAL'];

  it('comes from the flag, else from HEALTHY_DNS_*, else from DNS_*', () => {
    expect(intervalOf({ [name]: '1' }, { [newer]: '2', [older]: '3' })).to.equal(1);
    expect(intervalOf({}, { [newer]: '2', [older]: '3' })).to.equal(2);
    expect(intervalOf({}, { [older]: '3' })).to.equal(3);
    expect(intervalOf({}, {})).to.equal(30);
  });

  it('is not taken from an empty variable, as compose files pass it', () => {
    for (const nothing of ['', ' ', '\t\n']) {
      expect(intervalOf({}, { [newer]: nothing, [older]: '3' })).to.equal(3);
      expect(intervalOf({}, { [newer]: nothing })).to.equal(30);
    }
  });

  it('is reported with where it came from', () => {
    expect(findingsOf({ [name]: 'x' }, {})[0]).to.match(
      /^error: test-min-interval: "x" .* 86400; units are /,
    );
    expect(findingsOf({}, { [newer]: 'x' })[0]).to.match(/"x" .* \(from HEALTHY_DNS_TEST_MIN_INTERVAL\)$/);
    expect(findingsOf({}, { [older]: 'x' })[0]).to.match(/"x" .* \(from DNS_TEST_MIN_INTERVAL\)$/);
    expect(findingsOf({}, { HEALTHY_DNS_LISTEN: 'x' })[0]).to.match(/"x" .* \(from HEALTHY_DNS_LISTEN\)$/);
    expect(findingsOf({}, { DNS_LOG_LEVEL: 'x' })[0]).to.match(/"x" .* \(from DNS_LOG_LEVEL\)$/);
  });

  it('can come from the older variables wherever they existed', () => {
    const config = configOf(
      Object.fromEntries(Object.keys(goodFlags).map((flag) => [flag, undefined])) as Record<
        string,
        undefined
      >,
      {
        DNS_HOSTED_ZONE: 'old.test',
        DNS_ZONE_RESOLUTIONS: '{"www": ["192.0.2.7"]}',
        DNS_NAME_SERVERS: '["ns.elsewhere.test"]',
        DNS_ALIAS_ZONES: '["alias.test"]',
        DNS_PORT: '5353',
        DNS_TEST_MIN_INTERVAL: '9',
        DNS_TEST_TIMEOUT: '4',
        DNS_LOG_LEVEL: 'error',
      },
    );
    expect(printName(config.hostedZone)).to.equal('old.test.');
    expect(config.resolutions[0]?.candidates[0]?.address.text).to.equal('192.0.2.7');
    expect(config.aliasZones.map(printName)).to.deep.equal(['alias.test.']);
    expect(config.listen.endpoints[0]?.port).to.equal(5353);
    expect(config.health).to.include({ intervalMs: 9000, timeoutMs: 4000 });
    expect(config.log.level).to.equal('error');
  });

  it('of a variable for a repeatable flag is split at commas and blanks', () => {
    const { listen } = configOf({}, { HEALTHY_DNS_LISTEN: ' 127.0.0.1, ::1\t127.0.0.2 ,' });
    expect(listen.endpoints.map(({ address }) => address.text)).to.deep.equal([
      '127.0.0.1',
      '::1',
      '127.0.0.2',
    ]);
  });

  it('of a variable that is only commas does not count', () => {
    expect(configOf({}, { HEALTHY_DNS_LISTEN: ' , ,' }).listen).to.deep.equal(configOf().listen);
  });

  it('is refused when its flag is given twice, which is one finding', () => {
    expect(findingsOf({ port: ['1', '2', '3'] })).to.deep.equal([
      'error: --port: was given 3 times; give it once',
    ]);
    expect(findingsOf({ 'hosted-zone': ['a.test', 'b.test'] })).to.deep.equal([
      'error: --hosted-zone: was given 2 times; give it once',
    ]);
  });
});

describe('Kubernetes service links', () => {
  const links = {
    HEALTHY_DNS_SERVICE_HOST: '10.96.0.10',
    HEALTHY_DNS_SERVICE_PORT: '53',
    HEALTHY_DNS_SERVICE_PORT_DNS_TCP: '53',
    HEALTHY_DNS_PORT: 'tcp://10.96.0.10:53',
    HEALTHY_DNS_PORT_53_TCP: 'tcp://10.96.0.10:53',
    HEALTHY_DNS_PORT_53_TCP_ADDR: '10.96.0.10',
    HEALTHY_DNS_PORT_53_UDP_PROTO: 'udp',
  };

  it('are neither configuration nor a reason to warn', () => {
    const config = configOf({}, links);
    expect(config.listen).to.deep.equal(configOf().listen);
    expect(config.warnings).to.deep.equal([]);
  });

  it('do not hide the older variable, which may be a link, too', () => {
    expect(configOf({}, { ...links, DNS_PORT: '5353' }).listen.endpoints[0]?.port).to.equal(5353);
    for (const link of ['tcp://10.96.0.10:53', 'udp://10.96.0.10:53', 'sctp://10.96.0.10:53']) {
      expect(configOf({}, { DNS_PORT: link }).listen).to.deep.equal(configOf().listen);
    }
  });
});

describe('what does not exist', () => {
  const flags: readonly (readonly [string, string])[] = [
    [
      'zone-resolution',
      'error: --zone-resolution: there is no such flag; did you mean "--zone-resolutions"?',
    ],
    ['hosted_zone', 'error: --hosted_zone: there is no such flag; did you mean "--hosted-zone"?'],
    ['prot', 'error: --prot: there is no such flag; did you mean "--port"?'],
    ['TTL', 'error: --TTL: there is no such flag; did you mean "--ttl"?'],
    ['p', 'error: -p: there is no such flag'],
    ['database', 'error: --database: there is no such flag'],
  ];
  for (const [flag, finding] of flags) {
    it(`is an error for the flag "${flag}"`, () => {
      expect(findingsOf({ [flag]: 'x' })).to.deep.equal([finding]);
    });
  }

  const variables: readonly (readonly [string, string])[] = [
    ['HEALTHY_DNS_TLL', '; did you mean "HEALTHY_DNS_TTL"?'],
    ['HEALTHY_DNS_NAME_SERVERS', ''],
    ['HEALTHY_DNS_', ''],
  ];
  for (const [variable, suggestion] of variables) {
    it(`is a warning for the variable ${variable}, because the environment belongs to others as well`, () => {
      const warning = `warning: ${variable}: is set, but there is no such variable`;
      expect(findingsOf({}, { [variable]: '5' })[0]?.startsWith(warning)).to.equal(true);
      if (suggestion !== '')
        expect(findingsOf({}, { [variable]: '5' })[0]?.endsWith(suggestion)).to.equal(true);
    });
  }

  it('is not looked for in other variables', () => {
    expect(findingsOf({}, { DNS_SOMETHING: 'x', PATH: '/bin', healthy_dns_ttl: 'x' })).to.deep.equal([]);
  });
});
