// Who is meant by a text as people write it: a name, a target's key, or an address with or without its port. Refuses to know
// what is asked about it.

import { fail, type Result, succeed } from '../../base/result.ts';
import { suggestWord } from '../../config/findings/suggest.ts';
import { parseEndpoint } from '../../wire/endpoint.ts';
import { parseIpAddress } from '../../wire/ip-address.ts';
import type { WindowModel } from '../model/window-model.ts';
import type { Subject } from './shelves.ts';

export interface NotFound {
  readonly kind: 'unknown' | 'ambiguous';
  readonly error: string;
}

/** More would fill the screen. */
const listedMax = 10;

/** Those that are configured now come before those that only have a past. */
export function findSubject(
  text: string,
  model: Pick<WindowModel, 'targets' | 'names'>,
  past: Iterable<Subject>,
): Result<Subject, NotFound> {
  const wanted = text.trim();
  const now = [...subjectsOf(model)];
  const found = match(wanted, now, model);
  const all = found.length > 0 ? found : match(wanted, [...past], model);
  const [subject] = all;
  if (subject === undefined) {
    const known = [...now.map(({ key }) => key), ...[...model.names.values()].map(({ label }) => label)];
    const near = suggestWord(wanted.toLowerCase(), known);
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    return fail({ kind: 'unknown', error: `nothing is known of "${wanted}"${hint}` });
  }
  if (all.length === 1) return succeed(subject);
  const listed = all.slice(0, listedMax).map(({ key }) => `"${key}"`);
  const more = all.length > listedMax ? [`${all.length - listedMax} more`] : [];
  return fail({
    kind: 'ambiguous',
    error: `"${wanted}" may be ${[...listed, ...more].join(', ')}: give one of them`,
  });
}

function* subjectsOf({ targets, names }: Pick<WindowModel, 'targets' | 'names'>): Generator<Subject> {
  for (const key of targets.keys()) yield { kind: 'target', key };
  for (const key of names.keys()) yield { kind: 'name', key };
}

function match(
  wanted: string,
  subjects: readonly Subject[],
  { names }: Pick<WindowModel, 'names'>,
): readonly Subject[] {
  const lower = wanted.toLowerCase();
  const isExact = ({ kind, key }: Subject) =>
    kind === 'target' ? key === wanted : key === lower || key === `${lower}.`;
  const exact = subjects.filter(isExact);
  if (exact.length > 0) return exact;
  const labelled = subjects.filter(
    ({ kind, key }) => kind === 'name' && names.get(key)?.label.toLowerCase() === lower,
  );
  if (labelled.length > 0) return labelled;
  return subjects.filter(({ kind, key }) => kind === 'target' && isAt(key, wanted));
}

/** A key begins with the kind of check and where it is made: `tcp 192.0.2.1:8080`. */
function isAt(key: string, wanted: string): boolean {
  const at = parseEndpoint(key.split(' ', 2)[1] ?? '');
  if (at === undefined) return false;
  const endpoint = parseEndpoint(wanted);
  if (endpoint !== undefined) return endpoint.address.text === at.address.text && endpoint.port === at.port;
  return parseIpAddress(wanted.replace(/^\[(.*)\]$/, '$1'))?.text === at.address.text;
}
