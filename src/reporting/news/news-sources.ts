// Where news is taken from and where it goes. Refuses to know how.

import type { Clock } from '../../base/clock.ts';
import type { Decider } from '../../health/deciding/decider.ts';
import type { HealthWatch } from '../../health/watching/health-watch.ts';
import type { Publisher } from '../../publishing/publisher.ts';
import type { News, Summary, Vitals } from '../../window/model/news.ts';
import type { Happenings } from './happenings.ts';

export interface NewsSources {
  readonly clock: Clock;
  readonly bring: (news: News) => void;
  readonly publisher: Pick<Publisher, 'names' | 'usersOf'>;
  readonly watch: Pick<HealthWatch, 'monitor' | 'damper'>;
  readonly decider: Decider;
  readonly happenings: Happenings;
  readonly summarize: () => Summary;
  /** The counters, summed over all threads. */
  readonly count: () => Float64Array;
  readonly readVitals: () => Vitals;
}
