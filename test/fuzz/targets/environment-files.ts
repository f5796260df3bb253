// Environment files of systemd: names are names, lines are counted right, and what was read can be written and read again.

import { readEnvironmentFile } from '../../../src/config/sources/read-environment-file.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 2000;

export function seeds(): readonly Uint8Array[] {
  const texts = [
    '# comment\nHEALTHY_DNS_PORT=53\nexport HEALTHY_DNS_NS=["ns1.example.test"]\n',
    'A=\'single $x\'\nB="double \\" \\$ \\\\ \\`"\nC=plain\\ escaped \\\nD=2',
    'no assignment\n;other comment\\\nA=b\r\nB = c ',
    'A="two\nlines"trailing\n1A=odd\n__proto__=x\nA=again',
  ];
  return texts.map((text) => Buffer.from(text));
}

export function fuzz(data: Buffer): void {
  const text = data.toString('utf8');
  const { variables, oddLines } = readEnvironmentFile(text);
  const lineCount = text.split('\n').length;
  let last = 0;
  for (const line of oddLines) {
    if (line < 1 || line > lineCount || line < last) found(`an odd line ${line} of ${lineCount}`);
    last = line;
  }
  for (const name of Object.keys(variables))
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) found(`the name ${JSON.stringify(name)}`);
  const again = readEnvironmentFile(print(variables));
  if (print(again.variables) !== print(variables)) found('read again it is other');
  if (again.oddLines.length > 0) found('what was printed has odd lines');
}

/** In double quotes, where only four characters are escaped. */
function print(variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(
    ([name, value]) => `${name}="${value.replaceAll(/["\\`$]/g, '\\$&')}"\n`,
  );
  return lines.join('');
}
