// A Unix socket whose process was killed: the file is there, but nobody listens.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

export async function leaveStaleSocket(path: string): Promise<void> {
  const script =
    "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))";
  const child = spawn(process.execPath, ['-e', script, path], { stdio: 'ignore' });
  await once(child, 'exit');
}
