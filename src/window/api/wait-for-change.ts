// Waits for the model to change. Refuses to know what of it is of interest.

import type { Clock } from '../../base/clock.ts';
import type { ModelChange, WindowModel } from '../model/window-model.ts';

export interface Waiting {
  readonly model: Pick<WindowModel, 'onChange'>;
  readonly clock: Clock;
  readonly gone: AbortSignal;
  readonly isWanted: (change: ModelChange) => boolean;
  /** Resolves after that long in any case. */
  readonly withinMs: number;
}

/** Resolves with whether there was a change; at once when nobody waits any more. */
export function waitForChange({ model, clock, gone, isWanted, withinMs }: Waiting): Promise<boolean> {
  if (gone.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (hasChanged: boolean) => {
      stopListening();
      callOff();
      gone.removeEventListener('abort', onGone);
      resolve(hasChanged);
    };
    const onGone = () => finish(false);
    const stopListening = model.onChange((change) => {
      if (isWanted(change)) finish(true);
    });
    const callOff = clock.after(withinMs, () => finish(false));
    gone.addEventListener('abort', onGone);
  });
}

/** Resolves after that long, or when nobody waits any more. */
export function pause(clock: Clock, ms: number, gone: AbortSignal): Promise<void> {
  if (gone.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      callOff();
      gone.removeEventListener('abort', finish);
      resolve();
    };
    const callOff = clock.after(ms, finish);
    gone.addEventListener('abort', finish);
  });
}
