// A process with a thread that waits in a system call for what does not come, and that ends itself all the same: by the C library, or
// without one.

import { Worker } from 'node:worker_threads';
import { fail } from '../../../src/base/result.ts';
import { endProcess } from '../../../src/bin/process/end-process.ts';
import { ExitCode } from '../../../src/bin/process/exit-codes.ts';
import { loadLibc } from '../../../src/linux/libc.ts';

const [, , pipe = '', how] = process.argv;

process.on('SIGTERM', () => undefined);
const libc = how === 'without' ? fail('there is none') : loadLibc();
// Opening a pipe waits for whoever reads from it.
const lines = `const { parentPort, workerData } = require('node:worker_threads');
  parentPort.postMessage('begun');
  require('node:fs').openSync(workerData, 'w');`;
const thread = new Worker(lines, { eval: true, workerData: pipe });
thread.on('message', () => {
  void thread.terminate();
  endProcess(ExitCode.refused, libc);
});
