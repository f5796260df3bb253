// What the data plane would answer if nobody had signed the question: the same function, on this thread, with room left for a
// signature. Refuses to know keys.

import type { Snapshot } from '../answers/snapshot.ts';
import { type AnswerQuery, createAnswerer, type Room } from '../serving/answering/answer-query.ts';
import { uncounted } from '../serving/answering/own-question.ts';
import { type Client, createOwnClient } from '../serving/client.ts';
import { hasReply } from '../serving/query-outcome.ts';
import type { Rules } from '../serving/rules/rules.ts';
import { messageOctetsMax } from '../wire/message-format.ts';

export class OrdinaryAnswers {
  readonly #snapshot: Snapshot;
  readonly #room: Room = { octets: 0 };
  readonly #answer: AnswerQuery;
  /** By no rules: who has to be told a code may be gone by then, and others' options are not for it. */
  readonly #answerAnybody = createAnswerer(uncounted(), { explains: false });
  readonly #rules: Rules;
  readonly #reply = { octets: new Uint8Array(messageOctetsMax), length: 0 };
  readonly #ownClient = createOwnClient('tcp');

  /** `rules`: those of this thread. */
  constructor(snapshot: Snapshot, rules: Rules) {
    this.#snapshot = snapshot;
    this.#rules = rules;
    // Who left the message here has counted it.
    this.#answer = createAnswerer(uncounted(), { room: this.#room, rules, isUnlimited: true });
  }

  answer(client: Client, message: Uint8Array, signatureOctets: number): Uint8Array | undefined {
    this.#room.octets = signatureOctets;
    this.#rules.tick();
    return this.#replyTo(this.#answer, client, message);
  }

  /** Header, question and OPT as they would be, with another code, which nothing explains. */
  sayCode(message: Uint8Array, code: number): Uint8Array | undefined {
    const reply = this.#replyTo(this.#answerAnybody, this.#ownClient, message);
    if (reply !== undefined) reply[3] = ((reply[3] ?? 0) & 0xf0) | code;
    return reply;
  }

  #replyTo(answer: AnswerQuery, client: Client, message: Uint8Array): Uint8Array | undefined {
    const outcome = answer(this.#snapshot.image, client, message, message.length, this.#reply);
    return hasReply(outcome) ? this.#reply.octets.slice(0, this.#reply.length) : undefined;
  }
}
