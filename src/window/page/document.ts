// A whole document around what a page shows: its head, what is above and below. Works without script, which only keeps it fresh.

import { version } from '../../base/version.ts';
import type { WindowReply } from '../http/router.ts';
import { withStrictHeaders } from '../http/strict-headers.ts';
import type { Assets } from './assets.ts';
import { drawGlyphs, type Tone } from './markup/glyph.ts';
import { type Html, html } from './markup/html.ts';

/** Without script. */
const refreshSeconds = 15;

/** The others tell of what operators do. */
const publicTones: readonly Tone[] = ['up', 'warn', 'down', 'unknown'];

export interface Page {
  readonly title: string;
  readonly main: Html;
  /** Where its changes are heard of. */
  readonly live: string;
  readonly nowMs: number;
  readonly hasChart?: boolean;
  /** For everybody: says nothing of what runs here. */
  readonly isPublic?: boolean;
  readonly code?: number;
}

export function replyWithPage(page: Page, assets: Assets): WindowReply {
  return {
    code: page.code ?? 200,
    headers: withStrictHeaders({ 'content-type': 'text/html; charset=utf-8' }),
    body: showDocument(page, assets).toString(),
  };
}

export function showDocument(page: Page, assets: Assets): Html {
  const { title, main, live, nowMs, hasChart = false, isPublic = false } = page;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${assets.urlOf('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.urlOf('style.css')}">
${hasChart && html`<link rel="stylesheet" href="${assets.urlOf('uplot.css')}">`}
<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>
<script type="module" src="${assets.urlOf('page.js')}"></script>
</head>
<body data-live="${live}" data-now="${nowMs}">
<a class="skip" href="#main">Skip to the status</a>
${drawGlyphs(isPublic ? publicTones : undefined)}
<header class="top"><a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 2l12 4.6v8.2c0 7-4.9 12.6-12 15.2C8.9 27.4 4 21.8 4 14.8V6.6z"/><path class="pulse" d="M8 16.4h4l2.400-5 3.600 9 2.200-4H24"/></svg><span>healthy-dns</span></a>
<p class="connection" id="connection" data-state="still"><span class="dot" aria-hidden="true"></span><span id="connection-text"><noscript>Fetched anew every ${refreshSeconds} s</noscript></span></p></header>
<p class="announcer" id="announcer" role="status" aria-live="polite"></p>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="foot">${isPublic ? html`<p>This page keeps itself up to date.</p>` : html`<p>healthy-dns ${version}</p><p><a href="/v1/names">Names</a> and <a href="/v1/targets">targets</a> as JSON</p><button type="button" id="help-button" hidden>Keyboard <kbd>?</kbd></button>`}</footer>
${showHelp()}
</body>
</html>
`;
}

const keys: readonly (readonly [key: string, what: string])[] = [
  ['/', 'search'],
  ['j', 'next row'],
  ['k', 'previous row'],
  ['Enter', 'open the row'],
  ['t', 'only what is in trouble'],
  ['a', 'all'],
  ['Esc', 'clear the search'],
  ['u', 'back to all names'],
  ['?', 'this help'],
];

function showHelp(): Html {
  return html`<dialog id="help" aria-labelledby="help-title"><h2 id="help-title">Keyboard</h2><dl>${keys.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl><form method="dialog"><button>Close</button></form></dialog>`;
}
