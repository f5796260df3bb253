// Compares our reply to each question with another server's, and has every difference explained, or reports it.

import { type Aspect, type Comparison, differenceClasses } from './differences.ts';
import type { DomainFacts } from './domain-facts.ts';
import { showName } from './domain-names.ts';
import type { DomainQuestion } from './domain-questions.ts';
import type { Outcome, SaidSection } from './read-outcome.ts';

export interface Tally {
  /** Questions answered alike in every respect. */
  readonly alike: number;
  /** Questions by the class of a difference, each with its RFC. */
  readonly explained: ReadonlyMap<string, number>;
  /** What nothing explains, to be read by a person. */
  readonly unexplained: readonly string[];
}

export interface ServersCompared {
  readonly questions: readonly DomainQuestion[];
  readonly ours: readonly Outcome[];
  readonly theirs: readonly Outcome[];
  /** The other server's name. */
  readonly server: string;
  readonly facts: DomainFacts;
}

export function compareServers({ questions, ours, theirs, server, facts }: ServersCompared): Tally {
  const places = new Map(questions.map((question, at) => [placeOf(question), at]));
  const explained = new Map<string, number>();
  const unexplained: string[] = [];
  let alike = 0;
  for (const [at, question] of questions.entries()) {
    const [mine, other] = [ours[at], theirs[at]];
    if (mine === undefined || other === undefined) throw new Error('every question has a reply');
    const sayOurs = (name: string, type: number) =>
      ours[places.get(placeOf({ ...question, name, type })) ?? ours.length];
    const comparison = { question, ours: mine, theirs: other, facts, sayOurs };
    const differing = findDifferences(mine, other);
    if (differing.length === 0) alike++;
    const left = explain(comparison, server, differing, explained);
    if (left.length > 0) unexplained.push(show(comparison, server, left));
  }
  return { alike, explained, unexplained };
}

function placeOf({ name, type, dnssecOk }: DomainQuestion): string {
  return `${type} ${dnssecOk} ${name}`;
}

function findDifferences(a: Outcome, b: Outcome): Aspect[] {
  const found: Aspect[] = [];
  if (a.code !== b.code) found.push('code');
  if (a.isAuthoritative !== b.isAuthoritative) found.push('AA');
  if (a.isTruncated !== b.isTruncated) found.push('TC');
  if (a.resolverBits !== b.resolverBits) found.push('bits');
  if (a.hasOpt !== b.hasOpt) found.push('OPT');
  // What is left of a truncated reply is not to be used (RFC 2181 §9).
  if (a.isTruncated || b.isTruncated) return found;
  for (const section of ['answer', 'authority', 'additional'] as const)
    if (!areSame(a[section], b[section])) found.push(section);
  return found;
}

export function areSame(a: SaidSection, b: SaidSection): boolean {
  return a.size === b.size && [...a.keys()].every((key) => b.has(key));
}

/** What remains without explanation. */
function explain(
  comparison: Comparison,
  server: string,
  differing: readonly Aspect[],
  explained: Map<string, number>,
): readonly Aspect[] {
  let left = differing;
  for (const { what, rfc, servers, aspects, applies } of differenceClasses) {
    const rest = left.filter((aspect) => !aspects.includes(aspect));
    if (rest.length === left.length || !servers.includes(server) || !applies(comparison)) continue;
    const key = `${what} (${rfc})`;
    explained.set(key, (explained.get(key) ?? 0) + 1);
    left = rest;
  }
  return left;
}

function show({ question, ours, theirs }: Comparison, server: string, aspects: readonly Aspect[]): string {
  const { name, type, dnssecOk } = question;
  return [
    `${showName(name)} ${type}${dnssecOk ? ' DO' : ''} differs in ${aspects}`,
    `  ours: ${showOutcome(ours)}`,
    `  ${server}: ${showOutcome(theirs)}`,
  ].join('\n');
}

function showOutcome(outcome: Outcome): string {
  const { code, isAuthoritative, isTruncated, answer, authority, additional } = outcome;
  const sections = Object.entries({ answer, authority, additional }).map(
    ([title, section]) => `${title} ${showSection(section)}`,
  );
  return [
    `code ${code}`,
    ...(isAuthoritative ? ['AA'] : []),
    ...(isTruncated ? ['TC'] : []),
    ...sections,
  ].join(', ');
}

function showSection(section: SaidSection): string {
  const records = [...section.values()].map(
    ({ owner, ttl, type, data }) =>
      `${showName(owner)} ${ttl} ${type} ${Buffer.from(data, 'latin1').toString('hex')}`,
  );
  return `[${records.sort().join('; ')}]`;
}
