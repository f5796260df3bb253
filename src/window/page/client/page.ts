// The program of the page: keeps what the server rendered fresh. Without it the page is the same, only as old as it is.

import { Connection } from './connection.ts';
import { Filter } from './filter.ts';
import { followKeys } from './keys.ts';
import { morph } from './morph.ts';
import { setServerTime, startTicking, tick } from './ticking.ts';

/** A storm of changes is one fetch. */
const renewEveryMs = 500;

let waiting: Readonly<Record<string, string>> | undefined;
let renewedAt = 0;
let isRenewing = false;
let mustRenew = false;

const filter = new Filter(() => void renew());

function takePatch(parts: Readonly<Record<string, string>>): void {
  const isFirst = waiting === undefined;
  waiting = { ...waiting, ...parts };
  if (isFirst) schedule(applyPatch);
}

/** With the next frame; a page that nobody sees has none. */
function schedule(run: () => void): void {
  if (document.hidden) setTimeout(run, 0);
  else requestAnimationFrame(run);
}

function applyPatch(): void {
  const parts = waiting ?? {};
  waiting = undefined;
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
  // Thousands of rows are looked at only where one of them may have to go or come.
  if (hasRows && filter.isActive) filter.apply();
  settle();
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

/** All of the page, from where it came from. */
async function renew(): Promise<void> {
  if (isRenewing) {
    mustRenew = true;
    return;
  }
  isRenewing = true;
  const wait = renewedAt + renewEveryMs - Date.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  mustRenew = false;
  renewedAt = Date.now();
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (response.headers.get('content-type')?.startsWith('text/html')) showDocument(await response.text());
  } catch {
    // Said by the connection already, which comes back and asks again.
  }
  isRenewing = false;
  if (mustRenew) void renew();
}

function showDocument(text: string): void {
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  const main = fresh.getElementById('main');
  const shown = document.getElementById('main');
  if (main === null || shown === null) return;
  tick(main);
  const field = document.activeElement;
  const typed = field instanceof HTMLInputElement ? field.value : undefined;
  morph(shown, main);
  if (field instanceof HTMLInputElement && typed !== undefined) field.value = typed;
  document.title = fresh.title;
  filter.apply();
  settle();
  void drawChart();
}

async function drawChart(): Promise<void> {
  if (document.getElementById('chart') === null) return;
  const { followSize, showChart } = await import('./chart.ts');
  if (!isChartFollowed) followSize();
  isChartFollowed = true;
  await showChart();
}

let isChartFollowed = false;
const words = { live: 'Live', lost: 'Connection lost, trying again' } as const;

function showConnection(state: 'live' | 'lost'): void {
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
  new Connection(live, { onPatch: takePatch, onRenew: () => void renew(), onState: showConnection }).start();
