// Which address and port of ours was asked, for who logs it. Refuses to look before somebody wants to know: it takes a system call, or a
// look at what came with a datagram.

import { type AskedPlace, type Client, isMapped, mappedPrefixOctets, readAddress } from './client.ts';

/** Of a socket whose local end Node tells as text. */
export class StreamPlace implements AskedPlace {
  readonly #socket: { readonly localAddress?: string | undefined; readonly localPort?: number | undefined };
  #octets: Uint8Array | undefined;

  constructor(socket: {
    readonly localAddress?: string | undefined;
    readonly localPort?: number | undefined;
  }) {
    this.#socket = socket;
  }

  get octets(): Uint8Array {
    this.#octets ??= readAddress(this.#socket.localAddress ?? '');
    return this.#octets;
  }

  get family(): 4 | 6 {
    return this.octets.length === 4 ? 4 : 6;
  }

  get addressAt(): number {
    return 0;
  }

  get port(): number {
    return this.#socket.localPort ?? 0;
  }
}

/** Undefined for a socket that listens on every address: where a datagram was sent is not known then. */
export function placeOfSocket(octets: Uint8Array, port: number): AskedPlace | undefined {
  return octets.every((octet) => octet === 0) ? undefined : placeAt(octets, 0, octets.length, port);
}

/** An address of 4 octets, or of 16. */
export function placeAt(from: Uint8Array, at: number, length: number, port: number): AskedPlace {
  const isShort = length === 16 && isMapped(from, at);
  const begin = isShort ? at + mappedPrefixOctets : at;
  const octets = new Uint8Array(from.subarray(begin, at + length));
  return { family: octets.length === 4 ? 4 : 6, octets, addressAt: 0, port };
}

/** As it is now: to keep, or for another thread. */
export function copyPlace({ asked }: Client): { readonly asked?: AskedPlace } {
  if (asked === undefined) return {};
  const { family, octets, addressAt, port } = asked;
  return { asked: placeAt(octets, addressAt, family === 4 ? 4 : 16, port) };
}
