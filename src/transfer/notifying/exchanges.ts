// Messages that were sent and may still be answered. A reply must come from where the message went, with its id and, where it
// was signed, a signature. Refuses to know what replies mean.

import type { Clock } from '../../base/clock.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import type { Name } from '../../wire/name.ts';
import { idOf, isReplyTo } from './notify-message.ts';

/** The way to a secondary on another continent and back takes a third of a second; nobody waits for longer than this. */
export const patienceMs = 2000;
/** Ids are guessed by chance: with more of them in use, finding a free one takes longer. */
const exchangesMax = 0x4000;

export interface Exchange {
  readonly apex: Name;
  readonly to: Endpoint;
  /** As it was before it was signed. */
  readonly asked: Uint8Array;
  /** Without its signature; nothing if it is not signed as it must be. Absent: nothing is signed. */
  readonly checkReply?: ((reply: Uint8Array) => Uint8Array | undefined) | undefined;
  readonly onReply: (reply: Uint8Array) => void;
  /** It was not answered in time. */
  readonly onExpired: () => void;
}

interface Waiting extends Exchange {
  readonly untilMs: number;
}

export class Exchanges {
  readonly #clock: Clock;
  readonly #newId: () => number;
  /** In the order in which they expire. */
  readonly #waiting = new Map<number, Waiting>();
  #callOff: (() => void) | undefined;

  constructor({ clock, newId }: { readonly clock: Clock; readonly newId: () => number }) {
    this.#clock = clock;
    this.#newId = newId;
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** An id that nobody can foresee and no other exchange has; nothing while there are too many. */
  freeId(): number | undefined {
    if (this.#waiting.size >= exchangesMax) return undefined;
    for (;;) {
      const id = this.#newId();
      if (!this.#waiting.has(id)) return id;
    }
  }

  begin(id: number, exchange: Exchange): void {
    this.#waiting.set(id, { ...exchange, untilMs: this.#clock.monotonicMs() + patienceMs });
    this.#callOff ??= this.#clock.after(patienceMs, () => this.#expire());
  }

  /** Anything that arrives. */
  receive(octets: Uint8Array, from: string, port: number): void {
    const id = idOf(octets);
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined) return;
    const { to, asked, apex, checkReply, onReply } = waiting;
    if (to.port !== port || to.address.text !== from || !isReplyTo(asked, apex, octets)) return;
    // Whoever forges a reply must not end the wait for the right one.
    const reply = checkReply === undefined ? octets : checkReply(octets);
    if (reply === undefined) return;
    this.#waiting.delete(id);
    onReply(reply);
  }

  stop(): void {
    this.#callOff?.();
    this.#waiting.clear();
  }

  #expire(): void {
    this.#callOff = undefined;
    const nowMs = this.#clock.monotonicMs();
    for (const [id, { untilMs, onExpired }] of this.#waiting) {
      if (untilMs > nowMs) {
        this.#callOff = this.#clock.after(untilMs - nowMs, () => this.#expire());
        return;
      }
      this.#waiting.delete(id);
      onExpired();
    }
  }
}
