// Which addresses the kernel says are ours.

import { expect } from 'chai';
import { bytesOf } from '../../src/base/byte-string.ts';
import { hasAddress } from '../../src/linux/has-address.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { addressRdata } from '../../src/wire/rdata.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';

describe('hasAddress', () => {
  let libc: Libc;
  before(async () => {
    libc = await requireLibc();
  });

  const cases = [
    ['127.0.0.1', true],
    ['127.0.0.54', true],
    ['::1', true],
    ['192.0.2.1', false],
    ['255.255.255.255', false],
    ['2001:db8::1', false],
    ['fe80::1', false],
  ] as const;
  for (const [text, expected] of cases) {
    it(`says ${expected} of ${text}`, () => {
      const address = parseIpAddress(text) ?? expect.fail();
      expect(hasAddress(libc, bytesOf(addressRdata(address)))).to.equal(expected);
    });
  }
});
