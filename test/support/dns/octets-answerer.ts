// The answering function for tests that want octets and nothing else: how long the reply is, or 0 when there is none.

import type { Image } from '../../../src/answers/image.ts';
import { createAnswerer } from '../../../src/serving/answering/answer-query.ts';
import { createOwnClient } from '../../../src/serving/client.ts';
import { type CounterRow, CounterTable } from '../../../src/serving/counters.ts';
import { hasReply } from '../../../src/serving/query-outcome.ts';
import type { Rules } from '../../../src/serving/rules/rules.ts';
import type { Transport } from '../../../src/serving/transport.ts';

export type AnswerOctets = (image: Image, packet: Uint8Array, length: number, reply: Uint8Array) => number;

export function createOctetsAnswerer(
  transport: Transport,
  counters: CounterRow = new CounterTable().addRow(),
  rules?: Rules,
): AnswerOctets {
  const answer = createAnswerer(counters, rules === undefined ? {} : { rules });
  const client = createOwnClient(transport);
  return (image, packet, length, octets) => {
    const reply = transport === 'udp' ? { octets, view: viewOf(octets), length: 0 } : { octets, length: 0 };
    return hasReply(answer(image, client, packet, length, reply)) ? reply.length : 0;
  };
}

/** As UDP workers have it, which copy by words; TCP does not. */
function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
