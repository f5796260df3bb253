// `healthy-dns top`: names, targets, latency and queries while they change, until the user leaves.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { viewControl } from '../../control/ask-control.ts';
import { followControl, liveSilenceMs } from '../../control/follow-control.ts';
import type { TargetList } from '../../control/protocol/lists.ts';
import { routes } from '../../control/protocol/routes.ts';
import { findControlSocket, printUnreachable } from '../asking/control-socket.ts';
import { screenPaint } from '../printing/output-style.ts';
import { printError } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import type { Key } from '../terminal/read-keys.ts';
import { hasScreen, Terminal } from '../terminal/terminal.ts';
import { type Choice, choose, firstChoice } from './choice.ts';
import { drawTop } from './draw-top.ts';
import { Listing } from './listed.ts';
import { LivePicture } from './live-picture.ts';

/** Faster than anybody reads; more often than that only costs. */
const drawEveryMs = 100;
/** Ages are in seconds. */
const tickMs = 1000;
/** What probes took is asked for in between, the less often the longer the answer takes. */
const probesEveryMs = 2000;
const probesShareMax = 0.05;
/** As many as the daemon tells at a time, the worst first. */
const probesMax = 5000;

export async function top(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<number> {
  if (!hasScreen(environment)) {
    printError(
      'error: top needs a terminal that can move its cursor; "healthy-dns names" and "healthy-dns status" print the same once',
    );
    return ExitCode.usage;
  }
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  // What is wrong now is said where it stays to be read.
  const asked = await viewControl(socketPath, routes.overview, {});
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  if (asked.value.kind === 'refused') return printUnreachable(socketPath, asked.value.refusal.error);
  const session = new TopSession(socketPath, environment);
  await session.run();
  return ExitCode.ok;
}

class TopSession {
  readonly #socketPath: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #picture = new LivePicture();
  readonly #listing = new Listing();
  readonly #terminal: Terminal;
  readonly #ended = new AbortController();
  #choice: Choice = firstChoice;
  #page = 1;
  #drawTimer: NodeJS.Timeout | undefined;
  #probesTimer: NodeJS.Timeout | undefined;
  #isAsking = false;

  constructor(socketPath: string, environment: NodeJS.ProcessEnv) {
    this.#socketPath = socketPath;
    this.#environment = environment;
    const place = { input: process.stdin, output: process.stdout, environment };
    this.#terminal = new Terminal(place, {
      onKey: (key) => this.#onKey(key),
      onResize: () => this.#draw(),
      onEnd: () => this.#ended.abort(),
    });
  }

  /** Until the user leaves. */
  async run(): Promise<void> {
    this.#terminal.open();
    const ticking = setInterval(() => this.#draw(), tickMs);
    try {
      const wish = { path: '/v1/live', signal: this.#ended.signal, silenceMs: liveSilenceMs };
      for await (const followed of followControl(this.#socketPath, wish)) {
        this.#picture.apply(followed, Date.now());
        this.#drawSoon();
      }
    } finally {
      clearInterval(ticking);
      clearTimeout(this.#drawTimer);
      clearTimeout(this.#probesTimer);
      this.#terminal.close();
    }
  }

  #onKey(key: Key): void {
    if ('named' in key && key.named === 'suspend') {
      this.#terminal.suspend();
      return;
    }
    if ('named' in key && key.named === 'redraw') this.#terminal.forget();
    const extent = { lines: this.#listing.of(this.#picture, this.#choice).rows.length, page: this.#page };
    const chosen = choose(this.#choice, key, extent);
    if (chosen === undefined) {
      this.#ended.abort();
      return;
    }
    this.#choice = chosen;
    this.#draw();
    void this.#askProbes();
  }

  #drawSoon(): void {
    this.#drawTimer ??= setTimeout(() => this.#draw(), drawEveryMs);
  }

  #draw(): void {
    clearTimeout(this.#drawTimer);
    this.#drawTimer = undefined;
    const listed = this.#listing.of(this.#picture, this.#choice);
    const { columns, rows } = this.#terminal.size;
    const paint = screenPaint(this.#environment);
    const canvas = { columns, rows, paint, nowMs: Date.now() };
    const { lines, page } = drawTop(this.#picture, this.#choice, listed, canvas);
    this.#page = page;
    this.#terminal.draw(lines);
  }

  /** Again and again, while targets are looked at. */
  async #askProbes(): Promise<void> {
    if (this.#isAsking || this.#choice.list !== 'targets' || this.#ended.signal.aborted) return;
    this.#isAsking = true;
    const beganMs = performance.now();
    const list = await this.#listTargets();
    if (this.#ended.signal.aborted) return;
    if (list !== undefined) this.#picture.applyProbes(list.targets);
    this.#drawSoon();
    const againMs = Math.max(probesEveryMs, (performance.now() - beganMs) / probesShareMax);
    this.#probesTimer = setTimeout(() => {
      this.#isAsking = false;
      void this.#askProbes();
    }, againMs);
  }

  /** Nothing where the daemon does not answer: the stream says so. */
  async #listTargets(): Promise<TargetList | undefined> {
    const asked = await viewControl(
      this.#socketPath,
      routes.targets,
      { limit: String(probesMax) },
      {
        signal: this.#ended.signal,
      },
    );
    return asked.ok && asked.value.kind === 'done' ? asked.value.reply : undefined;
  }
}
