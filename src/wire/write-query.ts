// A question -> the octets of a query (RFC 1035 §4.1), on request with an OPT record (RFC 6891 §6.1).

import { type ByteString, writeByteString } from '../base/byte-string.ts';
import { headerOctets, optOctets, questionTailOctets } from './message-format.ts';
import { RecordClass } from './protocol.ts';
import { appendOpt } from './write-opt.ts';

export interface QueryFields {
  readonly id: number;
  /** In wire form; its case is kept. */
  readonly name: ByteString;
  readonly type: number;
  /** How large a reply over UDP may be; without it there is no OPT record. */
  readonly payloadOctetsMax?: number;
}

/** RD: asks a resolver to find the answer. An authoritative server ignores it. */
const recursionDesired = 0x0100;

export function writeQuery({ id, name, type, payloadOctetsMax }: QueryFields): Uint8Array {
  const questionEnd = headerOctets + name.length + questionTailOctets;
  const octets = new Uint8Array(questionEnd + (payloadOctetsMax === undefined ? 0 : optOctets));
  const view = new DataView(octets.buffer);
  view.setUint16(0, id);
  view.setUint16(2, recursionDesired);
  view.setUint16(4, 1);
  const typeAt = writeByteString(name, octets, headerOctets);
  view.setUint16(typeAt, type);
  view.setUint16(typeAt + 2, RecordClass.IN);
  if (payloadOctetsMax !== undefined) appendOpt(octets, questionEnd, payloadOctetsMax);
  return octets;
}
