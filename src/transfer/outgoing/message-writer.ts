// Writes replies of many records: header, question, answers with compressed names, OPT. Refuses to know why these records
// are the answer, and to sign.

import { type ByteString, writeByteString } from '../../base/byte-string.ts';
import {
  datagramOctetsMax,
  fixedRecordOctets,
  headerOctets,
  optOctets,
  pointerFlags,
  pointerReachOctets,
  SectionCount,
  writeUint16,
} from '../../wire/message-format.ts';
import type { Name } from '../../wire/name.ts';
import { RecordClass } from '../../wire/protocol.ts';
import { compressibleNames, endOfName, nameAt, type Rdata } from '../../wire/rdata.ts';
import { appendOpt } from '../../wire/write-opt.ts';
import type { TransferRequest } from './transfer-request.ts';

const flagQr = 0x8000;
const flagAa = 0x0400;
const flagTc = 0x0200;
const flagRd = 0x0100;

export interface MessageHead {
  readonly code?: number;
  readonly isAuthoritative?: boolean;
  readonly isTruncated?: boolean;
  readonly hasQuestion?: boolean;
}

/** Used again for each message. */
export class MessageWriter {
  #octets: Uint8Array = new Uint8Array();
  #at = 0;
  #octetsMax = 0;
  #answerCount = 0;
  /** Where names stand that pointers can reach. */
  readonly #names = new Map<ByteString, number>();

  /** `octetsMax`: of the whole message, its OPT record included. */
  begin(octets: Uint8Array, octetsMax: number, request: TransferRequest, head: MessageHead): void {
    const { hasQuestion = true, code = 0 } = head;
    this.#octets = octets;
    this.#octetsMax = octetsMax - (request.hasEdns ? optOctets : 0);
    this.#answerCount = 0;
    this.#names.clear();
    let flags = flagQr | code;
    if (head.isAuthoritative === true) flags |= flagAa;
    if (head.isTruncated === true) flags |= flagTc;
    if (request.wantsRecursion) flags |= flagRd;
    writeUint16(octets, 0, request.id);
    writeUint16(octets, 2, flags);
    writeUint16(octets, 4, hasQuestion && request.question.length > 0 ? 1 : 0);
    octets.fill(0, SectionCount.answer, headerOctets);
    this.#at = headerOctets;
    if (!hasQuestion) return;
    octets.set(request.question, headerOctets);
    this.#at += request.question.length;
  }

  get answerCount(): number {
    return this.#answerCount;
  }

  /** False when there may be no room for it; nothing is written then. */
  add(owner: Name, type: number, ttlSeconds: number, rdata: Rdata): boolean {
    // As if nothing could be compressed: a few octets less in a message, and never a record to take back.
    const octetsNeeded = owner.length + fixedRecordOctets + rdata.length;
    if (this.#at + octetsNeeded > this.#octetsMax || this.#answerCount === 0xffff) return false;
    const octets = this.#octets;
    this.#writeName(owner);
    writeUint16(octets, this.#at, type);
    writeUint16(octets, this.#at + 2, RecordClass.IN);
    writeUint16(octets, this.#at + 4, ttlSeconds >>> 16);
    writeUint16(octets, this.#at + 6, ttlSeconds & 0xffff);
    const dataAt = this.#at + fixedRecordOctets;
    this.#at = dataAt;
    this.#writeData(type, rdata);
    writeUint16(octets, dataAt - 2, this.#at - dataAt);
    this.#answerCount++;
    return true;
  }

  /** Returns the length of the message. */
  finish(request: TransferRequest): number {
    const octets = this.#octets;
    writeUint16(octets, SectionCount.answer, this.#answerCount);
    if (!request.hasEdns) return this.#at;
    // RFC 6891 §7: whoever uses EDNS is answered with it.
    return appendOpt(octets, this.#at, datagramOctetsMax, request.wantsDnssec);
  }

  #writeData(type: number, rdata: Rdata): void {
    let from = 0;
    for (const nameStart of compressibleNames(type, rdata)) {
      this.#writePlain(rdata, from, nameStart);
      this.#writeName(nameAt(rdata, nameStart));
      from = endOfName(rdata, nameStart);
    }
    if (from === 0) this.#at = writeByteString(rdata, this.#octets, this.#at);
    else this.#writePlain(rdata, from, rdata.length);
  }

  #writePlain(rdata: ByteString, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#octets[this.#at++] = rdata.charCodeAt(i);
  }

  #writeName(name: Name): void {
    const octets = this.#octets;
    let rest: ByteString = name;
    while (rest.length > 1) {
      const known = this.#names.get(rest);
      if (known !== undefined) {
        writeUint16(octets, this.#at, pointerFlags | known);
        this.#at += 2;
        return;
      }
      if (this.#at < pointerReachOctets) this.#names.set(rest, this.#at);
      const end = 1 + rest.charCodeAt(0);
      this.#writePlain(rest, 0, end);
      rest = rest.slice(end) as ByteString;
    }
    octets[this.#at++] = 0;
  }
}
