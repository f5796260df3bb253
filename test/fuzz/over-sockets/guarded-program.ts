// A copy of the built program whose memory has guards: three of its modules are replaced by ones that wrap them. The program
// itself has no switch for that, and pays nothing.

import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const built = resolve(import.meta.dirname, '../../../src');
const urlOf = (file: string) => pathToFileURL(join(import.meta.dirname, file)).href;

const wrappers: Readonly<Record<string, (plain: string) => string>> = {
  'struct-layouts': (plain) =>
    `export * from '${plain}';\nexport { pinnedOctets, pinnedWords } from '${urlOf('guarded-memory.js')}';\n`,
  'datagram-batch': (plain) => wrapClass('DatagramBatch', 'guardBatch', plain),
  'datagram-sender': (plain) => wrapClass('DatagramSender', 'guardSender', plain),
};

function wrapClass(name: string, wrap: string, plain: string): string {
  const guards = urlOf('guard-batch.js');
  return `import { ${name} as Plain } from '${plain}';\nimport { ${wrap} } from '${guards}';\nexport const ${name} = ${wrap}(Plain);\n`;
}

let made: string | undefined;

/** Returns the file to start; the copy is removed when this process ends. It is as deep below package.json as the original. */
export function makeGuardedProgram(): string {
  made ??= copyProgram();
  return join(made, 'bin', 'entry.js');
}

function copyProgram(): string {
  const copy = join(built, '..', `guarded-${process.pid}`);
  const isNeeded = (file: string) => !/\.(?:d\.ts|map)$/.test(file);
  cpSync(built, copy, { recursive: true, filter: isNeeded });
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  for (const [name, wrapperOf] of Object.entries(wrappers)) {
    const file = join(copy, 'linux', `${name}.js`);
    renameSync(file, join(copy, 'linux', `${name}-plain.js`));
    writeFileSync(file, wrapperOf(`./${name}-plain.js`));
  }
  return copy;
}
