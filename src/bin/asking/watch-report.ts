// A report that is shown again whenever something changed, until the user leaves: on the whole terminal, or else one after the
// other. Refuses to know what it says.

import { cutText } from '../../base/text-columns.ts';
import { windowClosed } from '../../control/ask-control.ts';
import { followControl, liveSilenceMs } from '../../control/follow-control.ts';
import { withoutPaint } from '../printing/output-style.ts';
import { printError } from '../printing/print-error.ts';
import type { HistoryStyle } from '../printing/print-history.ts';
import { printDuration } from '../printing/print-time.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal } from '../process/stop-signal.ts';
import { Terminal } from '../terminal/terminal.ts';
import { type AskFailure, type AskReport, printFailure, type Report } from './report.ts';

/** Ages are in seconds. */
const tickMs = 1000;
/** A rack that fails is one change. */
const gatherMs = 200;
/** What counts on, as queries do, is asked for now and then: so seldom that the daemon spends no more than this on it. */
const askedShareMax = 0.05;
const askEveryMs = 2000;

interface Watched {
  readonly socketPath: string;
  readonly first: Report;
  readonly ask: AskReport;
  /** Of the terminal as it is by then. */
  readonly styleNow: () => HistoryStyle;
}

/** Resolves to the exit code. */
export function watchOnScreen(watched: Watched): Promise<number> {
  return new ScreenWatch(watched).run();
}

/** For a file, a pipe or a program: only what changed, with a line of JSON each or as text. */
export async function watchInLines(
  { socketPath, first, ask, styleNow }: Watched,
  asJson: boolean,
): Promise<number> {
  const ended = new AbortController();
  void nextStopSignal().then(() => ended.abort());
  // Nobody reads the output any more.
  process.stdout.on('error', () => ended.abort());
  const print = ({ json, print: lines }: Report) =>
    process.stdout.write(asJson ? `${JSON.stringify(json)}\n` : `${lines(styleNow()).join('\n')}\n\n`);
  print(first);
  let failure: AskFailure | undefined;
  let timer: NodeJS.Timeout | undefined;
  const askAndPrint = async () => {
    const asked = await ask(ended.signal);
    timer = undefined;
    if (ended.signal.aborted) return;
    if (asked.ok) print(asked.value);
    // A name may be gone from the configuration.
    else if (asked.problem.kind === 'refused') {
      failure = asked.problem;
      ended.abort();
    }
  };
  let isLost = false;
  for await (const isThere of changes(socketPath, ended.signal)) {
    if (isThere) timer ??= setTimeout(() => void askAndPrint(), gatherMs);
    else if (!isLost) printError('the daemon no longer answers; waiting for it to come back', 'warning');
    isLost = !isThere;
  }
  clearTimeout(timer);
  return failure === undefined ? ExitCode.ok : printFailure(socketPath, failure);
}

/** True for every change, and false when the daemon is gone. */
async function* changes(socketPath: string, signal: AbortSignal): AsyncGenerator<boolean> {
  // The beginning of the stream says what has been printed already, and not what changed.
  let isNew = false;
  const wish = { path: '/v1/live?only=overview', signal, silenceMs: liveSilenceMs };
  for await (const followed of followControl(socketPath, wish)) {
    if (followed.kind === 'lost') {
      isNew = true;
      // What tells of changes is gone, and the rest of the daemon is not.
      if (followed.problem !== windowClosed) yield false;
    } else if (followed.kind === 'event' && followed.type === 'rates') isNew = true;
    else if (followed.kind === 'event' && isNew) yield true;
  }
}

class ScreenWatch {
  readonly #watched: Watched;
  readonly #terminal: Terminal;
  readonly #ended = new AbortController();
  #report: Report;
  #lostSinceMs: number | undefined;
  #offset = 0;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #failure: AskFailure | undefined;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#report = watched.first;
    const place = { input: process.stdin, output: process.stdout, environment: process.env };
    this.#terminal = new Terminal(place, {
      onKey: (key) => {
        if ('typed' in key ? key.typed === 'q' : key.named === 'interrupt') this.#ended.abort();
        else if ('named' in key && key.named === 'suspend') this.#terminal.suspend();
        else this.#scroll('named' in key ? key.named : key.typed);
      },
      onResize: () => this.#draw(),
      onEnd: () => this.#ended.abort(),
    });
  }

  async run(): Promise<number> {
    this.#terminal.open();
    this.#draw();
    const ticking = setInterval(() => this.#draw(), tickMs);
    this.#askIn(askEveryMs);
    try {
      for await (const isThere of changes(this.#watched.socketPath, this.#ended.signal))
        if (isThere) this.#askIn(gatherMs);
        else this.#lostSinceMs ??= Date.now();
    } finally {
      clearInterval(ticking);
      clearTimeout(this.#timer);
      this.#terminal.close();
    }
    return this.#failure === undefined ? ExitCode.ok : printFailure(this.#watched.socketPath, this.#failure);
  }

  #askIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const beganMs = performance.now();
    const asked = await this.#watched.ask(this.#ended.signal);
    this.#isAsking = false;
    if (this.#ended.signal.aborted) return;
    if (asked.ok) {
      this.#report = asked.value;
      this.#lostSinceMs = undefined;
    } else if (asked.problem.kind === 'refused') {
      this.#failure = asked.problem;
      this.#ended.abort();
      return;
    } else this.#lostSinceMs ??= Date.now();
    this.#draw();
    this.#askIn(Math.max(askEveryMs, (performance.now() - beganMs) / askedShareMax));
  }

  #scroll(key: string): void {
    const page = Math.max(1, this.#terminal.size.rows - 2);
    const steps: Readonly<Record<string, number>> = {
      up: -1,
      k: -1,
      down: 1,
      j: 1,
      'page-up': -page,
      'page-down': page,
      ' ': page,
      home: Number.NEGATIVE_INFINITY,
    };
    this.#offset = Math.max(0, this.#offset + (steps[key] ?? 0));
    this.#draw();
  }

  #draw(): void {
    const { rows, columns } = this.#terminal.size;
    const style = this.#watched.styleNow();
    const lines = this.#report.print(style);
    const room = Math.max(1, rows - 1);
    this.#offset = Math.max(0, Math.min(this.#offset, lines.length - room));
    const shown = lines.slice(this.#offset, this.#offset + room).map((line) => fitLine(line, columns));
    const left = lines.length - this.#offset - shown.length;
    const foot =
      this.#lostSinceMs === undefined
        ? `q leaves${left > 0 ? `; ${left} more lines below` : ''}`
        : `NO ANSWER for ${printDuration((Date.now() - this.#lostSinceMs) / 1000)}; above is how it was. q leaves`;
    const filling = Array.from({ length: room - shown.length }, () => '');
    this.#terminal.draw([...shown, ...filling, style.paint('reversed', cutText(foot, columns))]);
  }
}

/** Lines fit but for terminals that are too narrow for any table, and carets beneath an excerpt of a file. */
function fitLine(line: string, columns: number): string {
  const plain = withoutPaint(line);
  return plain.length <= columns ? line : cutText(plain, columns);
}
