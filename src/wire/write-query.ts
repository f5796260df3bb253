// A question -> the octets of a query (RFC 1035 §4.1), with an OPT record when the answer may be long (RFC 6891 §6.1).

import { type ByteString, writeByteString } from '../base/byte-string.ts';
import { headerOctets, RecordClass, RecordType } from './protocol.ts';

export interface QueryFields {
  readonly id: number;
  /** In wire form, in the case in which it shall be sent. */
  readonly name: ByteString;
  readonly type: number;
  /** What may come back in one datagram; without it there is no OPT record. */
  readonly payloadOctetsMax?: number;
}

/** RD: a resolver that is asked shall find the answer; a server that only knows its own zones does not care. */
const recursionDesired = 0x0100;
const optOctets = 11;

export function writeQuery({ id, name, type, payloadOctetsMax }: QueryFields): Uint8Array {
  const questionEnd = headerOctets + name.length + 4;
  const octets = new Uint8Array(questionEnd + (payloadOctetsMax === undefined ? 0 : optOctets));
  const view = new DataView(octets.buffer);
  view.setUint16(0, id);
  view.setUint16(2, recursionDesired);
  view.setUint16(4, 1);
  const typeAt = writeByteString(name, octets, headerOctets);
  view.setUint16(typeAt, type);
  view.setUint16(typeAt + 2, RecordClass.IN);
  if (payloadOctetsMax !== undefined) {
    view.setUint16(10, 1);
    view.setUint16(questionEnd + 1, RecordType.OPT);
    view.setUint16(questionEnd + 3, payloadOctetsMax);
  }
  return octets;
}
