// The names or targets that are shown, in the order that was chosen. Refuses to know how many of them fit the screen.

import type { NameView, TargetView } from '../../control/protocol/facts.ts';
import { rankName, rankTarget } from '../../window/model/rank.ts';
import { nameState, targetState } from '../printing/state-words.ts';
import { type Choice, sortings } from './choice.ts';
import type { LivePicture } from './live-picture.ts';

export type Listed =
  | { readonly kind: 'names'; readonly rows: readonly NameView[] }
  | { readonly kind: 'targets'; readonly rows: readonly TargetView[] };

type Sorting = (typeof sortings)[Choice['list']][number];

/** Sorts again only when something is other than the last time: ten thousand names take some ten milliseconds. */
export class Listing {
  #of: readonly unknown[] = [];
  #listed: Listed = { kind: 'names', rows: [] };

  of(picture: LivePicture, { list, sorting, filter }: Choice): Listed {
    const of = [picture.version, list, sorting[list], filter];
    if (of.every((part, place) => part === this.#of[place])) return this.#listed;
    this.#of = of;
    const by = sortings[list][sorting[list]] ?? 'state';
    this.#listed =
      list === 'names'
        ? { kind: list, rows: listNames(picture, filter.toLowerCase(), by) }
        : { kind: list, rows: listTargets(picture, filter.toLowerCase(), by) };
    return this.#listed;
  }
}

/** The lower, the earlier; those alike are in order of their text. */
type Rank<Item> = (item: Item) => number;

const nameRanks: Readonly<Partial<Record<Sorting, Rank<NameView>>>> = {
  state: rankName,
  time: ({ isChecked, sinceSeconds }) => (isChecked ? -sinceSeconds : 0),
};

const targetRanks: Readonly<Partial<Record<Sorting, Rank<TargetView>>>> = {
  state: rankTarget,
  latency: ({ probes }) => -(probes?.lastMs ?? 0),
  time: ({ held, sinceSeconds }) => -(held?.sinceSeconds ?? sinceSeconds ?? 0),
};

function listNames({ names }: LivePicture, filter: string, by: Sorting): readonly NameView[] {
  const found = [...names.values()].filter((name) =>
    isMeant([name.name, name.label, nameState(name).text, ...name.addresses], filter),
  );
  return sort(found, nameRanks[by], ({ name }) => name);
}

function listTargets({ targets }: LivePicture, filter: string, by: Sorting): readonly TargetView[] {
  const found = [...targets.values()].filter((target) =>
    isMeant([target.key, targetState(target).text, target.reason ?? '', ...target.names], filter),
  );
  return sort(found, targetRanks[by], ({ key }) => key);
}

function isMeant(texts: readonly string[], filter: string): boolean {
  return filter === '' || texts.some((text) => text.toLowerCase().includes(filter));
}

function sort<Item>(
  items: readonly Item[],
  rank: Rank<Item> = () => 0,
  textOf: (item: Item) => string,
): readonly Item[] {
  const keyed = items.map((item) => ({ item, rank: rank(item), text: textOf(item) }));
  // Not by locale: that takes ten times as long.
  keyed.sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1));
  return keyed.map(({ item }) => item);
}
