// What the server tells about itself.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const textOf = (octets: Uint8Array | string | undefined) =>
  octets instanceof Uint8Array ? Buffer.from(octets).toString('latin1') : octets;

describe('--server-id and --server-version', () => {
  it('say nothing by default', () => {
    expect(configOf().identity).to.deep.equal({ id: undefined, version: undefined });
  });

  const good: readonly (readonly [string, string | undefined])[] = [
    ['ns1.fra', 'ns1.fra'],
    [' ns 1 ', 'ns 1'],
    ['none', undefined],
    ['NONE', undefined],
    ['hostname', 'hostname'],
    ['0x6e7331', 'ns1'],
    ['0x00FF', '\0\xff'],
    ['0x6', '0x6'],
    ['x'.repeat(128), 'x'.repeat(128)],
    [`0x${'61'.repeat(128)}`, 'a'.repeat(128)],
  ];
  for (const [text, expected] of good) {
    it(`take ${text.slice(0, 20)}`, () =>
      expect(textOf(configOf({ 'server-id': text }).identity.id)).to.equal(expected));
  }

  it('have no host name for a version', () => {
    expect(textOf(configOf({ 'server-version': 'hostname' }).identity.version)).to.equal('hostname');
  });

  const tooLong = 'has 129 octets; at most 128 are allowed, so that every reply has room for it';
  const unprintable = 'has characters that are not printable ASCII; write octets as 0x6e7331';
  const bad: readonly (readonly [string, string])[] = [
    ['', 'is empty; "none" answers nothing'],
    ['ns1\u0007', `"ns1\\u0007" ${unprintable}`],
    ['nürnberg', `"nürnberg" ${unprintable}`],
    ['x'.repeat(129), tooLong],
    [`0x${'61'.repeat(129)}`, tooLong],
  ];
  for (const [text, message] of bad) {
    it(`refuse ${JSON.stringify(text.slice(0, 20))}`, () => {
      for (const flag of ['server-id', 'server-version'])
        expect(findingsOf({ [flag]: text })).to.deep.equal([`error: ${flag}: ${message}`]);
    });
  }
});
