// The newest facts about targets and names, and which names use a target. Refuses to know who is told of a change.

import type { Gone, NameFacts, News, TargetFacts, TargetNews } from './news.ts';

/** What changed. */
export interface FactChanges {
  readonly targets: readonly TargetFacts[];
  readonly names: readonly NameFacts[];
  readonly gone: Gone;
}

type Shape = Pick<Extract<News, { readonly kind: 'shape' }>, 'targets' | 'names'>;

const nobody: readonly string[] = [];

export class FactTable {
  #targets: Map<string, TargetFacts> = new Map();
  #names: Map<string, NameFacts> = new Map();
  /** Names by the key of a target. */
  #users: ReadonlyMap<string, readonly string[]> = new Map();

  /** By key. */
  get targets(): ReadonlyMap<string, TargetFacts> {
    return this.#targets;
  }

  /** By full name. */
  get names(): ReadonlyMap<string, NameFacts> {
    return this.#names;
  }

  /** These and no others from now on. Facts that stay the same are not reported as changed. */
  replace({ targets, names }: Shape): FactChanges {
    const before = { targets: this.#targets, names: this.#names };
    this.#names = new Map(names.map((name) => [name.name, name]));
    this.#users = usersOf(this.#names.values());
    this.#targets = new Map(targets.map((target) => [target.key, this.#complete(target)]));
    return {
      targets: differing(before.targets, this.#targets),
      names: differing(before.names, this.#names),
      gone: { targets: missing(before.targets, this.#targets), names: missing(before.names, this.#names) },
    };
  }

  /** Adds, replaces and removes. */
  change(targets: readonly TargetNews[], names: readonly NameFacts[], gone: Gone): FactChanges {
    for (const key of gone.targets) this.#targets.delete(key);
    for (const name of gone.names) this.#names.delete(name);
    let isMoved = gone.names.length > 0;
    for (const facts of names) {
      isMoved ||= !areSame(this.#names.get(facts.name)?.targets, facts.targets);
      this.#names.set(facts.name, facts);
    }
    if (isMoved) this.#users = usersOf(this.#names.values());
    const completed = targets.map((target) => this.#complete(target));
    for (const target of completed) this.#targets.set(target.key, target);
    return { targets: isMoved ? [...completed, ...this.#updateUsers()] : completed, names, gone };
  }

  /** Targets whose users changed. */
  #updateUsers(): readonly TargetFacts[] {
    const updated: TargetFacts[] = [];
    for (const [key, target] of this.#targets) {
      const names = this.#users.get(key);
      if (names === undefined || areSame(names, target.names)) continue;
      const next = { ...target, names };
      this.#targets.set(key, next);
      updated.push(next);
    }
    return updated;
  }

  #complete(target: TargetNews): TargetFacts {
    return { ...target, names: target.names ?? this.#users.get(target.key) ?? nobody };
  }
}

function usersOf(names: Iterable<NameFacts>): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { name, targets } of names) {
    for (const key of targets) {
      const known = users.get(key);
      if (known === undefined) users.set(key, [name]);
      else known.push(name);
    }
  }
  return users;
}

function areSame(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a !== undefined && a.length === b.length && a.every((text, index) => text === b[index]);
}

function differing<Fact>(before: ReadonlyMap<string, Fact>, after: ReadonlyMap<string, Fact>): Fact[] {
  return [...after]
    .filter(([key, fact]) => JSON.stringify(before.get(key)) !== JSON.stringify(fact))
    .map(([, fact]) => fact);
}

function missing(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] {
  return [...before.keys()].filter((key) => !after.has(key));
}
