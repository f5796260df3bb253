// What is taken for the beginning of TLS.

import { expect } from 'chai';
import { readHello } from '../../../src/serving/tls/client-hello.ts';

const hello = Uint8Array.from([22, 3, 1, 1, 0, 1, ...Array<number>(255).fill(0)]);

describe('readHello', () => {
  it('says how much to wait for, as soon as that is known', () => {
    for (let received = 0; received < 5; received++) expect(readHello(hello, received)).to.equal(5);
    for (let received = 5; received <= hello.length; received++)
      expect(readHello(hello, received)).to.equal(261);
  });

  it('takes the longest record, and every version of it', () => {
    for (const minor of [0, 1, 2, 3, 4])
      expect(readHello(Uint8Array.of(22, 3, minor, 0x40, 0, 1), 6)).to.equal(16_389);
  });

  const others: readonly (readonly [string, readonly number[]])[] = [
    ['a query of DNS', [0]],
    ['an alert', [21]],
    ['another version', [22, 2]],
    ['a record that is longer than any', [22, 3, 1, 0x40, 1]],
    ['a record that is empty', [22, 3, 1, 0, 0]],
    ['another message', [22, 3, 1, 1, 0, 2]],
  ];
  for (const [what, octets] of others)
    it(`does not take ${what} for one, with its last octet`, () => {
      expect(readHello(Uint8Array.from(octets), octets.length)).to.equal('no tls');
      expect(readHello(Uint8Array.from(octets), octets.length - 1)).to.not.equal('no tls');
    });
});
