// Zones and the servers that follow them.

import type { FollowedZoneStatus, SecondaryStatus } from '../../control/protocol/secondaries.ts';
import { Counter } from '../../serving/counters.ts';
import { printSecurityAlgorithm } from '../../wire/protocol.ts';
import { byLabel, counted } from './counted.ts';
import { type Metric, one, type Reading, yesNo } from './metric.ts';
import type { Scrape, Zone } from './scrape.ts';
import { writeLabels } from './write-labels.ts';

function eachZone(figure: (zone: Zone) => number | undefined): Metric['read'] {
  return function* ({ shown }) {
    for (const { facts, labels } of shown.zones) {
      const value = figure(facts);
      if (value !== undefined) yield { labels, value };
    }
  };
}

function firstEnd(zones: readonly Zone[] = []): number | undefined {
  let first: number | undefined;
  for (const { dnssec } of zones) {
    const end = dnssec?.signaturesEndSeconds;
    if (end !== undefined && (first === undefined || end < first)) first = end;
  }
  return first;
}

function* readKeys({ shown }: Scrape): Generator<Reading> {
  for (const { facts, labels } of shown.zones)
    for (const { tag, algorithm } of facts.dnssec?.keys ?? []) {
      const key = writeLabels({ tag: String(tag), algorithm: printSecurityAlgorithm(algorithm) });
      yield { labels: `${labels},${key}`, value: 1 };
    }
}

function eachSecondary(figure: (secondary: SecondaryStatus, nowSeconds: number) => number): Metric['read'] {
  return function* ({ tick }) {
    for (const secondary of tick?.summary.secondaries?.list ?? [])
      yield { labels: labelSecondary(secondary), value: figure(secondary, (tick?.atMs ?? 0) / 1000) };
  };
}

function eachFollowedZone(figure: (zone: FollowedZoneStatus) => number | undefined): Metric['read'] {
  return function* ({ tick }) {
    for (const secondary of tick?.summary.secondaries?.list ?? [])
      for (const followed of secondary.list) {
        const value = figure(followed);
        const zone = writeLabels({ zone: followed.zone });
        if (value !== undefined) yield { labels: `${labelSecondary(secondary)},${zone}`, value };
      }
  };
}

/** Two may have the same address and differ by key. */
function labelSecondary({ secondary, key = '' }: SecondaryStatus): string {
  return writeLabels({ secondary, key });
}

const followedStates = {
  current: writeLabels({ state: 'current' }),
  behind: writeLabels({ state: 'behind' }),
};

function* readFollowed({ tick }: Scrape): Generator<Reading> {
  for (const secondary of tick?.summary.secondaries?.list ?? []) {
    const { total, current } = secondary.zones;
    const labels = labelSecondary(secondary);
    yield { labels: `${labels},${followedStates.current}`, value: current };
    yield { labels: `${labels},${followedStates.behind}`, value: total - current };
  }
}

export const zoneMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_zones',
    kind: 'gauge',
    help: 'Zones that are served, aliases included.',
    labels: [],
    read: ({ tick }) => one(tick?.summary.zones.length),
  },
  {
    name: 'healthy_dns_zone_serial',
    kind: 'gauge',
    help: 'Serial of the zone and its aliases.',
    labels: ['zone'],
    read: eachZone(({ serial }) => serial),
  },
  {
    name: 'healthy_dns_zone_names',
    kind: 'gauge',
    help: 'Names of the zone that have records or are configured to have some; of a catalog, the zones that it lists.',
    labels: ['zone'],
    read: eachZone(({ names }) => names),
  },
  {
    name: 'healthy_dns_zone_signed',
    kind: 'gauge',
    help: 'Whether the zone is signed.',
    labels: ['zone'],
    read: eachZone(({ signed }) => yesNo(signed)),
  },
  {
    name: 'healthy_dns_zone_serial_changed_timestamp_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'Since when the zone has its serial, in Unix time.',
    labels: ['zone'],
    read: eachZone(({ serialSinceSeconds }) => serialSinceSeconds),
  },
  {
    name: 'healthy_dns_signatures_end_timestamp_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'When the first of all DNSSEC signatures expires, in Unix time; absent for a minute or so after a start.',
    labels: [],
    read: ({ tick }) => one(firstEnd(tick?.summary.hostedZones)),
  },
  {
    name: 'healthy_dns_zone_signatures_end_timestamp_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'When the first DNSSEC signature of the zone expires, in Unix time; absent for a minute or so after a start.',
    labels: ['zone'],
    read: eachZone(({ dnssec }) => dnssec?.signaturesEndSeconds),
  },
  {
    name: 'healthy_dns_zone_key_info',
    kind: 'info',
    help: 'DNSSEC keys of the zone, by tag and algorithm: always 1.',
    labels: ['zone', 'tag', 'algorithm'],
    read: readKeys,
  },
  {
    name: 'healthy_dns_transfers_total',
    kind: 'counter',
    help: 'Requests for a zone or its changes (AXFR, IXFR), by what came of them.',
    labels: ['outcome'],
    read: byLabel('outcome', {
      whole: Counter.transfersWhole,
      difference: Counter.transfersDifference,
      current: Counter.transfersCurrent,
      refused: Counter.transfersRefused,
      broken: Counter.transfersBroken,
    }),
  },
  {
    name: 'healthy_dns_transferred_bytes_total',
    kind: 'counter',
    unit: 'bytes',
    help: 'Octets of zones and their changes.',
    labels: [],
    read: counted(Counter.transferOctets),
  },
  {
    name: 'healthy_dns_secondaries',
    kind: 'gauge',
    help: 'Servers that follow our zones.',
    labels: [],
    read: ({ tick }) => one(tick && (tick.summary.secondaries?.total ?? 0)),
  },
  {
    name: 'healthy_dns_secondaries_behind',
    kind: 'gauge',
    help: 'Of those that are told of changes, how many have lacked the newest of some zone for a minute or more.',
    labels: [],
    read: ({ tick }) => one(tick && (tick.summary.secondaries?.behind ?? 0)),
  },
  {
    name: 'healthy_dns_secondary_zones',
    kind: 'gauge',
    help: 'Zones that the secondary follows, by whether it has the newest.',
    labels: ['secondary', 'key', 'state'],
    read: readFollowed,
  },
  {
    name: 'healthy_dns_secondary_lag_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'How long the secondary has lacked the newest of some zone; 0 if it has all.',
    labels: ['secondary', 'key'],
    read: eachSecondary(({ behindSinceSeconds }, nowSeconds) =>
      behindSinceSeconds === undefined ? 0 : Math.max(0, nowSeconds - behindSinceSeconds),
    ),
  },
  {
    name: 'healthy_dns_secondary_zone_serial',
    kind: 'gauge',
    help: 'Serial that the secondary has of the zone, as far as is known.',
    labels: ['secondary', 'key', 'zone'],
    read: eachFollowedZone(({ serial }) => serial),
  },
  {
    name: 'healthy_dns_secondary_zone_changes_behind',
    kind: 'gauge',
    help: 'How many changes of the zone the secondary lacks; absent while that is not known.',
    labels: ['secondary', 'key', 'zone'],
    read: eachFollowedZone(({ changes, behindSinceSeconds }) =>
      behindSinceSeconds === undefined ? 0 : changes,
    ),
  },
];
