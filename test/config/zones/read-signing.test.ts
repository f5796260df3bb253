// The DNSSEC flags: which keys, in which order, and findings when they do not fit together.

import { expect } from 'chai';
import { SecurityAlgorithm } from '../../../src/wire/protocol.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

describe('the flags of DNSSEC', () => {
  it('sign nothing by default', () => {
    expect(configOf().signing).to.equal(undefined);
    expect(configOf({ 'priv-key-alg': '13' }).signing).to.equal(undefined);
  });

  it('name one key, whose own algorithm is used, and NSEC', () => {
    expect(configOf({ 'priv-key-path': '/keys/a.pem' }).signing).to.deep.equal({
      keys: [{ path: '/keys/a.pem', passphrasePath: undefined, algorithm: undefined }],
      kind: 'nsec',
    });
  });

  it('name keys in their order, each with its algorithm and passphrase, or all with the same', () => {
    const paths = { 'priv-key-path': ['/keys/a.pem', '/keys/b.pem'] };
    const each = configOf({
      ...paths,
      'priv-key-alg': ['8', 'ed25519'],
      'priv-key-passphrase-file': ['/p/a', '/p/b'],
    });
    expect(each.signing?.keys).to.deep.equal([
      { path: '/keys/a.pem', passphrasePath: '/p/a', algorithm: SecurityAlgorithm.RSASHA256 },
      { path: '/keys/b.pem', passphrasePath: '/p/b', algorithm: SecurityAlgorithm.ED25519 },
    ]);
    const same = configOf({ ...paths, 'priv-key-alg': 'RSASHA512', 'priv-key-passphrase-file': '/p/all' });
    expect(
      same.signing?.keys.map(({ algorithm, passphrasePath }) => [algorithm, passphrasePath]),
    ).to.deep.equal([
      [10, '/p/all'],
      [10, '/p/all'],
    ]);
  });

  it('come from the environment too', () => {
    const { signing } = configOf(
      {},
      {
        DNS_PRIV_KEY_PATH: '/keys/a.pem',
        DNS_PRIV_KEY_ALG: 'RSASHA256',
        HEALTHY_DNS_PRIV_KEY_PASSPHRASE_FILE: '/p/a',
        HEALTHY_DNS_NSEC3: 'yes',
      },
    );
    expect(signing).to.deep.equal({
      keys: [{ path: '/keys/a.pem', passphrasePath: '/p/a', algorithm: 8 }],
      kind: 'nsec3',
    });
    expect(configOf({}, { HEALTHY_DNS_PRIV_KEY_PATH: '/a,/b /c' }).signing?.keys).to.have.length(3);
  });

  for (const [text, kind] of [
    ['', 'nsec3'],
    ['true', 'nsec3'],
    ['Yes', 'nsec3'],
    ['on', 'nsec3'],
    ['1', 'nsec3'],
    ['no', 'nsec'],
    ['false', 'nsec'],
    ['off', 'nsec'],
    ['0', 'nsec'],
  ] as const) {
    it(`take --nsec3=${text} for ${kind}`, () => {
      expect(configOf({ 'priv-key-path': '/a', nsec3: text }).signing?.kind).to.equal(kind);
    });
  }

  it('make a signed zone expire at secondaries while its signatures last', () => {
    expect(configOf().timing.expireSeconds).to.equal(604_800);
    expect(configOf({ 'priv-key-path': '/a' }).timing.expireSeconds).to.equal(302_400);
  });

  it('accept algorithms by name and number, and no others', () => {
    for (const algorithm of ['RSASHA256', 'ecdsap256sha256', '13', '15']) {
      expect(findingsOf({ 'priv-key-alg': algorithm })).to.deep.equal([]);
    }
    expect(findingsOf({}, { DNS_PRIV_KEY_ALG: 'rsasha25' })[0]).to.match(
      /^error: priv-key-alg: "rsasha25" is not one of .*; did you mean "rsasha256"\? \(from DNS_PRIV_KEY_ALG\)$/,
    );
    for (const algorithm of ['rsamd5', '5', '0', '']) {
      expect(findingsOf({ 'priv-key-alg': algorithm })[0], algorithm).to.match(
        /^error: priv-key-alg: .* is not one of/,
      );
    }
  });

  const long = `${'l'.repeat(63)}.`.repeat(3);
  const bad: readonly (readonly [string, Parameters<typeof findingsOf>[0], string])[] = [
    [
      'more algorithms than keys',
      { 'priv-key-path': '/a', 'priv-key-alg': ['8', '10'] },
      'error: priv-key-alg: was given 2 times for 1 keys; give it once, or once for each --priv-key-path',
    ],
    [
      'fewer passphrases than keys',
      { 'priv-key-path': ['/a', '/b', '/c'], 'priv-key-passphrase-file': ['/p', '/q'] },
      'error: priv-key-passphrase-file: was given 2 times for 3 keys; give it once, or once for each --priv-key-path',
    ],
    [
      'more keys than an answer takes',
      { 'priv-key-path': ['/a', '/b', '/c', '/d', '/e'] },
      'error: priv-key-path: names 5 keys; at most 4 can be used at once',
    ],
    [
      'a switch that is neither on nor off',
      { nsec3: 'maybe' },
      'error: nsec3: "maybe" is not one of yes, true, on, 1, no, false, off, 0',
    ],
    ['NSEC3 without a key', { nsec3: '' }, 'warning: nsec3: has no effect without --priv-key-path'],
    [
      'a passphrase without a key',
      { 'priv-key-passphrase-file': '/p' },
      'warning: priv-key-passphrase-file: has no effect without --priv-key-path',
    ],
    [
      'hashes that do not fit below the zone',
      { 'priv-key-path': '/a', nsec3: 'yes', 'hosted-zone': `${long}${'x'.repeat(29)}` },
      `error: nsec3: "${long}${'x'.repeat(29)}." takes 223 octets; at most 222 leave room for the hashes of NSEC3`,
    ],
  ];
  for (const [what, given, finding] of bad) {
    it(`are refused with ${what}`, () => expect(findingsOf(given)).to.deep.equal([finding]));
  }
});
