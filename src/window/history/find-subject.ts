// Who is meant by a text as people write it: a name, a target's key, or an address with or without its port. Refuses to know
// what is asked about it.

import { fail, type Result, succeed } from '../../base/result.ts';
import { suggestWord } from '../../config/findings/suggest.ts';
import { parseEndpoint } from '../../wire/endpoint.ts';
import { parseIpAddress } from '../../wire/ip-address.ts';
import { findNames } from '../model/find-names.ts';
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
  model: FoundModel,
  past: Iterable<Subject>,
): Result<Subject, NotFound> {
  const wanted = text.trim();
  const found = [...findNow(wanted, model)];
  const all = found.length > 0 ? found : findPast(wanted, [...past]);
  const [subject] = all;
  if (subject === undefined) {
    const names = [...model.names.values()].flatMap(({ name, label }) => [name, label]);
    const near = suggestWord(wanted.toLowerCase(), [...model.targets.keys(), ...names]);
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

type FoundModel = Pick<WindowModel, 'targets' | 'names' | 'summary'>;

function findNow(wanted: string, model: FoundModel): readonly Subject[] {
  if (model.targets.has(wanted)) return [{ kind: 'target', key: wanted }];
  const names = findNames(wanted, model);
  if (names.length > 0) return names.map(({ name }) => ({ kind: 'name', key: name }));
  return targetsAt(wanted, model.targets.keys());
}

/** Where the zone of a name ended is not known any more. */
function findPast(wanted: string, past: readonly Subject[]): readonly Subject[] {
  const lower = wanted.toLowerCase();
  const exact = past.filter(({ kind, key }) =>
    kind === 'target' ? key === wanted : key === lower || key === `${lower}.`,
  );
  if (exact.length > 0) return exact;
  const beginning = past.filter(({ kind, key }) => kind === 'name' && key.startsWith(`${lower}.`));
  if (beginning.length > 0) return beginning;
  return targetsAt(
    wanted,
    past.filter(({ kind }) => kind === 'target').map(({ key }) => key),
  );
}

function targetsAt(wanted: string, keys: Iterable<string>): readonly Subject[] {
  return [...keys].filter((key) => isAt(key, wanted)).map((key) => ({ kind: 'target', key }));
}

/** A key begins with the kind of check and where it is made: `tcp 192.0.2.1:8080`. */
function isAt(key: string, wanted: string): boolean {
  const at = parseEndpoint(key.split(' ', 2)[1] ?? '');
  if (at === undefined) return false;
  const endpoint = parseEndpoint(wanted);
  if (endpoint !== undefined) return endpoint.address.text === at.address.text && endpoint.port === at.port;
  return parseIpAddress(wanted.replace(/^\[(.*)\]$/, '$1'))?.text === at.address.text;
}
