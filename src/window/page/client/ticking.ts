// Ages grow and countdowns shrink between two words from the server, and moments are those of the clock on the reader's wall, as in
// the chart. Refuses to know what they are about.

import { months, printSpan } from './span.ts';

/** What lasts longer is shown in minutes, and looked at now and then. */
const secondsShownMax = 120;
const coarseSeconds = 10;

/** The clock of the server less that of this machine: those who read from afar may have theirs wrong. */
let ahead = 0;

/** As the server said it was when it rendered the page, which was just now. */
export function setServerTime(atMs: number): void {
  ahead = Number.isFinite(atMs) && atMs > 0 ? (atMs - Date.now()) / 1000 : 0;
}

export function startTicking(): void {
  tick();
  setInterval(() => requestAnimationFrame(() => tick()), 1000);
}

/** When the text of each is another one: most of thousands are days old, and need no look every second. */
const dueAt = new WeakMap<Element, number>();

export function tick(within: ParentNode = document): void {
  const now = Date.now() / 1000 + ahead;
  for (const time of within.querySelectorAll('time[data-since], time[data-until]')) {
    if ((dueAt.get(time) ?? 0) > now) continue;
    const since = time.getAttribute('data-since');
    const seconds = since === null ? Number(time.getAttribute('data-until')) - now : now - Number(since);
    const text = printSpan(seconds);
    // Writing the same would lay out everything anew.
    if (time.textContent !== text) time.textContent = text;
    dueAt.set(time, now + (seconds < secondsShownMax ? 0 : coarseSeconds));
  }
  for (const time of within.querySelectorAll('time[data-at]')) {
    if (dueAt.has(time)) continue;
    time.textContent = printLocal(Number(time.getAttribute('data-at')));
    dueAt.set(time, Number.POSITIVE_INFINITY);
  }
}

/** `22 Nov 11:40:05`; what it is in UTC shows where the pointer rests. */
function printLocal(atSeconds: number): string {
  const at = new Date(1000 * atSeconds);
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()];
  return `${at.getDate()} ${months[at.getMonth()]} ${clock.map((part) => String(part).padStart(2, '0')).join(':')}`;
}
