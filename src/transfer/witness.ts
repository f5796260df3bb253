// What asking for a zone tells about who asks: which version it has. Refuses to know what follows from that.

import type { Peer } from '../attending/request.ts';
import type { Name } from '../wire/name.ts';

export interface TransferWitness {
  /** It asked for a transfer, and has this serial; absent: it does not say. */
  asked(peer: Peer, apex: Name, held: number | undefined): void;
  /** All of it has been taken by the kernel, or it was told that it has the newest. */
  received(peer: Peer, apex: Name, serial: number): void;
}
