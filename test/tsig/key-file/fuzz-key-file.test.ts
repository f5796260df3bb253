// Key files with something wrong: nothing throws, remarks stand within the text and repeat no secret.

import { expect } from 'chai';
import { readKeyFile } from '../../../src/tsig/key-file/read-key-file.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

const fileCount = Number(process.env['TSIG_FILES'] ?? 20_000);
/** No word that a remark may have has as much as six of these letters in a row. */
const secret = 'ZXQJKVWYZXQJKVWYZXQJKVWYZXQJKVWYZXQJKVWYZXQ=';
const leak = /[ZXQJKVWY]{6}/;
const pieces = [
  'key',
  '"k"',
  'k',
  '{',
  '}',
  ';',
  'algorithm',
  'hmac-sha256',
  'hmac-md5',
  'secret',
  `"${secret}"`,
  secret,
];
const noise = [
  '/*',
  '*/',
  '//',
  '#',
  '\n',
  '"',
  ' ',
  'key:',
  '\u0000',
  '\u2028',
  '\ud800',
  '\\',
  'include "x";',
  '-128',
];
const good = `key "a.test" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`;

describe(`fuzzed key files (TEST_SEED=${testSeed})`, () => {
  const random = createSeededRandom();

  function draw(): string {
    if (random.chance(0.3))
      return Array.from({ length: random.below(40) }, () =>
        random.pick(random.chance(0.8) ? pieces : noise),
      ).join(' ');
    let text = good.repeat(1 + random.below(3));
    for (let left = 1 + random.below(4); left > 0; left--) {
      const at = random.below(text.length + 1);
      const added = random.pick(random.chance(0.5) ? pieces : noise);
      text = text.slice(0, at) + (random.chance(0.7) ? added : '') + text.slice(at + random.below(9));
    }
    return text;
  }

  it(`never make it throw, nor tell a secret, in ${fileCount} files`, () => {
    let keyCount = 0;
    let errorCount = 0;
    for (let i = 0; i < fileCount; i++) {
      const text = draw();
      const { keys, remarks } = readKeyFile(text);
      keyCount += keys.length;
      for (const { message, offset, severity } of remarks) {
        if (severity === 'error') errorCount++;
        if (leak.test(message)) throw new Error(`file ${i} has its secret told: ${message}`);
        if (!(offset >= 0 && offset <= text.length)) throw new Error(`file ${i} has nothing at ${offset}`);
      }
    }
    expect(keyCount).to.be.above(fileCount / 20);
    expect(errorCount).to.be.above(fileCount / 5);
  });
});
