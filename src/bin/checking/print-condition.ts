// When an address counts as healthy, as `check` remarks it.

import { type Check, printCheck } from '../../health/deciding/check.ts';

/** `while tcp 192.0.2.1:80 accepts connections` */
export function printCondition(check: Check): string {
  return `while ${printCheck(check)} ${check.kind === 'tcp' ? 'accepts connections' : 'is up'}`;
}
