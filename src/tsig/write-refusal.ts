// What is said to a request whose signature is not good (RFC 8945 §5.2, §5.3.2): a header, the question, an OPT record where
// the request has one (RFC 6891 §6.1.1), and a signature record where its error belongs.

import {
  datagramOctetsMax,
  headerOctets,
  optOctets,
  questionTailOctets,
  readUint16,
  SectionCount,
  writeUint16,
} from '../wire/message-format.ts';
import { ResponseCode } from '../wire/protocol.ts';
import { readName } from '../wire/read-name.ts';
import { appendOpt, dnssecOkFlag } from '../wire/write-opt.ts';
import type { MessageLayout } from './message-layout.ts';
import { fudgeSecondsUsual, signatureOctets, signMessage } from './sign-message.ts';
import type { TsigKey } from './tsig-key.ts';
import {
  appendTsigRecord,
  noOctets,
  TsigError,
  type TsigRecord,
  timeOctets,
  tsigRecordOctets,
  writeTime,
} from './tsig-record.ts';

/** Fits any datagram (RFC 1035 §4.2.1), and nobody who forges an address gets more out of us than was sent. */
const refusalOctetsMax = 512;
/** The opcode and RD are repeated, and it is a response. */
const repeatedFlags = 0x7900;
const responseFlag = 0x8000;

export function writeFormatError(packet: Uint8Array, layout: MessageLayout | undefined): Uint8Array {
  const { octets, length } = begin(packet, layout, ResponseCode.FORMERR, 0);
  return octets.subarray(0, length);
}

/** Signed with `key`, where there is one. */
export interface Refusal {
  readonly error: number;
  readonly key?: TsigKey;
  readonly nowSeconds?: number;
}

/** Nothing when names are so long that it would not fit. */
export function writeSignatureError(
  packet: Uint8Array,
  layout: MessageLayout,
  request: TsigRecord,
  { error, key, nowSeconds = 0 }: Refusal,
): Uint8Array | undefined {
  const other = error === TsigError.BADTIME ? writeClock(nowSeconds) : noOctets;
  if (key !== undefined) {
    const { octets, length } = begin(
      packet,
      layout,
      ResponseCode.NOTAUTH,
      signatureOctets(key, other.length),
    );
    if (octets.length > refusalOctetsMax) return undefined;
    // §5.2.3: with the client's own time, so that it does not take this for an old message; ours is in the other data.
    const isLate = error === TsigError.BADTIME;
    const signedAtSeconds = isLate ? request.signedAtSeconds : nowSeconds;
    const fudgeSeconds = isLate ? request.fudgeSeconds : fudgeSecondsUsual;
    const signing = { signedAtSeconds, fudgeSeconds, error, other, priorMac: request.mac };
    return octets.subarray(0, signMessage(octets, length, key, signing).length);
  }
  const originalId = readUint16(packet, 0);
  const record = { ...request, error, other, originalId, mac: noOctets, fudgeSeconds: fudgeSecondsUsual };
  const { octets, length } = begin(packet, layout, ResponseCode.NOTAUTH, tsigRecordOctets(record));
  if (octets.length > refusalOctetsMax) return undefined;
  return octets.subarray(0, appendTsigRecord(octets, length, record));
}

/** With room for so many octets more. */
function begin(
  packet: Uint8Array,
  layout: MessageLayout | undefined,
  code: number,
  moreOctets: number,
): { readonly octets: Uint8Array; readonly length: number } {
  const { questionEnd = headerOctets, optAt } = layout ?? {};
  const tailOctets = moreOctets + (optAt === undefined ? 0 : optOctets);
  // A question that leaves no room for what matters, or whose name is none, is left out.
  const isRepeated = questionEnd + tailOctets <= refusalOctetsMax && isWritten(packet, questionEnd);
  const optStart = isRepeated ? questionEnd : headerOctets;
  const octets = new Uint8Array(optStart + tailOctets);
  octets.set(packet.subarray(0, optStart));
  writeUint16(octets, 2, (readUint16(packet, 2) & repeatedFlags) | responseFlag | code);
  writeUint16(octets, 4, optStart > headerOctets ? 1 : 0);
  writeUint16(octets, SectionCount.answer, 0);
  writeUint16(octets, SectionCount.authority, 0);
  writeUint16(octets, SectionCount.additional, 0);
  if (optAt === undefined) return { octets, length: optStart };
  const isDnssecOk = (readUint16(packet, optAt + 6) & dnssecOkFlag) !== 0;
  return { octets, length: appendOpt(octets, optStart, datagramOctetsMax, isDnssecOk) };
}

/** Whether the question's name is there in full: there is nothing before it that it could point to. */
function isWritten(packet: Uint8Array, questionEnd: number): boolean {
  return readName(packet, headerOctets)?.name.length === questionEnd - headerOctets - questionTailOctets;
}

function writeClock(nowSeconds: number): Uint8Array {
  const octets = new Uint8Array(timeOctets);
  writeTime(octets, 0, nowSeconds);
  return octets;
}
