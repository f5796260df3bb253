// Presentation format -> record data, type by type. Refuses to know owners, TTLs and files.

import { fail, type Result, succeed } from '../../base/result.ts';
import { parseIpAddress } from '../ip-address.ts';
import type { Name } from '../name.ts';
import { RecordType } from '../protocol.ts';
import { addressRdata, type Rdata } from '../rdata.ts';
import type { Field } from './fields.ts';

export interface ParsedRdata {
  readonly rdata: Rdata;
  /** A name in it was completed with the origin: with another origin it is other data. */
  readonly isRelative: boolean;
}

export interface RdataProblem {
  /** What is wrong and the way out, without its subject. */
  readonly message: string;
  /** Which field, if it is one. */
  readonly field?: Field;
}

export function parseRdata(
  type: number,
  fields: readonly Field[],
  _origin: Name,
): Result<ParsedRdata, RdataProblem> {
  const [first] = fields;
  if (type !== RecordType.A && type !== RecordType.AAAA) return fail({ message: 'cannot be read yet' });
  const address = first === undefined ? undefined : parseIpAddress(first.text);
  if (first === undefined || address === undefined || fields.length > 1)
    return fail({ message: 'is not an address', ...(first && { field: first }) });
  return succeed({ rdata: addressRdata(address), isRelative: false });
}
