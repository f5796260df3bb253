// Which facts changed and when, so that any number of clients catch up at their own pace without a queue for each. Refuses to know
// what changed about a fact.

/** A client further behind is sent everything again, which is then not much more. */
const entriesMax = 20_000;

/** Targets by key, names by full name; includes those that are gone. */
export interface ChangedKeys {
  readonly targets: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

interface Entry {
  readonly version: number;
  readonly of: 'targets' | 'names';
  readonly key: string;
}

export class ChangeLog {
  /** Versions of another run mean nothing here. */
  readonly run: string;
  #version = 0;
  /** Version of the newest entry that was dropped. */
  #forgotten = 0;
  #entries: Entry[] = [];

  constructor(run: string = Date.now().toString(36)) {
    this.run = run;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  add({ targets, names }: { readonly targets: Iterable<string>; readonly names: Iterable<string> }): void {
    const version = ++this.#version;
    for (const key of targets) this.#entries.push({ version, of: 'targets', key });
    for (const key of names) this.#entries.push({ version, of: 'names', key });
    // Half at a time: dropping one with each change would move all the others each time.
    if (this.#entries.length <= 2 * entriesMax) return;
    const kept = this.#entries.slice(-entriesMax);
    this.#forgotten = this.#entries[this.#entries.length - entriesMax - 1]?.version ?? 0;
    this.#entries = kept;
  }

  /** Undefined if that is too long ago. */
  since(version: number): ChangedKeys | undefined {
    if (version < this.#forgotten || version > this.#version) return undefined;
    const changed = { targets: new Set<string>(), names: new Set<string>() };
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const entry = this.#entries[at];
      if (entry === undefined || entry.version <= version) break;
      changed[entry.of].add(entry.key);
    }
    return changed;
  }
}
