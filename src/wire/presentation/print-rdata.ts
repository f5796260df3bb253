// Record data -> presentation format (RFC 1035 §5.1) that `parseRdata` and other servers read.

import type { Rdata } from '../rdata.ts';
import { printGeneric } from './generic-format.ts';
import { rdataFormats } from './rdata-formats.ts';
import type { OctetCursor, RdataFormat } from './rdata-part.ts';

/** Data of other types, and what is no data of its type, is printed in the generic form of RFC 3597 §5. */
export function printRdata(type: number, rdata: Rdata): string {
  const format = rdataFormats.get(type);
  const text = format === undefined ? undefined : printKnown(format, rdata);
  return text ?? printGeneric(rdata);
}

/** Nothing when the octets are not made of these parts, and of nothing else. */
export function printKnown(format: RdataFormat, rdata: Rdata): string | undefined {
  const cursor: OctetCursor = { octets: rdata, at: 0 };
  const texts: string[] = [];
  for (const part of format) {
    const text = part.print(cursor);
    if (text === undefined) return undefined;
    if (text !== '') texts.push(text);
  }
  return cursor.at === rdata.length ? texts.join(' ') : undefined;
}
