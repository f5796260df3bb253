// What a reload would change, as lines that begin with + and -.

import type { ForeseenReload, ForeseenZone } from '../../control/protocol/reload.ts';

export function printForeseen({
  zones,
  zonesLeftOut,
  checksAdded,
  checksRemoved,
  shared,
}: ForeseenReload): string {
  const lines = zones.flatMap(printForeseenZone);
  if (zonesLeftOut > 0) lines.push(`and ${zonesLeftOut} more zones`);
  if (lines.length === 0) lines.push('no record would change');
  if (checksAdded > 0)
    lines.push(`${count(checksAdded, 'check')} would begin; until tried, taken as passing`);
  if (checksRemoved > 0) lines.push(`${count(checksRemoved, 'check')} would end`);
  if (shared !== undefined) {
    const more = shared.count - shared.zones.length;
    const others = more > 0 ? ` and ${more} more` : '';
    lines.push(`transfer or update settings would change: ${shared.zones.join(' ')}${others}`);
  }
  return `${lines.join('\n')}\n`;
}

function printForeseenZone(foreseen: ForeseenZone): string[] {
  const { zone, change, aliasOf, removed, added, removedCount, addedCount } = foreseen;
  const kind = aliasOf === undefined ? 'zone' : `alias of ${aliasOf}`;
  const title = `${zone} (${kind} ${change}: -${removedCount} +${addedCount} records)`;
  return [title, ...list('-', removed, removedCount), ...list('+', added, addedCount)];
}

function list(sign: string, records: readonly string[], total: number): string[] {
  const left = total - records.length;
  const lines = records.map((record) => `${sign} ${record}`);
  return left > 0 ? [...lines, `${sign} and ${left} more`] : lines;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
