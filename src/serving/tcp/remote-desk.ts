// The desk as a thread of its own sees it: what is left there crosses to the main thread, and the replies come back as they are
// made. Bounds what strangers can ask of the main thread over streams. Refuses to know who attends.

import { type Clock, systemClock } from '../../base/clock.ts';
import { copyPlace } from '../asked-place.ts';
import { type Client, networkOf } from '../client.ts';
import type { DeskWords } from '../desk-words.ts';
import type { Reply } from '../query-outcome.ts';
import type { ReplySource } from '../reply-source.ts';
import { FairQueue } from './fair-queue.ts';
import type { ErrandMail, ErrandReply, HandedClient } from './stream-thread-protocol.ts';

/**
 * How many messages may be with the main thread that it has not taken up, and how long it takes at least until others may take
 * their places: 3,000 a second, a sixth of that thread, as over UDP. What was taken up and waits, for a disk or for its turn to be
 * transferred, holds no place here but its connection's.
 */
const underWayMax = 60;
const placesReturnMs = 20;

const addressOctets = { 4: 4, 6: 16 } as const;

type Post = (mail: ErrandMail) => void;

export class RemoteDesk {
  readonly words: DeskWords;
  readonly #post: Post;
  readonly #clock: Clock;
  readonly #errands = new Map<number, RemoteErrand>();
  readonly #waiting = new FairQueue<RemoteErrand>();
  #lastNumber = 0;
  #placesLeft = underWayMax;
  /** Places of those that were taken up, not given back yet. */
  #used = 0;

  constructor(words: DeskWords, post: Post, clock: Clock = systemClock) {
    this.words = words;
    this.#post = post;
    this.#clock = clock;
  }

  /** The packet is copied, and not by `slice`: that of a Buffer is a view, and with it all of its chunk would cross, 64 KB. */
  attend(client: Client, packet: Uint8Array): ReplySource {
    const network = networkOf(client);
    const errand = new RemoteErrand(++this.#lastNumber, copyOf(client), new Uint8Array(packet), {
      post: this.#post,
      onOver: () => {
        this.#errands.delete(errand.number);
        this.#waiting.remove(network, errand);
      },
    });
    this.#errands.set(errand.number, errand);
    this.#waiting.push(network, errand);
    this.#sendWaiting();
    return errand;
  }

  /** Of an errand that is over: its connection was gone before the main thread knew. */
  hear(reply: ErrandReply): void {
    this.#errands.get(reply.number)?.hear(reply);
    if (!reply.isFirst) return;
    if (this.#used++ > 0) return;
    this.#clock.after(placesReturnMs, () => {
      this.#placesLeft += this.#used;
      this.#used = 0;
      this.#sendWaiting();
    });
  }

  #sendWaiting(): void {
    while (this.#placesLeft > 0) {
      const errand = this.#waiting.shift();
      if (errand === undefined) return;
      errand.send();
      this.#placesLeft--;
    }
  }
}

function copyOf(client: Client): HandedClient {
  const { transport, family, port, octets, addressAt } = client;
  const address = new Uint8Array(octets.subarray(addressAt, addressAt + addressOctets[family]));
  return { transport, family, port, octets: address, ...copyPlace(client) };
}

interface ErrandLinks {
  readonly post: Post;
  readonly onOver: () => void;
}

class RemoteErrand implements ReplySource {
  readonly number: number;
  readonly #client: HandedClient;
  readonly #links: ErrandLinks;
  /** Until it is sent. */
  #packet: Uint8Array | undefined;
  readonly #messages: Uint8Array[] = [];
  #isWhole = false;
  #end: 'done' | 'broken' | undefined;
  #act: (() => void) | undefined;

  constructor(number: number, client: HandedClient, packet: Uint8Array, links: ErrandLinks) {
    this.number = number;
    this.#client = client;
    this.#packet = packet;
    this.#links = links;
  }

  send(): void {
    const packet = this.#packet;
    if (packet === undefined) return;
    this.#packet = undefined;
    this.#links.post({ kind: 'attend', number: this.number, client: this.#client, packet });
  }

  hear({ messages, isWhole, end }: ErrandReply): void {
    this.#messages.push(...messages);
    this.#isWhole = isWhole;
    if (end !== undefined) this.#close(end);
    if (!this.#isReady) return;
    const act = this.#act;
    this.#act = undefined;
    act?.();
  }

  get isWhole(): boolean {
    return this.#isWhole && this.#isReady;
  }

  get octetsHeld(): number {
    let octets = this.#packet?.length ?? 0;
    for (const message of this.#messages) octets += message.length;
    return octets;
  }

  next(reply: Reply): 'written' | 'later' | 'done' | 'broken' {
    const message = this.#messages.shift();
    if (message === undefined) return this.#end ?? 'later';
    reply.octets.set(message);
    reply.length = message.length;
    if (this.#end === undefined) this.#links.post({ kind: 'taken', number: this.number });
    return 'written';
  }

  whenReady(act: () => void): void {
    if (this.#isReady) act();
    else this.#act = act;
  }

  abandon(): void {
    this.#act = undefined;
    this.#messages.length = 0;
    if (this.#end !== undefined) return;
    const isSent = this.#packet === undefined;
    this.#packet = undefined;
    this.#close('broken');
    if (isSent) this.#links.post({ kind: 'abandoned', number: this.number });
  }

  get #isReady(): boolean {
    return this.#messages.length > 0 || this.#end !== undefined;
  }

  #close(end: 'done' | 'broken'): void {
    this.#end = end;
    this.#links.onOver();
  }
}
