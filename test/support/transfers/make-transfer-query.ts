// Queries for zones, octet by octet.

import type { Name } from '../../../src/wire/name.ts';

export interface TransferQuery {
  readonly apex: Name;
  /** An IXFR from that serial; absent: AXFR. */
  readonly held?: number | undefined;
  readonly id?: number;
  readonly hasEdns?: boolean;
}

export function makeTransferQuery({ apex, held, id = 0x1234, hasEdns = false }: TransferQuery): Buffer {
  const name = Buffer.from(apex, 'latin1');
  const header = uint16s(id, 0, 1, 0, held === undefined ? 0 : 1, hasEdns ? 1 : 0);
  const question = Buffer.concat([name, uint16s(held === undefined ? 252 : 251, 1)]);
  const parts = [header, question];
  if (held !== undefined) {
    const numbers = Buffer.alloc(20);
    numbers.writeUInt32BE(held);
    // Both names are the root, as NSD sends them.
    parts.push(Buffer.from([0xc0, 12]), uint16s(6, 1, 0, 0, 22), Buffer.alloc(2), numbers);
  }
  if (hasEdns) parts.push(Buffer.from([0]), uint16s(41, 1232, 0, 0x8000, 0));
  return Buffer.concat(parts);
}

function uint16s(...values: readonly number[]): Buffer {
  const octets = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) octets.writeUInt16BE(value, 2 * index);
  return octets;
}
