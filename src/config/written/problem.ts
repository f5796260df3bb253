// What is wrong with a text as a text, and where in it.

import type { Steps } from '../findings/origin.ts';

export interface Problem {
  /** From the top of the text down to the value in question, as far as that is known. */
  readonly steps: Steps;
  readonly offset: number;
  /** As in a finding. */
  readonly message: string;
}
