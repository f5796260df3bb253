// The events of `/v1/live`: first what is, then what changes. Refuses to know how they travel.

import { list, number, object, type Reader, text, word } from '../../base/value-reader.ts';
import { type EventView, readEventView } from './events.ts';
import { type NameView, readNameView, readTargetView, type TargetView } from './facts.ts';
import { type Overview, type Rates, ratesFields, readOverview } from './overview.ts';

/** Some of all names and targets; at the start, and after a `reset`. */
export interface LiveFacts {
  readonly names: readonly NameView[];
  readonly targets: readonly TargetView[];
  /** How many pieces are still to come. */
  readonly left: number;
}

/** Those that came or became other, each as it is now, and those that are gone. */
export interface LiveChanges {
  readonly names: readonly NameView[];
  readonly targets: readonly TargetView[];
  readonly goneNames: readonly string[];
  readonly goneTargets: readonly string[];
}

/** Once a second. */
export interface LiveRates extends Rates {
  readonly atMs: number;
}

/** Forget all names and targets: they are told anew. */
export interface LiveReset {
  readonly why: 'behind' | 'restarted';
}

export interface LiveEvents {
  readonly overview: Overview;
  readonly facts: LiveFacts;
  readonly changes: LiveChanges;
  readonly rates: LiveRates;
  readonly happening: EventView;
  readonly reset: LiveReset;
}

const facts = { names: list(readNameView), targets: list(readTargetView) };

/** Of the data of each event, by its name. */
export const liveReaders: { readonly [Event in keyof LiveEvents]: Reader<LiveEvents[Event]> } = {
  overview: readOverview,
  facts: object<LiveFacts>({ ...facts, left: number }),
  changes: object<LiveChanges>({ ...facts, goneNames: list(text), goneTargets: list(text) }),
  rates: object<LiveRates>({ ...ratesFields, atMs: number }),
  happening: readEventView,
  reset: object<LiveReset>({ why: word(['behind', 'restarted'] as const) }),
};
