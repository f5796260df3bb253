// Queries a second, by what became of them. Refuses to know where counters are kept.

import { Counter, countAt, counterOfCode, droppedQueries } from '../../../serving/counters.ts';
import { printResponseCode } from '../../../wire/protocol.ts';
import type { Tick } from '../../model/news.ts';
import { type Html, html } from '../markup/html.ts';
import { drawSparkline } from '../markup/sparkline.ts';
import type { View } from './view.ts';

const codesMax = 24;
/** Rates below are no news. */
const shownFrom = 0.05;

export interface Rate {
  readonly label: string;
  readonly perSecond: number;
}

/** Between two ticks, the most frequent first. */
export function ratesBetween(
  before: Tick,
  after: Tick,
): { readonly total: number; readonly rates: readonly Rate[] } {
  const seconds = (after.atMs - before.atMs) / 1000;
  if (seconds <= 0) return { total: 0, rates: [] };
  const rate = (count: (row: Float64Array) => number) =>
    Math.max(0, count(after.counters) - count(before.counters)) / seconds;
  const codes = Array.from({ length: codesMax }, (_, code) => ({
    label: printResponseCode(code),
    perSecond: rate((row) => countAt(row, counterOfCode(code))),
  }));
  const others = [
    { label: 'truncated', perSecond: rate((row) => countAt(row, Counter.truncated)) },
    { label: 'dropped', perSecond: rate(droppedQueries) },
  ];
  const { queriesUdp, queriesTcp, queriesTls } = Counter;
  return {
    total: rate((row) => countAt(row, queriesUdp) + countAt(row, queriesTcp) + countAt(row, queriesTls)),
    rates: [...codes, ...others]
      .filter(({ perSecond }) => perSecond >= shownFrom)
      .sort((one, other) => other.perSecond - one.perSecond),
  };
}

/** `paces` are the totals of the last minutes, oldest first. */
export function showQueries({ model }: View, paces: readonly number[]): Html {
  const [before] = model.ticks;
  const after = model.ticks.at(-1);
  const { total, rates } =
    before === undefined || after === undefined ? { total: 0, rates: [] } : ratesBetween(before, after);
  return html`<section id="queries" aria-labelledby="queries-title"><h2 id="queries-title">Queries</h2>
<div class="queries"><p class="total"><b>${printRate(total)}</b> a second</p>${drawSparkline(paces, 'queries a second, the last two minutes', 'spark pace')}
<ul class="codes">${rates.length === 0 ? html`<li class="none">none for the moment</li>` : rates.map(({ label, perSecond }) => html`<li><span class="label">${label}</span> ${printRate(perSecond)}</li>`)}</ul></div></section>`;
}

function printRate(perSecond: number): string {
  if (perSecond >= 10_000) return `${(perSecond / 1000).toFixed(0)} k`;
  if (perSecond >= 10 || perSecond === 0) return perSecond.toFixed(0);
  return perSecond.toFixed(1);
}
