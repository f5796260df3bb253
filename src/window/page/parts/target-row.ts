// A target among all targets: its state and the last reason, and how long its probes take.

import type { TargetFacts } from '../../model/news.ts';
import type { Described } from '../client/choice.ts';
import { type Html, html } from '../markup/html.ts';
import { printLatency } from '../markup/latency.ts';
import { plainName, printPlace, targetRowId, targetUrl } from '../markup/links.ts';
import { drawSparkline } from '../markup/sparkline.ts';
import { showAge, showCountdown } from '../markup/time.ts';
import { showDay } from './bars.ts';
import { showState, stateOfTarget } from './state.ts';
import { dayMs, dayParts, type View } from './view.ts';

export function describeTargetRow(facts: TargetFacts): Described {
  const { key, names, address } = facts;
  return {
    text: `${key} ${address} ${names.join(' ')}`.toLowerCase(),
    kinds: stateOfTarget(facts).kinds.join(' '),
  };
}

export function showTargetRow(view: View, facts: TargetFacts, isHidden = false): Html {
  const { key, address, port, kind } = facts;
  const { text, kinds } = describeTargetRow(facts);
  const state = stateOfTarget(facts);
  return html`<li class="row target t-${state.tone}" id="${targetRowId(key)}" data-text="${text}" data-kinds="${kinds}"${isHidden && html` hidden`}>
${showState(state, showTargetAge(facts, view.nowMs))}
<div class="what"><a class="title" href="${targetUrl(key)}"><b>${printPlace(address, port)}</b> <span class="zone">${kind}</span></a><p class="why">${explainTarget(facts, view.nowMs)}</p></div>
<div class="answer">${showUsers(facts.names)}</div>
${showLatency(view, facts)}
${showDay(view, { kind: 'target', key })}
</li>`;
}

/** How long it has been what it is said to be; of an override the probes do not know. */
export function showTargetAge(
  { sinceSeconds, held, override }: TargetFacts,
  nowMs: number,
): Html | undefined {
  const since = held?.sinceSeconds ?? sinceSeconds;
  return override !== undefined || since === undefined ? undefined : showAge(since, nowMs);
}

export function explainTarget(
  { state, sinceSeconds, reason, held, override }: TargetFacts,
  nowMs: number,
): Html {
  if (override !== undefined) {
    const since = sinceSeconds === undefined ? undefined : html` for ${showAge(sinceSeconds, nowMs)}`;
    const probed = state === 'unknown' ? 'nothing is known yet' : html`it is ${state}${since}`;
    return html`By its probes ${probed}${reason !== undefined && `: ${reason}`}`;
  }
  if (held !== undefined)
    return html`Changes too often: counts as down for another ${showCountdown(held.untilSeconds, nowMs)}, unless it changes again`;
  return html`${reason ?? (state === 'unknown' ? 'not probed yet' : 'since before this daemon started')}`;
}

function showUsers(names: readonly string[]): Html {
  const [first] = names;
  if (first === undefined) return html`<span class="none">no name</span>`;
  return html`<span class="user">${plainName(first)}</span>${names.length > 1 && html` <span class="more">and ${names.length - 1} more</span>`}`;
}

function showLatency(view: View, { key, place }: TargetFacts): Html {
  const { history, model, nowMs } = view;
  const parts = history.latency(key, { fromMs: nowMs - dayMs, toMs: nowMs }, dayParts);
  const tally = place && model.ledger?.read(place);
  const known = tally !== undefined && tally.successes > 0 ? tally.lastMs : undefined;
  const lastMs = known ?? parts.findLast((part) => part !== undefined)?.meanMs;
  const label = lastMs === undefined ? 'no latency known yet' : `latency, lately ${printLatency(lastMs)}`;
  return html`<div class="latency"><span class="caption" aria-hidden="true">latency, 24 h</span>${drawSparkline(
    parts.map((part) => part?.meanMs),
    label,
  )}<span class="share">${lastMs === undefined ? '–' : printLatency(lastMs)}</span></div>`;
}
