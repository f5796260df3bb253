// The program of the page: keeps what the server rendered fresh. Without it the page is the same, only as old as it is.

import { Connection, type ConnectionState, pollSeconds } from './connection.ts';
import { Filter } from './filter.ts';
import { followKeys } from './keys.ts';
import { morph } from './morph.ts';
import { setServerTime, startTicking, tick } from './ticking.ts';

/** A storm of changes is one fetch. */
const renewEveryMs = 500;
/** After a page that did not come: whoever refused it has enough to do. */
const renewAgainMs = 3000;
/** A page that takes longer will not come. */
const renewWithinMs = 30_000;
/** Two daemons behind one address may be of two versions: their pages must not reload each other for ever. */
const reloadEveryMs = 60_000;

let waiting: Readonly<Record<string, string>> | undefined;
let mayRenewAt = 0;
let isRenewing = false;
let mustRenew = false;
/** What was told since a page was asked for: it may have been rendered before. */
let toldMeanwhile: Readonly<Record<string, string>> = {};

const filter = new Filter(() => void renew());

function takePatch(parts: Readonly<Record<string, string>>): void {
  const isFirst = waiting === undefined;
  waiting = { ...waiting, ...parts };
  if (isRenewing) toldMeanwhile = { ...toldMeanwhile, ...parts };
  if (isFirst) schedule(applyPatch);
}

/** With the next frame; a page that nobody sees has none. */
function schedule(run: () => void): void {
  if (document.hidden) setTimeout(run, 0);
  else requestAnimationFrame(run);
}

function applyPatch(): void {
  const hasRows = applyParts(waiting ?? {});
  waiting = undefined;
  // Thousands of rows are looked at only where one of them may have to go or come.
  if (hasRows && filter.isActive) filter.apply();
  settle();
}

/** Whether there were rows among them. */
function applyParts(parts: Readonly<Record<string, string>>): boolean {
  const template = document.createElement('template');
  let hasRows = false;
  for (const [id, html] of Object.entries(parts)) {
    const shown = document.getElementById(id);
    if (shown === null) continue;
    hasRows ||= shown.classList.contains('row');
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    if (fresh === null) continue;
    if (shown.hasAttribute('hidden') && shown.classList.contains('row')) fresh.setAttribute('hidden', '');
    tick(fresh);
    morph(shown, fresh);
  }
  return hasRows;
}

/** What follows from what is shown now. */
function settle(): void {
  const headline = document.getElementById('headline');
  const title = headline?.getAttribute('data-title');
  if (title !== null && title !== undefined && document.title !== title) document.title = title;
  announce(headline?.querySelector('h1')?.textContent ?? '');
}

let announced: string | undefined;

/** Once for each change of the first line, and never at the start: it is read then anyway. */
function announce(text: string): void {
  if (announced === text) return;
  const announcer = document.getElementById('announcer');
  if (announced !== undefined && announcer !== null) announcer.textContent = text;
  announced = text;
}

/** All of the page, from where it came from, until it came. */
async function renew(): Promise<void> {
  mustRenew = true;
  if (isRenewing) return;
  isRenewing = true;
  while (mustRenew) {
    const wait = mayRenewAt - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    mustRenew = false;
    toldMeanwhile = {};
    mayRenewAt = Date.now() + renewEveryMs;
    const text = await fetchPage();
    if (text !== undefined) showDocument(text);
    else {
      mustRenew = true;
      mayRenewAt = Date.now() + renewAgainMs;
    }
  }
  isRenewing = false;
}

/** A refusal is a text without marks, and no page. */
async function fetchPage(): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(renewWithinMs);
    const response = await fetch(location.href, { headers: { accept: 'text/html' }, signal });
    return response.headers.get('content-type')?.startsWith('text/html') ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

function showDocument(text: string): void {
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  const main = fresh.getElementById('main');
  const shown = document.getElementById('main');
  if (main === null || shown === null) return;
  if (styleOf(fresh) !== styleOf(document)) reloadSoon();
  setServerTime(Number(fresh.body.getAttribute('data-now')));
  tick(main);
  const field = document.activeElement;
  const typed = field instanceof HTMLInputElement ? field.value : undefined;
  morph(shown, main);
  applyParts(toldMeanwhile);
  if (field instanceof HTMLInputElement && typed !== undefined) field.value = typed;
  document.title = fresh.title;
  filter.apply();
  settle();
  void drawChart();
}

/** Its address has the digest of all files of the page: another version of the daemon has another one. */
function styleOf(from: Document): string | null | undefined {
  return from.querySelector('link[rel="stylesheet"]')?.getAttribute('href');
}

function reloadSoon(): void {
  setTimeout(() => location.reload(), Math.max(0, reloadEveryMs - performance.now()));
}

async function poll(): Promise<boolean> {
  const text = await fetchPage();
  if (text !== undefined) showDocument(text);
  return text !== undefined;
}

async function drawChart(): Promise<void> {
  if (document.getElementById('chart') === null) return;
  const { followSize, showChart } = await import('./chart.ts');
  if (!isChartFollowed) followSize();
  isChartFollowed = true;
  await showChart();
}

let isChartFollowed = false;
const words: Readonly<Record<ConnectionState, string>> = {
  live: 'Live',
  polled: `Fetched anew every ${pollSeconds} s`,
  lost: 'Connection lost, trying again',
};

function showConnection(state: ConnectionState): void {
  const connection = document.getElementById('connection');
  if (connection === null || connection.getAttribute('data-state') === state) return;
  const wasLost = connection.getAttribute('data-state') === 'lost';
  connection.setAttribute('data-state', state);
  document.body.toggleAttribute('data-lost', state === 'lost');
  const text = document.getElementById('connection-text');
  if (text !== null) text.textContent = words[state];
  const announcer = document.getElementById('announcer');
  if (announcer !== null && (state === 'lost' || wasLost))
    announcer.textContent =
      state === 'lost' ? 'The connection is lost: what is shown is old' : 'Connected again';
}

filter.start();
followKeys(filter);
setServerTime(Number(document.body.getAttribute('data-now')));
startTicking();
filter.apply();
settle();
void drawChart();
const live = document.body.getAttribute('data-live') ?? '';
if (live !== '')
  new Connection(live, {
    onPatch: takePatch,
    onRenew: () => void renew(),
    onPoll: poll,
    onState: showConnection,
  }).start();
