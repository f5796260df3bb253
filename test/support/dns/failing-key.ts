// A key that signs until told to fail, as on a machine that has run out of some resource.

import type { SigningKey } from '../../../src/signing/signing-key.ts';
import { signingKey } from './make-signing-key.ts';

export interface FailingKey {
  readonly key: SigningKey;
  fails: boolean;
  /** When set, signatures wait for it. */
  gate: Promise<void> | undefined;
  signed: number;
}

export function makeFailingKey(): FailingKey {
  const real = signingKey();
  const state: FailingKey = {
    fails: false,
    gate: undefined,
    signed: 0,
    key: {
      ...real,
      async sign(data) {
        await state.gate;
        if (state.fails) throw new Error('no memory for a signature');
        state.signed++;
        return real.sign(data);
      },
    },
  };
  return state;
}
