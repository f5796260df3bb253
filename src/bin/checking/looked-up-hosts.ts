// Backends given by host name, for `healthy-dns check`: comments that follow the zone, in which they have no records, and
// their addresses of this moment for --probe.

import { systemClock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { FollowedHosts, type WithHosts } from '../../daemon/followed-hosts.ts';
import { type CheckPlan, checkFor } from '../../health/deciding/check.ts';
import type { HostSource, Resolution } from '../../health/deciding/resolution.ts';
import { completeName, type Name, printName } from '../../wire/name.ts';
import { printCondition } from './print-shortages.ts';

/** `; www.example.com. has the addresses of app.example.net, each while tcp ADDRESS:80 accepts connections` */
export function printLookedUp(resolutions: readonly Resolution[], apex: Name): string {
  return resolutions
    .flatMap(({ owner, hosts }) => {
      const name = completeName(owner, apex);
      if (name === undefined || hosts === undefined) return [];
      return [
        ...hosts.candidates.map((source) => `${printName(name)} has the addresses of ${describe(source)}`),
        ...hosts.backups.map(
          (source) => `${printName(name)} has as backups the addresses of ${describe(source)}`,
        ),
      ];
    })
    .map((line) => `; ${line}\n`)
    .join('');
}

function describe({ host, family, plan }: HostSource): string {
  const only = family === undefined ? '' : `, IPv${family} only`;
  return `${host}${only}${plan === undefined ? ', not checked' : `, each ${describePlan(plan)}`}`;
}

function describePlan(plan: CheckPlan): string {
  return printCondition(checkFor(plan, { family: 4, text: 'ADDRESS' }));
}

/** Each once, now. Whoever asks prints what came of it. */
export async function lookUpHosts(config: WithHosts): Promise<FollowedHosts> {
  const nothing = () => undefined;
  const logger: Logger = {
    debug: nothing,
    info: nothing,
    warning: nothing,
    error: nothing,
    critical: nothing,
  };
  const hosts = new FollowedHosts({ clock: systemClock, random: Math.random, logger, known: new Map() });
  await hosts.follow([config]);
  hosts.stop();
  return hosts;
}
