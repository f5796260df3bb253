// The words that drain, undrain, force and release have in common.

import type { LiveWords } from '../asking/live-words.ts';
import type { Operands, Options } from './command.ts';

export function subject(live: LiveWords) {
  return {
    what: { describe: '192.0.2.1, 192.0.2.1:80, [2001:db8::1]:80, or a name like www', live },
  } as const satisfies Operands;
}

/** Of the two that begin what the others end. */
export const beginning = {
  for: {
    kind: 'text',
    placeholder: 'duration',
    describe: 'End by itself after this time: 90 (seconds), 45s, 15m, 2h, 1h30m, 7d',
  },
  'force-empty': { kind: 'switch', describe: 'Even if this leaves a name without an address' },
} as const satisfies Options;
