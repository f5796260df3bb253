// Tells the facts of targets and names, everything or what changed, in pieces: each step of a generator is short. Refuses to know
// when.

import type { Names } from '../../config/names/written-names.ts';
import { roleOf } from '../../health/deciding/decide.ts';
import { concerns, type Overrides } from '../../health/deciding/overrides.ts';
import { type Resolution, targetsOf } from '../../health/deciding/resolution.ts';
import type { Target } from '../../health/target.ts';
import type { NameFacts, TargetNews } from '../../window/model/news.ts';
import { type Name, printName } from '../../wire/name.ts';
import { describeName, describeTarget } from './describe-facts.ts';
import type { NewsSources } from './news-sources.ts';
import { roleSince } from './role-since.ts';
import { ToldNames } from './told-names.ts';

/** Facts per message; writing and reading one takes a millisecond. */
const pieceMax = 100;
/** If more names came and went, everything is told again, so that all change at once. */
const differencesMax = 500;

export type FactSources = Pick<NewsSources, 'bring' | 'publisher' | 'watch' | 'decider' | 'clock'>;

export class FactNews {
  readonly #from: FactSources;
  readonly #told = new ToldNames();
  readonly #targets = new Map<string, Target>();
  readonly #names = new Set<Resolution>();
  #gone: { readonly targets: string[]; readonly names: string[] } = { targets: [], names: [] };
  #ledger: SharedArrayBuffer | undefined;

  constructor(sources: FactSources) {
    this.#from = sources;
  }

  /** As pieces of a shape, which include any changes still to be told. */
  *everything({ resolutions }: Names): Generator<void> {
    this.#clearChanges();
    const wanted = new Set<Name>();
    let piece: Piece = { isFirst: true, targets: [], names: [] };
    for (const resolution of resolutions) {
      if (resolution.madeOf !== undefined) continue;
      wanted.add(resolution.name);
      this.#told.set(resolution);
      piece.names.push(this.#describeName(resolution));
      if (piece.names.length >= pieceMax) piece = this.#bringPiece(piece);
      yield;
    }
    for (const name of this.#told.names) if (!wanted.has(name)) this.#told.delete(name);
    this.#told.dropUnused();
    for (const target of [...this.#told.targets()]) {
      const facts = this.#describeTarget(target);
      if (facts !== undefined) piece.targets.push(facts);
      if (piece.targets.length >= pieceMax) piece = this.#bringPiece(piece);
      yield;
    }
    this.#bringPiece(piece, true);
  }

  /** The configuration or addresses of hosts changed, often only a few names among many. */
  *otherNames(names: Names): Generator<void> {
    const wanted = new Set<Name>();
    const came: Resolution[] = [];
    for (const resolution of names.resolutions) {
      if (resolution.madeOf !== undefined) continue;
      wanted.add(resolution.name);
      if (!this.#told.has(resolution)) came.push(resolution);
      yield;
    }
    const gone = [...this.#told.names].filter((name) => !wanted.has(name));
    if (came.length + gone.length > differencesMax) {
      yield* this.everything(names);
      return;
    }
    for (const resolution of came) {
      for (const target of this.#told.set(resolution)) this.#targets.set(target.key, target);
      this.#names.add(resolution);
      yield;
    }
    for (const name of gone) this.#told.delete(name);
    this.#gone = { targets: [...this.#told.dropUnused()], names: gone.map(printName) };
  }

  *overridesChanged(before: Overrides, after: Overrides): Generator<void> {
    const [old, next] = [new Set(before.all), new Set(after.all)];
    const changed = [
      ...before.all.filter((override) => !next.has(override)),
      ...after.all.filter((override) => !old.has(override)),
    ];
    for (const resolution of [...this.#told.resolutions()]) {
      if (changed.some((override) => concerns(override, resolution))) {
        this.#names.add(resolution);
        for (const target of targetsOf(resolution)) this.#targets.set(target.key, target);
      }
      yield;
    }
  }

  targetChanged(target: Target): void {
    this.#targets.set(target.key, target);
    for (const user of this.#from.publisher.usersOf(target)) this.#names.add(user);
  }

  /** Whatever was found to have changed. What came and what is gone go in one message. */
  *bringChanges(): Generator<void> {
    let targets: TargetNews[] = [];
    let names: NameFacts[] = [];
    const differences = this.#gone;
    const isWhole = differences.names.length + differences.targets.length > 0;
    const bring = () => {
      if (targets.length + names.length > 0 || this.#hasGone) this.#bringChanges(targets, names);
      targets = [];
      names = [];
    };
    for (const target of this.#targets.values()) {
      const facts = this.#told.hasTarget(target) ? this.#describeTarget(target) : undefined;
      if (facts !== undefined) targets.push(facts);
      if (!isWhole && targets.length >= pieceMax) bring();
      yield;
    }
    for (const resolution of this.#names) {
      if (this.#told.has(resolution)) names.push(this.#describeName(resolution));
      if (!isWhole && names.length >= pieceMax) bring();
      yield;
    }
    bring();
    this.#clearChanges();
  }

  get #hasGone(): boolean {
    return this.#gone.names.length + this.#gone.targets.length > 0;
  }

  #clearChanges(): void {
    this.#targets.clear();
    this.#names.clear();
    this.#gone = { targets: [], names: [] };
  }

  #bringPiece({ isFirst, targets, names }: Piece, isLast = false): Piece {
    const ledger = isLast ? this.#ledgerNow() : undefined;
    this.#from.bring({ kind: 'shape-piece', isFirst, isLast, targets, names, ...(ledger && { ledger }) });
    return { isFirst: false, targets: [], names: [] };
  }

  #bringChanges(targets: readonly TargetNews[], names: readonly NameFacts[]): void {
    const before = this.#ledger;
    const ledger = this.#ledgerNow();
    const gone = this.#hasGone ? this.#gone : undefined;
    this.#gone = { targets: [], names: [] };
    this.#from.bring({
      kind: 'changes',
      targets,
      names,
      ...(gone && { gone }),
      ...(ledger !== before && { ledger }),
    });
  }

  #ledgerNow(): SharedArrayBuffer {
    this.#ledger = this.#from.watch.monitor.ledger.memory;
    return this.#ledger;
  }

  #describeTarget(target: Target): TargetNews | undefined {
    const { decider, watch, clock } = this.#from;
    const report = watch.monitor.reportOf(target);
    return (
      report &&
      describeTarget(report, {
        decider,
        hold: watch.damper.holdOf(target),
        nowSeconds: clock.wallSeconds(),
      })
    );
  }

  #describeName(resolution: Resolution): NameFacts {
    const { decider, clock } = this.#from;
    const decision = decider.decide(resolution);
    const nowSeconds = clock.wallSeconds();
    const sinceSeconds = this.#told.sinceSeconds(resolution, roleOf(decision), nowSeconds, () =>
      this.#bestSince(resolution, nowSeconds),
    );
    return describeName(resolution, { decider, decision, sinceSeconds });
  }

  #bestSince({ candidates, healthyMin = 1 }: Resolution, nowSeconds: number): number {
    const { monitor } = this.#from.watch;
    const reports = targetsOf({ candidates }).map((target) => monitor.reportOf(target));
    const known = reports.filter((report) => report !== undefined);
    return roleSince(known, healthyMin, nowSeconds);
  }
}

interface Piece {
  readonly isFirst: boolean;
  readonly targets: TargetNews[];
  readonly names: NameFacts[];
}
