// What a name is answered with when all of its addresses are down, in the words of all commands.

import type { AllDownPolicy } from '../../health/deciding/resolution.ts';

export const policyWords: Readonly<Record<AllDownPolicy['kind'], string>> = {
  empty: 'nothing',
  all: 'all of its addresses',
  last: 'those that were healthy last',
  addresses: 'its fallback',
};
