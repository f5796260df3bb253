// Holds down targets that go up and down too often until they have been steady for a while: clients are better served by
// those that stay up. Counts changes and keeps time. Refuses to know names, and what a hold does to their answers.

import type { Clock } from '../../base/clock.ts';
import type { Verdict } from '../step-state.ts';
import type { Target } from '../target.ts';

export interface FlapSettings {
  /** A target that changes more often than this within the window is held; 0: none ever is. */
  readonly limit: number;
  readonly windowMs: number;
}

/** A hold ends after this share of the window without a change. */
const steadyShare = 0.5;

export interface Hold {
  /** In Unix seconds. */
  readonly sinceSeconds: number;
  /** Until it ends if nothing changes. */
  readonly leftMs: number;
}

export interface FlapDamperDependencies {
  readonly clock: Clock;
  readonly onHeld: (target: Target, changes: number) => void;
  /** The target has been steady for long enough, and its hold is over. */
  readonly onSteady: (target: Target) => void;
}

interface History {
  readonly target: Target;
  /** When it changed, within the window; at most one more than the limit. */
  changes: readonly number[];
  held: { readonly sinceSeconds: number; endsMs: number; callOff: () => void } | undefined;
}

export class FlapDamper {
  readonly #with: FlapDamperDependencies;
  #settings: FlapSettings;
  /** Of targets that have changed at all. */
  readonly #histories = new Map<string, History>();

  constructor(settings: FlapSettings, dependencies: FlapDamperDependencies) {
    this.#settings = settings;
    this.#with = dependencies;
  }

  /** For these targets and no others from now on. Holds that the new settings would not allow end. */
  apply(settings: FlapSettings, targets: Iterable<Target>): void {
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

  /** How long a held target must not change. */
  get steadyMs(): number {
    return this.windowMs * steadyShare;
  }

  stop(): void {
    for (const { held } of this.#histories.values()) held?.callOff();
  }

  /** Every change of a verdict belongs here; the first verdict of all is no change. */
  recordChange(target: Target, before: Verdict): void {
    const { limit, windowMs } = this.#settings;
    if (limit === 0 || before === 'unknown') return;
    const nowMs = this.#with.clock.monotonicMs();
    const history = this.#histories.get(target.key) ?? { target, changes: [], held: undefined };
    this.#histories.set(target.key, history);
    history.changes = [...history.changes.filter((atMs) => nowMs - atMs < windowMs), nowMs].slice(-limit - 1);
    if (history.held !== undefined) this.#hold(history, history.held.sinceSeconds);
    else if (history.changes.length > limit) {
      this.#hold(history, this.#with.clock.wallSeconds());
      this.#with.onHeld(target, history.changes.length);
    }
  }

  /** Goes on with a hold of an earlier run of the program; the time to be steady begins again. Once: names share targets. */
  resume(target: Target, sinceSeconds: number): void {
    if (this.#settings.limit === 0 || this.#histories.has(target.key)) return;
    const history: History = { target, changes: [], held: undefined };
    this.#histories.set(target.key, history);
    this.#hold(history, sinceSeconds);
  }

  /** Its last change was not its own doing. */
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

  /** Ends a hold by hand and forgets what led to it. Returns whether there was one. */
  release(target: Target): boolean {
    const history = this.#histories.get(target.key);
    if (history?.held === undefined) return false;
    this.#forget(history);
    return true;
  }

  /** Holds from now on, or restarts the time of a hold. */
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
