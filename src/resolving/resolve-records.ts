// A question -> its records, along aliases, or that there are none and for how long (RFC 2308). Refuses to know servers: `ask`
// brings messages.

import { fail, type Result, succeed } from '../base/result.ts';
import { isAtOrBelow, type Name, printName } from '../wire/name.ts';
import { RecordClass, RecordType, ResponseCode } from '../wire/protocol.ts';
import type { Message, MessageRecord } from '../wire/read-message.ts';
import { readSoaMinimumSeconds, readTarget } from '../wire/read-rdata.ts';
import type { LookupProblem } from './lookup-problem.ts';
import type { Question } from './make-query.ts';

export type Ask = (question: Question) => Promise<Result<Message, LookupProblem>>;

export type Answer = FoundRecords | NoRecords;

export interface FoundRecords {
  readonly kind: 'found';
  /** At least one, all of the type asked for. */
  readonly records: readonly MessageRecord[];
  /** The smallest on the way, aliases included. */
  readonly ttlSeconds: number;
  /** What the server expected to be asked next. */
  readonly additionals: readonly MessageRecord[];
}

export interface NoRecords {
  readonly kind: 'absent';
  /** Neither the name nor any name below it exists (RFC 8020). */
  readonly isNameAbsent: boolean;
  /** 0 when the server did not say (RFC 2308 §5). */
  readonly ttlSeconds: number;
}

/** A longer chain of aliases is a mistake, or a circle. */
const aliasesMax = 8;

export async function resolveRecords(question: Question, ask: Ask): Promise<Result<Answer, LookupProblem>> {
  let { name } = question;
  let aliases = 0;
  let ttlSeconds = Number.POSITIVE_INFINITY;
  for (;;) {
    const asked = name;
    const message = await ask({ name, type: question.type });
    if (!message.ok) return message;
    for (;;) {
      const records = recordsOf(message.value, name, question.type);
      if (records.length > 0) {
        ttlSeconds = Math.min(ttlSeconds, ...records.map((record) => record.ttlSeconds));
        return succeed({ kind: 'found', records, ttlSeconds, additionals: message.value.additionals });
      }
      const [alias] = recordsOf(message.value, name, RecordType.CNAME);
      const target = alias === undefined ? undefined : readTarget(alias.rdata);
      if (alias === undefined || target === undefined) break;
      if (++aliases > aliasesMax) return fail(tooManyAliases(question.name));
      ttlSeconds = Math.min(ttlSeconds, alias.ttlSeconds);
      name = target;
    }
    const denial = readDenial(message.value, name, ttlSeconds);
    if (denial !== undefined) return succeed(denial);
    // The target of an alias that the server did not follow is asked for by its own name.
    if (name === asked) return fail(referred(name));
  }
}

function recordsOf({ answers }: Message, owner: Name, wanted: number): readonly MessageRecord[] {
  return answers.filter(
    (record) => record.owner === owner && record.type === wanted && record.class === RecordClass.IN,
  );
}

/** Undefined when the message says neither yes nor no, as a referral does. */
function readDenial(message: Message, name: Name, ttlOfAliases: number): NoRecords | undefined {
  const isNameAbsent = message.responseCode === ResponseCode.NXDOMAIN;
  const soa = message.authorities.find(
    ({ type, owner }) => type === RecordType.SOA && isAtOrBelow(name, owner),
  );
  const minimum = soa === undefined ? undefined : readSoaMinimumSeconds(soa.rdata);
  if (soa !== undefined && minimum !== undefined) {
    const ttlSeconds = Math.min(soa.ttlSeconds, minimum, ttlOfAliases);
    return { kind: 'absent', isNameAbsent, ttlSeconds };
  }
  const isReferral = message.authorities.some(({ type }) => type === RecordType.NS);
  const leadsOn = message.answers.length > 0;
  if (!isNameAbsent && (isReferral || leadsOn)) return undefined;
  return { kind: 'absent', isNameAbsent, ttlSeconds: 0 };
}

function tooManyAliases(name: Name): LookupProblem {
  return {
    kind: 'malformed',
    detail: `${printName(name)} is an alias of an alias, more than ${aliasesMax} times`,
  };
}

function referred(name: Name): LookupProblem {
  return {
    kind: 'server-failure',
    detail: `the name server neither knows ${printName(name)} nor looks it up for others`,
  };
}
