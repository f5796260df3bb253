// Files -> what is kept in memory of the last day and the last 90 days. Refuses to know who looks at it.

import { type Result, succeed } from '../../base/result.ts';
import { Glance } from './glance.ts';
import type { HistoryFiles } from './history-files.ts';
import type { Shelf } from './roll-up.ts';
import { cellOctets, daySeconds, firstSlotOf, keptDays, minuteSeconds, type SubjectKind } from './shelves.ts';

/** `nowSeconds`: hours that have passed must be rolled up. */
export async function loadGlance(
  files: HistoryFiles,
  kind: SubjectKind,
  nowSeconds: number,
): Promise<Result<Glance, string>> {
  const glance = new Glance();
  for (const shelf of files.shelvesOf(kind)) {
    const days = await loadDays(glance, shelf, Math.floor(nowSeconds / daySeconds));
    if (!days.ok) return days;
    const minutes = await loadMinutes(glance, shelf, nowSeconds);
    if (!minutes.ok) return minutes;
  }
  return succeed(glance);
}

function loadDays(glance: Glance, shelf: Shelf, today: number): Promise<Result<void, string>> {
  const firstSlot = firstSlotOf(shelf.number);
  const first = Math.max(1, today - keptDays);
  return shelf.file.visit('days', first, today - 1, (day, row) => glance.setDay(day, firstSlot, row));
}

/** The last day's, of which today has no row yet. */
function loadMinutes(glance: Glance, shelf: Shelf, nowSeconds: number): Promise<Result<void, string>> {
  const { kind, number, file } = shelf;
  const last = Math.floor(nowSeconds / minuteSeconds);
  const todayBegins = Math.floor(nowSeconds / daySeconds) * (daySeconds / minuteSeconds);
  const first = Math.max(1, last - daySeconds / minuteSeconds);
  const [firstSlot, width] = [firstSlotOf(number), cellOctets(kind, 'minutes')];
  return file.visit('minutes', first, last, (minute, row) =>
    glance.addMinute(minute, firstSlot, row, width, minute >= todayBegins),
  );
}
