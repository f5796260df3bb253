// The OPT record of a reply (RFC 6891): the only writer of it in the data plane. What it will say is decided before the sections are written,
// which leave room for it; so a reply is never changed once it is finished.

import {
  datagramOctetsMax,
  optOctets,
  readUint16,
  SectionCount,
  writeUint16,
} from '../../wire/message-format.ts';
import { EdnsOption, RecordType, serverIdOctetsMax } from '../../wire/protocol.ts';
import type { QueryView } from '../query/query-view.ts';
import { copyOctets } from './copy-answer.ts';

/** Ready octets: option code, length, info code and extra text (RFC 8914 §2). */
export type ExtendedErrorOption = Uint8Array & { readonly isExtendedErrorOption: true };

/** Where the length of all options stands, behind the root, type, class and TTL. */
const dataOctetsAt = 9;
const nothing = new Uint8Array(0);
const optionHeaderOctets = 4;
/** RFC 8467 §4.1: what a server pads to, so that replies are of few lengths. */
const paddedOctets = 468;
/** Of options that clients are owed: a cookie (28 octets), what the server calls itself, a time (6). */
const owedOctetsMax = 28 + optionHeaderOctets + serverIdOctetsMax + 6;

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { PADDING: paddingOption } = EdnsOption;
const optType: number = RecordType.OPT;
const plainOctets: number = optOctets;
const payloadOctets: number = datagramOctetsMax;
const { additional: additionalCountAt } = SectionCount;

export class OptWriter {
  readonly #query: QueryView;
  readonly #explains: boolean;
  #explanation: Uint8Array = nothing;
  /** Options as they will be sent. */
  readonly #owed = new Uint8Array(owedOctetsMax);
  #owedOctets = 0;
  #isPadded = false;
  #octetsBehind = 0;

  /** `explains`: whether explanations are written at all. */
  constructor(query: QueryView, explains: boolean) {
    this.#query = query;
    this.#explains = explains;
  }

  /** For a new reply. */
  begin(): void {
    this.#explanation = nothing;
    this.#owedOctets = 0;
    this.#isPadded = false;
  }

  explainNothing(): void {
    this.#explanation = nothing;
  }

  /** What the sections of the reply have to leave: only who sends OPT gets OPT (RFC 6891 §6.1.1). */
  get reservedOctets(): number {
    return this.#query.hasEdns ? plainOctets + this.#owedOctets : 0;
  }

  /** An option that the client asked for, of which there is one of each kind: records make room for it. Who asks for it sent OPT. */
  owe(option: number, data: Uint8Array, dataOctets: number): void {
    const owed = this.#owed;
    const at = this.#owedOctets;
    writeUint16(owed, at, option);
    writeUint16(owed, at + 2, dataOctets);
    copyOctets(data, 0, dataOctets, owed, at + optionHeaderOctets);
    this.#owedOctets = at + optionHeaderOctets + dataOctets;
  }

  /** Of what was owed, only the option that is left, and only where all data fit into `octetsMax`; and no courtesies. */
  keepOnly(option: number, octetsMax: number): void {
    const owed = this.#owed;
    this.#explanation = nothing;
    let at = 0;
    let octets = 0;
    while (at < this.#owedOctets) {
      octets = optionHeaderOctets + readUint16(owed, at + 2);
      if (readUint16(owed, at) === option) break;
      at += octets;
    }
    const isKept = at < this.#owedOctets && octets <= octetsMax;
    if (isKept) owed.copyWithin(0, at, at + octets);
    this.#owedOctets = isKept ? octets : 0;
  }

  /** A courtesy: it takes no room from what was asked for, and is left out where there is none (RFC 8914 §3). */
  explain(explanation: ExtendedErrorOption): void {
    if (this.#explains) this.#explanation = explanation;
  }

  /** A multiple of a length together with what others will write behind it, as far as the reply may be that long. */
  pad(octetsBehind: number): void {
    this.#isPadded = true;
    this.#octetsBehind = octetsBehind;
  }

  /** Appends the record, where the query had one, to a reply of at most `octetsMax`; returns its new end. */
  write(reply: Uint8Array, end: number, octetsMax: number, code: number): number {
    if (!this.#query.hasEdns) return end;
    reply[end] = 0;
    writeUint16(reply, end + 1, optType);
    writeUint16(reply, end + 3, payloadOctets);
    // The upper bits of a code that does not fit into the header.
    reply[end + 5] = code >>> 4;
    reply[end + 6] = 0;
    // RFC 3225 §3: DO comes back as it was sent.
    reply[end + 7] = this.#query.wantsDnssec ? 0x80 : 0;
    reply[end + 8] = 0;
    writeUint16(reply, additionalCountAt, readUint16(reply, additionalCountAt) + 1);
    const owedOctets = this.#owedOctets;
    const optionsAt = end + plainOctets;
    if (owedOctets > 0) copyOctets(this.#owed, 0, owedOctets, reply, optionsAt);
    const explanationAt = optionsAt + owedOctets;
    const wanted = this.#explanation.length;
    const explanationOctets = explanationAt + wanted <= octetsMax ? wanted : 0;
    if (explanationOctets > 0) copyOctets(this.#explanation, 0, explanationOctets, reply, explanationAt);
    let optionsEnd = explanationAt + explanationOctets;
    if (this.#isPadded) optionsEnd = this.#writePadding(reply, optionsEnd, octetsMax);
    writeUint16(reply, end + dataOctetsAt, optionsEnd - optionsAt);
    return optionsEnd;
  }

  #writePadding(reply: Uint8Array, at: number, octetsMax: number): number {
    const dataAt = at + optionHeaderOctets;
    if (dataAt > octetsMax) return at;
    const behind = this.#octetsBehind;
    const wanted = Math.ceil((dataAt + behind) / paddedOctets) * paddedOctets - behind;
    const end = Math.min(wanted, octetsMax);
    writeUint16(reply, at, paddingOption);
    writeUint16(reply, at + 2, end - dataAt);
    // Octets of other replies may stand there.
    reply.fill(0, dataAt, end);
    return end;
  }
}
