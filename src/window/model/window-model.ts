// All that the window knows: the current facts about targets and names, the last ticks and the latest happenings. Whatever shows
// or keeps something reads it here and is told of changes. Refuses to know who that is.

import { LedgerReader } from '../../health/watching/probe-ledger.ts';
import { ChangeLog } from './change-log.ts';
import { type FactChanges, FactTable } from './fact-table.ts';
import type {
  Happening,
  NameFacts,
  News,
  Summary,
  SummaryChanges,
  TargetFacts,
  TargetNews,
  Tick,
} from './news.ts';

/** For a page that is opened, and a client that reconnects. */
const happeningsMax = 500;
/** For rates: over a single second they would jump. */
const ticksMax = 10;

export type ModelChange =
  /** Everything may have changed. */
  | { readonly kind: 'shape'; readonly targets: readonly TargetFacts[]; readonly names: readonly NameFacts[] }
  | ({ readonly kind: 'changes' } & FactChanges)
  | { readonly kind: 'summary'; readonly summary: Summary }
  | Tick
  | { readonly kind: 'happening'; readonly happening: Happening };

interface Pieces {
  readonly targets: TargetNews[];
  readonly names: NameFacts[];
}

export class WindowModel {
  /** Which facts changed with which version. */
  readonly changes = new ChangeLog();
  readonly #facts = new FactTable();
  #pieces: Pieces = { targets: [], names: [] };
  #hasShape = false;
  #ledger: LedgerReader | undefined;
  #summary: Summary | undefined;
  #ticks: readonly Tick[] = [];
  #happenings: Happening[] = [];
  readonly #listeners = new Set<(change: ModelChange) => void>();

  /** By key. */
  get targets(): ReadonlyMap<string, TargetFacts> {
    return this.#facts.targets;
  }

  /** By full name. */
  get names(): ReadonlyMap<string, NameFacts> {
    return this.#facts.names;
  }

  /** Whether names and targets are known. */
  get hasShape(): boolean {
    return this.#hasShape;
  }

  /** Results of probes, by the `place` of a target; absent before the first shape. */
  get ledger(): LedgerReader | undefined {
    return this.#ledger;
  }

  /** Absent before the first tick. */
  get summary(): Summary | undefined {
    return this.#summary;
  }

  /** The last ones, oldest first. */
  get ticks(): readonly Tick[] {
    return this.#ticks;
  }

  /** The last ones, oldest first. */
  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  apply(news: News): void {
    switch (news.kind) {
      case 'shape':
        this.#replace(news);
        return;
      case 'shape-piece':
        if (news.isFirst) this.#pieces = { targets: [], names: [] };
        this.#pieces.targets.push(...news.targets);
        this.#pieces.names.push(...news.names);
        if (!news.isLast) return;
        this.#replace({ ...this.#pieces, ledger: news.ledger });
        this.#pieces = { targets: [], names: [] };
        return;
      case 'changes':
        this.#change(news);
        return;
      case 'summary':
        this.#tell({ kind: 'summary', summary: this.#summarize(news.summary) });
        return;
      case 'tick': {
        const tick = { ...news, summary: this.#summarize(news.summary) };
        this.#ticks = [...this.#ticks, tick].slice(-ticksMax);
        this.#tell(tick);
        return;
      }
      case 'happening':
        this.#add(news.happening);
        return;
      case 'happenings':
        for (const happening of news.happenings) this.#add(happening);
        return;
    }
  }

  /** Calls `listener` after each change, until the returned function is called. It must not throw. */
  onChange(listener: (change: ModelChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #replace({ targets, names, ledger }: Omit<Extract<News, { readonly kind: 'shape' }>, 'kind'>): void {
    this.#openLedger(ledger);
    this.#hasShape = true;
    this.#log(this.#facts.replace({ targets, names }));
    this.#tell({
      kind: 'shape',
      targets: [...this.targets.values()],
      names: [...this.names.values()],
    });
  }

  #change({
    targets,
    names,
    gone = { targets: [], names: [] },
    ledger,
  }: Extract<News, { readonly kind: 'changes' }>): void {
    this.#openLedger(ledger);
    const changes = this.#facts.change(targets, names, gone);
    this.#log(changes);
    this.#tell({ kind: 'changes', ...changes });
  }

  #add(happening: Happening): void {
    this.#happenings.push(happening);
    if (this.#happenings.length > happeningsMax) this.#happenings.shift();
    this.#tell({ kind: 'happening', happening });
  }

  #openLedger(memory: SharedArrayBuffer | undefined): void {
    if (memory !== undefined) this.#ledger = new LedgerReader(memory);
  }

  #log({ targets, names, gone }: FactChanges): void {
    this.changes.add({
      targets: [...targets.map(({ key }) => key), ...gone.targets],
      names: [...names.map(({ name }) => name), ...gone.names],
    });
  }

  /** The first summary comes whole, later ones as changes. */
  #summarize(changes: SummaryChanges): Summary {
    this.#summary = { ...this.#summary, ...changes } as Summary;
    return this.#summary;
  }

  #tell(change: ModelChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
