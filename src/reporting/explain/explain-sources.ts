// What an explanation is made from: what is configured, what is served, what is known of targets.

import type { Image } from '../../answers/image.ts';
import type { Decider } from '../../health/deciding/decider.ts';
import type { Hold } from '../../health/doubting/flap-damper.ts';
import type { Target } from '../../health/target.ts';
import type { TargetReport } from '../../health/watching/watch.ts';
import type { ZoneGroup } from '../../publishing/zone-group.ts';

export interface ExplainSources {
  /** What is served. */
  readonly groups: readonly ZoneGroup[];
  readonly image: Image;
  readonly decider: Decider;
  readonly reports: readonly TargetReport[];
  /** Whether verdicts stay as they are. */
  readonly isNetworkSuspect: boolean;
  /** Of targets that go up and down too often. */
  readonly holdOf: (target: Target) => Hold | undefined;
}
