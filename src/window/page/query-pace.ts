// How many queries a second there were, over the last minutes. Refuses to know how that looks.

import { ratesOf } from '../model/rates.ts';
import type { WindowModel } from '../model/window-model.ts';

/** Two minutes. */
const keptMax = 120;

export class QueryPace {
  #paces: readonly number[] = [];

  constructor(model: WindowModel) {
    model.onChange(({ kind }) => {
      if (kind !== 'tick') return;
      const last = model.ticks.slice(-2);
      if (last.length === 2) this.#paces = [...this.#paces, ratesOf(last).queries].slice(-keptMax);
    });
  }

  /** Oldest first. */
  get paces(): readonly number[] {
    return this.#paces;
  }
}
