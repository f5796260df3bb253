// Talks to a program in lines: one goes to its standard input, one comes back.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';

export class ProgramPipe {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (child.stdout === null || child.stdin === null) throw new Error('the program has no pipes');
    child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: child.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  async ask(line: string): Promise<string> {
    this.#child.stdin?.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`the program ended instead of answering "${line}"`);
    return value;
  }

  /** Resolves when the program has ended. */
  async end(): Promise<void> {
    const { exitCode, signalCode, stdin } = this.#child;
    stdin?.end();
    if (exitCode === null && signalCode === null) await once(this.#child, 'exit');
    this.#lines.close();
  }
}
