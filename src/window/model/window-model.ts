// All that the window knows: the newest facts about targets and names, the last ticks and the latest happenings. Whoever shows
// or keeps something reads it here and is told what changed. Refuses to know who that is.

import type { Happening, NameFacts, News, Summary, TargetFacts, Tick } from './news.ts';

/** For a page that is opened, and a client that comes back. */
const happeningsMax = 500;
/** Enough to tell a rate from: of one second it would jump. */
const ticksMax = 10;

export type ModelChange = Extract<News, { readonly kind: 'shape' | 'changes' | 'tick' | 'happening' }>;

export class WindowModel {
  #targets: Map<string, TargetFacts> = new Map();
  #names: Map<string, NameFacts> = new Map();
  #ticks: readonly Tick[] = [];
  #happenings: Happening[] = [];
  readonly #listeners = new Set<(change: ModelChange) => void>();

  /** By key. */
  get targets(): ReadonlyMap<string, TargetFacts> {
    return this.#targets;
  }

  /** By full name. */
  get names(): ReadonlyMap<string, NameFacts> {
    return this.#names;
  }

  /** Absent before the first tick. */
  get summary(): Summary | undefined {
    return this.#ticks.at(-1)?.summary;
  }

  /** The last ones, oldest first. */
  get ticks(): readonly Tick[] {
    return this.#ticks;
  }

  /** The last ones, oldest first. */
  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  apply(news: News): void {
    switch (news.kind) {
      case 'shape':
        this.#targets = new Map(news.targets.map((target) => [target.key, target]));
        this.#names = new Map(news.names.map((name) => [name.name, name]));
        break;
      case 'changes':
        // One that a reload took away meanwhile stays away: a shape always comes first.
        for (const target of news.targets)
          if (this.#targets.has(target.key)) this.#targets.set(target.key, target);
        for (const name of news.names) if (this.#names.has(name.name)) this.#names.set(name.name, name);
        break;
      case 'tick':
        this.#ticks = [...this.#ticks, news].slice(-ticksMax);
        break;
      case 'happening':
        this.#happenings.push(news.happening);
        if (this.#happenings.length > happeningsMax) this.#happenings.shift();
        break;
    }
    for (const listener of this.#listeners) listener(news);
  }

  /** Called after each change, until the returned function is. Must not throw. */
  onChange(listener: (change: ModelChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
