// Holds down what goes up and down too often, until it has been steady for a while: who asks is better off with those that
// stay. Counts changes of verdicts and keeps the time. Refuses to know names, and what counts instead of a verdict.

import type { Clock } from '../../base/clock.ts';
import type { Verdict } from '../step-state.ts';
import type { Target } from '../target.ts';

export interface FlapSettings {
  /** Who changes more often than this within the window is held; 0: nobody is. */
  readonly limit: number;
  readonly windowMs: number;
}

/** A hold ends by itself after this share of the window without a change. */
const steadyShare = 0.5;

export interface Hold {
  /** In Unix seconds. */
  readonly sinceSeconds: number;
  /** How long it lasts if nothing changes. */
  readonly leftMs: number;
}

export interface FlapDamperDependencies {
  readonly clock: Clock;
  readonly onHeld: (target: Target, changes: number) => void;
  /** It has been steady for long enough. */
  readonly onSteady: (target: Target) => void;
}

interface History {
  readonly target: Target;
  /** When it changed, within the window. */
  changes: readonly number[];
  held: { readonly sinceSeconds: number; endsMs: number; callOff: () => void } | undefined;
}

export class FlapDamper {
  readonly #with: FlapDamperDependencies;
  #settings: FlapSettings;
  /** Of those that changed at all. */
  readonly #histories = new Map<string, History>();

  constructor(settings: FlapSettings, dependencies: FlapDamperDependencies) {
    this.#settings = settings;
    this.#with = dependencies;
  }

  /** From now on, for these targets and no others. Holds that there would be no more of end. */
  follow(settings: FlapSettings, targets: Iterable<Target>): void {
    this.#settings = settings;
    if (this.#histories.size === 0) return;
    const kept = new Set([...targets].map(({ key }) => key));
    for (const [key, history] of this.#histories) {
      if (!kept.has(key)) this.#forget(history);
      else if (settings.limit === 0) this.release(history.target);
    }
  }

  get windowMs(): number {
    return this.#settings.windowMs;
  }

  /** How long it must not change. */
  get steadyMs(): number {
    return this.windowMs * steadyShare;
  }

  stop(): void {
    for (const { held } of this.#histories.values()) held?.callOff();
  }

  /** To be told of every change of a verdict; that one is known now is none. */
  note(target: Target, before: Verdict): void {
    const { limit, windowMs } = this.#settings;
    if (limit === 0 || before === 'unknown') return;
    const nowMs = this.#with.clock.monotonicMs();
    const history = this.#histories.get(target.key) ?? { target, changes: [], held: undefined };
    this.#histories.set(target.key, history);
    // One more than the limit is all that has to be known.
    history.changes = [...history.changes.filter((atMs) => nowMs - atMs < windowMs), nowMs].slice(-limit - 1);
    if (history.held !== undefined) this.#hold(history, history.held.sinceSeconds);
    else if (history.changes.length > limit) {
      this.#hold(history, this.#with.clock.wallSeconds());
      this.#with.onHeld(target, history.changes.length);
    }
  }

  /** Goes on with a hold of an earlier run of the program, and waits anew for it to be steady. */
  resume(target: Target, sinceSeconds: number): void {
    if (this.#settings.limit === 0) return;
    const history: History = { target, changes: [], held: undefined };
    this.#histories.set(target.key, history);
    this.#hold(history, sinceSeconds);
  }

  /** What it changed by was not its own doing. */
  forgive(target: Target): void {
    const history = this.#histories.get(target.key);
    if (history !== undefined) history.changes = history.changes.slice(0, -1);
  }

  isHeld({ key }: Target): boolean {
    return this.#histories.get(key)?.held !== undefined;
  }

  holdOf({ key }: Target): Hold | undefined {
    const held = this.#histories.get(key)?.held;
    if (held === undefined) return undefined;
    const leftMs = Math.max(0, held.endsMs - this.#with.clock.monotonicMs());
    return { sinceSeconds: held.sinceSeconds, leftMs };
  }

  get held(): readonly Target[] {
    return [...this.#histories.values()].filter(({ held }) => held !== undefined).map(({ target }) => target);
  }

  /** Ends a hold by hand, and forgets what led to it. Says whether there was one. */
  release(target: Target): boolean {
    const history = this.#histories.get(target.key);
    if (history?.held === undefined) return false;
    this.#forget(history);
    return true;
  }

  /** Each change starts the time anew. */
  #hold(history: History, sinceSeconds: number): void {
    const { clock, onSteady } = this.#with;
    history.held?.callOff();
    const { steadyMs } = this;
    const callOff = clock.after(steadyMs, () => {
      history.held = undefined;
      onSteady(history.target);
    });
    history.held = { sinceSeconds, endsMs: clock.monotonicMs() + steadyMs, callOff };
  }

  #forget({ target, held }: History): void {
    held?.callOff();
    this.#histories.delete(target.key);
  }
}
