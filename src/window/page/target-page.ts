// The page of one target: its state, how long its probes take, and what became of it.

import { replyWithJson, type WindowReply } from '../http/router.ts';
import type { TargetFacts } from '../model/news.ts';
import type { Page } from './document.ts';
import { drawGlyph } from './markup/glyph.ts';
import { type Html, html } from './markup/html.ts';
import { printLatency } from './markup/latency.ts';
import { printPlace, targetUrl } from './markup/links.ts';
import { drawSparkline } from './markup/sparkline.ts';
import { showLongBars } from './parts/long-bars.ts';
import { showNameRow } from './parts/name-row.ts';
import type { LatencySeries, Subject } from './parts/page-history.ts';
import { stateOfTarget } from './parts/state.ts';
import { explainTarget, showTargetAge } from './parts/target-row.ts';
import { showTimeline } from './parts/timeline.ts';
import { dayMs, historyDays, hourMs, type View } from './parts/view.ts';

const spans = {
  '1h': { ms: hourMs, label: '1 hour' },
  '24h': { ms: dayMs, label: '24 hours' },
  '7d': { ms: 7 * dayMs, label: '7 days' },
  '90d': { ms: historyDays * dayMs, label: '90 days' },
} as const;
/** A chart as wide as a screen. */
const pointsMax = 300;
export type SpanName = keyof typeof spans;

const namesMax = 50;

/** Nothing if it is up to us. */
export function readSpan(asked: string | null): SpanName | undefined {
  if (asked === null) return undefined;
  return Object.hasOwn(spans, asked) ? (asked as SpanName) : '24h';
}

/** A day, unless all that is known would be a dot at its end. */
function chooseSpan({ history, nowMs }: View, subject: Subject): SpanName {
  const earlier = history.availability(subject, { fromMs: nowMs - dayMs, toMs: nowMs - hourMs }, 1);
  return earlier.some(({ knownSeconds }) => knownSeconds > 0) ? '24h' : '1h';
}

export async function showTargetPage(
  view: View,
  facts: TargetFacts,
  asked: SpanName | undefined,
): Promise<Omit<Page, 'live' | 'nowMs'>> {
  const { key, address, port, kind } = facts;
  const state = stateOfTarget(facts);
  const place = printPlace(address, port);
  const title = `${place}: ${state.word} · healthy-dns`;
  const subject = { kind: 'target', key } as const;
  const age = showTargetAge(facts, view.nowMs);
  const span = asked ?? chooseSpan(view, subject);
  const series = await latencyOf(view, key, span);
  const main = html`<nav class="crumbs" aria-label="You are here"><a href="/#targets">All targets</a></nav>
<div class="headline t-${state.tone}" id="headline" data-title="${title}" data-tone="${state.tone}">${drawGlyph(state.tone)}<div><h1><b>${place}</b> <span class="zone">${kind}</span></h1><p><b class="word">${state.word}</b>${age !== undefined && html` for ${age}`}: ${explainTarget(facts, view.nowMs)}</p></div></div>
${key !== `${kind} ${place}` && html`<p class="key"><code>${key}</code></p>`}
${showChart(view, key, span, series)}
${showLongBars(view, subject)}
${showNames(view, facts)}
${showTimeline(view, subject)}`;
  return { title, main, hasChart: true };
}

function latencyOf({ history, nowMs }: View, key: string, span: SpanName): Promise<LatencySeries> {
  return history.latencySeries(key, { fromMs: nowMs - spans[span].ms, toMs: nowMs }, pointsMax);
}

function showChart(view: View, key: string, span: SpanName, { meanMs, maxMs }: LatencySeries): Html {
  const means = meanMs.filter((value) => value !== null);
  const highest = maxMs.reduce<number>((high, value) => Math.max(high, value ?? 0), 0);
  const mean = means.reduce((sum, value) => sum + value, 0) / Math.max(1, means.length);
  return html`<section id="latency" aria-labelledby="latency-title"><div class="head chart-head"><h2 id="latency-title">Latency of probes</h2><nav class="filters" aria-label="Time">${Object.entries(spans).map(([name, { label }]) => html`<a href="${targetUrl(key)}?span=${name}"${name === span && html` aria-current="true"`}>${label}</a>`)}</nav></div>
${
  means.length === 0
    ? showNoChart(view, key, span)
    : html`<p class="why">${printLatency(mean)} on average, ${printLatency(highest)} at most.</p>
<div class="chart" id="chart" data-chart="${targetUrl(key)}/latency?span=${span}">${drawSparkline(
        meanMs.map((value) => value ?? undefined),
        `latency, the last ${spans[span].label}`,
        'plain-chart',
      )}</div>`
}</section>`;
}

/** As large as the chart that may come. */
function showNoChart({ history, nowMs }: View, key: string, span: SpanName): Html {
  const past = { fromMs: nowMs - spans[span].ms, toMs: nowMs };
  const isKnown = history
    .availability({ kind: 'target', key }, past, 1)
    .some(({ knownSeconds }) => knownSeconds > 0);
  return html`<p class="why">${isKnown ? 'No probe has succeeded in this time.' : 'Nothing is known of this time yet.'}</p>
<div class="chart none" id="chart"><p>${isKnown ? 'How long probes take is drawn here once one succeeds.' : 'How long probes take is drawn here, minute by minute, as soon as a minute is over.'}</p></div>`;
}

function showNames(view: View, { names }: TargetFacts): Html {
  const known = names.map((name) => view.model.names.get(name)).filter((name) => name !== undefined);
  const others = names.length - namesMax;
  return html`<section id="names" aria-labelledby="names-title"><div class="head names"><h2 id="names-title">Names that use it <span class="count">${names.length}</span></h2><span class="column" aria-hidden="true">Answered now</span><span class="column" aria-hidden="true">Last 24 hours</span><span class="column" aria-hidden="true">90 days</span></div>
<ul class="rows">${known.slice(0, namesMax).map((name) => showNameRow(view, name))}</ul>${others > 0 && html`<p class="others">and ${others} more</p>`}</section>`;
}

/** What the chart draws. */
export async function showLatencyData(view: View, key: string, span: SpanName): Promise<WindowReply> {
  if (!view.model.targets.has(key)) return replyWithJson({ error: 'there is no such target' }, 404);
  return replyWithJson(await latencyOf(view, key, span));
}
