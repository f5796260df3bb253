// Names in which health has a say: in total always, each by itself where there are not too many.

import type { NameFacts, NameRole } from '../model/news.ts';
import { type Metric, type Reading, yesNo } from './metric.ts';
import type { Scrape } from './scrape.ts';
import { writeLabels } from './write-labels.ts';

const roles = (['candidates', 'backups', 'policy', 'nothing'] as const satisfies readonly NameRole[]).map(
  (role) => ({ role, labels: writeLabels({ source: role }) }),
);

function eachName(figure: (name: NameFacts) => number): Metric['read'] {
  return function* ({ shown }) {
    for (const { facts, labels } of shown.names) yield { labels, value: figure(facts) };
  };
}

function countByRole({ names }: Scrape): readonly Reading[] {
  if (names === undefined) return [];
  const counts = new Map<NameRole, number>();
  for (const { role } of names) counts.set(role, (counts.get(role) ?? 0) + 1);
  return roles.map(({ role, labels }) => ({ labels, value: counts.get(role) ?? 0 }));
}

function* readRoles({ shown }: Scrape): Generator<Reading> {
  for (const { facts, labels: name } of shown.names)
    for (const { role, labels } of roles)
      yield { labels: `${name},${labels}`, value: yesNo(facts.role === role) };
}

export const nameMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_names',
    kind: 'gauge',
    help: 'Checked names, by where their answers come from: the candidates that are up, backups, the policy for when all are down, or nothing.',
    labels: ['source'],
    read: countByRole,
  },
  {
    name: 'healthy_dns_name_healthy',
    kind: 'gauge',
    help: 'Candidates of the name that are up.',
    labels: ['zone', 'name'],
    read: eachName(({ healthy }) => healthy),
  },
  {
    name: 'healthy_dns_name_required',
    kind: 'gauge',
    help: 'Candidates that must be up for the name to be answered with them.',
    labels: ['zone', 'name'],
    read: eachName(({ healthyMin }) => healthyMin),
  },
  {
    name: 'healthy_dns_name_candidates',
    kind: 'gauge',
    help: 'Candidates that the name has, up or not.',
    labels: ['zone', 'name'],
    read: eachName(({ candidates }) => candidates),
  },
  {
    name: 'healthy_dns_name_addresses',
    kind: 'gauge',
    help: 'Addresses that the name is answered with now.',
    labels: ['zone', 'name'],
    read: eachName(({ addresses }) => addresses.length),
  },
  {
    name: 'healthy_dns_name_answered_by',
    kind: 'gauge',
    help: 'Where the answers of the name come from now: 1 for that source, 0 for the others.',
    labels: ['zone', 'name', 'source'],
    read: readRoles,
  },
];
