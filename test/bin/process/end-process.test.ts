import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { ExitCode } from '../../../src/bin/process/exit-codes.ts';
import { runProgram } from '../../support/run-program.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

describe('endProcess', () => {
  const program = fileURLToPath(new URL('./stuck-program.js', import.meta.url));
  let pipe: string;

  before(() => {
    pipe = join(makeTemporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [pipe]);
  });

  for (const [how, code] of [
    ['with', ExitCode.refused],
    ['without', 'SIGTERM'],
  ] as const)
    it(`ends a process of which a thread waits for ever, ${how} the C library`, async () => {
      expect((await runProgram(process.execPath, [program, pipe, how])).code).to.equal(code);
    }).timeout(35_000);
});
