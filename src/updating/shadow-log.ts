// Says which names that updates made a new configuration speaks for, once for each. Refuses to know how it was applied.

import type { Logger } from '../base/logger.ts';
import type { ZoneGroup } from '../publishing/zone-group.ts';
import { printName } from '../wire/name.ts';
import { printIn, shadowedOwners } from './describe-updates.ts';
import type { UpdatedZones } from './updated-zone.ts';

/** An entry about a thousand names helps nobody. */
const namesMax = 10;

export class ShadowLog {
  readonly #logger: Logger;
  #told = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  tell(zones: UpdatedZones, groups: readonly ZoneGroup[]): void {
    const known = new Set<string>();
    for (const group of groups) {
      const zone = zones.get(group.apex);
      if (zone === undefined) continue;
      const names = shadowedOwners(zone, group).map((owner) => printIn(owner, group.apex));
      for (const name of names) known.add(name);
      const fresh = names.filter((name) => !this.#told.has(name));
      if (fresh.length === 0) continue;
      const shown = fresh.slice(0, namesMax);
      const others = fresh.length > namesMax ? ` and ${fresh.length - namesMax} others` : '';
      this.#logger.warning(
        {
          event: 'updates-shadowed',
          zone: printName(group.apex),
          names: shown,
          nameCount: fresh.length,
        },
        `the configuration speaks for ${shown.join(', ')}${others}: the records that updates made there are kept, but not served`,
      );
    }
    this.#told = known;
  }
}
