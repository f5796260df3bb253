// Moments and how long ago they were: right when rendered, and kept right by the script of the page (client/ticking.ts).

import { months, printSpan } from '../client/span.ts';
import { type Html, html } from './html.ts';

/** `3 h 20 min`, growing. */
export function showAge(sinceSeconds: number, nowMs: number): Html {
  return html`<time data-since="${sinceSeconds}" datetime="${printIso(sinceSeconds)}" title="since ${printMoment(sinceSeconds)}">${printSpan(nowMs / 1000 - sinceSeconds)}</time>`;
}

/** `4 min`, shrinking. */
export function showCountdown(untilSeconds: number, nowMs: number): Html {
  return html`<time data-until="${untilSeconds}" datetime="${printIso(untilSeconds)}" title="until ${printMoment(untilSeconds)}">${printSpan(untilSeconds - nowMs / 1000)}</time>`;
}

/** In the time zone of whoever reads, if there is a script. */
export function showMoment(atSeconds: number): Html {
  return html`<time data-at="${atSeconds}" title="${printMoment(atSeconds)}" datetime="${printIso(atSeconds)}">${printMoment(atSeconds)}</time>`;
}

/** `22 Nov 11:40:05 UTC` */
export function printMoment(atSeconds: number): string {
  const iso = printIso(atSeconds);
  return `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1]} ${iso.slice(11, 19)} UTC`;
}

/** The last that a Date can hold: a number from elsewhere must not throw. */
const secondsMax = 8.64e12;

function printIso(seconds: number): string {
  return new Date(1000 * Math.max(0, Math.min(secondsMax, Math.floor(seconds) || 0))).toISOString();
}
