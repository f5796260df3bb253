// The hosts that record data names: whoever asks for it will want their addresses next.

import { type Name, rootName } from './name.ts';
import { RecordType } from './protocol.ts';
import { nameAt, type Rdata } from './rdata.ts';

/** Where the host's name stands in the data (RFC 1035 §3.3, RFC 1183 §1, RFC 2782, RFC 9460 §2.2). */
const hostPositions: Readonly<Record<number, number>> = {
  [RecordType.NS]: 0,
  [RecordType.MX]: 2,
  [RecordType.AFSDB]: 2,
  [RecordType.SRV]: 6,
  [RecordType.SVCB]: 2,
  [RecordType.HTTPS]: 2,
};

export function namesHosts(type: number): boolean {
  return hostPositions[type] !== undefined;
}

/** The host that a record names, if it names one; the root is the owner itself. */
export function hostIn(type: number, rdata: Rdata): Name | undefined {
  const position = hostPositions[type];
  if (position === undefined) return undefined;
  const host = nameAt(rdata, position);
  if (host !== rootName) return host;
  // `.` means that there is none, except in ServiceMode, whose priority is above 0 (RFC 9460 §2.5).
  const isService = type === RecordType.SVCB || type === RecordType.HTTPS;
  const hasPriority = rdata.charCodeAt(0) !== 0 || rdata.charCodeAt(1) !== 0;
  return isService && hasPriority ? host : undefined;
}
