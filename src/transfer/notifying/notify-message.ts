// What we send to secondaries and what they reply: NOTIFY (RFC 1996) and the question for the serial that they have. Bytes in,
// meaning out; refuses to know who is asked and when.
//
//   NOTIFY   header, AA │ apex SOA IN │ apex SOA (RFC 1996 §3.7: a hint)
//   question header     │ apex SOA IN

import { type ByteString, bytesOf, joinBytes, uint16, uint32 } from '../../base/byte-string.ts';
import { headerOctets, pointerFlags, questionTailOctets, readUint16 } from '../../wire/message-format.ts';
import type { Name } from '../../wire/name.ts';
import { Opcode, printResponseCode, RecordClass, RecordType, ResponseCode } from '../../wire/protocol.ts';
import { readMessage } from '../../wire/read-message.ts';
import { readSoaSerial } from '../../wire/read-rdata.ts';
import { soaOf, type Zone } from '../../zone/zone.ts';

export type SoaSource = Pick<Zone, 'apex' | 'serial' | 'timing' | 'primary' | 'mailbox'>;

const authoritative = 0x0400;
const responseFlag = 0x80;
const opcodeShift = 11;
/** The apex of the question. */
const pointerToQuestion = pointerFlags | headerOctets;

export function writeNotify(id: number, zone: SoaSource): Uint8Array {
  const { type, ttlSeconds, rdatas } = soaOf(zone);
  const rdata = rdatas[0] ?? ('' as ByteString);
  return bytesOf(
    joinBytes(
      writeHeader(id, (Opcode.NOTIFY << opcodeShift) | authoritative, 1),
      writeQuestion(zone.apex),
      uint16(pointerToQuestion),
      uint16(type),
      uint16(RecordClass.IN),
      uint32(ttlSeconds),
      uint16(rdata.length),
      rdata,
    ),
  );
}

/** Without recursion: only what the server itself has counts. */
export function writeSerialQuestion(id: number, apex: Name): Uint8Array {
  return bytesOf(joinBytes(writeHeader(id, Opcode.QUERY << opcodeShift, 0), writeQuestion(apex)));
}

function writeHeader(id: number, flags: number, answers: number): ByteString {
  return joinBytes(uint16(id), uint16(flags), uint16(1), uint16(answers), uint32(0));
}

function writeQuestion(apex: Name): ByteString {
  return joinBytes(apex, uint16(RecordType.SOA), uint16(RecordClass.IN));
}

export function idOf(message: Uint8Array): number | undefined {
  return message.length < headerOctets ? undefined : readUint16(message, 0);
}

/** Whether a message with the right id replies to this one: same kind, same question or none. */
export function isReplyTo(asked: Uint8Array, apex: Name, reply: Uint8Array): boolean {
  const flags = reply[2] ?? 0;
  if ((flags & responseFlag) === 0 || (flags & 0x78) !== ((asked[2] ?? 0) & 0x78)) return false;
  const questions = readUint16(reply, 4);
  // A server that refuses a message unread may leave the question out.
  if (questions === 0) return ((reply[3] ?? 0) & 0x0f) !== ResponseCode.NOERROR || isNotify(asked);
  const end = headerOctets + apex.length + questionTailOctets;
  if (questions !== 1 || reply.length < end) return false;
  for (let at = headerOctets; at < end; at++) if (lower(reply[at]) !== lower(asked[at])) return false;
  return true;
}

function isNotify(message: Uint8Array): boolean {
  return ((message[2] ?? 0) & 0x78) === Opcode.NOTIFY << 3;
}

/** Types and classes are below the letters, so that only names are affected. */
function lower(octet = 0): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}

/** What the header says, as a mnemonic: all that counts in a reply to NOTIFY. */
export function codeOfReply(reply: Uint8Array): string {
  return printResponseCode((reply[3] ?? 0) & 0x0f);
}

/** RFC 1996 §4.7: who does not implement NOTIFY has received it, and need not be sent it again. */
export function endsNotifying(code: string): boolean {
  return code === 'NOERROR' || code === 'NOTIMP';
}

export type SerialReply = { readonly serial: number } | { readonly refusal: string };

/** The serial of a server that has the zone itself, or why there is none. */
export function readSerialReply(reply: Uint8Array, apex: Name): SerialReply {
  const message = readMessage(reply);
  if (!message.ok) return { refusal: 'a reply that cannot be read' };
  const { responseCode, answers } = message.value;
  if (responseCode !== ResponseCode.NOERROR) return { refusal: printResponseCode(responseCode) };
  const isAuthoritative = ((reply[2] ?? 0) & (authoritative >> 8)) !== 0;
  if (!isAuthoritative) return { refusal: 'an answer without authority' };
  const soa = answers.find(({ owner, type }) => owner === apex && type === RecordType.SOA);
  const serial = soa && readSoaSerial(soa.rdata);
  return serial === undefined ? { refusal: 'an answer without SOA' } : { serial };
}
