// Keeps what is known to be wrong in step with the model: log entries are taken at once, facts after they had time to settle, because
// the log is ahead of them.

import type { Clock } from '../../base/clock.ts';
import type { Summary } from '../model/news.ts';
import type { ModelChange, WindowModel } from '../model/window-model.ts';
import { factOfName, factOfTarget } from './standing/find-facts.ts';
import { findSuccessors } from './standing/find-successors.ts';
import { settleBySummary } from './standing/settle-by-summary.ts';
import type { Fact, Standings } from './standing/standings.ts';
import { keyOf } from './standing/subject.ts';

/** The model learns of changes a tenth of a second after the log, and messages wait for two seconds of quiet anyway. */
const settleMs = 1000;
/** By then this run has found out itself what the last one knew of secondaries, signatures and the like. */
const presumeAfterSeconds = 300;

export interface FollowDependencies {
  readonly model: WindowModel;
  readonly standings: Standings;
  readonly clock: Clock;
  /** What was said of the one is meant of the other from now on; both by key. */
  readonly onMoved: (key: string, to: string) => void;
  /** All that is known at the start has been heard. */
  readonly onBegun: () => void;
  /** Once a second from then on. */
  readonly onTick: () => void;
  /** Whether the last run belongs to this daemon, and only its thread died. */
  readonly isSameRun: (startedSeconds: number) => boolean;
}

export class ModelFollower {
  readonly #with: FollowDependencies;
  readonly #stopListening: () => void;
  /** Keys of targets, and full names. */
  #changed = { isEverything: false, targets: new Set<string>(), names: new Set<string>() };
  /** By key, as of the last time that everything was looked at. */
  #targets: ReadonlySet<string> = new Set();
  #callOff: (() => void) | undefined;
  #hasBegun = false;
  #hasPresumed = false;

  constructor(dependencies: FollowDependencies) {
    this.#with = dependencies;
    this.#stopListening = dependencies.model.onChange((change) => this.#hear(change));
  }

  stop(): void {
    this.#stopListening();
    this.#callOff?.();
  }

  #hear(change: ModelChange): void {
    switch (change.kind) {
      case 'happening':
        this.#with.standings.record(change.happening);
        return;
      case 'shape':
        this.#changed.isEverything = true;
        break;
      case 'changes':
        this.#changed.isEverything ||= change.gone.targets.length + change.gone.names.length > 0;
        for (const { key } of change.targets) this.#changed.targets.add(key);
        for (const { name } of change.names) this.#changed.names.add(name);
        break;
      case 'tick':
        this.#hearTick(change.summary);
        return;
      case 'summary':
        return;
    }
    this.#callOff ??= this.#with.clock.after(settleMs, () => this.#correct());
  }

  #hearTick(summary: Summary): void {
    const { startedSeconds } = summary;
    const { clock, standings, onBegun, onTick, isSameRun } = this.#with;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#changed.isEverything = true;
      this.#correct();
      onBegun();
    }
    settleBySummary(standings, summary, clock.wallSeconds() * 1000);
    onTick();
    if (this.#hasPresumed || clock.wallSeconds() - startedSeconds < presumeAfterSeconds) return;
    this.#hasPresumed = true;
    if (!isSameRun(startedSeconds))
      for (const key of standings.resumed()) standings.presumeOver(key, clock.wallSeconds() * 1000);
  }

  #correct(): void {
    const { clock, standings } = this.#with;
    this.#callOff?.();
    this.#callOff = undefined;
    const { isEverything, targets, names } = this.#changed;
    this.#changed = { isEverything: false, targets: new Set(), names: new Set() };
    const atMs = clock.wallSeconds() * 1000;
    if (isEverything) this.#followTargets();
    const seen = new Set<string>();
    for (const [fact, again] of isEverything ? this.#allFacts() : this.#factsOf(targets, names)) {
      const key = keyOf(fact.subject);
      seen.add(key);
      // The log may just have said something newer. Absolute, as the clock may have been set.
      if (Math.abs(atMs - (standings.get(key)?.atMs ?? 0)) < settleMs) again();
      else standings.correct(fact, atMs);
    }
    if (isEverything) this.#removeOthers(seen, atMs);
  }

  /** A reload that gives a check other settings is no news of the server that is checked. */
  #followTargets(): void {
    const { model, standings, onMoved } = this.#with;
    const before = this.#targets;
    this.#targets = new Set(model.targets.keys());
    const come = [...this.#targets].filter((key) => !before.has(key));
    if (come.length === 0) return;
    const subjects = [...standings.all()].map(({ subject }) => subject);
    const gone = subjects.flatMap(({ kind, name }) =>
      kind === 'target' && !this.#targets.has(name) ? [name] : [],
    );
    for (const [from, successor] of findSuccessors(gone, come)) {
      const key = keyOf({ kind: 'target', name: from });
      const to = { kind: 'target', name: successor } as const;
      standings.move(key, to);
      onMoved(key, keyOf(to));
    }
  }

  #removeOthers(seen: ReadonlySet<string>, atMs: number): void {
    const { standings } = this.#with;
    for (const { subject } of [...standings.all()])
      if ((subject.kind === 'target' || subject.kind === 'name') && !seen.has(keyOf(subject)))
        standings.remove(keyOf(subject), atMs);
  }

  #allFacts(): Generator<readonly [Fact, () => void]> {
    const { model } = this.#with;
    return this.#factsOf(model.targets.keys(), model.names.keys());
  }

  *#factsOf(targets: Iterable<string>, names: Iterable<string>): Generator<readonly [Fact, () => void]> {
    const { model } = this.#with;
    for (const key of targets) {
      const target = model.targets.get(key);
      if (target !== undefined) yield [factOfTarget(target), () => this.#later('targets', key)];
    }
    for (const key of names) {
      const name = model.names.get(key);
      if (name === undefined) continue;
      yield [factOfName(name, (one) => model.targets.get(one)), () => this.#later('names', key)];
    }
  }

  #later(of: 'targets' | 'names', key: string): void {
    this.#changed[of].add(key);
    this.#callOff ??= this.#with.clock.after(settleMs, () => this.#correct());
  }
}
