// Whether and where to serve DNS over TLS.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const both = { 'tls-cert': '/tls/server.crt', 'tls-key': '/tls/server.key' };

describe('--tls-port, --tls-cert and --tls-key', () => {
  it('are not needed', () => expect(configOf().tls).to.equal(undefined));

  it('mean port 853 unless told otherwise', () =>
    expect(configOf(both).tls).to.deep.equal({
      port: 853,
      certPath: '/tls/server.crt',
      keyPath: '/tls/server.key',
    }));

  it('take another port, or 0 for any that is free, even where --port is 0', () => {
    expect(configOf({ ...both, 'tls-port': '8853' }).tls?.port).to.equal(8853);
    expect(configOf({ ...both, 'tls-port': '0', port: '0' }).tls?.port).to.equal(0);
  });

  const bad: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    [
      'a certificate without a key',
      { 'tls-cert': 'a.crt' },
      'tls-key: is missing; name the file with the private key of --tls-cert',
    ],
    [
      'a key without a certificate',
      { 'tls-key': 'a.key' },
      'tls-cert: is missing; name the file with the certificate of --tls-key',
    ],
    [
      'a port without a certificate',
      { 'tls-port': '853' },
      'tls-port: needs a certificate; give --tls-cert and --tls-key, or leave it out',
    ],
    [
      'the port of --port',
      { ...both, 'tls-port': '8053', port: '8053' },
      'tls-port: is 8053, which --port uses for plain TCP; the usual port is 853',
    ],
    [
      'port 53',
      { ...both, 'tls-port': '53' },
      'tls-port: is 53, which is for DNS without TLS; the usual port is 853',
    ],
    [
      'no port at all',
      { ...both, 'tls-port': '70000' },
      'tls-port: "70000" is not a port number from 0 to 65535',
    ],
    ['an empty path', { ...both, 'tls-key': '' }, 'tls-key: is empty; name a file, or leave it out'],
  ];
  for (const [what, flags, message] of bad)
    it(`refuse ${what}`, () => expect(findingsOf(flags)).to.deep.equal([`error: ${message}`]));
});
