// Tells the window what changed: targets and names soon after their facts did, everything else once a second. Refuses to know
// what is shown of it.

import type { Clock } from '../../base/clock.ts';
import type { Decider } from '../../health/deciding/decider.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import type { Target } from '../../health/target.ts';
import type { HealthWatch } from '../../health/watching/health-watch.ts';
import type { TargetReport } from '../../health/watching/watch.ts';
import type { Publisher } from '../../publishing/publisher.ts';
import type { NameFacts, NameRole, News, Summary, TargetFacts } from '../../window/model/news.ts';
import { printName } from '../../wire/name.ts';
import { describeNameFacts, describeTargetFacts, roleOf } from './describe-facts.ts';
import type { Happenings } from './happenings.ts';

/** A person sees no difference, and a rack that fails is one piece of news. */
const delayMs = 100;
const tickMs = 1000;

export interface NewsSources {
  readonly clock: Clock;
  readonly bring: (news: News) => void;
  readonly publisher: Pick<Publisher, 'groups' | 'names' | 'usersOf'>;
  readonly watch: Pick<HealthWatch, 'monitor' | 'damper'>;
  readonly decider: Decider;
  readonly happenings: Happenings;
  readonly summarize: () => { readonly summary: Summary; readonly counters: Float64Array };
}

export class NewsDesk {
  readonly #from: NewsSources;
  /** By full name: its role, and since when. */
  readonly #roles = new Map<string, { readonly role: NameRole; readonly sinceSeconds: number }>();
  readonly #changed = new Set<string>();
  #callOffChanges: (() => void) | undefined;
  #callOffTick: (() => void) | undefined;
  #isEverything = false;
  /** Those that the window knows. */
  #names: unknown;
  #overrides: unknown;

  constructor(sources: NewsSources) {
    this.#from = sources;
  }

  start(): void {
    const { happenings, bring } = this.#from;
    happenings.tell((happening) => bring({ kind: 'happening', happening }));
    this.#tick();
  }

  stop(): void {
    this.#from.happenings.tell(() => undefined);
    this.#callOffChanges?.();
    this.#callOffTick?.();
  }

  /** To a window that knows nothing. */
  bringAll(): void {
    const { bring, happenings } = this.#from;
    this.#bringShape();
    for (const happening of happenings.kept) bring({ kind: 'happening', happening });
    this.#bringTick();
  }

  /** Its verdict, a hold or an override of it. */
  targetChanged({ key }: Target): void {
    this.#changed.add(key);
    this.#bringSoon();
  }

  /** Perhaps what is configured, hosts' addresses included, or what operators overrule. */
  published(): void {
    const { publisher, decider } = this.#from;
    if (publisher.names === this.#names && decider.overrides === this.#overrides) return;
    this.#isEverything = true;
    this.#bringSoon();
  }

  #bringSoon(): void {
    this.#callOffChanges ??= this.#from.clock.after(delayMs, () => {
      this.#callOffChanges = undefined;
      if (this.#isEverything) this.#bringShape();
      else this.#bringChanges();
    });
  }

  #bringShape(): void {
    const { publisher, watch, decider, bring } = this.#from;
    this.#isEverything = false;
    this.#names = publisher.names;
    this.#overrides = decider.overrides;
    this.#changed.clear();
    bring({
      kind: 'shape',
      ledger: watch.monitor.ledger.memory,
      targets: watch.monitor.report().map((report) => this.#describeTarget(report)),
      names: publisher.names.resolutions
        .filter(({ madeOf }) => madeOf === undefined)
        .map((resolution) => this.#describeName(resolution)),
    });
  }

  #bringChanges(): void {
    const { publisher, watch, bring } = this.#from;
    const reports = watch.monitor.report().filter(({ target }) => this.#changed.has(target.key));
    this.#changed.clear();
    const names = new Set(reports.flatMap(({ target }) => publisher.usersOf(target)));
    bring({
      kind: 'changes',
      targets: reports.map((report) => this.#describeTarget(report)),
      names: [...names].filter(({ madeOf }) => madeOf === undefined).map((name) => this.#describeName(name)),
    });
  }

  #describeTarget(report: TargetReport): TargetFacts {
    const { publisher, decider, watch, clock } = this.#from;
    return describeTargetFacts(report, {
      decider,
      users: publisher.usersOf(report.target),
      hold: watch.damper.holdOf(report.target),
      nowSeconds: clock.wallSeconds(),
    });
  }

  #describeName(resolution: Resolution): NameFacts {
    const { decider, clock, publisher } = this.#from;
    const decision = decider.decide(resolution);
    const name = printName(resolution.name);
    const role = roleOf(decision);
    const known = this.#roles.get(name);
    const since = known?.role === role ? known : { role, sinceSeconds: clock.wallSeconds() };
    this.#roles.set(name, since);
    const group = publisher.groups.find(({ config }) => config.content.resolutions.includes(resolution));
    return describeNameFacts(
      resolution,
      group === undefined ? '' : printName(group.apex),
      decision,
      since.sinceSeconds,
    );
  }

  #tick(): void {
    this.#callOffTick = this.#from.clock.after(tickMs, () => {
      this.#tick();
      this.published();
      this.#bringTick();
    });
  }

  #bringTick(): void {
    const { bring, summarize } = this.#from;
    bring({ kind: 'tick', atMs: Date.now(), ...summarize() });
  }
}
