// A terminal of our own for a while: its alternate screen, in raw mode. Whatever ends us, it is given back as it was. Draws only
// lines that changed, in one write. Refuses to know what they say; who gives them sees to it that they fit.

import { writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { columnsOf } from '../../base/text-columns.ts';
import { hasUnicode, withoutPaint } from '../printing/output-style.ts';
import { type Key, KeyReader } from './read-keys.ts';

type Output = WriteStream & { readonly fd: number };

export interface TerminalPlace {
  readonly input: ReadStream;
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
}

export interface TerminalListener {
  onKey(key: Key): void;
  /** Everything has to be drawn anew, perhaps in another size. */
  onResize(): void;
  /** A signal, or the terminal is gone. */
  onEnd(): void;
}

/** Alternate screen, no cursor, no line that goes on in the next one. */
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const leave = '\u001b[?7h\u001b[?25h\u001b[0m\u001b[?1049l';
/** Terminals that know it show the frame when it is whole; the others ignore it. */
const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';
/** The rest of an arrow key comes at once, even over a slow line; who presses Escape does not notice. */
const escapePatienceMs = 50;
/** Where the terminal does not say. */
const sizeUsual = { columns: 80, rows: 24 };

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Of a dumb one we cannot move the cursor. */
export function hasScreen({ TERM }: NodeJS.ProcessEnv): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && TERM !== 'dumb';
}

export class Terminal {
  readonly #ellipsis: string;
  readonly #input: ReadStream;
  readonly #output: Output;
  readonly #listener: TerminalListener;
  readonly #keys = new KeyReader();
  #shown: readonly string[] = [];
  /** Drawn once the terminal has taken what was written before. */
  #waiting: readonly string[] | undefined;
  #isBlocked = false;
  #isOpen = false;
  #escapeTimer: NodeJS.Timeout | undefined;

  constructor({ input, output, environment }: TerminalPlace, listener: TerminalListener) {
    // Elsewhere it is three strange characters, which break the columns.
    this.#ellipsis = hasUnicode(environment) ? '…' : '~';
    this.#input = input;
    this.#output = output;
    this.#listener = listener;
  }

  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#output;
    return columns > 0 && rows > 0 ? { columns, rows } : sizeUsual;
  }

  open(): void {
    process.on('exit', this.#restore);
    // Before the error is printed, which would go to the screen that vanishes.
    process.on('uncaughtExceptionMonitor', this.#restore);
    for (const signal of endSignals) process.on(signal, this.#end);
    process.on('SIGTSTP', this.suspend);
    process.on('SIGCONT', this.#resume);
    this.#input.on('data', this.#hear).on('end', this.#end).on('error', this.#end);
    this.#output.on('resize', this.#resize).on('drain', this.#drained).on('error', this.#end);
    this.#takeOver();
    this.#input.resume();
  }

  close(): void {
    this.#restore();
    clearTimeout(this.#escapeTimer);
    process.off('exit', this.#restore);
    process.off('uncaughtExceptionMonitor', this.#restore);
    for (const signal of endSignals) process.off(signal, this.#end);
    process.off('SIGTSTP', this.suspend);
    process.off('SIGCONT', this.#resume);
    this.#input.off('data', this.#hear).off('end', this.#end);
    this.#output.off('resize', this.#resize).off('drain', this.#drained);
    this.#input.pause();
  }

  /** From the top; of more than the screen has, nothing is shown. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    if (this.#isBlocked) {
      this.#waiting = lines;
      return;
    }
    const { columns, rows } = this.size;
    const wanted = Array.from({ length: rows }, (_, row) =>
      (lines[row] ?? '').replaceAll('…', this.#ellipsis),
    );
    const changed = wanted
      .map((line, row) => (line === this.#shown[row] ? '' : drawLine(line, row, columns)))
      .join('');
    this.#shown = wanted;
    if (changed !== '') this.#isBlocked = !this.#output.write(`${beginFrame}${changed}${endFrame}`);
  }

  /** Draws everything at the next turn, whatever the terminal shows. */
  forget(): void {
    this.#shown = [];
    if (this.#isOpen) this.#output.write('\u001b[2J');
  }

  readonly suspend = (): void => {
    this.#restore();
    process.kill(process.pid, 'SIGSTOP');
  };

  readonly #resume = (): void => {
    this.#takeOver();
    this.#listener.onResize();
  };

  #takeOver(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#shown = [];
    this.#input.setRawMode(true);
    this.#output.write(enter);
  }

  readonly #restore = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      // At once: there may be no next turn.
      writeSync(this.#output.fd, leave);
      this.#input.setRawMode(false);
    } catch {
      // The terminal is gone.
    }
  };

  readonly #end = (): void => this.#listener.onEnd();

  readonly #resize = (): void => {
    this.forget();
    this.#listener.onResize();
  };

  readonly #drained = (): void => {
    this.#isBlocked = false;
    const lines = this.#waiting;
    this.#waiting = undefined;
    if (lines !== undefined) this.draw(lines);
  };

  readonly #hear = (chunk: Buffer): void => {
    clearTimeout(this.#escapeTimer);
    this.#tell(this.#keys.read(chunk.toString()));
    if (this.#keys.isInDoubt)
      this.#escapeTimer = setTimeout(() => this.#tell(this.#keys.settle()), escapePatienceMs);
  };

  #tell(keys: readonly Key[]): void {
    for (const key of keys) this.#listener.onKey(key);
  }
}

function drawLine(line: string, row: number, columns: number): string {
  // Behind a line that fills the screen's width, erasing would take its last character.
  const isFull = columnsOf(withoutPaint(line)) >= columns;
  return `\u001b[${row + 1};1H${line}${isFull ? '' : '\u001b[K'}`;
}
