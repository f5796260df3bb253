// A thread beside those that answer, for which nobody waits. When it ends it is started again, each time after a longer pause; told to
// stop, it gets a moment to finish. Refuses to know what the thread does and what else it is told.

import { Worker } from 'node:worker_threads';
import type { Clock } from './clock.ts';
import { RestartPace } from './restart-pace.ts';

/** The last message to every such thread, and its reply once it has finished. */
export interface StopWord {
  readonly kind: 'stop';
}
export interface StoppedWord {
  readonly kind: 'stopped';
}

export interface SideThreadPlan<FromThread> {
  readonly clock: Clock;
  /** Written as `new URL('./a-file.js', import.meta.url)` for the bundler, which looks for it. */
  readonly program: URL;
  readonly name: string;
  /** Beyond this the thread dies instead of the process. */
  readonly heapMaxMb: number;
  readonly stopPatienceMs: number;
  /** Why a thread cannot start now; asked again later. */
  readonly findObstacle?: () => string | undefined;
  /** A thread has started, and knows nothing yet. */
  readonly onBegun: () => void;
  readonly hear: (word: FromThread) => void;
  /** It ended, for whatever reason: questions to it stay unanswered. */
  readonly onEnded?: () => void;
  /** It died or could not start; the next attempt is in `delayMs`. */
  readonly onLost: (reason: string, delayMs: number) => void;
}

export class SideThread<ToThread, FromThread extends { readonly kind: string }> {
  readonly #plan: SideThreadPlan<FromThread>;
  readonly #pace = new RestartPace();
  #thread: Worker | undefined;
  /** Terminated, but not gone yet: a thread that waits for a disk ends only when the disk lets it. */
  #isGivenUp = false;
  #callOffRestart: () => void = () => undefined;
  #stopped: Promise<void> | undefined;

  constructor(plan: SideThreadPlan<FromThread>) {
    this.#plan = plan;
  }

  /** Whether there is one to talk to. */
  get isThere(): boolean {
    return this.#thread !== undefined && !this.#isGivenUp;
  }

  start(): void {
    const { clock, program, name, heapMaxMb, findObstacle = () => undefined, onBegun } = this.#plan;
    const obstacle = findObstacle();
    if (obstacle !== undefined) {
      this.#startLater(obstacle);
      return;
    }
    let thread: Worker;
    try {
      thread = new Worker(program, {
        name,
        stdin: false,
        resourceLimits: { maxOldGenerationSizeMb: heapMaxMb },
      });
    } catch (error) {
      this.#startLater(String(error));
      return;
    }
    this.#thread = thread;
    this.#pace.begun(clock.monotonicMs());
    this.#follow(thread);
    onBegun();
  }

  /** Dropped if there is no thread. */
  tell(word: ToThread | StopWord): void {
    if (this.isThere) this.#thread?.postMessage(word);
  }

  /** The thread hangs. The next one starts once this one is gone. */
  giveUp(): void {
    this.#isGivenUp = true;
    void this.#thread?.terminate();
  }

  /** For good. Resolves when the thread has ended or its time is up. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    this.#callOffRestart();
    const thread = this.#thread;
    if (thread === undefined) return;
    await new Promise<void>((resolve) => {
      const callOff = this.#plan.clock.after(this.#plan.stopPatienceMs, resolve);
      thread.once('exit', () => {
        callOff();
        resolve();
      });
      this.tell({ kind: 'stop' });
    });
    void thread.terminate();
  }

  #follow(thread: Worker): void {
    let reason: string | undefined;
    thread.on('message', (word: FromThread | StoppedWord) => {
      if (word.kind === 'stopped') void thread.terminate();
      else this.#plan.hear(word as FromThread);
    });
    thread.on('error', (error) => {
      reason = String(error);
    });
    thread.on('exit', (code) => {
      this.#thread = undefined;
      this.#isGivenUp = false;
      this.#plan.onEnded?.();
      if (this.#stopped === undefined) this.#startLater(reason ?? `it ended with code ${code}`);
    });
  }

  #startLater(reason: string): void {
    const { clock, onLost } = this.#plan;
    const delayMs = this.#pace.ended(clock.monotonicMs());
    onLost(reason, delayMs);
    this.#callOffRestart = clock.after(delayMs, () => this.start());
  }
}
