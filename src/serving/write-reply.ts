// The parts of a reply that do not come from the image: header, question, response code, OPT and what OPT says.

import { type ByteString, writeByteString } from '../base/byte-string.ts';
import { EdnsOption, ExtendedError, RecordType } from '../wire/protocol.ts';
import { copy } from './copy-answer.ts';
import { datagramOctetsMax } from './limits.ts';
import type { QueryView } from './query-view.ts';
import { readUint16, writeUint16 } from './uint16.ts';

const headerOctets = 12;
export const optOctets = 11;

/** Option code, length, info code and extra text (RFC 8914 §2). */
const noHealthyAddress = extendedError(ExtendedError.OTHER, 'no healthy address');
export const noHealthyAddressOctets: number = noHealthyAddress.length;

const flagQr = 0x80;
const flagRd = 0x01;
const opcodeBits = 0x78;

/** Header and question of the reply: id, opcode, RD and the question's spelling are the client's; the rest is zero. */
export function copyQuestion(packet: Uint8Array, questionEnd: number, reply: Uint8Array): number {
  reply[0] = packet[0] as number;
  reply[1] = packet[1] as number;
  reply[2] = flagQr | ((packet[2] as number) & (opcodeBits | flagRd));
  reply[3] = 0;
  reply[4] = 0;
  reply[5] = questionEnd > headerOctets ? 1 : 0;
  for (let i = 6; i < headerOctets; i++) reply[i] = 0;
  for (let i = headerOctets; i < questionEnd; i++) reply[i] = packet[i] as number;
  return questionEnd;
}

/** Sets the code and, when the query had one, adds the OPT record (RFC 6891 §6.1.1); returns the reply's length. */
export function finishReply(reply: Uint8Array, end: number, view: QueryView, code: number): number {
  reply[3] = (reply[3] as number) | (code & 0x0f);
  if (!view.hasEdns) return end;
  reply[end] = 0;
  writeUint16(reply, end + 1, RecordType.OPT);
  writeUint16(reply, end + 3, datagramOctetsMax);
  reply[end + 5] = code >>> 4;
  reply[end + 6] = 0;
  // RFC 3225 §3: DO comes back as it was sent.
  reply[end + 7] = view.wantsDnssec ? 0x80 : 0;
  reply[end + 8] = 0;
  reply[end + 9] = 0;
  reply[end + 10] = 0;
  writeUint16(reply, 10, readUint16(reply, 10) + 1);
  return end + optOctets;
}

/** Gives a finished reply, which ends with an OPT record that has no option, one that says why there is no answer. */
export function appendNoHealthyAddress(reply: Uint8Array, end: number): number {
  writeUint16(reply, end - 2, noHealthyAddressOctets);
  copy(noHealthyAddress, 0, noHealthyAddressOctets, reply, end);
  return end + noHealthyAddressOctets;
}

function extendedError(infoCode: number, extraText: string): Uint8Array {
  const option = new Uint8Array(6 + extraText.length);
  writeUint16(option, 0, EdnsOption.EXTENDED_ERROR);
  writeUint16(option, 2, 2 + extraText.length);
  writeUint16(option, 4, infoCode);
  writeByteString(extraText as ByteString, option, 6);
  return option;
}
