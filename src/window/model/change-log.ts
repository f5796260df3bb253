// Which facts changed since when, so that any number of clients catch up at their own pace and nothing is queued for them.
// Refuses to know what changed about a fact.

/** A client this far behind is told everything anew, which is then not much more. */
const entriesMax = 20_000;

/** By key and by full name. Those that are gone are among them. */
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
  /** Versions of another one mean nothing here. */
  readonly run: string;
  #version = 0;
  /** Of the newest entry that is no longer there. */
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
    // Half at a time: taking one off at each change would move all others each time.
    if (this.#entries.length <= 2 * entriesMax) return;
    const kept = this.#entries.slice(-entriesMax);
    this.#forgotten = this.#entries[this.#entries.length - entriesMax - 1]?.version ?? 0;
    this.#entries = kept;
  }

  /** Nothing if that is too long ago. */
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
