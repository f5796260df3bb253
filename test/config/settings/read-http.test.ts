// Where HTTP is served, to whom and under which names.

import { expect } from 'chai';
import { printEndpoint } from '../../../src/wire/endpoint.ts';
import { printIpPrefix } from '../../../src/wire/ip-prefix.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const token = { 'http-token-file': '/run/tokens' };

describe('--http', () => {
  it('is off by default', () => {
    expect(configOf().http).to.deep.equal({ listen: [], allow: [], hosts: [] });
  });

  it('takes addresses with and without a port, each once', () => {
    const texts = [
      '127.0.0.1:9353',
      '127.0.0.1',
      '[::1]:8080',
      '::1',
      '[0:0:0:0:0:0:0:1]:8080',
      '127.0.0.2:0',
    ];
    expect(configOf({ http: texts }).http.listen.map(printEndpoint)).to.deep.equal([
      '127.0.0.1:9353',
      '[::1]:8080',
      '[::1]:9353',
      '127.0.0.2:0',
    ]);
  });

  it('takes lists from the environment', () => {
    const { http } = configOf(token, {
      HEALTHY_DNS_HTTP: '127.0.0.1,192.0.2.1:80',
      HEALTHY_DNS_HTTP_ALLOW: '192.0.2.0/24 2001:db8::/32',
      HEALTHY_DNS_HTTP_HOST: 'Status.Example.test.,ns1',
    });
    expect(http.listen.map(printEndpoint)).to.deep.equal(['127.0.0.1:9353', '192.0.2.1:80']);
    expect(http.allow.map(printIpPrefix)).to.deep.equal(['192.0.2.0/24', '2001:db8::/32']);
    expect(http.hosts).to.deep.equal(['status.example.test', 'ns1']);
    expect(http.tokenPath).to.equal('/run/tokens');
  });

  for (const endpoint of ['192.0.2.1:9353', '0.0.0.0:9353', '[::]:9353', '[::ffff:192.0.2.1]:9353'])
    it(`needs a token on ${endpoint}, and says how to do without`, () => {
      expect(findingsOf({ http: [endpoint] })[0])
        .to.include('error: http: ')
        .and.include('can be reached from other machines, for which a token is needed')
        .and.include('--http-token-file')
        .and.include('127.0.0.1:9353');
      expect(findingsOf({ http: [endpoint], ...token })).to.deep.equal([]);
    });

  it('needs none where only the public status page is shown', () => {
    expect(findingsOf({ http: ['192.0.2.1:80'], 'status-page': 'public' })).to.deep.equal([]);
    expect(findingsOf({ http: ['192.0.2.1:80'], 'status-page': 'full' })).to.have.lengthOf(1);
  });

  for (const endpoint of ['127.0.0.1:9353', '127.5.0.1:9353', '[::1]:9353'])
    it(`needs none on ${endpoint}`, () => expect(findingsOf({ http: [endpoint] })).to.deep.equal([]));

  const bad: readonly (readonly [string, string])[] = [
    ['9353', '"9353" is not an address and a port, such as 127.0.0.1:9353 or [::1]:9353'],
    [':8080', '":8080" is not an address and a port, such as 127.0.0.1:8080 or [::1]:8080'],
    ['localhost:81', '"localhost:81" is not an address and a port, such as 127.0.0.1:81 or [::1]:81'],
    ['', '"" is not an address and a port, such as 127.0.0.1:9353 or [::1]:9353'],
    [
      '127.0.0.1:65536',
      '"127.0.0.1:65536" is not an address and a port, such as 127.0.0.1:9353 or [::1]:9353',
    ],
    ['::1:9353:', '"::1:9353:" is not an address and a port, such as 127.0.0.1:9353 or [::1]:9353'],
    [
      'http://127.0.0.1/',
      '"http://127.0.0.1/" is not an address and a port, such as 127.0.0.1:9353 or [::1]:9353',
    ],
    ['127.0.0.1:53053', '127.0.0.1:53053 is where DNS is served; the usual port for HTTP is 9353'],
  ];
  for (const [text, message] of bad)
    it(`refuses ${JSON.stringify(text)}`, () =>
      expect(findingsOf({ http: [text] })).to.deep.equal([`error: http: ${message}`]));

  it('takes at most 16 addresses', () => {
    const texts = Array.from({ length: 17 }, (_, port) => `127.0.0.1:${8000 + port}`);
    expect(findingsOf({ http: texts })).to.deep.equal([
      'error: http: names 17 addresses; at most 16 are allowed',
    ]);
  });
});

describe('--http-allow', () => {
  const wayOut = 'write an address or a prefix, such as 192.0.2.8 or 192.0.2.0/24';
  for (const [text, message] of [
    ['monitoring', `"monitoring" is no address; ${wayOut}`],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1 is an IPv4 address; write it as 192.0.2.8 or 192.0.2.0/24'],
  ] as const)
    it(`refuses ${text}`, () =>
      expect(findingsOf({ 'http-allow': [text] })).to.deep.equal([`error: http-allow: ${message}`]));
});

describe('--http-host', () => {
  for (const text of [
    'http://status.example.test',
    'status.example.test:80',
    'a/b',
    '',
    '-a.test',
    'münchen.test',
  ])
    it(`refuses ${JSON.stringify(text)}`, () =>
      expect(findingsOf({ 'http-host': [text] })).to.deep.equal([
        `error: http-host: "${text}" is not a host name such as status.example.com; leave out "http://", port and path`,
      ]));
});

describe('--http-token-file', () => {
  it('must name a file', () =>
    expect(findingsOf({ 'http-token-file': ' ' })).to.deep.equal([
      'error: http-token-file: is empty; name a file, or leave it out',
    ]));
});

describe('--status-page', () => {
  it('is full, or public', () => {
    expect(configOf().statusPage).to.equal('full');
    expect(configOf({ 'status-page': 'full' }).statusPage).to.equal('full');
    expect(configOf({ 'status-page': 'public' }).statusPage).to.equal('public');
  });

  for (const text of ['', 'off', 'private'])
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(findingsOf({ 'status-page': text })).to.have.lengthOf(1);
    });
});
