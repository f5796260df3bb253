// The messages of an answer that takes several, such as a zone transfer. One is asked for when there is room for it.

import type { Reply } from './query-outcome.ts';

export interface ReplySource {
  /** A single reply, made from what was served at some earlier moment, and waiting to be asked for. */
  readonly isWhole?: boolean;
  /** Of messages that wait here. */
  readonly octetsHeld?: number;
  /**
   * Writes the next message into `reply`, which is another view of memory each time, with room for 65,535 octets. 'broken': what
   * was sent cannot be completed, and the connection is reset, so that nobody takes it for whole.
   */
  next(reply: Reply): 'written' | 'later' | 'done' | 'broken';
  /** After 'later': calls back once when `next` is worth asking. */
  whenReady(act: () => void): void;
  /** The client is gone before 'done' or 'broken': nothing will be asked for any more. */
  abandon(): void;
}
