// Ages grow and countdowns shrink between two words from the server. Refuses to know what they are about.

import { printSpan } from './span.ts';

/** The clock of the server less that of this machine; those who read from afar may have theirs wrong. */
let aheadSeconds = 0;

export function setServerTime(seconds: number): void {
  aheadSeconds = seconds - Date.now() / 1000;
}

export function startTicking(): void {
  tick();
  setInterval(() => requestAnimationFrame(() => tick()), 1000);
}

export function tick(within: ParentNode = document): void {
  const now = Date.now() / 1000 + aheadSeconds;
  for (const time of within.querySelectorAll('time[data-since], time[data-until]')) {
    const since = time.getAttribute('data-since');
    const until = time.getAttribute('data-until');
    const text = printSpan(since === null ? Number(until) - now : now - Number(since));
    // Writing the same would lay out everything anew.
    if (time.textContent !== text) time.textContent = text;
  }
}
