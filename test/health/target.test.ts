// Keys of targets: equal for equal targets, different for different ones, and stable across versions.

import { expect } from 'chai';
import { type ProbePlan, targetFor, tcpTarget } from '../../src/health/target.ts';
import { type IpAddress, parseIpAddress } from '../../src/wire/ip-address.ts';

function ip(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(text);
  return address;
}

const published = ip('192.0.2.1');
const http = { method: 'GET', path: '/', expect: [[200, 399]] } as const;
const tls = { verify: true } as const;

describe('the key of a target', () => {
  const keys: readonly (readonly [string, ProbePlan])[] = [
    ['tcp 192.0.2.1:80', { kind: 'tcp', port: 80 }],
    ['tcp [2001:db8::1]:8080', { kind: 'tcp', port: 8080, address: ip('2001:db8:0::1') }],
    ['tcp 192.0.2.1:80 source=192.0.2.9', { kind: 'tcp', port: 80, sources: [ip('::1'), ip('192.0.2.9')] }],
    [
      'tcp 192.0.2.1:80 interval=0.5 timeout=1 rise=2 fall=3',
      { kind: 'tcp', port: 80, pace: { intervalMs: 500, timeoutMs: 1000, rise: 2, fall: 3 } },
    ],
    ['http 192.0.2.1:80', { kind: 'http', port: 80, http }],
    [
      'http 192.0.2.1:80 path=/health?full=1 method=HEAD host=www.example.test expect=200,204-299',
      {
        kind: 'http',
        port: 80,
        http: {
          method: 'HEAD',
          path: '/health?full=1',
          host: 'www.example.test',
          expect: [
            [200, 200],
            [204, 299],
          ],
        },
      },
    ],
    [
      'http 192.0.2.1:80 body="all \\"ok\\" host=x"',
      { kind: 'http', port: 80, http: { ...http, body: 'all "ok" host=x' } },
    ],
    ['tls 192.0.2.1:443', { kind: 'tls', port: 443, tls }],
    ['tls 192.0.2.1:443 min_days=0', { kind: 'tls', port: 443, tls: { ...tls, minDays: 0 } }],
    [
      'https 192.0.2.1:443 path=/x verify=no servername=www.example.test min_days=14',
      {
        kind: 'https',
        port: 443,
        http: { ...http, path: '/x' },
        tls: { verify: false, servername: 'www.example.test', minDays: 14 },
      },
    ],
  ];
  for (const [key, plan] of keys) {
    it(`is ${key}`, () => expect(targetFor(plan, published).key).to.equal(key));
  }

  it('is for plain TCP what it was before there were other kinds', () => {
    expect(tcpTarget(published, 80).key).to.equal('tcp 192.0.2.1:80');
    expect(tcpTarget(ip('2001:db8::1'), 8080).key).to.equal('tcp [2001:db8::1]:8080');
  });

  it('is the same for names that publish different addresses but have the same one probed', () => {
    const plan: ProbePlan = { kind: 'tcp', port: 80, address: ip('198.51.100.1') };
    expect(targetFor(plan, published)).to.deep.equal(targetFor(plan, ip('192.0.2.2')));
  });
});
