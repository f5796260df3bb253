// What is wrong according to the log, and no longer is according to the summary: the log says nothing of a secondary or an anchor
// that a reload has taken away, nor of one that it has made anew.

import { nameOfSecondary } from '../../../control/protocol/secondaries.ts';
import type { Summary } from '../../model/news.ts';
import { OwnEvent } from './own-events.ts';
import type { Standing } from './standing.ts';
import type { Standings } from './standings.ts';
import { keyOf, type Subject } from './subject.ts';

/** The log looks at secondaries every ten seconds, and has the first word. */
const patienceMs = 25_000;

export function settleBySummary(standings: Standings, summary: Summary, atMs: number): void {
  // Settling changes what is looked through.
  const settled = [...standings.all()].flatMap((standing) => {
    const verdict = isRipe(standing, atMs) ? verdictOn(standing.subject, summary) : 'stands';
    return verdict === 'stands' ? [] : [{ standing, verdict }];
  });
  for (const { standing, verdict } of settled)
    if (verdict === 'gone') standings.remove(keyOf(standing.subject), atMs);
    else standings.correct({ subject: standing.subject, wrongs: [], message: verdict.message }, atMs);
}

/** What the last run left may not have been found out again yet. */
function isRipe({ wrongs, event, atMs: foundMs }: Standing, atMs: number): boolean {
  // By its distance: the clock may have been set.
  return wrongs.length > 0 && event !== OwnEvent.resumed && Math.abs(atMs - foundMs) >= patienceMs;
}

type Verdict = 'stands' | 'gone' | { readonly message: string };

function verdictOn({ kind, name }: Subject, summary: Summary): Verdict {
  switch (kind) {
    case 'anchor':
      return summary.network.anchors.some(({ anchor }) => anchor === name) ? 'stands' : 'gone';
    case 'network':
      return summary.network.suspect === undefined
        ? { message: 'our own network is no longer suspect' }
        : 'stands';
    case 'secondary':
      return verdictOnSecondary(name, summary);
    default:
      return 'stands';
  }
}

function verdictOnSecondary(name: string, { secondaries }: Summary): Verdict {
  const { total, list } = secondaries ?? { total: 0, list: [] };
  const found = list.find((secondary) => name === nameOfSecondary(secondary));
  if (found === undefined && list.length === total) return 'gone';
  // Of very many, those that are behind come first.
  return found?.behindSinceSeconds === undefined ? { message: `${name} has all of its zones` } : 'stands';
}
