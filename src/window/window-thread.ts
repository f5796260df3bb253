// The window's thread, as the main thread sees it: brings it the news, answers its questions, and hands it the requests of the
// control socket. Serving never waits for it: when it dies or hangs, it is begun anew, and told everything again.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SideThread, type StoppedWord } from '../base/side-thread.ts';
import { Bell } from '../base/wait-until.ts';
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
/** A page of ten thousand names takes tens of megabytes. */
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
  readonly #side: SideThread<ToWindow | WindowStart, Exclude<FromWindow, StoppedWord>>;
  #settings: WindowSettings | undefined;
  /** How many have begun: an answer is for the one that asked, and each counts its questions from one. */
  #run = 0;
  #unheard = 0;
  #lastNumber = 0;
  readonly #requests = new Map<number, Requested>();
  /** Given to the thread, which has not said yet that they are its own. */
  #duplicates: readonly number[] = [];
  readonly #notifications = new HeardNotifications();

  constructor(plan: WindowPlan) {
    const { clock, countFreeFiles, program = ownProgram, heapMaxMb = usualHeapMaxMb } = plan;
    this.#plan = plan;
    this.#side = new SideThread({
      ...{ clock, program, heapMaxMb, stopPatienceMs },
      name: 'window',
      findObstacle: () =>
        countFreeFiles !== undefined && countFreeFiles() < freeFilesMin
          ? 'this process may open too few more files; see LimitNOFILE='
          : undefined,
      onBegun: () => this.#introduce(),
      hear: (word) => this.#hear(word),
      onEnded: () => this.#forget(),
      onLost: (reason, delayMs) => this.#tellOfLoss(reason, delayMs),
    });
  }

  /** How those do who are told of news, as far as was heard last. */
  get notifications(): NotificationsStatus | undefined {
    return this.#notifications.status;
  }

  start(settings: WindowSettings): void {
    this.#settings = settings;
    this.#side.start();
  }

  apply(settings: WindowSettings): void {
    this.#settings = settings;
    this.#side.tell({ kind: 'settings', settings });
  }

  bring(news: News): void {
    if (!this.#side.isThere) return;
    if (news.kind === 'tick' && ++this.#unheard > unheardMax) {
      this.#side.giveUp();
      this.#abandonAll();
    } else this.#side.tell({ kind: 'news', news });
  }

  /** Of the control socket. A command is for its own clients alone. */
  request(request: WindowRequest, kind: 'request' | 'command' = 'request'): Promise<ControlReply> {
    if (!this.#side.isThere) return Promise.resolve(noWindow);
    const number = ++this.#lastNumber;
    return new Promise((resolve) => {
      const callOff = this.#plan.clock.after(headPatienceMs, () => this.#abandon(number));
      this.#requests.set(number, new Requested(resolve, callOff));
      this.#side.tell({ kind, number, request });
    });
  }

  stop(): Promise<void> {
    return this.#side.stop();
  }

  /** To a thread that has just begun. */
  #introduce(): void {
    this.#run++;
    this.#unheard = 0;
    this.#duplicates = this.#plan.listeners?.duplicate() ?? [];
    const start: WindowStart = { settings: this.#settings ?? {}, inherited: this.#duplicates };
    this.#side.tell(start);
    this.#plan.onBegun();
  }

  #forget(): void {
    this.#notifications.windowEnded();
    this.#plan.listeners?.close(this.#duplicates);
    this.#duplicates = [];
    this.#abandonAll();
  }

  #tellOfLoss(reason: string, delayMs: number): void {
    this.#plan.logger.error(
      { event: 'window-lost', reason },
      `the thread for page, metrics, history and notifications is not there (${reason}); it begins again in ${delayMs / 1000} s, and DNS goes on`,
    );
  }

  #hear(word: Exclude<FromWindow, StoppedWord>): void {
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
      default:
        this.#hearReply(word);
    }
  }

  async #answer(number: number, question: Question): Promise<void> {
    const run = this.#run;
    const answer = await this.#plan.answer(question);
    if (run === this.#run) this.#side.tell({ kind: 'answer', number, answer });
  }

  #hearReply(word: Extract<FromWindow, { readonly kind: 'head' | 'piece' | 'end' }>): void {
    const { number } = word;
    const requested = this.#requests.get(number);
    if (requested === undefined) return;
    switch (word.kind) {
      case 'head':
        requested.begin(word.head, {
          onTaken: () => this.#side.tell({ kind: 'taken', number }),
          onGone: () => {
            this.#requests.delete(number);
            this.#side.tell({ kind: 'gone', number });
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

  #abandonAll(): void {
    for (const number of this.#requests.keys()) this.#abandon(number);
  }

  #abandon(number: number): void {
    this.#requests.get(number)?.fail();
    this.#requests.delete(number);
    this.#side.tell({ kind: 'gone', number });
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
  readonly #bell = new Bell();

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
    this.#bell.ring();
  }

  end(isBroken: boolean): void {
    this.#hasEnded = true;
    this.#isBroken = isBroken;
    this.#bell.ring();
  }

  fail(): void {
    this.#callOffPatience();
    this.#resolve(noWindow);
    this.end(true);
  }

  async *#read(gone: AbortSignal, { onTaken, onGone }: ReplyListener): AsyncGenerator<string | Uint8Array> {
    try {
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          onTaken();
          yield piece;
        } else if (this.#isBroken && !gone.aborted) throw new Error('the window did not finish this reply');
        else if (this.#hasEnded || gone.aborted) return;
        else await this.#bell.wait(gone);
      }
    } finally {
      if (!this.#hasEnded) onGone();
    }
  }
}
