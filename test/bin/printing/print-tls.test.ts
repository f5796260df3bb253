// DNS over TLS in `healthy-dns status`.

import { expect } from 'chai';
import { printTls } from '../../../src/bin/printing/print-tls.ts';
import type { TlsStatus } from '../../../src/control/protocol/tls.ts';

const nowSeconds = 1_700_000_000;
const status: TlsStatus = {
  endpoints: ['[::]:853', '0.0.0.0:853'],
  queries: 5,
  handshakes: 3,
  resumed: 1,
  failed: 2,
  certificate: {
    names: ['ns1.example.com', 'ns2.example.com'],
    expiresSeconds: nowSeconds + 30 * 86_400,
    fingerprint: 'ab',
    keyKind: 'ECDSA P-256',
  },
};

describe('printTls', () => {
  it('says where, how much, and until when', () =>
    expect(printTls(status, nowSeconds)).to.deep.equal([
      'DNS over TLS on: [::]:853 0.0.0.0:853; 5 queries over 3 connections (1 resumed), 2 failed',
      'certificate: ns1.example.com ns2.example.com (ECDSA P-256), expires in 30 days',
    ]));

  it('shouts when it has expired', () =>
    expect(printTls(status, nowSeconds + 31 * 86_400)[1]).to.match(/EXPIRED .* ago$/));

  it('says what is missing', () => {
    const { certificate: _, ...rest } = status;
    expect(printTls({ ...rest, endpoints: [] }, nowSeconds)).to.deep.equal([
      'DNS over TLS on: no socket; see docs/tls.md; 5 queries over 3 connections (1 resumed), 2 failed',
      'certificate: none; connections are refused',
    ]);
  });
});
