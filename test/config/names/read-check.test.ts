// Checks in a name's entry: plans made of good ones, findings about others.

import { expect } from 'chai';
import { printCheck } from '../../../src/health/deciding/check.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const path = 'zone-resolutions';
const www = (check: unknown, ips: unknown = ['192.0.2.1']) => ({
  [path]: JSON.stringify({ www: { ips, check } }),
});

/** The checks of the addresses, printed. */
function checksOf(check: unknown, ips?: unknown, flags = {}): string[] {
  const { resolutions } = configOf({ ...www(check, ips), ttl: '3600', ...flags });
  return (resolutions[0]?.candidates ?? []).map(({ address, check: one }) =>
    one === undefined ? `${address.text} unchecked` : printCheck(one),
  );
}

describe('a check', () => {
  const good: readonly (readonly [unknown, string])[] = [
    [{ type: 'tcp', port: 80 }, 'tcp 192.0.2.1:80'],
    [{ type: 'http' }, 'http 192.0.2.1:80'],
    [{ type: 'https' }, 'https 192.0.2.1:443'],
    [{ type: 'tls' }, 'tls 192.0.2.1:443'],
    [
      { type: 'http', port: 8080, path: '/health?x=1', host: 'WWW.Example.test', method: 'OPTIONS' },
      'http 192.0.2.1:8080 path=/health?x=1 method=OPTIONS host=www.example.test',
    ],
    [{ type: 'http', host: '[2001:db8::1]:8080' }, 'http 192.0.2.1:80 host=[2001:db8::1]:8080'],
    [{ type: 'http', body: 'all "ok"' }, 'http 192.0.2.1:80 body="all \\"ok\\""'],
    [{ type: 'http', expect: 204 }, 'http 192.0.2.1:80 expect=204'],
    [{ type: 'http', expect: '200-399' }, 'http 192.0.2.1:80'],
    [{ type: 'http', expect: ['300-399', 200, '201-299'] }, 'http 192.0.2.1:80'],
    [{ type: 'http', expect: [503, 200, '200-210'] }, 'http 192.0.2.1:80 expect=200-210,503'],
    [
      { type: 'https', tls: { verify: false, servername: 'WWW.example.test' }, min_days: 14 },
      'https 192.0.2.1:443 verify=no servername=www.example.test min_days=14',
    ],
    [{ type: 'tls', tls: {}, min_days: 0 }, 'tls 192.0.2.1:443 min_days=0'],
    [{ type: 'tls', tls: { verify: true } }, 'tls 192.0.2.1:443'],
    [{ type: 'tcp', port: 80, address: '2001:DB8::2' }, 'tcp [2001:db8::2]:80'],
    [{ type: 'tcp', port: 80, source: '192.0.2.9' }, 'tcp 192.0.2.1:80 source=192.0.2.9'],
    [{ type: 'tcp', port: 80, source: ['2001:db8::9', '192.0.2.9'] }, 'tcp 192.0.2.1:80 source=192.0.2.9'],
    [
      { type: 'tcp', port: 80, interval: 0.5, timeout: 0.25, rise: 3, fall: 4 },
      'tcp 192.0.2.1:80 interval=0.5 timeout=0.25 rise=3 fall=4',
    ],
    [
      {
        all: [
          { type: 'tcp', port: 80 },
          { type: 'tcp', port: 81 },
        ],
      },
      'all(tcp 192.0.2.1:80, tcp 192.0.2.1:81)',
    ],
    [
      { any: [{ type: 'http' }, { not: { type: 'tcp', port: 81 } }] },
      'any(http 192.0.2.1:80, not(tcp 192.0.2.1:81))',
    ],
    ['none', '192.0.2.1 unchecked'],
  ];
  for (const [check, printed] of good) {
    it(`may be ${JSON.stringify(check)}`, () => {
      expect(findingsOf({ ...www(check), ttl: '3600' })).to.deep.equal([]);
      expect(checksOf(check)).to.deep.equal([printed]);
    });
  }

  it('is made for every address of the name', () => {
    expect(
      checksOf({ type: 'tls', source: ['192.0.2.9', '2001:db8::9'] }, ['192.0.2.1', '2001:db8::1']),
    ).to.deep.equal(['tls 192.0.2.1:443 source=192.0.2.9', 'tls [2001:db8::1]:443 source=2001:db8::9']);
  });

  it('may be set for one address, or turned off, next to others', () => {
    const ips = [
      '192.0.2.1',
      { ip: '192.0.2.2', check: { type: 'http' } },
      { ip: '192.0.2.3', check: 'none' },
      { ip: '192.0.2.4' },
    ];
    expect(checksOf({ type: 'tls' }, ips)).to.deep.equal([
      'tls 192.0.2.1:443',
      'http 192.0.2.2:80',
      '192.0.2.3 unchecked',
      'tls 192.0.2.4:443',
    ]);
    const withPort = JSON.stringify({ www: { ips, health_port: 80 }, plain: ips });
    const printed = configOf({ [path]: withPort }).resolutions.map(({ candidates }) =>
      candidates.map(({ check }) => (check === undefined ? '-' : printCheck(check))),
    );
    expect(printed).to.deep.equal([
      ['tcp 192.0.2.1:80', 'http 192.0.2.2:80', '-', 'tcp 192.0.2.4:80'],
      ['-', 'http 192.0.2.2:80', '-', '-'],
    ]);
  });

  it('is not needed by a name whose addresses all have their own', () => {
    const names = { www: { ips: [{ ip: '192.0.2.1', check: { type: 'http' } }] } };
    expect(findingsOf({ [path]: JSON.stringify(names) })).to.deep.equal([]);
  });

  it('is the same target as health_port when it means the same, even if it repeats the flags', () => {
    const flags = { 'test-min-interval': '10', 'test-timeout': '1', rise: '2', fall: '3' };
    const check = { type: 'tcp', port: 80, interval: 10, timeout: 1, rise: 2, fall: 3 };
    expect(checksOf(check, undefined, flags)).to.deep.equal(['tcp 192.0.2.1:80']);
    expect(checksOf(check)).to.deep.equal(['tcp 192.0.2.1:80 interval=10 timeout=1 rise=2 fall=3']);
  });

  it('is shared by names', () => {
    const entry = { ips: ['192.0.2.1'], check: { all: [{ type: 'http', body: 'ok' }, { type: 'tls' }] } };
    const { resolutions } = configOf({ [path]: JSON.stringify({ a: entry, b: entry }) });
    expect(resolutions[0]?.candidates[0]).to.equal(resolutions[1]?.candidates[0]);
  });

  const tcp = { type: 'tcp', port: 80 };
  const seconds = 'write a number of seconds from 0.1 to 86400; units are ms, s, m, h and d';
  const codes = 'write status codes such as 200, "200-399" or [200, "300-399"]';
  const bad: readonly (readonly [unknown, ...string[]])[] = [
    [80, '.check: is 80; write an object such as {"type": "http", "path": "/health"}'],
    ['tcp', '.check: is "tcp"; write an object such as {"type": "http", "path": "/health"}'],
    [null, '.check: is null; write an object such as {"type": "http", "path": "/health"}'],
    [{}, '.check.type: is missing; write one of "tcp", "http", "https", "tls"'],
    [{ port: 80 }, '.check.type: is missing; write one of "tcp", "http", "https", "tls"'],
    [
      { type: 'htp' },
      '.check.type: is "htp"; write one of "tcp", "http", "https", "tls"; did you mean "http"?',
    ],
    [{ type: 'tcp' }, '.check.port: is missing; name the TCP port to check'],
    [
      { type: 'tcp', fall: 0, source: 'x' },
      '.check.port: is missing; name the TCP port to check',
      '.check.fall: is 0; write a whole number from 1 to 100, without quotes',
      '.check.source: is "x"; write an address of this machine, or an array of one IPv4 and one IPv6 address',
    ],
    [
      { type: 'tcp', port: '80' },
      '.check.port: is "80"; write a port number from 1 to 65535, without quotes',
    ],
    [{ type: 'http', port: 0 }, '.check.port: is 0; write a port number from 1 to 65535, without quotes'],
    [{ ...tcp, path: '/' }, '.check.path: there is no such setting in tcp checks'],
    [
      { type: 'http', paht: '/' },
      '.check.paht: there is no such setting in http checks; did you mean "path"?',
    ],
    [{ type: 'http', tls: {} }, '.check.tls: there is no such setting in http checks'],
    [{ type: 'http', constructor: 1 }, '.check.constructor: there is no such setting in http checks'],
    [
      { type: 'http', path: 'health' },
      '.check.path: is "health"; write a path of at most 1024 characters that begins with "/"',
    ],
    [
      { type: 'http', path: '/a b\r\nX: y' },
      '.check.path: is "/a b\\r\\nX: y"; write a path of at most 1024 characters that begins with "/"',
    ],
    [
      { type: 'http', host: 'a\r\nb' },
      '.check.host: is "a\\r\\nb"; write a host name such as "www.example.com"',
    ],
    [
      { type: 'http', host: `${'a.'.repeat(150)}test` },
      '.check.host: has 304 characters; no host name has more than 253',
    ],
    [{ type: 'http', method: 'DELETE' }, '.check.method: is "DELETE"; write one of "GET", "HEAD", "OPTIONS"'],
    [{ type: 'http', expect: [] }, `.check.expect: has 0 entries; ${codes}`],
    [
      { type: 'http', expect: ['2xx', 700] },
      `.check.expect: "2xx" is not a status code; ${codes}`,
      `.check.expect: 700 is not a status code; ${codes}`,
    ],
    [{ type: 'http', expect: '399-200' }, `.check.expect: "399-200" is not a status code; ${codes}`],
    [{ type: 'http', expect: Array(33).fill(200) }, `.check.expect: has 33 entries; ${codes}`],
    [
      { type: 'http', body: '' },
      '.check.body: is ""; write a text of 1 to 1024 characters that the page must contain',
    ],
    [
      { type: 'http', method: 'HEAD', body: 'ok' },
      '.check.body: cannot be found in a reply to HEAD, which has no body; leave "method" out',
    ],
    [{ type: 'tls', tls: true }, '.check.tls: is true; write an object'],
    [{ type: 'tls', tls: { verify: 'no' } }, '.check.tls.verify: is "no"; write true or false'],
    [{ type: 'tls', tls: { name: 'x' } }, '.check.tls.name: there is no such setting'],
    [
      { type: 'tls', tls: { servername: '-' } },
      '.check.tls.servername: is "-"; write a host name such as "www.example.com"',
    ],
    [
      { type: 'tls', min_days: 1.5 },
      '.check.min_days: is 1.5; write a whole number from 0 to 365, without quotes',
    ],
    [{ ...tcp, interval: 0 }, `.check.interval: is 0; ${seconds}`],
    [{ ...tcp, timeout: '1 s' }, `.check.timeout: is "1 s"; ${seconds}`],
    [{ ...tcp, rise: 0 }, '.check.rise: is 0; write a whole number from 1 to 100, without quotes'],
    [{ ...tcp, fall: 1.5 }, '.check.fall: is 1.5; write a whole number from 1 to 100, without quotes'],
    [{ ...tcp, address: 'www' }, '.check.address: "www" is not an IPv4 or IPv6 address'],
    [
      { ...tcp, source: ['192.0.2.8', '192.0.2.9'] },
      '.check.source: is an array; write an address of this machine, or an array of one IPv4 and one IPv6 address',
    ],
    [
      { ...tcp, source: '2001:db8::9' },
      '.ips[0]: "192.0.2.1" is IPv4, but the check has no IPv4 "source"; name one of each family',
    ],
    [{ all: [] }, '.check.all: has 0 checks; write an array of 1 to 16 checks'],
    [{ any: tcp }, '.check.any: is an object; write an array of 1 to 16 checks'],
    [{ any: Array(17).fill(tcp) }, '.check.any: has 17 checks; write an array of 1 to 16 checks'],
    [{ any: [tcp], type: 'tcp' }, '.check.type: there is no such setting beside "any"'],
    [{ any: [tcp, { type: 'tcp' }] }, '.check.any[1].port: is missing; name the TCP port to check'],
    [{ not: [tcp] }, '.check.not: is an array; write an object such as {"type": "http", "path": "/health"}'],
    [
      { not: { not: { not: { not: { not: tcp } } } } },
      '.check.not.not.not.not: is a check within 4 others; flatten it',
    ],
    [
      { any: [{ any: Array(9).fill(tcp) }, { all: Array(8).fill(tcp) }] },
      '.check: makes 17 probes per address; at most 16 are allowed',
    ],
  ];
  for (const [check, ...messages] of bad) {
    it(`must not be ${JSON.stringify(check).slice(0, 80)}`, () => {
      expect(findingsOf(www(check))).to.deep.equal(messages.map((message) => `error: ${path}.www${message}`));
    });
  }

  it('cannot be combined with health_port', () => {
    const names = { www: { ips: ['192.0.2.1'], check: tcp, health_port: 80 } };
    expect(findingsOf({ [path]: JSON.stringify(names) })).to.deep.equal([
      `error: ${path}.www.health_port: cannot be combined with "check"; leave one out`,
    ]);
  });

  const addresses: readonly (readonly [unknown, string])[] = [
    [{ ip: 'x' }, '[0].ip: "x" is not an IPv4 or IPv6 address'],
    [{ ip: 1 }, '[0].ip: 1 is not an IPv4 or IPv6 address'],
    [{ check: 'none' }, '[0].ip: is missing; name the address that the check is for'],
    [{ ip: '192.0.2.1', chek: 'none' }, '[0].chek: there is no such setting; did you mean "check"?'],
    [
      { ip: '192.0.2.1', check: {} },
      '[0].check.type: is missing; write one of "tcp", "http", "https", "tls"',
    ],
  ];
  for (const [address, message] of addresses) {
    it(`does not suit the address ${JSON.stringify(address)}`, () => {
      expect(findingsOf(www(tcp, [address]))).to.deep.equal([`error: ${path}.www.ips${message}`]);
    });
  }

  it('warns when its interval is longer than the TTL', () => {
    const slow = { ...tcp, interval: 300 };
    const warning = `warning: ${path}.www.check.interval: 300 s is longer than the TTL of 60 s; a resolver that asks again may get an outdated answer`;
    expect(findingsOf(www(slow))).to.deep.equal([warning]);
    expect(findingsOf({ ...www(slow), ttl: '300' })).to.deep.equal([]);
    expect(findingsOf(www({ ...tcp, interval: 60 }))).to.deep.equal([]);
    // A short TTL alone is the flags' business.
    expect(findingsOf({ ...www(tcp), ttl: '5' })).to.deep.equal([]);
    // It is said of every name that has it.
    const entry = { ips: ['192.0.2.1'], check: slow };
    expect(findingsOf({ [path]: JSON.stringify({ www: entry, api: entry }) })).to.deep.equal([
      warning,
      warning.replace('www', 'api'),
    ]);
  });

  it('warns when a probe may take longer than the interval', () => {
    expect(findingsOf(www({ ...tcp, interval: 1 }))).to.deep.equal([
      `warning: ${path}.www.check.interval: a probe may take 2 s, longer than the 1 s between probes`,
    ]);
    expect(findingsOf(www({ ...tcp, timeout: 40 }))).to.deep.equal([
      `warning: ${path}.www.check.timeout: a probe may take 40 s, longer than the 30 s between probes`,
    ]);
  });
});
