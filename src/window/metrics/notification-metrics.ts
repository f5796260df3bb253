// Who is told of news, and whether they take it.

import type { ReceiverStatus } from '../../control/protocol/notifications.ts';
import type { Metric } from './metric.ts';
import { writeLabels } from './write-labels.ts';

/** Two receivers may look the same without what is secret about them: they are one series. */
function eachReceiver(figure: (receiver: ReceiverStatus) => number): Metric['read'] {
  return ({ tick }) => {
    const sums = new Map<string, number>();
    for (const one of tick?.summary.notifications?.receivers ?? []) {
      const labels = writeLabels({ receiver: one.receiver, format: one.format });
      sums.set(labels, (sums.get(labels) ?? 0) + figure(one));
    }
    return [...sums].map(([labels, value]) => ({ labels, value }));
  };
}

export const notificationMetrics: readonly Metric[] = [
  {
    name: 'healthy_dns_notifications_failing',
    kind: 'gauge',
    help: 'Whether the receiver takes no notifications at the moment; of several that look alike, how many.',
    labels: ['receiver', 'format'],
    read: eachReceiver(({ failingSinceSeconds }) => (failingSinceSeconds === undefined ? 0 : 1)),
  },
  {
    name: 'healthy_dns_notifications_pending',
    kind: 'gauge',
    help: 'News that the receiver has not been told yet.',
    labels: ['receiver', 'format'],
    read: eachReceiver(({ pending }) => pending),
  },
  {
    name: 'healthy_dns_notifications_lost_total',
    kind: 'counter',
    help: 'News that the receiver refused to be told.',
    labels: ['receiver', 'format'],
    read: eachReceiver(({ lost }) => lost),
  },
];
