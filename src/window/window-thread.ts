// The window's thread, as the main thread sees it: brings it the news, answers its questions, and hands it the requests of the
// control socket. Serving never waits for it: when it dies or hangs, it is begun anew, and told everything again.

import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RestartPace } from '../base/restart-pace.ts';
import type { ControlReply } from '../control/control-server.ts';
import type { NotificationsStatus } from '../control/protocol/notifications.ts';
import { HeardNotifications } from './heard-notifications.ts';
import type { ReplyHead, WindowRequest } from './http/router.ts';
import type { News } from './model/news.ts';
import type { Answer, FromWindow, Question, ToWindow, WindowStart } from './window-protocol.ts';
import type { WindowSettings } from './window-settings.ts';

/** Listening sockets, of which each thread has duplicates: one that ends closes its own. */
export interface Listeners {
  duplicate(): readonly number[];
  /** Duplicates that no thread took for its own. */
  close(duplicates: readonly number[]): void;
}

export interface WindowPlan {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What only the main thread knows. */
  readonly answer: (question: Question) => Answer | Promise<Answer>;
  /** For HTTP, of a service manager. */
  readonly listeners?: Listeners | undefined;
  /** A thread has begun, which knows nothing yet. */
  readonly onBegun: () => void;
  /** How many files this process may still open; absent: enough. */
  readonly countFreeFiles?: () => number;
  /** Of the thread. */
  readonly program?: URL;
  readonly heapMaxMb?: number;
}

const ownProgram = new URL('./window-worker.js', import.meta.url);
/** A page of ten thousand names takes tens of megabytes; beyond this the thread ends, and not the process. */
const usualHeapMaxMb = 512;
/** Ticks that it has not heard: one that hangs must not have them pile up. */
const unheardMax = 60;
/** Who asked the control socket is told meanwhile that there is no window. */
const headPatienceMs = 30_000;
const stopPatienceMs = 2000;
/** A thread that begins reads dozens of source files at once. Where only so many are left they are for answers and probes. */
const freeFilesMin = 64;

export class WindowThread {
  readonly #plan: WindowPlan;
  #settings: WindowSettings | undefined;
  #thread: Worker | undefined;
  readonly #pace = new RestartPace();
  #callOffRestart: () => void = () => undefined;
  #unheard = 0;
  #lastNumber = 0;
  readonly #requests = new Map<number, Requested>();
  #onStopped: () => void = () => undefined;
  /** Given to the thread, which has not said yet that they are its own. */
  #duplicates: readonly number[] = [];
  #isStopping = false;
  readonly #notifications = new HeardNotifications();

  constructor(plan: WindowPlan) {
    this.#plan = plan;
  }

  /** How those do who are told of news, as far as was heard last. */
  get notifications(): NotificationsStatus | undefined {
    return this.#notifications.status;
  }

  start(settings: WindowSettings): void {
    this.#settings = settings;
    this.#begin();
  }

  apply(settings: WindowSettings): void {
    this.#settings = settings;
    this.#tell({ kind: 'settings', settings });
  }

  bring(news: News): void {
    if (this.#thread === undefined) return;
    if (news.kind === 'tick' && ++this.#unheard > unheardMax) {
      void this.#thread.terminate();
      return;
    }
    this.#tell({ kind: 'news', news });
  }

  /** Of the control socket. A command is for its own clients alone. */
  request(request: WindowRequest, kind: 'request' | 'command' = 'request'): Promise<ControlReply> {
    if (this.#thread === undefined) return Promise.resolve(noWindow);
    const number = ++this.#lastNumber;
    return new Promise((resolve) => {
      const callOff = this.#plan.clock.after(headPatienceMs, () => this.#abandon(number));
      this.#requests.set(number, new Requested(resolve, callOff));
      this.#tell({ kind, number, request });
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#callOffRestart();
    const thread = this.#thread;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      this.#onStopped = resolve;
      setTimeout(resolve, stopPatienceMs).unref();
      thread.once('exit', () => resolve());
      this.#tell({ kind: 'stop' });
    });
    await thread.terminate();
  }

  #begin(): void {
    const { clock, countFreeFiles, program = ownProgram, heapMaxMb = usualHeapMaxMb } = this.#plan;
    if (countFreeFiles !== undefined && countFreeFiles() < freeFilesMin) {
      this.#beginLater('this process may open too few more files; see LimitNOFILE=');
      return;
    }
    let thread: Worker;
    try {
      thread = new Worker(program, {
        name: 'window',
        stdin: false,
        resourceLimits: { maxOldGenerationSizeMb: heapMaxMb },
      });
    } catch (error) {
      this.#beginLater(error);
      return;
    }
    this.#thread = thread;
    this.#pace.begun(clock.monotonicMs());
    this.#unheard = 0;
    let reason: unknown;
    thread.on('message', (word: FromWindow) => this.#hear(word));
    thread.on('error', (error) => {
      reason = error;
    });
    thread.on('exit', (code) => {
      this.#thread = undefined;
      this.#notifications.windowEnded();
      this.#plan.listeners?.close(this.#duplicates);
      this.#duplicates = [];
      for (const number of this.#requests.keys()) this.#abandon(number);
      if (!this.#isStopping) this.#beginLater(reason ?? `it ended with code ${code}`);
    });
    this.#duplicates = this.#plan.listeners?.duplicate() ?? [];
    const start: WindowStart = { settings: this.#settings ?? {}, inherited: this.#duplicates };
    thread.postMessage(start);
    this.#plan.onBegun();
  }

  #beginLater(reason: unknown): void {
    const { clock, logger } = this.#plan;
    const delayMs = this.#pace.ended(clock.monotonicMs());
    logger.error(
      { event: 'window-lost', reason: String(reason) },
      `the thread for page, metrics, history and notifications is not there (${reason}); it begins again in ${delayMs / 1000} s, and DNS goes on`,
    );
    this.#callOffRestart = clock.after(delayMs, () => this.#begin());
  }

  #hear(word: FromWindow): void {
    switch (word.kind) {
      case 'heard':
        this.#unheard = 0;
        return;
      case 'log':
        this.#plan.logger[word.level](word.fields, word.message);
        return;
      case 'question':
        void this.#answer(word.number, word.question);
        return;
      case 'notifications':
        this.#notifications.hear(word.status);
        return;
      case 'adopting':
        this.#duplicates = [];
        return;
      case 'stopped':
        this.#onStopped();
        return;
      default:
        this.#hearReply(word);
    }
  }

  async #answer(number: number, question: Question): Promise<void> {
    this.#tell({ kind: 'answer', number, answer: await this.#plan.answer(question) });
  }

  #hearReply(word: Extract<FromWindow, { readonly kind: 'head' | 'piece' | 'end' }>): void {
    const { number } = word;
    const requested = this.#requests.get(number);
    if (requested === undefined) return;
    switch (word.kind) {
      case 'head':
        requested.begin(word.head, {
          onTaken: () => this.#tell({ kind: 'taken', number }),
          onGone: () => {
            this.#requests.delete(number);
            this.#tell({ kind: 'gone', number });
          },
        });
        return;
      case 'piece':
        requested.add(word.piece);
        return;
      case 'end':
        this.#requests.delete(number);
        requested.end(word.isBroken);
    }
  }

  #abandon(number: number): void {
    this.#requests.get(number)?.fail();
    this.#requests.delete(number);
    this.#tell({ kind: 'gone', number });
  }

  #tell(word: ToWindow): void {
    this.#thread?.postMessage(word);
  }
}

const noWindow: ControlReply = {
  code: 503,
  body: { error: 'the window is closed for the moment; the log says why' },
};

interface ReplyListener {
  onTaken(): void;
  onGone(): void;
}

/** A reply that comes from the other thread piece by piece. */
class Requested {
  readonly #resolve: (reply: ControlReply) => void;
  readonly #callOffPatience: () => void;
  readonly #pieces: (string | Uint8Array)[] = [];
  #hasEnded = false;
  #isBroken = false;
  #wake: () => void = () => undefined;

  constructor(resolve: (reply: ControlReply) => void, callOffPatience: () => void) {
    this.#resolve = resolve;
    this.#callOffPatience = callOffPatience;
  }

  begin(head: ReplyHead, listener: ReplyListener): void {
    this.#callOffPatience();
    this.#resolve({ ...head, stream: (gone) => this.#read(gone, listener) });
  }

  add(piece: string | Uint8Array): void {
    this.#pieces.push(piece);
    this.#wake();
  }

  end(isBroken: boolean): void {
    this.#hasEnded = true;
    this.#isBroken = isBroken;
    this.#wake();
  }

  fail(): void {
    this.#callOffPatience();
    this.#resolve(noWindow);
    this.end(true);
  }

  async *#read(gone: AbortSignal, { onTaken, onGone }: ReplyListener): AsyncGenerator<string | Uint8Array> {
    const wake = () => this.#wake();
    gone.addEventListener('abort', wake);
    try {
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          onTaken();
          yield piece;
        } else if (this.#isBroken && !gone.aborted) throw new Error('the window did not finish this reply');
        else if (this.#hasEnded || gone.aborted) return;
        else
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
      }
    } finally {
      gone.removeEventListener('abort', wake);
      if (!this.#hasEnded) onGone();
    }
  }
}
