// Presentation format that is far too long, written by somebody who wants to keep us busy.

import { expect } from 'chai';
import { rootName } from '../../../src/wire/name.ts';
import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { madeTypes } from '../../support/dns/random-rdata.ts';

const heads = [
  '',
  '1 ',
  '1 . ',
  '1 2 3 ',
  '0 issue ',
  '\\# 1 ',
  '1 . alpn=',
  '1 . mandatory=',
  '1 . ipv4hint=',
];
const bodies = [
  'a',
  'a.',
  '\\',
  '\\\\',
  '\\,',
  '\\000',
  '"',
  '" ',
  '"" ',
  '1 ',
  'é',
  '\ud800',
  ',',
  'h2,',
  'A ',
];
const more = ['1 . ech=', '1 . key9=', 'a. ', '0 0 0 '];
const moreBodies = ['1m', '=', '-', 'AAAA', 'AAAA ', 'key9=1 ', 'key9,', '00 '];

/** In milliseconds, for every type and every kind of text of about that length. */
function measure(octets: number, check: (message: string) => void): number {
  const texts = [...heads, ...more].flatMap((head) =>
    [...bodies, ...moreBodies].map((body) => head + body.repeat(octets / body.length)),
  );
  const start = performance.now();
  for (const [index, text] of texts.entries()) {
    // Every text with some types, every type with some texts: all of them take too long.
    const types = madeTypes.filter((_, place) => (place + index) % 48 === 0);
    for (const type of types) {
      const parsed = parseRdata(type, splitFields(text), rootName);
      if (!parsed.ok) check(parsed.problem.message);
    }
  }
  return performance.now() - start;
}

describe('presentation format that is far too long', () => {
  it('is refused in few words, or is one record', () => {
    measure(70_000, (message) => expect(message.length).to.be.lessThan(2000));
  }).timeout(60_000);

  it('takes time that grows with its length, not with the square of it', () => {
    const quick = () => measure(2000, () => undefined);
    // Once for the compiler, then the best of three: the machine may be busy.
    quick();
    const short = Math.min(quick(), quick(), quick());
    const slow = () => measure(32_000, () => undefined);
    const long = Math.min(slow(), slow());
    // Sixteen times the length: 256 times the time if something were quadratic, and dear enough to matter.
    expect(long / short).to.be.lessThan(40);
  }).timeout(60_000);
});
