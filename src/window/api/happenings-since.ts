// The happenings after the last one that a client has seen. Refuses to know how they are sent.

import type { Happening } from '../model/news.ts';
import type { WindowModel } from '../model/window-model.ts';

export interface LaterHappenings {
  /** Oldest first. */
  readonly list: readonly Happening[];
  /** Some are no longer kept, or the number is from another run. */
  readonly isGap: boolean;
}

export function lastNumber({ happenings }: Pick<WindowModel, 'happenings'>): number {
  return happenings.at(-1)?.number ?? 0;
}

/** 0: since the beginning. */
export function happeningsSince(model: Pick<WindowModel, 'happenings'>, number: number): LaterHappenings {
  const { happenings } = model;
  const [first] = happenings;
  // Numbers grow from run to run unless the clock was set back in between.
  if (number > lastNumber(model)) return { list: [...happenings], isGap: true };
  const list = happenings.filter((happening) => happening.number > number);
  return { list, isGap: number > 0 && first !== undefined && first.number > number + 1 };
}
