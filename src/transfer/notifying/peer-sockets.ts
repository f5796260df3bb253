// The sockets from which secondaries are told and asked: one per address family, opened when it is first needed. Whatever goes
// wrong (no network, no IPv6, no memory) is said once and survived: what is sent again later is the same as a lost datagram.

import { createSocket, type Socket } from 'node:dgram';
import type { Clock } from '../../base/clock.ts';
import { errorCodeOf } from '../../base/error-code.ts';
import type { Logger } from '../../base/logger.ts';
import { type Endpoint, printEndpoint } from '../../wire/endpoint.ts';

/** Descriptors that they take at most. */
export const peerSocketsMax = 2;

type Family = Endpoint['address']['family'];

export interface PeerSocketsDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onMessage: (octets: Uint8Array, from: Endpoint['address']['text'], port: number) => void;
}

/** A kernel without buffers or a network that is down fails hundreds of sends. */
const sayAgainMs = 600_000;
/** Before a socket that could not be opened is tried again. */
const openAgainMs = 5000;

interface Opened {
  readonly socket: Socket;
  isBound: boolean;
}

export class PeerSockets {
  readonly #with: PeerSocketsDependencies;
  readonly #sockets = new Map<Family, Opened>();
  readonly #failedMs = new Map<Family, number>();
  readonly #saidMs = new Map<string, number>();
  #isClosed = false;

  constructor(dependencies: PeerSocketsDependencies) {
    this.#with = dependencies;
  }

  /** Sends it, or not: nobody hears of it. */
  send(octets: Uint8Array, to: Endpoint): void {
    const opened = this.#isClosed ? undefined : this.#open(to.address.family);
    if (opened === undefined) return;
    try {
      opened.socket.send(octets, to.port, to.address.text, (error) => {
        if (error !== null && !this.#isClosed) this.#say(error, `the secondary ${printEndpoint(to)}`);
      });
    } catch (error) {
      this.#say(error, `the secondary ${printEndpoint(to)}`);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { socket } of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  #open(family: Family): Opened | undefined {
    const known = this.#sockets.get(family);
    if (known !== undefined) return known;
    const nowMs = this.#with.clock.monotonicMs();
    if (nowMs - (this.#failedMs.get(family) ?? Number.NEGATIVE_INFINITY) < openAgainMs) return undefined;
    // What is sent before it is bound waits inside it.
    const socket = createSocket({ type: `udp${family}`, ipv6Only: family === 6 });
    const opened = { socket, isBound: false };
    socket.on('listening', () => {
      opened.isBound = true;
    });
    socket.on('message', (octets, { address, port }) => this.#with.onMessage(octets, address, port));
    socket.on('error', (error) => {
      this.#say(error, `secondaries over IPv${family}`);
      // One that could not be bound is of no use; an error of a single message is no reason to let go of the others.
      if (opened.isBound) return;
      this.#failedMs.set(family, this.#with.clock.monotonicMs());
      if (this.#sockets.get(family) === opened) this.#sockets.delete(family);
      if (!this.#isClosed) socket.close();
    });
    this.#sockets.set(family, opened);
    return opened;
  }

  #say(error: unknown, whom: string): void {
    const reason = errorCodeOf(error);
    const { clock, logger } = this.#with;
    const nowMs = clock.monotonicMs();
    if (nowMs - (this.#saidMs.get(reason) ?? Number.NEGATIVE_INFINITY) < sayAgainMs) return;
    this.#saidMs.set(reason, nowMs);
    logger.warning(
      { event: 'notify-unsent', reason },
      `cannot send to ${whom}: ${reason}; it is tried again until there is an answer, and further failures of this kind are not logged for ${sayAgainMs / 60_000} minutes`,
    );
  }
}
