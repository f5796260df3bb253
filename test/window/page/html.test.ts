// Whatever is put into a template is text.

import { expect } from 'chai';
import { html } from '../../../src/window/page/markup/html.ts';

describe('html', () => {
  for (const [what, given, printed] of [
    ['an element', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['the end of an attribute', '" onload="x', '&quot; onload=&quot;x'],
    ['the end of one in single quotes', "' onload='x", '&#39; onload=&#39;x'],
    ['a backtick', '`', '&#96;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['a comment', '<!-- -->', '&lt;!-- --&gt;'],
    ['a NUL', 'a\u0000b', 'a\\u0000b'],
    ['an escape of a terminal', '\u001b[31m', '\\u001b[31m'],
    ['a carriage return', 'a\rb', 'a\\u000db'],
    ['text that runs the other way', 'a\u202eb', 'a\\u202eb'],
    ['a space without width', 'a\u200bb', 'a\\u200bb'],
    ['an end of line that only JavaScript knows', 'a\u2028b', 'a\\u2028b'],
    ['a line feed and a tab, which may stay', 'a\n\tb', 'a\n\tb'],
    ['letters of any script', 'Grüße, 東京', 'Grüße, 東京'],
  ] as const)
    it(`prints ${what} as text`, () => {
      expect(html`<p title="${given}">${given}</p>`.toString()).to.equal(
        `<p title="${printed}">${printed}</p>`,
      );
    });

  it('puts templates into templates as they are', () => {
    expect(html`<ul>${['a', '<'].map((one) => html`<li>${one}</li>`)}</ul>`.toString()).to.equal(
      '<ul><li>a</li><li>&lt;</li></ul>',
    );
  });

  it('escapes what looks like a template and is none', () => {
    const fake = { toString: () => '<b>' };
    expect(html`${fake as unknown as string}`.toString()).not.to.contain('<b>');
  });

  it('prints numbers, and nothing of what is absent or false', () => {
    expect(html`${0}|${undefined}|${false}|${''}`.toString()).to.equal('0|||');
  });
});
