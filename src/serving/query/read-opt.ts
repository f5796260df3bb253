// The OPT record of a query (RFC 6891), even of one that is rejected before its records are looked at: who sends OPT gets
// OPT, whatever else is wrong. Bounded by the packet's length; allocates nothing, throws nothing, follows no pointer.

import {
  fixedRecordOctets,
  headerOctets,
  questionTailOctets,
  readUint16,
  SectionCount,
} from '../../wire/message-format.ts';
import { EdnsOption, RecordType, ResponseCode } from '../../wire/protocol.ts';
import { skipName } from '../../wire/skip-name.ts';
import { clientCookieOctets, type QueryView } from './query-view.ts';

/** RFC 6891 §6.2.3: smaller values mean 512. */
export const payloadOctetsMin = 512;

const optionHeaderOctets = 4;
const dnssecOkBit = 0x80;
/** RFC 7873 §4: what a server makes has 8 to 32 octets, behind the client's 8. */
const wholeCookieOctetsMin = 16;
const wholeCookieOctetsMax = 40;

// V8 folds the constants of a module into its code, and looks imported and exported ones up with every use.
const leastPayloadOctets: number = payloadOctetsMin;
const fixedOctets: number = fixedRecordOctets;
const clientOctets: number = clientCookieOctets;
const { NOERROR, FORMERR, BADVERS } = ResponseCode;
const { NSID, COOKIE, TCP_KEEPALIVE, PADDING } = EdnsOption;

/** Reads the OPT whose owner ends at `fixedAt`; returns what is wrong with it as a response code. */
export function readOpt(packet: Uint8Array, fixedAt: number, end: number, view: QueryView): number {
  view.hasEdns = true;
  const payloadOctets = readUint16(packet, fixedAt + 2);
  view.payloadOctets = Math.max(payloadOctets, leastPayloadOctets);
  view.wantsDnssec = ((packet[fixedAt + 6] as number) & dnssecOkBit) !== 0;
  if (packet[fixedAt + 5] !== 0) return BADVERS;
  // Unknown options are ignored (RFC 6891 §6.1.2), but they must fill the record exactly.
  let at = fixedAt + fixedOctets;
  while (at < end) {
    if (at + optionHeaderOctets > end) break;
    const dataAt = at + optionHeaderOctets;
    at = dataAt + readUint16(packet, at + 2);
    noteOption(readUint16(packet, dataAt - optionHeaderOctets), dataAt, at - dataAt, view);
  }
  if (at === end && (view.cookieAt === 0 || isCookie(view.cookieOctets))) return NOERROR;
  // It may reach beyond what was sent.
  view.cookieAt = 0;
  return FORMERR;
}

/** RFC 7873 §5.2.2: any other length is malformed. */
function isCookie(octets: number): boolean {
  return octets === clientOctets || (octets >= wholeCookieOctetsMin && octets <= wholeCookieOctetsMax);
}

/** What it is worth is for others to say, once it is known that it stands within its record. */
function noteOption(code: number, dataAt: number, octets: number, view: QueryView): void {
  switch (code) {
    case COOKIE:
      // RFC 7873 §5.2: of two, the first.
      if (view.cookieAt !== 0) return;
      view.cookieAt = dataAt;
      view.cookieOctets = octets;
      return;
    case NSID:
      view.wantsServerId = true;
      return;
    case TCP_KEEPALIVE:
      view.keepaliveOctets = octets;
      return;
    case PADDING:
      view.isPadded = true;
      return;
    default:
  }
}

/**
 * Walks through all sections, however many records they claim to have, to the first OPT that the root owns in the
 * additional section, and reads it. The walk ends where something does not fit: what follows could be anything.
 * Returns NOERROR when there is no OPT. Every step is at least five octets, so 64 KiB is the worst that it can cost.
 */
export function findOpt(packet: Uint8Array, length: number, view: QueryView): number {
  let at = headerOctets;
  for (let i = readUint16(packet, 4); i > 0; i--) {
    at = skipName(packet, at, length);
    if (at === 0) return NOERROR;
    at += questionTailOctets;
  }
  const additionalCount = readUint16(packet, SectionCount.additional);
  const otherCount = readUint16(packet, SectionCount.answer) + readUint16(packet, SectionCount.authority);
  for (let i = otherCount + additionalCount; i > 0; i--) {
    const fixedAt = skipName(packet, at, length);
    if (fixedAt === 0 || fixedAt + fixedOctets > length) return NOERROR;
    const end = fixedAt + fixedOctets + readUint16(packet, fixedAt + 8);
    if (end > length) return NOERROR;
    const isOpt = readUint16(packet, fixedAt) === RecordType.OPT && packet[at] === 0;
    if (isOpt && i <= additionalCount) return readOpt(packet, fixedAt, end, view);
    at = end;
  }
  return NOERROR;
}
