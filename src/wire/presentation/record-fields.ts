// A record -> its fields, as a line of a master file has them. Whoever prints it puts something between them.

import { type Name, printName } from '../name.ts';
import { printRecordType } from '../protocol.ts';
import type { Rdata } from '../rdata.ts';
import { printRdata } from './print-rdata.ts';

export function recordFields(
  owner: Name,
  { type, ttlSeconds }: { readonly type: number; readonly ttlSeconds: number },
  rdata: Rdata,
): string[] {
  return [printName(owner), String(ttlSeconds), 'IN', printRecordType(type), printRdata(type, rdata)];
}
