// Backends given by host name, as a table.

import type { HostStatus } from '../../control/protocol/status.ts';
import type { OutputStyle } from './output-style.ts';
import { printColumns } from './print-columns.ts';
import { printAge } from './print-time.ts';

/** Those in trouble come first. */
export function printHosts(hosts: readonly HostStatus[], style?: OutputStyle): string[] {
  const sorted = [...hosts].sort((a, b) => rankOf(a) - rankOf(b) || a.host.localeCompare(b.host));
  const rows = [
    ['HOST', 'ADDRESSES', 'FOR', 'LAST LOOKUP', 'NEXT', 'NAMES'],
    ...sorted.map(({ host, addresses, sinceSeconds, nextLookupInMs, problem, names }) => [
      host,
      addresses.join(' ') || 'none',
      sinceSeconds === undefined ? '-' : printAge(sinceSeconds),
      problem === undefined ? 'found' : `${problem.reason}, for ${printAge(problem.sinceSeconds)}`,
      nextLookupInMs === undefined ? 'now' : `${(nextLookupInMs / 1000).toFixed(1)} s`,
      names.join(' '),
    ]),
  ];
  return printColumns(rows, style);
}

function rankOf({ problem }: HostStatus): number {
  return problem === undefined ? 1 : 0;
}
