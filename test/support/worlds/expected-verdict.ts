// What a target's verdict must be after a sequence of outcomes, found in the sequence as a whole and without any state:
// slow and obvious. A sequence is text: s success, f failure, i inconclusive.

import type { Thresholds, Verdict } from '../../../src/health/step-state.ts';

/** Whichever came last: enough consecutive failures or enough consecutive successes. */
export function expectedVerdict(sequence: string, { rise, fall }: Thresholds): Verdict {
  const told = sequence.replaceAll('i', '');
  const wentDown = endOfLast(told, 'f'.repeat(fall));
  const wentUp = Math.max(endOfLast(told, 's'.repeat(rise)), endOfFirstSuccess(told, fall));
  if (wentDown === wentUp) return 'unknown';
  return wentDown > wentUp ? 'down' : 'up';
}

function endOfLast(told: string, wanted: string): number {
  const start = told.lastIndexOf(wanted);
  return start === -1 ? 0 : start + wanted.length;
}

/** A success preceded only by failures, too few of them, is enough by itself. */
function endOfFirstSuccess(told: string, fall: number): number {
  const before = told.indexOf('s');
  return before === -1 || before >= fall ? 0 : before + 1;
}

/** How many consecutive outcomes against the verdict it takes to change it. */
export function expectedOutcomesToFlip(sequence: string, thresholds: Thresholds): number {
  const verdict = expectedVerdict(sequence, thresholds);
  let longer = sequence;
  do longer += verdict === 'up' ? 'f' : 's';
  while (expectedVerdict(longer, thresholds) === verdict);
  return longer.length - sequence.length;
}
