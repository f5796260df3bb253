// Entries of the log -> what they say of a subject: what is wrong with it from now on, and what no longer is. Entries that are
// no news to anybody outside are none here.

import type { Happening } from '../../model/news.ts';
import type { Subject, SubjectKind, Wrong } from './subject.ts';

export interface Turn {
  readonly subject: Subject;
  readonly begins: readonly Wrong[];
  readonly ends: readonly Wrong[] | 'all';
  /** Something that is wrong and has got worse is news again: the days that a certificate has left. */
  readonly stage?: number;
}

type Read = (fields: Happening['fields'], atMs: number) => Turn | undefined;

const readers: Readonly<Record<string, Read>> = {
  'target-down': about('target', 'target', { begins: ['down'] }),
  'target-up': about('target', 'target', { ends: ['down'] }),
  'target-held': about('target', 'target', { begins: ['held'] }),
  'target-steady': ({ target, state }) =>
    turn('target', target, state === 'down' ? { begins: ['down'], ends: ['held'] } : { ends: 'all' }),
  'hold-ended': about('target', 'target', { ends: ['held'] }),
  'name-empty': ofName('empty'),
  'name-on-policy': ofName('policy'),
  'name-on-backup': ofName('backup'),
  'name-restored': ofName(),
  'own-network-suspect': () => turn('network', '', { begins: ['suspect'] }),
  'own-network-back': () => turn('network', '', { ends: 'all' }),
  'anchor-failing': about('anchor', 'target', { begins: ['failing'] }),
  'anchor-back': about('anchor', 'target', { ends: 'all' }),
  'signatures-late': () => turn('signatures', '', { begins: ['late'] }),
  'signatures-expired': () => turn('signatures', '', { begins: ['expired'], ends: 'all' }),
  'signatures-fresh': () => turn('signatures', '', { ends: 'all' }),
  'secondary-behind': about('secondary', 'secondary', { begins: ['behind'] }),
  'secondary-back': about('secondary', 'secondary', { ends: 'all' }),
  'certificate-expiring': ({ expiresSeconds }, atMs) =>
    turn('certificate', '', { begins: ['expiring'], ends: 'all', stage: stageOf(expiresSeconds, atMs) }),
  'certificate-expired': () => turn('certificate', '', { begins: ['expired'], ends: 'all' }),
  'certificate-renewed': () => turn('certificate', '', { ends: 'all' }),
};

/** Days before the end of a certificate at which it is said again: whoever put it off once may do it again. */
const certificateStages = [1, 3, 7, 14];
const dayMs = 86_400_000;

export function readTurn({ event, fields, atMs }: Happening): Turn | undefined {
  return Object.hasOwn(readers, event) ? readers[event]?.(fields, atMs) : undefined;
}

type Effect = Partial<Omit<Turn, 'subject'>>;

function about(kind: SubjectKind, field: string, effect: Effect): Read {
  return (fields) => turn(kind, fields[field], effect);
}

/** What was wrong with a name is over once something else is: it has one source of answers at a time. */
function ofName(wrong?: Wrong): Read {
  return ({ names }) =>
    turn('name', Array.isArray(names) ? names[0] : undefined, {
      ends: 'all',
      ...(wrong && { begins: [wrong] }),
    });
}

function turn(kind: SubjectKind, name: unknown, { begins = [], ends = [], stage }: Effect): Turn | undefined {
  if (typeof name !== 'string') return undefined;
  return { subject: { kind, name }, begins, ends, ...(stage !== undefined && { stage }) };
}

function stageOf(expiresSeconds: unknown, atMs: number): number {
  const days = typeof expiresSeconds === 'number' ? (expiresSeconds * 1000 - atMs) / dayMs : 0;
  return certificateStages.find((stage) => days <= stage) ?? certificateStages.at(-1) ?? 0;
}
