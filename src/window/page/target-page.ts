// The page of one target: its state, how long its probes take, and what became of it.

import { replyWithJson, type WindowReply } from '../http/router.ts';
import type { TargetFacts } from '../model/news.ts';
import type { Page } from './document.ts';
import { drawGlyph } from './markup/glyph.ts';
import { type Html, html } from './markup/html.ts';
import { printLatency } from './markup/latency.ts';
import { targetUrl } from './markup/links.ts';
import { drawSparkline } from './markup/sparkline.ts';
import { showLongBars } from './parts/long-bars.ts';
import { showNameRow } from './parts/name-row.ts';
import type { LatencyPart } from './parts/page-history.ts';
import { stateOfTarget } from './parts/state.ts';
import { explainTarget } from './parts/target-row.ts';
import { showTimeline } from './parts/timeline.ts';
import { dayMs, hourMs, type View } from './parts/view.ts';
import { printPlace } from './parts/why.ts';

const spans = {
  '1h': { ms: hourMs, parts: 60, label: '1 hour' },
  '24h': { ms: dayMs, parts: 288, label: '24 hours' },
  '7d': { ms: 7 * dayMs, parts: 168, label: '7 days' },
  '90d': { ms: 90 * dayMs, parts: 90, label: '90 days' },
} as const;
export type SpanName = keyof typeof spans;

const namesMax = 50;

export function readSpan(asked: string | null): SpanName {
  return asked !== null && Object.hasOwn(spans, asked) ? (asked as SpanName) : '24h';
}

export function showTargetPage(view: View, facts: TargetFacts, span: SpanName): Omit<Page, 'live'> {
  const { key, address, port, kind } = facts;
  const state = stateOfTarget(facts);
  const place = printPlace(address, port);
  const title = `${place}: ${state.word} · healthy-dns`;
  const subject = { kind: 'target', key } as const;
  const main = html`<nav class="crumbs" aria-label="You are here"><a href="/#targets">All targets</a></nav>
<div class="headline t-${state.tone}" id="headline" data-title="${title}" data-tone="${state.tone}">${drawGlyph(state.tone)}<div><h1>${place} <span class="zone">${kind}</span></h1><p><b class="word">${state.word}</b>. ${explainTarget(facts, view.nowMs)}</p></div></div>
${key !== `${kind} ${place}` && html`<p class="key"><code>${key}</code></p>`}
${showChart(view, key, span)}
${showLongBars(view, subject)}
${showNames(view, facts)}
${showTimeline(view, subject)}`;
  return { title, main, hasChart: true };
}

function latencyOf(
  { history, nowMs }: View,
  key: string,
  span: SpanName,
): readonly (LatencyPart | undefined)[] {
  const { ms, parts } = spans[span];
  return history.latency(key, { fromMs: nowMs - ms, toMs: nowMs }, parts);
}

function showChart(view: View, key: string, span: SpanName): Html {
  const parts = latencyOf(view, key, span);
  const known = parts.filter((part) => part !== undefined);
  const highest = Math.max(0, ...known.map(({ maxMs }) => maxMs));
  const mean = known.reduce((sum, { meanMs }) => sum + meanMs, 0) / Math.max(1, known.length);
  return html`<section id="latency" aria-labelledby="latency-title"><div class="head chart-head"><h2 id="latency-title">Latency of probes</h2><nav class="filters" aria-label="Time">${Object.entries(spans).map(([name, { label }]) => html`<a href="${targetUrl(key)}?span=${name}"${name === span && html` aria-current="true"`}>${label}</a>`)}</nav></div>
<p class="why">${known.length === 0 ? 'No latency is known of this time.' : `${printLatency(mean)} on average, ${printLatency(highest)} at most.`}</p>
<div class="chart" id="chart" data-chart="${targetUrl(key)}/latency?span=${span}">${drawSparkline(
    parts.map((part) => part?.meanMs),
    `latency, the last ${spans[span].label}`,
    'plain-chart',
  )}</div></section>`;
}

function showNames(view: View, { names }: TargetFacts): Html {
  const known = names.map((name) => view.model.names.get(name)).filter((name) => name !== undefined);
  const others = names.length - namesMax;
  return html`<section id="names" aria-labelledby="names-title"><div class="head names"><h2 id="names-title">Names that use it <span class="count">${names.length}</span></h2><span class="column" aria-hidden="true">Answered now</span><span class="column" aria-hidden="true">Last 24 hours</span><span class="column" aria-hidden="true">90 days</span></div>
<ul class="rows">${known.slice(0, namesMax).map((name) => showNameRow(view, name))}</ul>${others > 0 && html`<p class="others">and ${others} more</p>`}</section>`;
}

/** What the chart draws: seconds, means and maxima, with gaps. */
export function showLatencyData(view: View, key: string, span: SpanName): WindowReply {
  if (!view.model.targets.has(key)) return replyWithJson({ error: 'there is no such target' }, 404);
  const parts = latencyOf(view, key, span);
  const { ms } = spans[span];
  const step = ms / parts.length / 1000;
  const from = (view.nowMs - ms) / 1000;
  return replyWithJson({
    at: parts.map((_, index) => Math.round(from + (index + 0.5) * step)),
    mean: parts.map((part) => part?.meanMs ?? null),
    max: parts.map((part) => part?.maxMs ?? null),
  });
}
