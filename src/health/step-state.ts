// The pure heart of health: (state, outcome) -> state. Refuses to know time, sockets and schedules.

import type { Outcome } from './outcome.ts';

/** `unknown` lasts from the start to the first conclusion; until then the target is not published. */
export type Verdict = 'unknown' | 'up' | 'down';

export interface HealthState {
  readonly verdict: Verdict;
  /** Outcomes in a row against the verdict. */
  readonly contrary: number;
}

export interface Thresholds {
  /** Successes in a row that bring a target up again. */
  readonly rise: number;
  /** Failures in a row that take a target down. */
  readonly fall: number;
}

export const initialState: HealthState = { verdict: 'unknown', contrary: 0 };

export function stepState(state: HealthState, outcome: Outcome, thresholds: Thresholds): HealthState {
  switch (outcome.kind) {
    case 'inconclusive':
      return state;
    case 'success':
      if (state.verdict === 'up') return state.contrary === 0 ? state : { verdict: 'up', contrary: 0 };
      // At the start one success is enough: waiting for `rise` of them would leave every name empty that long.
      if (state.verdict === 'unknown' || state.contrary + 1 >= thresholds.rise)
        return { verdict: 'up', contrary: 0 };
      return { verdict: 'down', contrary: state.contrary + 1 };
    case 'failure':
      if (state.verdict === 'down') return state.contrary === 0 ? state : { verdict: 'down', contrary: 0 };
      if (state.contrary + 1 >= thresholds.fall) return { verdict: 'down', contrary: 0 };
      return { verdict: state.verdict, contrary: state.contrary + 1 };
  }
}

/** How many more outcomes against the verdict, in a row, change it. */
export function outcomesToFlip({ verdict, contrary }: HealthState, { rise, fall }: Thresholds): number {
  if (verdict === 'unknown') return 1;
  return Math.max(1, (verdict === 'up' ? fall : rise) - contrary);
}

/** While a failure awaits confirmation, the next probe must come soon and not an interval later. */
export function awaitsConfirmation({ verdict, contrary }: HealthState, { fall }: Thresholds): boolean {
  return verdict !== 'down' && contrary > 0 && contrary < fall;
}
