// What secondaries have, as a status shows it: those that are behind first, and of very many only those. Refuses to know how
// it was found out.

import type { Clock } from '../base/clock.ts';
import type {
  FollowedZoneStatus,
  NotifyStatus,
  SecondariesStatus,
  SecondaryStatus,
} from '../control/protocol/secondaries.ts';
import type { FollowedZone } from '../transfer/secondaries/followed-zone.ts';
import { longLagMs } from '../transfer/secondaries/lag-log.ts';
import type { OtherPeer } from '../transfer/secondaries/other-peers.ts';
import type { Secondaries } from '../transfer/secondaries/secondaries.ts';
import type { Secondary } from '../transfer/secondaries/secondary.ts';
import { printEndpoint } from '../wire/endpoint.ts';
import { printName } from '../wire/name.ts';

/** A fleet that follows from one server; who has more knows them from elsewhere. */
const secondariesMax = 100;
/** Of each secondary: its zones are behind together, or a few of them are. */
const zonesMax = 20;
export function describeSecondaries(
  { all, others }: Pick<Secondaries, 'all' | 'others'>,
  clock: Clock,
): SecondariesStatus | undefined {
  const told = [...all];
  const known = [...told, ...others.all];
  if (known.length === 0) return undefined;
  const nowMs = clock.monotonicMs();
  const isLong = ({ zones }: Secondary) => {
    const sinceMs = lackingSinceMs(zones.values());
    return sinceMs !== undefined && nowMs - sinceMs >= longLagMs;
  };
  const described = known
    .map((one) => ({ one, sinceMs: lackingSinceMs(one.zones.values()) }))
    .sort((a, b) => (a.sinceMs ?? Number.POSITIVE_INFINITY) - (b.sinceMs ?? Number.POSITIVE_INFINITY))
    .slice(0, secondariesMax);
  return {
    total: known.length,
    behind: told.filter(isLong).length,
    list: described.map(({ one }) => describeOne(one, clock)),
  };
}

function describeOne(one: Secondary | OtherPeer, clock: Clock): SecondaryStatus {
  const zones = [...one.zones.values()];
  const behind = zones.filter((zone) => zone.lackingSinceMs !== undefined);
  const current = zones.filter((zone) => zone.lackingSinceMs === undefined);
  const last = lastNotified(zones);
  return {
    ...describePeer(one),
    zones: { total: zones.length, current: current.length },
    lastNotify: last && describeNotify(last),
    behindSinceSeconds: wallSeconds(lackingSinceMs(behind), clock),
    list: [...behind, ...current].slice(0, zonesMax).map((zone) => describeZone(zone, clock)),
  };
}

function describePeer(one: Secondary | OtherPeer): Pick<SecondaryStatus, 'secondary' | 'key' | 'notified'> {
  if (!('peer' in one)) {
    const { address, key } = one;
    return { secondary: address.text, key: key && printName(key), notified: false };
  }
  const { endpoint, key } = one.peer;
  return { secondary: printEndpoint(endpoint), key: key && printName(key), notified: true };
}

function describeZone(zone: FollowedZone, clock: Clock): FollowedZoneStatus {
  const { held, lag, refusal } = zone;
  return {
    zone: printName(zone.apex),
    newest: zone.versions.newest,
    serial: held?.serial,
    knownBy: held?.by,
    changes: lag?.versions,
    behindSinceSeconds: wallSeconds(zone.lackingSinceMs, clock),
    refusal,
    lastNotify: describeNotify(zone),
  };
}

function describeNotify({ apex, lastNotify }: FollowedZone): NotifyStatus | undefined {
  return lastNotify && { zone: printName(apex), ...lastNotify };
}

function lastNotified(zones: readonly FollowedZone[]): FollowedZone | undefined {
  let last: FollowedZone | undefined;
  for (const zone of zones) {
    const { lastNotify } = zone;
    if (lastNotify !== undefined && lastNotify.atSeconds > (last?.lastNotify?.atSeconds ?? 0)) last = zone;
  }
  return last;
}

function lackingSinceMs(zones: Iterable<FollowedZone>): number | undefined {
  let earliest: number | undefined;
  for (const { lackingSinceMs: sinceMs } of zones)
    if (sinceMs !== undefined && sinceMs < (earliest ?? Number.POSITIVE_INFINITY)) earliest = sinceMs;
  return earliest;
}

/** On the clock that people read. */
function wallSeconds(sinceMs: number | undefined, clock: Clock): number | undefined {
  if (sinceMs === undefined) return undefined;
  return clock.wallSeconds() - Math.round((clock.monotonicMs() - sinceMs) / 1000);
}
