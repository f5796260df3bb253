// The zones that are served, and who follows them.

import type { FollowedZoneStatus, SecondaryStatus } from '../../../control/protocol/secondaries.ts';
import type { HostedZoneStatus } from '../../../control/protocol/status.ts';
import { type Html, html } from '../markup/html.ts';
import { plainName } from '../markup/links.ts';
import { showAge, showCountdown } from '../markup/time.ts';
import { showState } from './state.ts';
import type { View } from './view.ts';

/** Those who host more know them from elsewhere. */
const zonesMax = 200;
const secondariesMax = 100;
const aliasesMax = 3;

export function showZones({ model, nowMs }: View): Html {
  const zones = model.summary?.hostedZones ?? [];
  const others = zones.length - zonesMax;
  return html`<section id="zones" aria-labelledby="zones-title"${zones.length === 0 && html` hidden`}>
<h2 id="zones-title">Zones</h2>
<ul class="rows">${zones.slice(0, zonesMax).map((zone) => showZone(zone, nowMs))}</ul>
${others > 0 && html`<p class="others">and ${others} more: healthy-dns status shows them</p>`}
</section>`;
}

function showZone(status: HostedZoneStatus, nowMs: number): Html {
  const { zone, aliases, serial, serialSinceSeconds, names, catalog } = status;
  const others = aliases.length - aliasesMax;
  const also = aliases.slice(0, aliasesMax).map(plainName).join(', ');
  return html`<li class="row zone-row"><div class="what"><span class="title"><b>${plainName(zone)}</b></span><p class="why">${
    catalog === true ? `Catalog of ${names} zones` : `${names} ${names === 1 ? 'name' : 'names'}`
  }${aliases.length > 0 && `, also as ${also}${others > 0 ? ` and ${others} more` : ''}`}</p></div>
<div class="fact"><span class="label">Serial</span> <code>${serial}</code>${serialSinceSeconds !== undefined && html`<p class="why">${showAge(serialSinceSeconds, nowMs)} old</p>`}</div>
<div class="fact"><span class="label">DNSSEC</span> ${describeSigning(status, nowMs)}</div></li>`;
}

function describeSigning({ signed, dnssec }: HostedZoneStatus, nowMs: number): Html {
  if (!signed) return html`not signed`;
  const end = dnssec?.signaturesEndSeconds;
  return end === undefined ? html`signed` : html`signed, for another ${showCountdown(end, nowMs)}`;
}

export function showSecondaries({ model, nowMs }: View): Html {
  const { total = 0, list = [] } = model.summary?.secondaries ?? {};
  const shown = list.slice(0, secondariesMax);
  const others = total - shown.length;
  return html`<section id="secondaries" aria-labelledby="secondaries-title"${total === 0 && html` hidden`}>
<h2 id="secondaries-title">Secondaries</h2>
<ul class="rows">${shown.map((secondary) => showSecondary(secondary, nowMs))}</ul>
${others > 0 && html`<p class="others">and ${others} more: healthy-dns status --json has more of them</p>`}
</section>`;
}

function showSecondary(status: SecondaryStatus, nowMs: number): Html {
  const { secondary, key, zones, behindSinceSeconds } = status;
  const isBehind = behindSinceSeconds !== undefined;
  const state = isBehind
    ? ({ tone: 'warn', word: 'Behind' } as const)
    : ({ tone: 'up', word: 'Current' } as const);
  return html`<li class="row secondary t-${state.tone}">${showState(state, isBehind ? showAge(behindSinceSeconds, nowMs) : undefined)}
<div class="what"><span class="title"><b>${secondary}</b>${key !== undefined && html` <span class="zone">key ${plainName(key)}</span>`}</span><p class="why">${describeLag(status)}</p></div>
<div class="fact"><span class="label">Zones</span> ${zones.current} of ${zones.total} current</div>
<div class="fact">${describeNotify(status, nowMs)}</div></li>`;
}

function describeLag({ list, zones }: SecondaryStatus): string {
  const behind = list.filter((zone) => zone.behindSinceSeconds !== undefined);
  const [first] = behind;
  if (first === undefined)
    return zones.current === zones.total ? 'Has the newest of every zone' : 'Not known yet what it has';
  const others = zones.total - zones.current - 1;
  return `${describeZoneLag(first)}${others > 0 ? ` and ${others} more` : ''}`;
}

function describeZoneLag({ zone, serial, newest, changes, refusal }: FollowedZoneStatus): string {
  const facts = [
    ...(changes === undefined ? [] : [`lacks ${changes} ${changes === 1 ? 'change' : 'changes'}`]),
    serial === undefined ? 'serial unknown' : `has ${serial} of ${newest}`,
    ...(refusal === undefined ? [] : [refusal]),
  ];
  return `${plainName(zone)}: ${facts.join(', ')}`;
}

function describeNotify({ notified, lastNotify }: SecondaryStatus, nowMs: number): Html {
  if (!notified) return html`<span class="label">Notify</span> not told, fetches`;
  if (lastNotify === undefined) return html`<span class="label">Notify</span> none yet`;
  const { reply, atSeconds } = lastNotify;
  const answer = reply === undefined ? 'no answer' : reply === 'NOERROR' ? 'taken' : reply;
  return html`<span class="label">Notify</span> ${answer}, ${showAge(atSeconds, nowMs)} ago`;
}
