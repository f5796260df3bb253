// What an explanation is made from: what is configured, what is served, what is known of targets.

import type { Image } from '../../answers/image.ts';
import type { ZoneContent } from '../../config/read-config.ts';
import type { VerdictOf } from '../../health/deciding/check.ts';
import type { Decision } from '../../health/deciding/decide.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import type { Hold } from '../../health/doubting/flap-damper.ts';
import type { Target } from '../../health/target.ts';
import type { TargetReport } from '../../health/watching/watch.ts';
import type { OperatorHand } from '../../operating/operator-hand.ts';
import type { Zone } from '../../zone/zone.ts';
import type { ZoneTiming } from '../../zone/zone-timing.ts';

export interface ExplainSources {
  readonly content: ZoneContent | undefined;
  readonly timing: ZoneTiming;
  /** What is served. */
  readonly zones: readonly Zone[];
  readonly image: Image;
  readonly hand: OperatorHand;
  /** What is published of a name with these verdicts. */
  readonly decide: (resolution: Resolution, verdictOf: VerdictOf) => Decision;
  readonly reports: readonly TargetReport[];
  /** Whether verdicts stay as they are. */
  readonly isNetworkSuspect: boolean;
  /** Of targets that go up and down too often. */
  readonly holdOf: (target: Target) => Hold | undefined;
}
