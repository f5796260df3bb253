// The window's thread as the main thread sees it: passes it the news, answers its questions, and hands it requests from the control
// socket. Serving never waits for it: if it dies or hangs, a new one is started and told everything again.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SideThread, type StoppedWord } from '../base/side-thread.ts';
import type { ControlReply } from '../control/control-server.ts';
import type { NotificationsStatus } from '../control/protocol/notifications.ts';
import type { HttpStatus, WindowStatus } from '../control/protocol/window.ts';
import { HeardNotifications } from './heard-notifications.ts';
import type { WindowRequest } from './http/router.ts';
import type { News } from './model/news.ts';
import { noWindow, RequestedReply } from './requested-reply.ts';
import type { Answer, FromWindow, Question, ToWindow, WindowStart } from './window-protocol.ts';
import type { WindowSettings } from './window-settings.ts';

/** Listening sockets. Each thread gets duplicates, because a thread that ends closes its own. */
export interface Listeners {
  duplicate(): readonly number[];
  /** Closes duplicates that no thread adopted. */
  close(duplicates: readonly number[]): void;
}

export interface WindowPlan {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Answers what only the main thread knows. */
  readonly answer: (question: Question) => Answer | Promise<Answer>;
  /** For HTTP, from the service manager. */
  readonly listeners?: Listeners | undefined;
  /** A thread has started and knows nothing yet. */
  readonly onBegun: () => void;
  /** How many more files this process may open; absent: enough. */
  readonly countFreeFiles?: () => number;
  /** For tests: instead of the real one. */
  readonly program?: URL;
  readonly heapMaxMb?: number;
}

const ownProgram = new URL('./window-worker.js', import.meta.url);
/** A page of ten thousand names takes tens of megabytes. */
const usualHeapMaxMb = 512;
/** Ticks not acknowledged: a thread that hangs must not have news pile up for it. */
const unheardMax = 60;
/** Then whoever asked over the control socket is told that the window is closed. */
const headPatienceMs = 30_000;
const stopPatienceMs = 2000;
/** A starting thread opens dozens of source files at once. The last descriptors are for answers and probes. */
const freeFilesMin = 64;

const noHttp: HttpStatus = { urls: [], unavailable: [] };

export class WindowThread {
  readonly #plan: WindowPlan;
  readonly #side: SideThread<ToWindow | WindowStart, Exclude<FromWindow, StoppedWord>>;
  #settings: WindowSettings | undefined;
  /** How many have started. Each numbers its questions from one, so an answer must go to the thread that asked. */
  #run = 0;
  #unheard = 0;
  #lastNumber = 0;
  readonly #requests = new Map<number, RequestedReply>();
  /** Given to the thread, which has not adopted them yet. */
  #duplicates: readonly number[] = [];
  readonly #notifications = new HeardNotifications();
  #http: HttpStatus = noHttp;
  /** Present while there is no thread. */
  #lost: WindowStatus['lost'];

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

  /** How the receivers of notifications are doing, as last heard. */
  get notifications(): NotificationsStatus | undefined {
    return this.#notifications.status;
  }

  get status(): WindowStatus {
    return { ...this.#http, ...(this.#lost && { lost: this.#lost }) };
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

  /** From the control socket. Commands are accepted from nowhere else. */
  request(request: WindowRequest, kind: 'request' | 'command' = 'request'): Promise<ControlReply> {
    if (!this.#side.isThere) return Promise.resolve(noWindow);
    const number = ++this.#lastNumber;
    return new Promise((resolve) => {
      const callOff = this.#plan.clock.after(headPatienceMs, () => this.#abandon(number));
      this.#requests.set(number, new RequestedReply(resolve, callOff));
      this.#side.tell({ kind, number, request });
    });
  }

  stop(): Promise<void> {
    return this.#side.stop();
  }

  /** To a thread that has just started. */
  #introduce(): void {
    this.#run++;
    this.#unheard = 0;
    this.#lost = undefined;
    this.#duplicates = this.#plan.listeners?.duplicate() ?? [];
    const start: WindowStart = { settings: this.#settings ?? {}, inherited: this.#duplicates };
    this.#side.tell(start);
    this.#plan.onBegun();
  }

  #forget(): void {
    this.#http = noHttp;
    this.#notifications.windowEnded();
    this.#plan.listeners?.close(this.#duplicates);
    this.#duplicates = [];
    this.#abandonAll();
  }

  #tellOfLoss(reason: string, delayMs: number): void {
    const { clock, logger } = this.#plan;
    // Of several attempts in a row, since the first.
    this.#lost = { reason, sinceSeconds: this.#lost?.sinceSeconds ?? clock.wallSeconds() };
    logger.error(
      { event: 'window-lost', reason },
      `the thread for page, metrics, history and notifications is gone (${reason}); it starts again in ${delayMs / 1000} s, and DNS goes on`,
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
      case 'http':
        this.#http = word.status;
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
