// Who is connected, and who of them waits for a reply. Keeps their number within a bound by cutting off the idle.

import type { Socket } from 'node:net';

export class ConnectedClients {
  readonly #all = new Set<Socket>();
  /** Connections without a complete request, longest idle first. */
  readonly #idle = new Set<Socket>();

  /** Beyond `max` the longest idle connection goes; when all others wait for replies, that is the new one. */
  add(socket: Socket, max: number): void {
    this.#all.add(socket);
    this.#idle.add(socket);
    socket.once('close', () => this.#remove(socket));
    if (this.#all.size <= max) return;
    const [longest = socket] = this.#idle;
    this.#remove(longest);
    longest.destroy();
  }

  markBusy(socket: Socket): void {
    this.#idle.delete(socket);
  }

  markIdle(socket: Socket): void {
    if (this.#all.has(socket)) this.#idle.add(socket);
  }

  #remove(socket: Socket): void {
    this.#all.delete(socket);
    this.#idle.delete(socket);
  }
}
