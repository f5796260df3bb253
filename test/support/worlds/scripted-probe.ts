// A probe without sockets: the test decides what it finds, and it records when it was started.

import type { FailureReason, Outcome, Probe } from '../../../src/health/outcome.ts';
import { type Target, tcpTarget } from '../../../src/health/target.ts';
import type { FakeClock } from '../fake-clock.ts';

export const success: Outcome = { kind: 'success', tookMs: 1 };
export const inconclusive: Outcome = { kind: 'inconclusive', detail: 'EMFILE' };

export function failure(reason: FailureReason = 'refused'): Outcome {
  return { kind: 'failure', reason, detail: reason };
}

export interface ProbeStart {
  readonly target: Target;
  readonly atMs: number;
  readonly timeoutMs: number;
}

export class ScriptedProbe {
  readonly #clock: FakeClock;
  readonly starts: ProbeStart[] = [];
  running = 0;
  runningMost = 0;
  /** What a target answers, and after what delay. */
  script: (target: Target) => { readonly outcome: Outcome; readonly afterMs: number } = () => ({
    outcome: success,
    afterMs: 1,
  });

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  readonly probe: Probe<Target> = (target, timeoutMs, report) => {
    this.starts.push({ target, atMs: this.#clock.monotonicMs(), timeoutMs });
    this.running++;
    this.runningMost = Math.max(this.runningMost, this.running);
    const { outcome, afterMs } = this.script(target);
    const callOff = this.#clock.after(afterMs, () => {
      this.running--;
      report(outcome);
    });
    return () => {
      this.running--;
      callOff();
    };
  };

  startsOf(target: Target): number[] {
    return this.starts.filter((start) => start.target === target).map(({ atMs }) => atMs);
  }
}

export function makeTargets(count: number): Target[] {
  return Array.from({ length: count }, (_, i) =>
    tcpTarget({ family: 4, text: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}` }, 80),
  );
}
