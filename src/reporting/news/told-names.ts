// Which names the window has been told of, since when each has been answered as it is, and which targets they use. Refuses to know
// how anything is told.

import { type Resolution, targetsOf } from '../../health/deciding/resolution.ts';
import type { Target } from '../../health/target.ts';
import type { NameRole } from '../../window/model/news.ts';
import type { Name } from '../../wire/name.ts';

interface ToldName {
  readonly resolution: Resolution;
  readonly role: NameRole | undefined;
  readonly sinceSeconds: number;
}

interface ToldTarget {
  readonly target: Target;
  /** How many names use it. */
  users: number;
}

export class ToldNames {
  readonly #names = new Map<Name, ToldName>();
  readonly #targets = new Map<string, ToldTarget>();

  get size(): number {
    return this.#names.size;
  }

  get names(): Iterable<Name> {
    return this.#names.keys();
  }

  *resolutions(): Generator<Resolution> {
    for (const { resolution } of this.#names.values()) yield resolution;
  }

  *targets(): Generator<Target> {
    for (const { target } of this.#targets.values()) yield target;
  }

  has(resolution: Resolution): boolean {
    return this.#names.get(resolution.name)?.resolution === resolution;
  }

  hasTarget({ key }: Target): boolean {
    return this.#targets.has(key);
  }

  /** Replaces what was told under this name. Returns the targets that are new with it. */
  set(resolution: Resolution): readonly Target[] {
    const before = this.#names.get(resolution.name);
    const { role, sinceSeconds = 0 } = before ?? {};
    this.#names.set(resolution.name, { resolution, role, sinceSeconds });
    const came: Target[] = [];
    for (const target of targetsOf(resolution)) {
      const known = this.#targets.get(target.key);
      if (known !== undefined) known.users++;
      else {
        this.#targets.set(target.key, { target, users: 1 });
        came.push(target);
      }
    }
    if (before !== undefined) this.#release(before.resolution);
    return came;
  }

  delete(name: Name): void {
    const told = this.#names.get(name);
    if (told === undefined) return;
    this.#names.delete(name);
    this.#release(told.resolution);
  }

  /** Forgets targets that no name uses any more; returns their keys. */
  dropUnused(): readonly string[] {
    const unused = [...this.#targets].filter(([, { users }]) => users === 0).map(([key]) => key);
    for (const key of unused) this.#targets.delete(key);
    return unused;
  }

  /** Since when the name has had its role. `best` is asked once, when the name is first told. */
  sinceSeconds({ name }: Resolution, role: NameRole, nowSeconds: number, best: () => number): number {
    const told = this.#names.get(name);
    if (told === undefined) return nowSeconds;
    if (told.role === role) return told.sinceSeconds;
    const sinceSeconds = told.role === undefined ? best() : nowSeconds;
    this.#names.set(name, { ...told, role, sinceSeconds });
    return sinceSeconds;
  }

  #release(resolution: Resolution): void {
    for (const { key } of targetsOf(resolution)) {
      const told = this.#targets.get(key);
      if (told !== undefined) told.users--;
    }
  }
}
