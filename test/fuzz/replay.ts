// Gives files to a fuzz target once, without the fuzzer: node dist/test/fuzz/replay.js TARGET FILE…

import { readFileSync } from 'node:fs';
import { loadTarget, targetPath } from './fuzz-target.ts';

const [name = '', ...files] = process.argv.slice(2);
const { fuzz } = await loadTarget(targetPath(name));
for (const file of files) await fuzz(readFileSync(file));
process.stdout.write(`${name} has nothing against ${files.length} files\n`);
