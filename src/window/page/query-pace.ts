// How many queries a second there were, over the last minutes. Refuses to know how that looks.

import type { WindowModel } from '../model/window-model.ts';
import { ratesBetween } from './parts/queries.ts';

/** Two minutes. */
const keptMax = 120;

export class QueryPace {
  #paces: readonly number[] = [];

  constructor(model: WindowModel) {
    model.onChange(({ kind }) => {
      if (kind !== 'tick') return;
      const [before, after] = model.ticks.slice(-2);
      if (before !== undefined && after !== undefined)
        this.#paces = [...this.#paces, ratesBetween(before, after).total].slice(-keptMax);
    });
  }

  /** Oldest first. */
  get paces(): readonly number[] {
    return this.#paces;
  }
}
