// The examples of the RFCs: the same keys make the same DNSKEY, key tag and DS, and matching signatures.

import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import { signRRset } from '../../src/signing/sign-rrset.ts';
import { makeSigningKey, type SigningKey } from '../../src/signing/signing-key.ts';
import { dsOf } from '../../src/signing/signing-settings.ts';
import { readRrsig } from '../../src/wire/dnssec-rdata.ts';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { DigestType, RecordType, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import type { Rdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { isSignature, readKey, readSignature } from '../support/dns/verify-zone.ts';

interface Example {
  readonly from: string;
  readonly algorithm: SecurityAlgorithm;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly keyTag: number;
  readonly digestType: DigestType;
  readonly digest: string;
  readonly owner: string;
  readonly record: readonly [number, Rdata];
  readonly inceptionSeconds: number;
  readonly expirationSeconds: number;
  readonly signature: string;
}

const mail: Example['record'] = [RecordType.MX, `\0\x0a${nameOf('mail.example.com')}` as Rdata];
const web: Example['record'] = [RecordType.A, '\xc0\0\x02\x01' as Rdata];
const mailTimes = { inceptionSeconds: 1_438_207_200, expirationSeconds: 1_440_021_600 };
const webTimes = {
  inceptionSeconds: Date.UTC(2010, 7, 12, 10, 4, 39) / 1000,
  expirationSeconds: Date.UTC(2010, 8, 9, 10, 4, 39) / 1000,
};

const largeWebTimes = {
  inceptionSeconds: webTimes.inceptionSeconds + 946,
  expirationSeconds: webTimes.expirationSeconds + 946,
};

const examples: readonly Example[] = [
  {
    from: 'RFC 8080 §6.1',
    algorithm: SecurityAlgorithm.ED25519,
    privateKey: 'ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=',
    publicKey: 'l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=',
    keyTag: 3613,
    digestType: DigestType.SHA256,
    digest: '3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b',
    owner: 'example.com',
    record: mail,
    ...mailTimes,
    signature: 'oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==',
  },
  {
    from: 'RFC 8080 §6.2',
    algorithm: SecurityAlgorithm.ED448,
    privateKey: 'xZ+5Cgm463xugtkY5B0Jx6erFTXp13rYegst0qRtNsOYnaVpMx0Z/c5EiA9x8wWbDDct/U3FhYWA',
    publicKey: '3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA',
    keyTag: 9713,
    digestType: DigestType.SHA256,
    digest: '6ccf18d5bc5d7fc2fceb1d59d17321402f2aa8d368048db93dd811f5cb2b19c7',
    owner: 'example.com',
    record: mail,
    ...mailTimes,
    signature:
      '3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA',
  },
  {
    from: 'RFC 6605 §6.1',
    algorithm: SecurityAlgorithm.ECDSAP256SHA256,
    privateKey: 'GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=',
    publicKey: 'GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==',
    keyTag: 55_648,
    digestType: DigestType.SHA256,
    digest: 'b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17',
    owner: 'www.example.net',
    record: web,
    ...webTimes,
    signature: 'qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==',
  },
  {
    from: 'RFC 6605 §6.2',
    algorithm: SecurityAlgorithm.ECDSAP384SHA384,
    privateKey: 'WURgWHCcYIYUPWgeLmiPY2DJJk02vgrmTfitxgqcL4vwW7BOrbawVmVe0d9V94SR',
    publicKey:
      'xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40',
    keyTag: 10_771,
    digestType: DigestType.SHA384,
    digest:
      '72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6',
    owner: 'www.example.net',
    record: web,
    ...largeWebTimes,
    signature:
      '/L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm',
  },
];

function keyOf({ algorithm, privateKey, publicKey }: Example): SigningKey {
  const url = (octets: Buffer) => octets.toString('base64url');
  const octets = Buffer.from(publicKey, 'base64');
  const d = url(Buffer.from(privateKey, 'base64'));
  const half = octets.length / 2;
  const jwk = {
    [SecurityAlgorithm.ED25519]: { kty: 'OKP', crv: 'Ed25519', d, x: url(octets) },
    [SecurityAlgorithm.ED448]: { kty: 'OKP', crv: 'Ed448', d, x: url(octets) },
    [SecurityAlgorithm.ECDSAP256SHA256]: {
      kty: 'EC',
      crv: 'P-256',
      d,
      x: url(octets.subarray(0, half)),
      y: url(octets.subarray(half)),
    },
    [SecurityAlgorithm.ECDSAP384SHA384]: {
      kty: 'EC',
      crv: 'P-384',
      d,
      x: url(octets.subarray(0, half)),
      y: url(octets.subarray(half)),
    },
    [SecurityAlgorithm.RSASHA256]: {},
    [SecurityAlgorithm.RSASHA512]: {},
  }[algorithm];
  return makeSigningKey(createPrivateKey({ key: jwk, format: 'jwk' }), algorithm);
}

describe('the keys of the RFCs', () => {
  for (const example of examples) {
    const { algorithm, publicKey, keyTag, digestType, digest, owner, record, signature } = example;
    const zone = nameOf(owner === 'example.com' ? owner : 'example.net');

    it(`make the DNSKEY, the key tag and the DS of ${example.from}`, () => {
      const key = keyOf(example);
      expect(printRdata(RecordType.DNSKEY, key.dnskey)).to.equal(`257 3 ${algorithm} ${publicKey}`);
      expect(key.keyTag).to.equal(keyTag);
      const ds = printRdata(RecordType.DS, dsOf(zone, key, digestType));
      expect(ds.toLowerCase()).to.equal(`${keyTag} ${algorithm} ${digestType} ${digest}`);
    });

    it(`sign as in ${example.from}: its signature verifies, and that of EdDSA is the same`, async () => {
      const key = keyOf(example);
      const rrset = makeRRset(record[0], 3600, [record[1]]);
      const { inceptionSeconds, expirationSeconds } = example;
      const validity = { inceptionSeconds, expirationSeconds };
      const made = await signRRset({ owner: nameOf(owner), rrset, signer: zone, keys: [key], validity });
      const rdata = made.rdatas[0] ?? ('' as Rdata);
      const signed = readSignature(rdata);
      const stated = { ...signed, signature: Buffer.from(signature, 'base64') };
      expect(isSignature(nameOf(owner), rrset, stated, readKey(key.dnskey)), 'the stated signature').to.equal(
        true,
      );
      expect(isSignature(nameOf(owner), rrset, signed, readKey(key.dnskey)), 'our signature').to.equal(true);
      if (algorithm >= SecurityAlgorithm.ED25519) {
        expect(Buffer.from(readRrsig(rdata).signature, 'latin1').toString('base64')).to.equal(signature);
      }
    });
  }
});
