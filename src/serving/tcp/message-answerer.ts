// What answers the messages of a TCP connection, as the connection sees it. Refuses to know streams.

import type { Attended } from '../attendant.ts';
import type { Client } from '../client.ts';
import type { QueryOutcome, Reply } from '../query-outcome.ts';

/** Answers a message into `reply`, or with what an attendant gives; what is dropped ends the connection. */
export type AnswerMessage = (client: Client, packet: Uint8Array, reply: Reply) => QueryOutcome | Attended;

export interface MessageAnswerer {
  /** Before the messages of one go, which takes a fraction of a millisecond: for what need not be looked at for each of them. */
  prepare(): void;
  readonly answer: AnswerMessage;
  /** After the messages of one go, whose replies are on their way. */
  finish(client: Client): void;
}
