// Quotes in messages: harmless, and never long.

import { expect } from 'chai';
import { escapeText, quote } from '../../src/base/quote.ts';

describe('quote', () => {
  const written: readonly (readonly [string, string])[] = [
    ['www', '"www"'],
    ['', '""'],
    ['é 😀', '"é 😀"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['two\nlines', '"two\\nlines"'],
    ['\u001b[2J', '"\\u001b[2J"'],
    ['\u009b2J\u007f', '"\\u009b2J\\u007f"'],
    ['\u202egnp\u2028', '"\\u202egnp\\u2028"'],
    ['\ud800', '"\\ud800"'],
  ];
  for (const [text, quoted] of written) {
    it(`writes ${JSON.stringify(text)} as ${quoted}`, () => expect(quote(text)).to.equal(quoted));
  }

  it('shows the longest name in full, and the beginning of a megabyte', () => {
    expect(quote('x'.repeat(255))).to.equal(`"${'x'.repeat(255)}"`);
    expect(quote('x'.repeat(1_000_000))).to.equal(`"${'x'.repeat(255)}…" (1000000 characters)`);
    expect(escapeText('x'.repeat(256))).to.equal(`${'x'.repeat(255)}…`);
  });
});
