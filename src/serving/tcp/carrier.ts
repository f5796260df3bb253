// What a connection travels on: a socket of the kernel's, alone or beneath one that encrypts, and who is at its other end.

import type { Socket } from 'node:net';
import { StreamPlace } from '../asked-place.ts';
import { type Client, TextClient } from '../client.ts';

export interface Carrier {
  /** Queries come from it, and replies go to it. */
  readonly socket: Socket;
  /** The kernel's: the same one, or the one beneath it. */
  readonly raw: Socket;
  readonly client: Client;
}

export function carrierOf(socket: Socket): Carrier {
  const client = new TextClient('tcp', new StreamPlace(socket));
  client.set(socket.remoteAddress, socket.remotePort);
  return { socket, raw: socket, client };
}
