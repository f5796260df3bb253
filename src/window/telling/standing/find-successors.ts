// A check that is configured anew has another key, and its target is another one; to whoever is told, it is the same server.
// Pure.

import { endpointOf } from './subject.ts';

/** Which of the targets that have come stands in for each that is gone: of the same server, and of the same kind if there is one. */
export function findSuccessors(gone: Iterable<string>, come: Iterable<string>): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const target of come)
    for (const likeness of likenessesOf(target)) if (!first.has(likeness)) first.set(likeness, target);
  const successors = new Map<string, string>();
  for (const target of gone) {
    const [best, good] = likenessesOf(target);
    const successor = first.get(best) ?? first.get(good);
    if (successor !== undefined) successors.set(target, successor);
  }
  return successors;
}

function likenessesOf(target: string): readonly [best: string, good: string] {
  const endpoint = endpointOf(target);
  return [`${target.split(' ', 1)[0]} ${endpoint}`, endpoint];
}
