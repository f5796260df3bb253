// A status in one line, for the service manager and the log.

import type { LastGoodStatus, Status } from '../control/protocol/status.ts';
import type { Summary } from '../window/model/news.ts';

/** What the line takes of a status: of targets only how many, since a list of thousands takes long to make. */
export interface LineFacts extends Summary {
  readonly targets: Omit<Status['targets'], 'list'> & { readonly held: number };
  readonly names: Status['names'];
}

/** `serving 3 zones, 41 of 42 targets up (1 forced down), serial 1795201914` */
export function printStatusLine(status: Status): string {
  const held = status.targets.list.filter((target) => target.held !== undefined).length;
  return printLine({ ...status, targets: { ...status.targets, held } });
}

export function printLine(facts: LineFacts): string {
  const { lastGood } = facts;
  if (lastGood === undefined) return printServing(facts);
  return `SERVING THE LAST GOOD CONFIGURATION (${printErrorCount(lastGood)}): ${printServing(facts)}`;
}

/** `the current one has 2 errors` */
export function printErrorCount({ errorCount }: LastGoodStatus): string {
  return `the current one has ${errorCount} ${errorCount === 1 ? 'error' : 'errors'}`;
}

function printServing({
  zones,
  hostedZones = [],
  targets,
  serial,
  names,
  overrides,
  network,
  secondaries,
}: LineFacts): string {
  if (zones.length === 0) return 'no zone is configured; edit /etc/default/healthy-dns and reload';
  const zoneCount = zones.length === 1 ? `serving ${zones[0]}` : `serving ${zones.length} zones`;
  const health =
    targets.total === 0
      ? 'nothing to probe'
      : `${targets.up} of ${targets.total} targets up${printForced(targets)}`;
  const doubt = network.suspect === undefined ? '' : `, suspect: ${network.suspect}`;
  const counts = [
    countOf(targets.held, targets.held === 1 ? 'target' : 'targets', ' held down for flapping'),
    count(names.empty, 'name', ' without an address'),
    count(names.emptyServices, 'service', ' without host'),
    count(names.onPolicy, 'name', ' all down and answered by policy'),
    count(names.onBackup, 'name', ' on backup'),
    countOf(secondaries?.behind ?? 0, secondaries?.behind === 1 ? 'secondary' : 'secondaries', ' behind'),
    count(overrides, 'override'),
  ];
  const newest = hostedZones.length > 1 ? 'newest serial' : 'serial';
  return `${zoneCount}, ${health}${doubt}${counts.join('')}, ${newest} ${serial}`;
}

/** ` (1 forced up, 2 forced down)`, or empty */
function printForced({ forcedUp, forcedDown }: LineFacts['targets']): string {
  const parts = [
    ...(forcedUp === 0 ? [] : [`${forcedUp} forced up`]),
    ...(forcedDown === 0 ? [] : [`${forcedDown} forced down`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function count({ length }: readonly unknown[], noun: string, how = ''): string {
  return countOf(length, length === 1 ? noun : `${noun}s`, how);
}

function countOf(count: number, noun: string, how: string): string {
  return count === 0 ? '' : `, ${count} ${noun}${how}`;
}
