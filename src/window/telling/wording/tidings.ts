// A message before it is formatted: a title that a lock screen shows in full, and a text. Pure, and bounded however much there is to
// tell.

import { escapeCharacters } from '../../../base/quote.ts';
import type { News } from '../standing/find-changes.ts';
import { OwnEvent } from '../standing/own-events.ts';
import type { Standing } from '../standing/standing.ts';
import {
  endpointOf,
  rankOf,
  type Severity,
  type SubjectKind,
  severityOfWrong,
  worstOf,
} from '../standing/subject.ts';
import { cut, listNames, phraseFor, type Said } from './phrases.ts';
import { printLasting } from './print-lasting.ts';

export interface Tidings {
  readonly title: string;
  /** Lines. */
  readonly text: string;
  readonly severity: Severity;
  /** The worst first. */
  readonly news: readonly News[];
}

/** About as much of a title as phones show. */
const titleCharactersMax = 200;
/** More would be a log, not a message; the rest is counted. */
const linesMax = 12;
const lineCharactersMax = 300;

/** `standing`: all that is wrong now, told or not. */
export function composeTidings(unsorted: readonly News[], standing: readonly Standing[]): Tidings {
  const news = [...unsorted].sort(byUrgency);
  const clauses = clausesOf(news);
  const told = new Set(
    news.filter(({ kind }) => kind === 'begins' || kind === 'changes').map((one) => one.standing),
  );
  const left = standing.filter((one) => !told.has(one));
  const isOver = standing.length === 0;
  const title = joinClauses(clauses, titleCharactersMax);
  const lines = news
    .slice(0, linesMax)
    .map((one) => cut(escapeCharacters(printLine(one, news.length === 1)), lineCharactersMax));
  if (news.length > linesMax) lines.push(`and ${news.length - linesMax} more`);
  if (left.length > 0)
    lines.push(`Still: ${joinClauses(clausesOf(left.flatMap(asNews).sort(byUrgency)), lineCharactersMax)}`);
  return {
    title: escapeCharacters(isOver ? cut(`All well: ${title}`, titleCharactersMax) : title),
    text: lines.join('\n'),
    severity: worstOf(news.map(severityOf)),
    news,
  };
}

export function severityOf({ kind, standing, wrong }: News): Severity {
  return kind === 'ends' || kind === 'passed' ? 'info' : severityOfWrong(standing.subject, wrong);
}

export function lastedMsOf(news: News): number {
  return news.kind === 'passed' ? news.lastedMs : Math.max(0, news.standing.atMs - news.sinceMs);
}

function asNews(standing: Standing): readonly News[] {
  const {
    wrongs: [wrong],
    sinceMs,
  } = standing;
  return wrong === undefined ? [] : [{ kind: 'begins', standing, wrong, sinceMs }];
}

const tenses = { begins: 'is', changes: 'is', ends: 'over', passed: 'was' } as const;
const order = ['is', 'over', 'gone', 'was'];

function tenseOf({ kind, standing }: News): Said['tense'] {
  return kind === 'ends' && standing.event === OwnEvent.removed ? 'gone' : tenses[kind];
}

/** What is wrong, then what is over, then what has passed; the worst of each first, then by name. */
function byUrgency(a: News, b: News): number {
  return (
    order.indexOf(tenseOf(a)) - order.indexOf(tenseOf(b)) ||
    rankOf(a.standing.subject, a.wrong) - rankOf(b.standing.subject, b.wrong) ||
    compare(a.standing.subject.name, b.standing.subject.name)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Group {
  readonly said: Said;
  /** Two checks of one server are one name. */
  readonly names: Set<string>;
  shortestMs: number;
  longestMs: number;
}

function clausesOf(news: readonly News[]): readonly string[] {
  const groups = new Map<string, Group>();
  for (const one of news) {
    const { kind: subjectKind, name } = one.standing.subject;
    const tense = tenseOf(one);
    const { wrong } = one;
    const key =
      tense === 'over' || tense === 'gone' ? `${tense} ${subjectKind}` : `${tense} ${subjectKind} ${wrong}`;
    const group = groups.get(key) ?? {
      said: { subjectKind, wrong, tense },
      names: new Set(),
      shortestMs: Number.POSITIVE_INFINITY,
      longestMs: 0,
    };
    groups.set(key, group);
    group.names.add(shortNameOf(subjectKind, name));
    group.shortestMs = Math.min(group.shortestMs, lastedMsOf(one));
    group.longestMs = Math.max(group.longestMs, lastedMsOf(one));
  }
  return [...groups.values()].map(printGroup);
}

/** Of a target, its endpoint: the text has the kind of check and its settings. */
function shortNameOf(kind: SubjectKind, name: string): string {
  return kind === 'target' ? endpointOf(name) : name;
}

function printGroup({ said, names, shortestMs, longestMs }: Group): string {
  const phrase = phraseFor(said, [...names]);
  if (said.tense === 'is' || said.tense === 'gone') return phrase;
  const longest = printLasting(longestMs);
  const isSame = printLasting(shortestMs) === longest;
  return `${phrase} ${said.tense === 'was' ? 'for' : 'after'} ${isSame ? '' : 'up to '}${longest}`;
}

function joinClauses(clauses: readonly string[], charactersMax: number): string {
  let joined = '';
  for (const [index, clause] of clauses.entries()) {
    const longer = index === 0 ? clause : `${joined}; ${clause}`;
    if (longer.length > charactersMax) return cut(index === 0 ? longer : `${joined}; …`, charactersMax);
    joined = longer;
  }
  return joined;
}

function printLine(news: News, isAlone: boolean): string {
  const { event, subject } = news.standing;
  const message = (isAlone ? undefined : printTarget(news.standing)) ?? news.standing.message;
  switch (news.kind) {
    case 'begins':
    case 'changes':
      return message;
    case 'ends':
      return event === OwnEvent.removed ? message : `${message}, after ${printLasting(lastedMsOf(news))}`;
    case 'passed': {
      const was = phraseFor({ subjectKind: subject.kind, wrong: news.wrong, tense: 'was' }, [subject.name]);
      const times = news.times === 1 ? '' : `, ${news.times} times`;
      return `${was} for ${printLasting(news.lastedMs)}${times}`;
    }
  }
}

/**
 * `tcp 192.0.2.1:80 of www is down (refused)`. The log goes on to say how many addresses its names have left, which is not so any
 * more when others went after it; among several it would contradict them.
 */
function printTarget({ subject, fields }: Standing): string | undefined {
  const { state, reason, names, nameCount } = fields;
  if (subject.kind !== 'target' || typeof state !== 'string' || typeof reason !== 'string') return undefined;
  const labels = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  const count = typeof nameCount === 'number' ? Math.max(nameCount, labels.length) : labels.length;
  const owners = labels.length === 0 ? '' : ` of ${listNames(labels, count)}`;
  return `${subject.name}${owners} is ${state} (${reason})`;
}
