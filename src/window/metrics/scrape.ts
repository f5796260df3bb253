// What one scrape covers: everything as it was when the scrape began, and what gets series of its own. Refuses to know the metrics.

import type { LedgerReader } from '../../health/watching/probe-ledger.ts';
import type { NameFacts, Summary, TargetFacts, Tick } from '../model/news.ts';
import type { WindowModel } from '../model/window-model.ts';
import { writeLabels } from './write-labels.ts';

/** With more names, targets or zones than this, none of them has series of its own. */
export type SeriesMax = number | 'all';

export interface Scrape {
  /** Absent before the first tick. */
  readonly tick: Tick | undefined;
  /** The last ones, oldest first. */
  readonly ticks: readonly Tick[];
  /** Results of probes; read while these go on. */
  readonly ledger: LedgerReader | undefined;
  /** Absent while unknown, which is not the same as having none. */
  readonly targets: readonly TargetFacts[] | undefined;
  /** Those with health checks. */
  readonly names: readonly NameFacts[] | undefined;
  /** Those with series of their own: all or none. */
  readonly shown: {
    readonly targets: readonly Labelled<TargetFacts>[];
    readonly names: readonly Labelled<NameFacts>[];
    readonly zones: readonly Labelled<Zone>[];
  };
}

export type Zone = NonNullable<Summary['hostedZones']>[number];

export interface Labelled<Facts> {
  readonly facts: Facts;
  readonly labels: string;
}

/** Facts are replaced when they change and never modified, so their labels are written once. */
const targetLabels = new WeakMap<TargetFacts, Labelled<TargetFacts>>();
const nameLabels = new WeakMap<NameFacts, Labelled<NameFacts>>();

export function beginScrape(model: WindowModel, seriesMax: SeriesMax): Scrape {
  const targets = [...model.targets.values()];
  const names = [...model.names.values()].filter(({ isChecked }) => isChecked);
  const { ticks, ledger } = model;
  const tick = ticks.at(-1);
  return {
    tick,
    ticks,
    ledger,
    // It arrives together with names and targets.
    targets: ledger && targets,
    names: ledger && names,
    shown: {
      targets: allOrNone(targets, seriesMax).map((facts) =>
        remember(targetLabels, facts, ({ key }) => writeLabels({ target: key })),
      ),
      names: allOrNone(names, seriesMax).map((facts) =>
        remember(nameLabels, facts, ({ zone, name }) => writeLabels({ zone, name })),
      ),
      zones: allOrNone(tick?.summary.hostedZones ?? [], seriesMax).map((facts) => ({
        facts,
        labels: writeLabels({ zone: facts.zone }),
      })),
    },
  };
}

/** Not the first so many: which these are would change as others come and go, and each change would start new series. */
function allOrNone<Thing>(things: readonly Thing[], max: SeriesMax): readonly Thing[] {
  return max === 'all' || things.length <= max ? things : [];
}

function remember<Facts extends object>(
  known: WeakMap<Facts, Labelled<Facts>>,
  facts: Facts,
  write: (facts: Facts) => string,
): Labelled<Facts> {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const labelled = { facts, labels: write(facts) };
  known.set(facts, labelled);
  return labelled;
}
