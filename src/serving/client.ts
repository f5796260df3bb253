// Who asks, and who counts as the same client. A Client is made once per worker, socket or connection and filled in place;
// its address is decoded when somebody looks at it, so that a query for which nobody does pays nothing.

import { type ByteString, bytesOf, readByteString } from '../base/byte-string.ts';
import { addressAtOf, isInet6, portOf } from '../linux/socket-address.ts';
import { parseIpAddress } from '../wire/ip-address.ts';
import { addressRdata } from '../wire/rdata.ts';
import type { Transport } from './transport.ts';

export interface Client {
  readonly transport: Transport;
  /** 4 also where a socket for both families says ::ffff:192.0.2.1. */
  readonly family: 4 | 6;
  readonly port: number;
  /** Holds the address, 4 or 16 octets, from `addressAt` on. */
  readonly octets: Uint8Array;
  readonly addressAt: number;
  /** Where it asks; absent where nobody knows. */
  readonly asked?: AskedPlace | undefined;
}

/** An address of ours, and a port. */
export interface AskedPlace {
  readonly family: 4 | 6;
  readonly port: number;
  readonly octets: Uint8Array;
  readonly addressAt: number;
}

export const mappedPrefixOctets = 12;

/** One of the socket addresses that the kernel wrote when it delivered a batch of datagrams. */
export class DatagramClient implements Client {
  readonly transport = 'udp';
  readonly octets: Uint8Array;
  /** Where its socket address starts; to be set for each datagram. */
  at = 0;
  readonly #findAsked: (() => AskedPlace | undefined) | undefined;

  /** `findAsked` is called when somebody wants to know. */
  constructor(octets: Uint8Array, findAsked?: () => AskedPlace | undefined) {
    this.octets = octets;
    this.#findAsked = findAsked;
  }

  get asked(): AskedPlace | undefined {
    return this.#findAsked?.();
  }

  get family(): 4 | 6 {
    return isInet6(this.octets, this.at) && !this.#isMapped() ? 6 : 4;
  }

  get port(): number {
    return portOf(this.octets, this.at);
  }

  get addressAt(): number {
    const at = addressAtOf(this.octets, this.at);
    return isInet6(this.octets, this.at) && this.#isMapped() ? at + mappedPrefixOctets : at;
  }

  #isMapped(): boolean {
    return isMapped(this.octets, addressAtOf(this.octets, this.at));
  }
}

/** A client of whom Node tells the address as text. */
export class TextClient implements Client {
  readonly transport: Transport;
  readonly asked: AskedPlace | undefined;
  port = 0;
  #text = '';
  #octets: Uint8Array | undefined;

  constructor(transport: Transport, asked?: AskedPlace) {
    this.transport = transport;
    this.asked = asked;
  }

  /** `address` may name an interface, as fe80::1%eth0, and be missing when the client is gone already. */
  set(address: string | undefined, port: number | undefined): void {
    this.port = port ?? 0;
    const text = address ?? '';
    // Who asks often asks again, and decoding takes a microsecond.
    if (text === this.#text) return;
    this.#text = text;
    this.#octets = undefined;
  }

  get family(): 4 | 6 {
    return this.octets.length === 4 ? 4 : 6;
  }

  get octets(): Uint8Array {
    this.#octets ??= readAddress(this.#text);
    return this.#octets;
  }

  get addressAt(): number {
    return 0;
  }
}

export function readAddress(text: string): Uint8Array {
  const address = parseIpAddress(text.replace(/%.*$/, ''));
  if (address === undefined) return nobody;
  const octets = bytesOf(addressRdata(address));
  return octets.length === 16 && isMapped(octets, 0) ? octets.subarray(mappedPrefixOctets) : octets;
}

/** 0.0.0.0, from which nobody can ask. */
const nobody = new Uint8Array(4);

/** RFC 4291 §2.5.5.2: ten octets of zeros, two of ones, and an IPv4 address. */
export function isMapped(octets: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 10; i++) if (octets[i] !== 0) return false;
  return octets[at + 10] === 0xff && octets[at + 11] === 0xff;
}

const octetsOfNetwork = { 4: 4, 6: 7 } as const;

/**
 * The key of who counts as one client when places are shared out: an IPv4 address, or an IPv6 /56, which providers commonly give
 * to one customer, and of which a single host has a whole /64 at least. Larger blocks are often many customers'.
 */
export function networkOf({ octets, addressAt, family }: Client): ByteString {
  return readByteString(octets, addressAt, addressAt + octetsOfNetwork[family]);
}

/** Stands for this program where it asks itself. */
export function createOwnClient(transport: Transport): Client {
  const client = new TextClient(transport);
  client.set('127.0.0.1', 0);
  return client;
}
