// What is known of a daemon by `/v1/live`: everything, and then each change. Refuses to know how it is shown. What the daemon
// sends is hostile until its reader has seen it.

import type { Followed } from '../../control/follow-control.ts';
import type { NameView, TargetView } from '../../control/protocol/facts.ts';
import { type LiveEvents, liveReaders } from '../../control/protocol/live.ts';
import type { Overview, Rates } from '../../control/protocol/overview.ts';

export class LivePicture {
  readonly names = new Map<string, NameView>();
  readonly targets = new Map<string, TargetView>();
  overview: Overview | undefined;
  rates: Rates | undefined;
  /** Present while the daemon does not answer. */
  lost: { readonly sinceMs: number; readonly problem: string } | undefined;
  /** Grows with every change of names and targets. */
  version = 0;

  apply(followed: Followed, nowMs: number): void {
    if (followed.kind === 'lost') {
      this.lost = { sinceMs: this.lost?.sinceMs ?? nowMs, problem: followed.problem };
      return;
    }
    this.lost = undefined;
    if (followed.kind === 'event' && isKnown(followed.type)) this.#hear(followed.type, followed.data);
  }

  /** Of targets that are asked for now and then: probes that change no state are no news. */
  applyProbes(list: readonly TargetView[]): void {
    for (const { key, probes } of list) {
      const target = this.targets.get(key);
      if (target !== undefined && probes !== undefined) this.targets.set(key, { ...target, probes });
    }
    this.version++;
  }

  #hear(type: keyof LiveEvents, data: unknown): void {
    switch (type) {
      case 'overview': {
        const read = liveReaders.overview(data);
        if (read.ok) this.overview = read.value;
        if (read.ok) this.rates = read.value.rates;
        return;
      }
      case 'rates': {
        const read = liveReaders.rates(data);
        if (read.ok) this.rates = read.value;
        return;
      }
      case 'facts': {
        const read = liveReaders.facts(data);
        if (read.ok) this.#keep(read.value.names, read.value.targets);
        return;
      }
      case 'changes': {
        const read = liveReaders.changes(data);
        if (!read.ok) return;
        for (const name of read.value.goneNames) this.names.delete(name);
        for (const key of read.value.goneTargets) this.targets.delete(key);
        this.#keep(read.value.names, read.value.targets);
        return;
      }
      case 'reset':
        this.names.clear();
        this.targets.clear();
        this.version++;
        return;
      case 'happening':
        return;
    }
  }

  #keep(names: readonly NameView[], targets: readonly TargetView[]): void {
    for (const name of names) this.names.set(name.name, name);
    for (const target of targets) this.targets.set(target.key, target);
    this.version++;
  }
}

function isKnown(type: string): type is keyof LiveEvents {
  return Object.hasOwn(liveReaders, type);
}
