// What a name is answered with when all of it is down, in the words of every command.

import type { AllDownPolicy } from '../../health/deciding/resolution.ts';

export const policyWords: Readonly<Record<AllDownPolicy['kind'], string>> = {
  empty: 'nothing',
  all: 'all of its addresses',
  last: 'those that were healthy last',
  addresses: 'its fallback',
};
