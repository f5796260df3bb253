// The signs of states: each has a shape of its own, for those who do not see its colour. Drawn once per page, and used from there.

import { type Html, html } from './html.ts';

export type Tone = 'up' | 'warn' | 'down' | 'held' | 'drained' | 'unknown' | 'fixed';

/** Beside a word that says the same. */
export function drawGlyph(tone: Tone): Html {
  return html`<svg class="glyph" aria-hidden="true"><use href="#g-${tone}"/></svg>`;
}

const symbols: Readonly<Record<Tone, Html>> = {
  up: html`<circle cx="10" cy="10" r="9"/><path class="cut" d="M5.8 10.3l2.9 2.9 5.5-6"/>`,
  warn: html`<path d="M8.5 1.9a1.75 1.75 0 0 1 3 0l7.3 13.4a1.75 1.75 0 0 1-1.5 2.6H2.7a1.75 1.75 0 0 1-1.5-2.6z"/><path class="cut" d="M10 6.7v5M10 14.6v.1"/>`,
  down: html`<path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z"/><path class="cut" d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4"/>`,
  held: html`<rect x="1.5" y="1.5" width="17" height="17" rx="4"/><path class="cut" d="M7.6 6.5v7M12.4 6.5v7"/>`,
  drained: html`<path d="M10 1l9 9-9 9-9-9z"/><path class="cut" d="M10 6v7M7 10.3l3 3 3-3"/>`,
  unknown: html`<circle class="ring" cx="10" cy="10" r="8"/><path class="mark" d="M7.7 7.8a2.3 2.3 0 1 1 3.4 2c-.7.4-1.1.8-1.1 1.6M10 14v.1"/>`,
  fixed: html`<circle class="ring" cx="10" cy="10" r="8"/><circle class="dot" cx="10" cy="10" r="3"/>`,
};

/** All of them, or those that a page may need. */
export function drawGlyphs(tones: readonly Tone[] = Object.keys(symbols) as Tone[]): Html {
  return html`<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">${tones.map((tone) => html`<symbol id="g-${tone}" viewBox="0 0 20 20">${symbols[tone]}</symbol>`)}</svg>`;
}
