// Errands of threads that answer over streams: messages for an attendant, seen to on the main thread. They take turns, so that
// one turn of its loop holds only so much of them, and what an attendant gives is asked for no faster than clients take it.
// Refuses to know what the messages say and whose connections they came over.

import { messageOctetsMax } from '../../wire/message-format.ts';
import type { Client } from '../client.ts';
import type { Desk } from '../desk.ts';
import type { Reply } from '../query-outcome.ts';
import type { ReplySource } from '../reply-source.ts';
import { sourceOf } from './attended-reply.ts';
import {
  type ErrandMail,
  type ErrandReply,
  type HandedClient,
  repliesAheadMax,
} from './stream-thread-protocol.ts';
import { type Served, TcpTurns } from './tcp-turns.ts';

type End = NonNullable<ErrandReply['end']>;
type Post = (reply: ErrandReply) => void;

/** To check a signature and to make one. */
const attendWork = 50;

/** Replies are copied out before anybody else has a turn. */
const reply: Reply = { octets: new Uint8Array(messageOctetsMax), length: 0 };

export class Errands {
  readonly #desk: Pick<Desk, 'attend'>;
  readonly #post: Post;
  readonly #turns: TcpTurns;
  readonly #errands = new Map<number, Errand>();

  constructor(desk: Pick<Desk, 'attend'>, post: Post, turns = new TcpTurns()) {
    this.#desk = desk;
    this.#post = post;
    this.#turns = turns;
  }

  hear(mail: ErrandMail): void {
    switch (mail.kind) {
      case 'attend':
        this.#begin(mail.number, mail.client, mail.packet);
        return;
      case 'taken':
        this.#errands.get(mail.number)?.taken();
        return;
      case 'abandoned':
        this.#errands.get(mail.number)?.abandon();
    }
  }

  /** Nobody waits for any of them. */
  close(): void {
    for (const errand of [...this.#errands.values()]) errand.abandon();
  }

  #begin(number: number, { octets, ...client }: HandedClient, packet: Uint8Array): void {
    const errand = new Errand({
      number,
      attend: () => this.#desk.attend({ ...client, octets, addressAt: 0 } satisfies Client, packet),
      post: this.#post,
      onReady: () => this.#turns.request(errand),
      onOver: () => this.#errands.delete(number),
    });
    this.#errands.set(number, errand);
    this.#turns.request(errand);
  }
}

interface ErrandLinks {
  readonly number: number;
  readonly attend: () => ReturnType<Desk['attend']>;
  readonly post: Post;
  /** It is worth serving. */
  readonly onReady: () => void;
  readonly onOver: () => void;
}

class Errand implements Served {
  readonly #links: ErrandLinks;
  #source: ReplySource | undefined;
  #isWhole = false;
  #credit = repliesAheadMax;
  #isHeldUp = false;
  #isOver = false;
  round = 0;
  isWaiting = false;

  constructor(links: ErrandLinks) {
    this.#links = links;
  }

  get hasMore(): boolean {
    return this.#source !== undefined && this.#credit > 0 && !this.#isHeldUp && !this.#isOver;
  }

  serve(workMax: number): number {
    if (this.#isOver) return 0;
    const beforeMs = performance.now();
    const isFirst = this.#source === undefined;
    const messages: Uint8Array[] = [];
    let end: End | undefined = isFirst ? this.#attend() : undefined;
    const work = () => (isFirst ? attendWork : 0) + Math.round((performance.now() - beforeMs) * 1000);
    while (end === undefined && this.hasMore && (messages.length === 0 || work() < workMax))
      end = this.#next(messages);
    if (end !== undefined) this.#close();
    if (isFirst || messages.length > 0 || end !== undefined) this.#send(isFirst, messages, end);
    return work();
  }

  /** Room for another reply. */
  taken(): void {
    this.#credit++;
    if (this.hasMore) this.#links.onReady();
  }

  abandon(): void {
    if (this.#isOver) return;
    this.#close();
    if (this.#source !== undefined) this.#source.abandon();
    // It waited to be taken up, and the thread counts on hearing that: its place would be lost.
    else this.#send(true, [], 'broken');
  }

  /** 'done' when there is no reply. */
  #attend(): End | undefined {
    const attended = this.#links.attend();
    if (attended === undefined) return 'done';
    this.#isWhole = attended instanceof Uint8Array || attended instanceof Promise;
    this.#source = sourceOf(attended);
    return undefined;
  }

  #next(messages: Uint8Array[]): End | undefined {
    const step = this.#source?.next(reply) ?? 'done';
    if (step === 'written') {
      messages.push(reply.octets.slice(0, reply.length));
      this.#credit--;
      return this.#isWhole ? 'done' : undefined;
    }
    if (step !== 'later') return step;
    this.#isHeldUp = true;
    this.#source?.whenReady(() => {
      this.#isHeldUp = false;
      if (!this.#isOver) this.#links.onReady();
    });
    return undefined;
  }

  #send(isFirst: boolean, messages: readonly Uint8Array[], end: End | undefined): void {
    const { number, post } = this.#links;
    const isWhole = this.#isWhole;
    post({ kind: 'reply', number, isFirst, messages, isWhole, ...(end === undefined ? {} : { end }) });
  }

  #close(): void {
    this.#isOver = true;
    this.#links.onOver();
  }
}
