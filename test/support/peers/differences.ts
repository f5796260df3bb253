// Where two servers may answer differently, and by which RFC: each class names the servers that take the other reading. What
// no class explains is somebody's mistake.

import { RecordType } from '../../../src/wire/protocol.ts';
import type { DomainFacts } from './domain-facts.ts';
import type { DomainQuestion } from './domain-questions.ts';
import { type Chain, followChain } from './follow-chain.ts';
import type { Outcome, SaidRecord, SaidSection } from './read-outcome.ts';

export type Aspect = 'code' | 'AA' | 'TC' | 'bits' | 'OPT' | 'answer' | 'authority' | 'additional';

export interface Comparison {
  readonly question: DomainQuestion;
  readonly ours: Outcome;
  readonly theirs: Outcome;
  readonly facts: DomainFacts;
  /** What we say of another name or type, if that was asked too. */
  readonly sayOurs: (name: string, type: number) => Outcome | undefined;
}

export interface DifferenceClass {
  readonly what: string;
  readonly rfc: string;
  readonly servers: readonly string[];
  /** What it may explain where it applies. */
  readonly aspects: readonly Aspect[];
  applies(comparison: Comparison): boolean;
}

const { ANY, CNAME, DNAME, NS, NSEC, NSEC3 } = RecordType;
const everyone = ['BIND', 'Knot DNS', 'NSD'];
/** What every server follows. */
const linksMin = 5;
const outcome: readonly Aspect[] = ['code', 'answer', 'authority', 'additional'];

export const differenceClasses: readonly DifferenceClass[] = [
  {
    what: 'ANY is answered with one RRset, or with all of them',
    rfc: 'RFC 8482 §4.1',
    servers: everyone,
    aspects: ['TC', 'answer', 'authority', 'additional'],
    applies: ({ question: { name, type }, ours, theirs, sayOurs }) => {
      const [first] = ours.answer.values();
      if (type !== ANY || first === undefined) return false;
      if (isChoiceOf(ours, theirs)) return true;
      // Both have chosen, or nothing but ours fits: it must be what a question for the chosen type is answered with.
      const asked = sayOurs(name, first.type);
      return theirs.answer.size > 0 || theirs.isTruncated
        ? asked !== undefined && isChoiceOf(ours, asked)
        : false;
    },
  },
  {
    what: 'a chain goes on in another of our zones: we start over with all zones, they stay in the one they began in',
    rfc: 'RFC 1034 §4.3.2 step 3a',
    servers: ['BIND', 'Knot DNS'],
    aspects: outcome,
    applies: (comparison) => {
      const { ours, theirs } = chainsOf(comparison);
      const { facts } = comparison;
      const last = theirs.names.at(-2);
      const leaves = last !== undefined && facts.apexOf(theirs.end) !== facts.apexOf(last);
      return leaves && stopsShort(theirs, comparison.theirs, ours, facts);
    },
  },
  {
    what: 'a long chain is followed further by one than by the other',
    rfc: 'RFC 1034 §3.6.2, RFC 1035 §7.1',
    servers: everyone,
    aspects: outcome,
    applies: (comparison) => {
      const { ours, theirs } = chainsOf(comparison);
      const { facts } = comparison;
      return (
        (meetsAgain(ours, theirs) && stopsShort(theirs, comparison.theirs, ours, facts)) ||
        (ours.names.length > linksMin && stopsShort(ours, comparison.ours, theirs, facts)) ||
        (theirs.names.length > linksMin && stopsShort(theirs, comparison.theirs, ours, facts))
      );
    },
  },
  {
    what: 'a loop, or a chain without end, is an error, or left to the resolver to notice',
    rfc: 'RFC 1034 §3.6.2',
    servers: ['BIND'],
    aspects: ['code'],
    applies: (comparison) => {
      const { theirs } = chainsOf(comparison);
      const isEndless = theirs.isLoop || theirs.names.length > 11;
      return isEndless && comparison.ours.code === 0 && comparison.theirs.code === 2;
    },
  },
  {
    what: 'ANY below a DNAME: the CNAME made of it is an answer, or leads on',
    rfc: 'RFC 6672 §3.2, RFC 8482 §4.1',
    servers: ['BIND', 'NSD'],
    aspects: outcome,
    applies: (comparison) => {
      const { ours, theirs } = chainsOf(comparison);
      const isBelow = theirs.links[0]?.type === DNAME && theirs.rest.length === 0;
      return comparison.question.type === ANY && isBelow && isPrefix(theirs, ours);
    },
  },
  {
    what: 'NSEC and NSEC3 of an alias in an unsigned zone: beside the CNAME there could be one, or the CNAME speaks for all types',
    rfc: 'RFC 4034 §4, RFC 2181 §10.1',
    servers: everyone,
    aspects: outcome,
    applies: ({ question: { type }, ours, theirs }) =>
      (type === NSEC || type === NSEC3) && hasAlias(ours) !== hasAlias(theirs),
  },
  {
    what: 'the NS records of the zone come along with an answer, as a courtesy',
    rfc: 'RFC 1034 §6.2.1',
    servers: ['BIND', 'NSD'],
    aspects: ['authority', 'additional'],
    applies: (comparison) => {
      const { ours, theirs, facts } = comparison;
      const apex = facts.apexOf(chainsOf(comparison).theirs.end);
      return (
        apex !== undefined &&
        ours.authority.size === 0 &&
        theirs.answer.size > 0 &&
        facts.areHostsOf(apex, [...theirs.authority.values()]) &&
        areTrue(comparison)
      );
    },
  },
  {
    what: 'records that will be asked for next come along, or are left to be asked for, but for the glue of a referral',
    rfc: 'RFC 1034 §4.3.2 step 6, RFC 9460 §4.1, RFC 9471 §2',
    servers: everyone,
    aspects: ['additional'],
    applies: (comparison) => areTrue(comparison) && haveNeededGlue(comparison),
  },
];

function chainsOf({ question: { name, type }, ours, theirs }: Comparison) {
  return { ours: followChain(name, type, ours), theirs: followChain(name, type, theirs) };
}

/** Whole RRsets of what the other says is there. */
function isChoiceOf(ours: Outcome, theirs: Outcome): boolean {
  const types = new Set([...ours.answer.values()].map(({ owner, type }) => `${type} ${owner}`));
  const chosen = [...theirs.answer.values()].filter(({ owner, type }) => types.has(`${type} ${owner}`));
  return chosen.length === ours.answer.size && chosen.every(({ key }) => ours.answer.has(key));
}

/** Goes on with a DNAME that it has passed before, where the other ends. */
function meetsAgain({ links }: Chain, shorter: Chain): boolean {
  const next = links[shorter.links.length];
  return next?.type === DNAME && links.indexOf(next) < shorter.links.length;
}

function isPrefix(shorter: Chain, longer: Chain): boolean {
  return shorter.links.every(({ key }, index) => longer.links[index]?.key === key);
}

/** Says nothing, or refers to a child zone of ours, where the other goes on: with a link, records, or why there are none. */
function stopsShort(shorter: Chain, { authority }: Outcome, longer: Chain, facts: DomainFacts): boolean {
  const isSilent = [...authority.values()].every(({ owner, type }) => type === NS && facts.isApex(owner));
  return (
    isPrefix(shorter, longer) &&
    isSilent &&
    shorter.rest.length === 0 &&
    shorter.names.length <= longer.names.length
  );
}

function hasAlias({ answer }: Outcome): boolean {
  return [...answer.values()].some(({ type }) => type === CNAME);
}

/** Addresses, glue among them, or what a question for them is answered with. */
function areTrue({ ours, theirs, facts, sayOurs }: Comparison): boolean {
  return [...differing(ours.additional, theirs.additional)].every(
    (record) =>
      facts.isAddress(record) || sayOurs(record.owner, record.type)?.answer.has(record.key) === true,
  );
}

function* differing(a: SaidSection, b: SaidSection): Generator<SaidRecord> {
  for (const [key, record] of a) if (!b.has(key)) yield record;
  for (const [key, record] of b) if (!a.has(key)) yield record;
}

function haveNeededGlue({ ours, theirs, facts }: Comparison): boolean {
  const cut = [...ours.authority.values()].find(({ type }) => type === NS)?.owner;
  if (cut === undefined || facts.isApex(cut)) return true;
  return [ours, theirs].every(({ additional }) => facts.hasNeededGlue(cut, additional));
}
