// What several parts of a daemon need to know of its configuration: whom to probe, and for how long addresses are kept.

import { targetsOf } from '../health/deciding/resolution.ts';
import type { Watched } from '../health/watching/health-watch.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { Name } from '../wire/name.ts';

/** The targets of all of these configurations, at the pace of the last one. */
export function watchedIn(configs: readonly [...LoadedConfig[], LoadedConfig]): Watched {
  const { health, flapping } = configs.at(-1) as LoadedConfig;
  const targets = configs
    .flatMap(({ zones }) => zones.flatMap(({ content }) => content.resolutions))
    .flatMap(targetsOf);
  return { targets, health, flapping };
}

/** What files of the first release, which had one hosted zone, are about. */
export function firstZone({ zones }: LoadedConfig): Name | undefined {
  return zones[0]?.content.hostedZone;
}

/** For how long an address may stay in caches. */
export function longestAddressTtlSeconds({ zones }: LoadedConfig): number {
  let longest = 0;
  for (const { timing, content } of zones) {
    longest = Math.max(longest, timing.addressTtlSeconds);
    for (const { ttlSeconds = 0 } of content.resolutions) longest = Math.max(longest, ttlSeconds);
  }
  return longest;
}
