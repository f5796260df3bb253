// Which program tests start as a process of its own: the one in dist, or another build of it, named by TEST_PROGRAM. The bundle
// that packages ship starts in half the time, because it loads a handful of files instead of hundreds.

import { resolve } from 'node:path';

const built = resolve(import.meta.dirname, '../../../src/bin/entry.js');

export const testedProgram = resolve(process.env['TEST_PROGRAM'] || built);
