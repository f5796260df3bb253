// What stands at a name that would have no records for now. We answer for such a name because it is configured; a secondary
// knows a name by its records, and would deny it. Refuses to know which names those are.

import type { ByteString } from '../base/byte-string.ts';
import { RecordType } from '../wire/protocol.ts';
import { txtRdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';

/** For whoever asks for it, or finds it in a copy of the zone. */
const text = 'no healthy address' as ByteString;
const rdata = txtRdata([text]);

export function makePlaceholder(ttlSeconds: number): RRset {
  return makeRRset(RecordType.TXT, ttlSeconds, [rdata]);
}

/** As well in a zone that was kept by an earlier run. */
export function isPlaceholder({ type, rdatas }: RRset): boolean {
  return type === RecordType.TXT && rdatas.length === 1 && rdatas[0] === rdata;
}
