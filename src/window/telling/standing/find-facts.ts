// What the window knows of targets and names, as facts that correct what the log said. What operators do by hand is no failure of a
// target, and what is unknown is neither good nor bad.

import type { NameFacts, NameRole, TargetFacts } from '../../model/news.ts';
import type { Fact } from './standings.ts';
import type { Wrong } from './subject.ts';

export function factOfTarget({ key, state, held, override, reason }: TargetFacts): Fact {
  const subject = { kind: 'target', name: key } as const;
  const because = reason === undefined ? '' : ` (${reason})`;
  // Drained or forced by somebody who knows about it.
  if (override !== undefined) return { subject, wrongs: [], message: `${key} is ${override}` };
  const down: readonly Wrong[] = state === 'down' ? ['down'] : [];
  if (held !== undefined)
    return { subject, wrongs: ['held', ...down], message: `${key} is held down for flapping` };
  if (state === 'unknown') return { subject, message: '' };
  return { subject, wrongs: down, message: `${key} is ${state}${because}` };
}

const wrongOfRole: Readonly<Record<NameRole, readonly Wrong[]>> = {
  candidates: [],
  backups: ['backup'],
  policy: ['policy'],
  nothing: ['empty'],
};

const messageOfRole: Readonly<Record<NameRole, string>> = {
  candidates: 'is answered as usual',
  backups: 'is answered with its backups',
  policy: 'is all down and answered by its policy',
  nothing: 'has no address left',
};

/** Until each of its targets has been probed, one may still turn out to be up. */
export function factOfName(
  { label, role, targets, isChecked }: NameFacts,
  targetOf: (key: string) => TargetFacts | undefined,
): Fact {
  const subject = { kind: 'name', name: label } as const;
  const isSettled = role === 'candidates' || targets.every((key) => targetOf(key)?.state !== 'unknown');
  if (!isSettled) return { subject, message: '' };
  return { subject, wrongs: isChecked ? wrongOfRole[role] : [], message: `${label} ${messageOfRole[role]}` };
}
