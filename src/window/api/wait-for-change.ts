// Waits for the model to change. Refuses to know which changes matter.

import type { Clock } from '../../base/clock.ts';
import { waitUntil } from '../../base/wait-until.ts';
import type { ModelChange, WindowModel } from '../model/window-model.ts';

export interface Waiting {
  readonly model: Pick<WindowModel, 'onChange'>;
  readonly clock: Clock;
  readonly gone: AbortSignal;
  readonly isWanted: (change: ModelChange) => boolean;
  /** Gives up after that long. */
  readonly withinMs: number;
}

/** Resolves to whether there was a change; at once if nobody waits any more. */
export async function waitForChange({ model, clock, gone, isWanted, withinMs }: Waiting): Promise<boolean> {
  let hasChanged = false;
  await waitUntil((done) => {
    const callOff = clock.after(withinMs, done);
    const stopListening = model.onChange((change) => {
      if (!isWanted(change)) return;
      hasChanged = true;
      done();
    });
    return () => {
      callOff();
      stopListening();
    };
  }, gone);
  return hasChanged;
}
