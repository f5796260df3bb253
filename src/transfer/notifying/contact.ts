// A secondary as somebody to send to: how much may be under way at a time. Refuses to know what is sent.
//
// A secondary that answers is sent as much as its socket has room for; one that is silent costs two datagrams a second,
// however many zones it has, and is sent everything at once when it is back.

import type { Secondary } from '../secondaries/secondary.ts';
import type { Delivery } from './delivery.ts';

/** Of the 212,992 octets that Linux gives a socket, a small datagram takes 768. */
const underWayMax = 64;
const underWayWhenSilent = 4;
/** Unanswered in a row; fewer get lost. */
const unansweredMax = 3;

export class Contact {
  readonly secondary: Secondary;
  readonly deliveries = new Set<Delivery>();
  /** Due, but without room. */
  readonly waiting = new Set<Delivery>();
  #underWay = 0;
  #unanswered = 0;

  constructor(secondary: Secondary) {
    this.secondary = secondary;
  }

  get isSilent(): boolean {
    return this.#unanswered >= unansweredMax;
  }

  /** How many more may be sent now. */
  get room(): number {
    return (this.isSilent ? underWayWhenSilent : underWayMax) - this.#underWay;
  }

  sent(): void {
    this.#underWay++;
  }

  expired(): void {
    this.#underWay--;
    this.#unanswered++;
  }

  answered(): void {
    this.#underWay--;
    this.heard();
  }

  /** It sent something of itself. */
  heard(): void {
    this.#unanswered = 0;
  }
}
