// One transfer that is under way: fills messages with records as there is room for them, and signs each. Refuses to know
// where the records come from and who is on the other end.

import type { Reply } from '../../serving/query-outcome.ts';
import type { ReplySource } from '../../serving/reply-source.ts';
import type { MessageSigner } from '../../tsig/exchange.ts';
import { messageOctetsMax } from '../../wire/message-format.ts';
import type { OwnedRRset } from '../history/record-octets.ts';
import type { Pass } from './gate-pass.ts';
import { MessageWriter } from './message-writer.ts';
import type { TransferRequest } from './transfer-request.ts';

/** Records in their order; nothing where others should have a turn, which is before the first one only. */
export type RecordSource = Iterator<OwnedRRset | undefined, unknown>;

export interface TransferTotals {
  readonly records: number;
  readonly octets: number;
  readonly messages: number;
}

export type TransferEnd = 'done' | 'abandoned' | 'record too long';

export interface StreamParts {
  readonly request: TransferRequest;
  readonly records: RecordSource;
  readonly signer: MessageSigner | undefined;
  /** Absent: need not wait. */
  readonly pass: Pass | undefined;
  /** Called once. */
  readonly onEnd: (end: TransferEnd, totals: TransferTotals) => void;
}

/** Shared: a message is written in one go. */
const writer = new MessageWriter();

export class TransferStream implements ReplySource {
  readonly #parts: StreamParts;
  #current: OwnedRRset | undefined;
  /** The next record of the current RRset. */
  #place = 0;
  #isExhausted = false;
  #hasEnded = false;
  #records = 0;
  #octets = 0;
  #messages = 0;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  next(reply: Reply): 'written' | 'later' | 'done' | 'broken' {
    if (this.#hasEnded) return 'done';
    const { request, signer, pass } = this.#parts;
    // Needs no place: there is nothing more to send.
    if (this.#isExhausted) return this.#end('done', 'done');
    if (pass?.use() === false) return 'later';
    if (this.#current === undefined && !this.#advance()) return 'later';
    if (this.#isExhausted) return this.#end('done', 'done');
    const signatureOctets = signer?.octets ?? 0;
    const octetsMax = Math.min(messageOctetsMax, reply.octets.length) - signatureOctets;
    writer.begin(reply.octets, octetsMax, request, {
      isAuthoritative: true,
      hasQuestion: this.#messages === 0,
    });
    this.#fill();
    if (writer.answerCount === 0) return this.#end('record too long', 'broken');
    const length = writer.finish(request);
    reply.length = signer === undefined ? length : signer.sign(reply.octets, length);
    this.#records += writer.answerCount;
    this.#octets += reply.length;
    this.#messages++;
    return 'written';
  }

  whenReady(act: () => void): void {
    const { pass } = this.#parts;
    if (pass?.isOpen === false) pass.whenOpen(act);
    else setImmediate(act);
  }

  abandon(): void {
    this.#end('abandoned', 'done');
  }

  #fill(): void {
    for (let current = this.#current; current !== undefined; current = this.#current) {
      const { owner, rrset } = current;
      for (; this.#place < rrset.rdatas.length; this.#place++) {
        const rdata = rrset.rdatas[this.#place];
        if (rdata !== undefined && !writer.add(owner, rrset.type, rrset.ttlSeconds, rdata)) return;
      }
      this.#advance();
    }
  }

  /** False where others should have a turn. */
  #advance(): boolean {
    const { done, value } = this.#parts.records.next();
    this.#place = 0;
    this.#isExhausted = done === true;
    this.#current = done === true ? undefined : value;
    return done === true || value !== undefined;
  }

  #end<Outcome>(end: TransferEnd, outcome: Outcome): Outcome {
    if (this.#hasEnded) return outcome;
    this.#hasEnded = true;
    this.#isExhausted = true;
    this.#current = undefined;
    // Lets go of the version that was sent.
    this.#parts.records.return?.();
    this.#parts.pass?.close();
    this.#parts.onEnd(end, { records: this.#records, octets: this.#octets, messages: this.#messages });
    return outcome;
  }
}
