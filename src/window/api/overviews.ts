// The overview: made at most once per change of the model, however many ask. Refuses to know who does.

import type { Clock } from '../../base/clock.ts';
import type { Overview } from '../../control/protocol/overview.ts';
import type { HostedZoneStatus } from '../../control/protocol/status.ts';
import { countNames, countTargets } from '../model/counts.ts';
import { judge } from '../model/judge.ts';
import { ratesOf } from '../model/rates.ts';
import type { WindowModel } from '../model/window-model.ts';

interface Made {
  /** What it was made from. */
  readonly of: readonly unknown[];
  readonly overview: Overview;
  readonly gist: string;
}

export class Overviews {
  readonly #model: WindowModel;
  readonly #clock: Clock;
  #made: Made | undefined;

  constructor(model: WindowModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
  }

  get current(): Overview {
    return this.#current.overview;
  }

  /** Differs when anything but the passing of time and the rates does. */
  get gist(): string {
    return this.#current.gist;
  }

  get #current(): Made {
    const { changes, summary, ticks } = this.#model;
    const of = [changes.version, summary, ticks, this.#clock.wallSeconds()];
    const made = this.#made;
    if (made?.of.every((part, at) => part === of[at])) return made;
    const overview = makeOverview(this.#model, this.#clock.wallSeconds());
    this.#made = { of, overview, gist: JSON.stringify(overview, withoutTime) };
    return this.#made;
  }
}

function makeOverview(model: WindowModel, nowSeconds: number): Overview {
  const { summary, ticks } = model;
  return {
    ...judge(model, nowSeconds),
    atMs: ticks.at(-1)?.atMs ?? nowSeconds * 1000,
    version: summary?.version ?? '',
    startedSeconds: summary?.startedSeconds ?? nowSeconds,
    names: countNames(model.names.values()),
    targets: countTargets(model.targets.values()),
    zones: countZones(summary?.hostedZones ?? []),
    rates: ratesOf(ticks),
    network: summary?.network ?? { anchors: [] },
    overrides: summary?.overrides ?? [],
    secondaries: summary?.secondaries,
    certificate: summary?.tls?.certificate,
  };
}

function countZones(zones: readonly HostedZoneStatus[]): Overview['zones'] {
  const ends = zones.map(({ dnssec }) => dnssec?.signaturesEndSeconds).filter((end) => end !== undefined);
  return {
    total: zones.length,
    signed: zones.filter(({ signed }) => signed).length,
    ...(ends.length > 0 && { signaturesEndSeconds: ends.reduce((a, b) => Math.min(a, b)) }),
  };
}

/** Who is told of an override counts down himself. */
function withoutTime(key: string, value: unknown): unknown {
  return key === 'atMs' || key === 'rates' || key === 'clearInMs' ? undefined : value;
}
