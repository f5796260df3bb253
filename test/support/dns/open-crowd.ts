// A crowd of clients in a separate process, which hold every connection they get and come back when they are cut.

import { fork } from 'node:child_process';
import { ProgramPipe } from '../daemon/program-pipe.ts';

export interface Crowd {
  /** A TCP port of 127.0.0.1, or the path of a Unix socket. */
  hold(where: number | string, count: number): Promise<void>;
  /** How many are connected now. */
  count(): Promise<number>;
  end(): Promise<void>;
}

export function openCrowd(): Crowd {
  const program = new URL('./crowd-program.js', import.meta.url);
  const pipe = new ProgramPipe(fork(program, { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] }));
  return {
    async hold(where, count) {
      await pipe.ask(
        typeof where === 'number' ? `hold 127.0.0.1 ${where} ${count}` : `hold ${where} 0 ${count}`,
      );
    },
    count: async () => Number(await pipe.ask('count')),
    end: () => pipe.end(),
  };
}
