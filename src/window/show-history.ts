// Adapts history to what the page asks for. Refuses to know about pages.

import type { History } from './history/history.ts';
import type { Subject } from './history/shelves.ts';
import type { LatencySeries, PageHistory, Subject as PageSubject, Span } from './page/parts/page-history.ts';

export function showHistory({ past }: Pick<History, 'past'>): PageHistory {
  return {
    availability: (subject, span, parts) => past.availability(subjectOf(subject), inSeconds(span), parts),
    latency: (key, span, parts) => past.latency({ kind: 'target', key }, inSeconds(span), parts),
    async latencySeries(key, span, pointsMax): Promise<LatencySeries> {
      const { series } = await past.series({ kind: 'target', key }, { ...inSeconds(span), pointsMax });
      const { fromSeconds, stepSeconds, meanMs, maxMs } = series;
      return { atSeconds: meanMs.map((_, part) => fromSeconds + part * stepSeconds), meanMs, maxMs };
    },
    changes: (subject, max) =>
      past.changes(subjectOf(subject), { fromSeconds: 0, toSeconds: Number.POSITIVE_INFINITY }, max),
  };
}

function subjectOf(subject: PageSubject): Subject {
  return subject.kind === 'name' ? { kind: 'name', key: subject.name } : subject;
}

function inSeconds({ fromMs, toMs }: Span): { readonly fromSeconds: number; readonly toSeconds: number } {
  return { fromSeconds: Math.floor(fromMs / 1000), toSeconds: Math.floor(toMs / 1000) };
}
