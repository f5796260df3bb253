// IP addresses: one text for each, however it was written.

import { expect } from 'chai';
import { parseIpAddress } from '../../src/wire/ip-address.ts';

describe('parseIpAddress', () => {
  // The rules of RFC 5952 §4 and its mixed notation of §5.
  const good: readonly (readonly [string, 4 | 6, string])[] = [
    ['192.0.2.1', 4, '192.0.2.1'],
    ['0.0.0.0', 4, '0.0.0.0'],
    ['255.255.255.255', 4, '255.255.255.255'],
    ['2001:db8::1', 6, '2001:db8::1'],
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', 6, '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', 6, '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', 6, '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', 6, '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', 6, '2001:db8::1:0:0:1'],
    ['::', 6, '::'],
    ['::1', 6, '::1'],
    ['1::', 6, '1::'],
    ['2001:db8::192.0.2.1', 6, '2001:db8::c000:201'],
    ['::ffff:192.0.2.1', 6, '::ffff:192.0.2.1'],
    ['::FFFF:c000:201', 6, '::ffff:192.0.2.1'],
  ];
  for (const [text, family, canonical] of good) {
    it(`reads ${text} as ${canonical}`, () => {
      expect(parseIpAddress(text)).to.deep.equal({ family, text: canonical });
    });
  }

  const bad = [
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.1.1',
    '192.0.2.01',
    '0x7f.0.0.1',
    '2130706433',
    ' 192.0.2.1',
    '192.0.2.1\n',
    '192.0.2.1:53',
    '192.0.2.0/24',
    'localhost',
    ':::',
    '1::2::3',
    '2001:db8::12345',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '[::1]',
    'fe80::1%eth0',
    'fe80::1%',
    '::ffff:192.0.2.300',
    '１９２.0.2.1',
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => expect(parseIpAddress(text)).to.equal(undefined));
  }
});
