// Documents that are made to take time, memory or the stack. Each is refused, or read, and never thrown at.

import { expect } from 'chai';
import { Findings } from '../../../src/config/findings/finding.ts';
import { yamlCharactersMax } from '../../../src/config/written/parse-yaml.ts';
import { readWritten } from '../../../src/config/written/read-written.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

/** Nine lines, each of nine times the line before. */
const laughs = [
  'a: &a0 [lol]',
  ...Array.from({ length: 9 }, (_, index) => `b${index}: &a${index + 1} [${`*a${index},`.repeat(9)}]`),
].join('\n');

const refused: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a billion laughs': [laughs, /^makes more than 2000000 values, counting each use of an alias$/],
  'an alias of an alias, nested beyond any text': [
    Array.from({ length: 40 }, (_, i) => `a${i}: &a${i} ${i === 0 ? 'x' : `[[*a${i - 1}]]`}`).join('\n'),
    /^is nested deeper than 32 levels$/,
  ],
  'a hundred thousand brackets': ['['.repeat(100_000), /^is nested deeper than 32 levels$/],
  'a hundred thousand braces with keys': ['{a: '.repeat(100_000), /^is nested deeper than 32 levels$/],
  'a hundred thousand lists in one line': ['- '.repeat(100_000), /^is nested deeper than 32 levels$/],
  'a hundred thousand question marks': ['? '.repeat(100_000), /^is nested deeper than 32 levels$/],
  'more parts than anybody writes': [
    `# yaml\n[${'[],'.repeat(1_000_000)}]`,
    /^has more parts than are read of YAML/,
  ],
  'more YAML than is read': [`# yaml\n${'x'.repeat(yamlCharactersMax)}`, /at most 4194304 of YAML are read/],
  'much JSON with a comma missing': [
    `[${'"x",\n'.repeat(1_000_000)} 1 2]`,
    /^is not valid JSON .* too long for YAML$/,
  ],
  'quotes without end': ['"'.repeat(999_999), /./],
  'colons without end': ['a: '.repeat(100_000), /./],
  'closing brackets without end': ['}'.repeat(1_000_000), /closes nothing/],
};

describe('a hostile document', () => {
  for (const [what, [text, message]] of Object.entries(refused)) {
    it(`is refused: ${what}`, () => {
      const findings = new Findings();
      expect(readWritten('file', text, 'root', findings)).to.equal(undefined);
      expect(findings.all[0]?.message).to.match(message);
      expect(findings.all[0]?.place).to.include({ source: 'file' });
    });
  }

  it('may have a hundred thousand mistakes, of which a hundred are placed', () => {
    const findings = new Findings();
    const lines = Array.from({ length: 20_000 }, (_, index) => `a${index % 10}: 1`);
    readWritten('file', lines.join('\n'), 'root', findings);
    expect(findings.errorCount).to.equal(19_990);
    expect(findings.all).to.have.length(101);
    expect(findings.all[99]?.place).to.include({ line: 110, column: 1 });
  });

  it('may be 20,000 lines of YAML with as many anchors', () => {
    const findings = new Findings();
    const lines = Array.from(
      { length: 10_000 },
      (_, index) => `a${index}: &a${index} [x]\nb${index}: *a${index}`,
    );
    const written = readWritten('file', lines.join('\n'), 'root', findings);
    expect(findings.all).to.deep.equal([]);
    expect(written?.text.findOffsets([{ steps: ['b9999', 0], isKey: false }])).to.have.length(1);
  });

  it('sets no prototype', () => {
    const findings = new Findings();
    const written = readWritten('file', '__proto__: {polluted: true}', 'root', findings);
    expect(Object.keys(written?.value ?? {})).to.deep.equal(['__proto__']);
    expect(Object.getPrototypeOf(written?.value)).to.equal(Object.prototype);
  });

  it(`of random pieces never throws (TEST_SEED=${testSeed})`, () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ': ',
      ',',
      '"',
      "'",
      '\n',
      '\n  ',
      '- ',
      '? ',
      '&a ',
      '*a',
      '!t ',
      '|\n',
      '#',
      '@',
      '\t',
      'a',
      '1',
      '%',
      '---\n',
      '...\n',
      '“',
      '\ufeff',
      '\u0000',
      '\ud800',
    ];
    const random = createSeededRandom();
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: random.below(30) }, () => random.pick(pieces)).join('');
      const findings = new Findings();
      const written = readWritten('file', text, 'root', findings);
      for (const { place } of findings.all)
        expect(place === undefined || place.line > 0, text).to.equal(true);
      if (written === undefined) expect(findings.hasErrors, JSON.stringify(text)).to.equal(true);
    }
  });
});
