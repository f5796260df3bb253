// The daemon itself: its build, what it thinks of its network, its configuration, and what of all this has no
// series.

import type { Summary } from '../model/news.ts';
import { type Metric, one, type Reading, yesNo } from './metric.ts';
import type { Scrape } from './scrape.ts';
import { writeLabels } from './write-labels.ts';

function said(figure: (summary: Summary) => number | undefined): Metric['read'] {
  return ({ tick }) => one(tick && figure(tick.summary));
}

function* readAnchors({ tick }: Scrape): Generator<Reading> {
  for (const { anchor, isUp } of tick?.summary.network.anchors ?? [])
    if (isUp !== undefined) yield { labels: writeLabels({ anchor }), value: yesNo(isUp) };
}

function readBuild({ tick }: Scrape): readonly Reading[] {
  if (tick === undefined) return [];
  const { version, udp } = tick.summary;
  const node = process.versions.node;
  return [{ labels: writeLabels({ version, node, udp_engine: udp.engine }), value: 1 }];
}

function readUpdates({ tick }: Scrape): readonly Reading[] {
  if (tick === undefined) return [];
  const { done = 0, refused = 0, unmet = 0, failed = 0 } = tick.summary.updates ?? {};
  return Object.entries({ done, refused, unmet, failed }).map(([outcome, value]) => ({
    labels: writeLabels({ outcome }),
    value,
  }));
}

const kinds = {
  target: writeLabels({ kind: 'target' }),
  name: writeLabels({ kind: 'name' }),
  zone: writeLabels({ kind: 'zone' }),
};

function readOmitted({ tick, targets, names, shown }: Scrape): readonly Reading[] {
  if (targets === undefined || names === undefined) return [];
  const zones = tick?.summary.hostedZones ?? [];
  return [
    { labels: kinds.target, value: targets.length - shown.targets.length },
    { labels: kinds.name, value: names.length - shown.names.length },
    { labels: kinds.zone, value: zones.length - shown.zones.length },
  ];
}

export const daemonMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_build_info',
    kind: 'info',
    help: 'Version of healthy-dns and Node, and how datagrams are received: always 1.',
    labels: ['version', 'node', 'udp_engine'],
    read: readBuild,
  },
  {
    name: 'healthy_dns_last_news_timestamp_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'When the main thread last told what it knows, in Unix time; it does so every second.',
    labels: [],
    read: ({ tick }) => one(tick && tick.atMs / 1000),
  },
  {
    name: 'healthy_dns_series_omitted',
    kind: 'gauge',
    help: 'Targets, checked names and zones without series of their own, since there are more than --metrics-names allows.',
    labels: ['kind'],
    read: readOmitted,
  },
  {
    name: 'healthy_dns_config_stale',
    kind: 'gauge',
    help: 'Whether the last good configuration is served because the current one has errors.',
    labels: [],
    read: said(({ lastGood }) => yesNo(lastGood !== undefined)),
  },
  {
    name: 'healthy_dns_overrides',
    kind: 'gauge',
    help: 'Drains and forced verdicts in effect.',
    labels: [],
    read: said(({ overrides }) => overrides.length),
  },
  {
    name: 'healthy_dns_network_suspect',
    kind: 'gauge',
    help: 'Whether our own network is suspect, so that verdicts are frozen.',
    labels: [],
    read: said(({ network }) => yesNo(network.suspect !== undefined)),
  },
  {
    name: 'healthy_dns_anchor_up',
    kind: 'gauge',
    help: 'Whether the last probe of the anchor succeeded.',
    labels: ['anchor'],
    read: readAnchors,
  },
  {
    name: 'healthy_dns_hosts',
    kind: 'gauge',
    help: 'Backends given by host name.',
    labels: [],
    read: said(({ hosts }) => hosts?.length ?? 0),
  },
  {
    name: 'healthy_dns_hosts_failing',
    kind: 'gauge',
    help: 'Backends given by host name whose lookups fail or find no address; the addresses of before stay in use.',
    labels: [],
    read: said(({ hosts }) => hosts?.filter(({ problem }) => problem !== undefined).length ?? 0),
  },
  {
    name: 'healthy_dns_updates_total',
    kind: 'counter',
    help: 'Dynamic updates, by outcome.',
    labels: ['outcome'],
    read: readUpdates,
  },
  {
    name: 'healthy_dns_tls_certificate_expiry_timestamp_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'When the certificate for DNS over TLS expires, in Unix time.',
    labels: [],
    read: said(({ tls }) => tls?.certificate?.expiresSeconds),
  },
  {
    name: 'healthy_dns_descriptors_short',
    kind: 'gauge',
    help: 'Whether the limit on open files is below what the configuration needs.',
    labels: [],
    read: said(({ descriptors }) => yesNo(descriptors !== undefined)),
  },
];
