// The question that the program asks itself to see whether a thread still answers. It takes the road of every query, up to
// the look-up; the answer, REFUSED for the root, says nothing but that somebody is there.

import type { Image } from '../../answers/image.ts';
import { datagramOctetsMax, headerOctets, questionTailOctets } from '../../wire/message-format.ts';
import { RecordClass, RecordType } from '../../wire/protocol.ts';
import { createOwnClient } from '../client.ts';
import { Counter, type CounterRow } from '../counters.ts';
import { hasReply } from '../query-outcome.ts';
import { createAnswerer } from './answer-query.ts';

const isReplyBit = 0x80;

/** `. SOA`, in memory that no garbage collector moves: it is sent from there. */
export const ownQuestion: Uint8Array = encodeQuestion();

function encodeQuestion(): Uint8Array {
  const question = new Uint8Array(new ArrayBuffer(headerOctets + 1 + questionTailOctets));
  const view = new DataView(question.buffer);
  view.setUint16(4, 1);
  view.setUint16(headerOctets + 1, RecordType.SOA);
  view.setUint16(headerOctets + 3, RecordClass.IN);
  return question;
}

export function isReplyToOurselves(octets: Uint8Array, length: number): boolean {
  return length >= headerOctets && ((octets[2] as number) & isReplyBit) !== 0;
}

/** A row that nobody sums up: counters tell what others asked. */
export function uncounted(): CounterRow {
  return new Float64Array(Counter.count);
}

/** Whether this very thread can answer from what is served now. */
export function createSelfCheck(served: { readonly image: Image }): () => boolean {
  const answer = createAnswerer(uncounted());
  const client = createOwnClient('udp');
  const reply = { octets: new Uint8Array(datagramOctetsMax), length: 0 };
  return () => {
    const outcome = answer(served.image, client, ownQuestion, ownQuestion.length, reply);
    return hasReply(outcome) && isReplyToOurselves(reply.octets, reply.length);
  };
}
