// Files of TSIG keys: what is read is printed and read again as the same, remarks stand within the text and tell no secret.

import { printKeyFile } from '../../../src/tsig/key-file/print-key-file.ts';
import { type KeyFileContent, readKeyFile } from '../../../src/tsig/key-file/read-key-file.ts';
import { tsigAlgorithms } from '../../../src/tsig/tsig-key.ts';
import { printName } from '../../../src/wire/name.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 4000;

/** Of letters that no remark has in a row. */
const secret = 'ZXQJKVWYZXQJKVWYZXQJKVWYZXQJKVWYZXQJKVWYZXQ=';
const leak = /[ZXQJKVWY]{6}/;
const secretOctetsMax = 512;

export function seeds(): readonly Uint8Array[] {
  const texts = tsigAlgorithms.map((algorithm) => printKeyFile('tsig-key', algorithm));
  const odd = [
    `key "a.test" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`,
    `# one\nkey a.test { secret ${secret}; algorithm HMAC-SHA512-256; };// two\n/* three */`,
    `key:\n  - id: a\n    algorithm: hmac-sha256\n    secret: ${secret}\n`,
    'key "a" { algorithm hmac-md5; secret "x"; };',
    'key "a\nb" {',
    '/*',
  ];
  return [...texts, ...odd].map((text) => Buffer.from(text));
}

export function fuzz(data: Buffer): void {
  const text = data.toString('utf8');
  const content = readKeyFile(text);
  for (const { message, offset } of content.remarks) {
    if (leak.test(message)) found(`a secret in ${message}`);
    if (!(offset >= 0 && offset <= text.length)) found(`nothing stands at ${offset}`);
  }
  if (content.keys.length === 0) return;
  const again = readKeyFile(print(content));
  if (print(again) !== print(content)) found(`read again it is ${print(again)}`);
}

function print({ keys }: KeyFileContent): string {
  const clauses = keys.map(({ key }) => {
    const octets = key.secret.export();
    if (octets.length === 0 || octets.length > secretOctetsMax) found(`a secret of ${octets.length} octets`);
    const given = octets.toString('base64');
    return `key "${printName(key.name)}" { algorithm ${key.algorithm}; secret "${given}"; };\n`;
  });
  return clauses.join('');
}
