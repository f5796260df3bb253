// The text of an environment file: what systemd makes of it, and `export`.

import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { readEnvironmentFile } from '../../../src/config/sources/read-environment-file.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

const variablesIn = (text: string) => readEnvironmentFile(text).variables;

describe('an environment file', () => {
  /** What parse_env_file_internal() of systemd 257 makes of each. */
  const texts: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ['plain lines', 'A=1\nB=two words\n', { A: '1', B: 'two words' }],
    ['a last line without its end', 'A=1', { A: '1' }],
    ['white space around a name and a value', '  A = 1 \t\n', { A: '1' }],
    ['an empty value', 'A=\nB=""\n', { A: '', B: '' }],
    ['comments with # and with ;', '# A=1\n;B=2\n  # C=3\nD=4 # 5\n', { D: '4 # 5' }],
    ['single quotes, over several lines', `A='{"x":\n  "\\y"}'\nB=2\n`, { A: '{"x":\n  "\\y"}', B: '2' }],
    ['double quotes with escapes', 'A="a \\"b\\" \\\\ \\$c \\d"\n', { A: 'a "b" \\ $c \\d' }],
    ['quotes that touch', `A='a'"b"  \n`, { A: 'ab' }],
    ['a quote within a value', `A=it's\n`, { A: `it's` }],
    ['continuation lines', 'A=one \\\n  two\nB="1\\\n2"\n', { A: 'one   two', B: '12' }],
    ['a backslash before anything', 'A=\\ a\\#\\n\n', { A: ' a#n' }],
    ['escaped white space at the end', 'A=a\\ \n', { A: 'a ' }],
    ['the line ends of other systems', 'A=1\r\nB=2\rC=3\r\n', { A: '1', B: '2', C: '3' }],
    ['a name twice: the last one counts', 'A=1\nA=2\n', { A: '2' }],
    ['a comment that ends with a backslash', '# more \\\nA=1\n', { A: '1' }],
    ['a quote that nobody closes', `A='1\nB=2\n`, { A: '1\nB=2\n' }],
    ['nothing', '', {}],
    ['nothing but white space', '\n \t\r\n\n', {}],
  ];
  for (const [what, text, variables] of texts) {
    it(`may have ${what}`, () => {
      expect(readEnvironmentFile(text)).to.deep.equal({ variables, oddLines: [] });
    });
  }

  it('may have "export " before a name, which systemd drops', () => {
    const text = `export A=1\n  export\tB='2'\nexport  C = 3\nexported=4\n`;
    expect(variablesIn(text)).to.deep.equal({ A: '1', B: '2', C: '3', exported: '4' });
  });

  it('reports the lines that are not assignments by number', () => {
    const text = `A=1\nHEALTHY_DNS_TTL 60\n\n'x'=1\nB='1\n2'\nno-name=1\n=2\nexport\nlast`;
    expect(readEnvironmentFile(text)).to.deep.equal({
      variables: { A: '1', B: '1\n2' },
      oddLines: [2, 4, 7, 8, 9, 10],
    });
  });

  it('has no names that mean something to JavaScript', () => {
    expect(Object.keys(variablesIn('__proto__=1\nconstructor=2\nA=3\n'))).to.have.members([
      'constructor',
      'A',
    ]);
  });

  it('means the same to a shell when it is quoted for one', () => {
    const text = `A='a "b" \\c'\nexport B="x \\"y\\" \\$z"\nC=plain\n`;
    const printed = execFileSync('sh', ['-c', `set -a\n${text}env -0`], { encoding: 'utf8', env: {} });
    for (const [name, value] of Object.entries(variablesIn(text)))
      expect(printed.split('\0')).to.include(`${name}=${value}`);
  });

  it(`never throws, whatever the garbage (seed ${testSeed})`, () => {
    const random = createSeededRandom();
    const alphabet = [...`AB_=='"\\\n\r #;export`];
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: random.below(200) }, () => random.pick(alphabet)).join('');
      const { variables, oddLines } = readEnvironmentFile(text);
      expect(Object.keys(variables).every((name) => /^\w+$/.test(name))).to.equal(true, text);
      expect(oddLines.every((line) => line >= 1 && line <= text.length + 1)).to.equal(true, text);
    }
    const large = `A='${'x'.repeat(2_000_000)}'\n`;
    expect(variablesIn(large)['A']).to.have.length(2_000_000);
  });
});
