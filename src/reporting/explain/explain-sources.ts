// What an explanation is made from: what is configured and served, and what is known of targets.

import type { Image } from '../../answers/image.ts';
import type { Names } from '../../config/names/written-names.ts';
import type { Decider } from '../../health/deciding/decider.ts';
import type { Hold } from '../../health/doubting/flap-damper.ts';
import type { Target } from '../../health/target.ts';
import type { TargetReport } from '../../health/watching/watch.ts';
import type { HostReport } from '../../hosts/host-watch.ts';
import type { ZoneGroup } from '../../publishing/zone-group.ts';

export interface ExplainSources {
  /** What is served. */
  readonly groups: readonly ZoneGroup[];
  /** What is configured, of all groups together. */
  readonly names: Names;
  readonly image: Image;
  readonly decider: Decider;
  /** Nothing of one that is not watched. */
  readonly reportOf: (target: Target) => TargetReport | undefined;
  readonly hosts: readonly HostReport[];
  /** While suspect, verdicts are frozen. */
  readonly isNetworkSuspect: boolean;
  /** Of targets held down for flapping. */
  readonly holdOf: (target: Target) => Hold | undefined;
}
