// A thread beside those that answer: nobody waits for it. One that ends is begun again, later each time; one that is told to stop
// has a moment for what it must still do. Refuses to know what it does, and what else is said to it.

import { Worker } from 'node:worker_threads';
import type { Clock } from './clock.ts';
import { RestartPace } from './restart-pace.ts';

/** What every such thread is told last, and what it says once it has done what it must. */
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
  /** Beyond this the thread ends, and not the process. */
  readonly heapMaxMb: number;
  readonly stopPatienceMs: number;
  /** Why none can begin now; asked again later. */
  readonly findObstacle?: () => string | undefined;
  /** One has begun, and knows nothing yet. */
  readonly onBegun: () => void;
  readonly hear: (word: FromThread) => void;
  /** It ended, whyever: what it was asked, it will not answer. */
  readonly onEnded?: () => void;
  /** It ended by itself, or could not begin, and is begun again after so long. */
  readonly onLost: (reason: string, delayMs: number) => void;
}

export class SideThread<ToThread, FromThread extends { readonly kind: string }> {
  readonly #plan: SideThreadPlan<FromThread>;
  readonly #pace = new RestartPace();
  #thread: Worker | undefined;
  /** It was ended and has not ended yet: one that waits for a disk ends when the disk lets it. */
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

  /** Lost on one that is not there. */
  tell(word: ToThread | StopWord): void {
    if (this.isThere) this.#thread?.postMessage(word);
  }

  /** It hangs: another one begins once it has ended. */
  giveUp(): void {
    this.#isGivenUp = true;
    void this.#thread?.terminate();
  }

  /** For good. Resolves when it has ended, or takes too long. */
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
