// Who answers what the data plane does not: messages that are signed, change a zone or ask for a whole one. The data plane
// knows no keys and waits for nothing; an attendant does both, on the main thread.

import type { Client } from './client.ts';
import type { ReplySource } from './reply-source.ts';

export interface Attendant {
  /** `packet` is only good until this returns, and may be anything. */
  attend(client: Client, packet: Uint8Array): Attended;
}

/** A reply, now or later, or several; nothing: no reply. Over UDP a reply is one message of at most `datagramOctetsMax`. */
export type Attended = undefined | Uint8Array | Promise<Uint8Array | undefined> | ReplySource;
