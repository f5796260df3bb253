// A zone at a secondary, with what is to be done about it. Refuses to know how it is done.

import type { FollowedZone } from '../secondaries/followed-zone.ts';
import type { Secondary } from '../secondaries/secondary.ts';
import type { Errand } from './errand.ts';

export interface Delivery {
  readonly secondary: Secondary;
  readonly zone: FollowedZone;
  readonly errand: Errand;
}
