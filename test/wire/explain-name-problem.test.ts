// What is said about names: what is wrong, and what to write instead.

import { expect } from 'chai';
import { explainNameProblem } from '../../src/wire/explain-name-problem.ts';
import { parseName } from '../../src/wire/name.ts';

describe('explainNameProblem', () => {
  const names: readonly (readonly [string, string])[] = [
    ['', 'is empty; write a name'],
    ['a..b', '"a..b" has two dots in a row or a dot at an end; remove the extra dot'],
    [
      `${'a'.repeat(64)}.b`,
      `"${'a'.repeat(64)}.b" has a label of 64 characters ("aaaaaaaaaaaa…"); at most 63 are allowed`,
    ],
    ['a b', '"a b" contains " "; use letters, digits, "-" and "_"'],
    ['-a.b', '"-a.b" has a label that begins or ends with a hyphen ("-a"); remove the hyphen'],
    ['*.a', '"*.a" has a misplaced "*"; only names of records may have one, as in "*.api"'],
    ['bücher.test', '"bücher.test" is not ASCII; write "xn--bcher-kva.test"'],
    ['\u2028', '"\\u2028" is not ASCII; write its punycode form'],
  ];
  for (const [text, words] of names) {
    it(`says of ${JSON.stringify(text.slice(0, 20))} what is wrong`, () => {
      const name = parseName(text);
      expect(name.ok ? 'nothing' : explainNameProblem(text, name.problem)).to.equal(words);
    });
  }

  it('does not convert a text that is longer than any name', () => {
    const text = 'ü'.repeat(1_000_000);
    expect(explainNameProblem(text, { kind: 'not-ascii' })).to.match(/write its punycode form$/);
  });
});
