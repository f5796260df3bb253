// Who may connect, and how many at once: decided before a client has said anything. Refuses to know what is asked for.

import type { Socket } from 'node:net';
import { bytesOf } from '../../base/byte-string.ts';
import { ConnectedClients } from '../../control/connected-clients.ts';
import { type IpAddress, isLoopback, parseIpAddress, unmapAddress } from '../../wire/ip-address.ts';
import { isWithinPrefix } from '../../wire/ip-prefix.ts';
import { addressRdata } from '../../wire/rdata.ts';
import type { HttpSettings } from './http-settings.ts';

/** A single machine's share of all connections, so that it cannot take them all; a browser opens six. */
const clientShareMax = 1 / 4;
const clientConnectionsMin = 6;
/** An IPv6 host commonly has a whole /64. */
const networkOctets = 8;

/** `local`: of this machine. */
export type ClientAddress = IpAddress | 'local';

export class Admission {
  #settings: HttpSettings;
  readonly #clients = new ConnectedClients();
  readonly #addresses = new Map<Socket, ClientAddress>();
  /** Connections by network, this machine excepted: a proxy on it may bring everybody. */
  readonly #byNetwork = new Map<string, number>();

  /** Undefined if the client is gone already. */
  readonly addressOf: (socket: Socket) => ClientAddress | undefined;

  constructor(settings: HttpSettings, find: (socket: Socket) => ClientAddress | undefined = addressOf) {
    this.#settings = settings;
    this.addressOf = find;
  }

  /** Cuts the connections that the new settings would not admit, and no others. */
  apply(settings: HttpSettings): void {
    const { tokenDigests } = this.#settings;
    this.#settings = settings;
    // It is not recorded who came with which token, or without one.
    const isStricter =
      tokenDigests.length === 0
        ? settings.tokenDigests.length > 0
        : tokenDigests.some((digest) => !settings.tokenDigests.includes(digest));
    for (const [socket, address] of this.#addresses)
      if (isStricter || !this.isAllowed(address)) socket.resetAndDestroy();
  }

  /** Cuts it if it is not welcome. */
  admit(socket: Socket): void {
    const address = this.addressOf(socket);
    const { connectionsMax } = this.#settings;
    if (address === undefined || !this.isAllowed(address) || !this.#count(socket, address))
      socket.resetAndDestroy();
    else {
      this.#addresses.set(socket, address);
      socket.once('close', () => this.#addresses.delete(socket));
      this.#clients.add(socket, connectionsMax);
    }
  }

  isAllowed(address: ClientAddress): boolean {
    const { allow } = this.#settings;
    if (address === 'local' || allow.length === 0) return true;
    const octets = bytesOf(addressRdata(address));
    return allow.some((prefix) => isWithinPrefix(prefix, address.family, octets));
  }

  /** Has sent a request: it is not cut to make room for others. */
  markBusy(socket: Socket): void {
    this.#clients.markBusy(socket);
  }

  markIdle(socket: Socket): void {
    this.#clients.markIdle(socket);
  }

  #count(socket: Socket, address: ClientAddress): boolean {
    if (address === 'local') return true;
    const network = networkOf(address);
    const count = (this.#byNetwork.get(network) ?? 0) + 1;
    const max = Math.max(clientConnectionsMin, Math.floor(this.#settings.connectionsMax * clientShareMax));
    if (count > max) return false;
    this.#byNetwork.set(network, count);
    socket.once('close', () => this.#leave(network));
    return true;
  }

  #leave(network: string): void {
    const count = (this.#byNetwork.get(network) ?? 1) - 1;
    if (count === 0) this.#byNetwork.delete(network);
    else this.#byNetwork.set(network, count);
  }
}

/** As a key. */
export function networkOf(address: ClientAddress): string {
  if (address === 'local') return address;
  const octets = addressRdata(address);
  return address.family === 4 ? octets : octets.slice(0, networkOctets);
}

export function addressOf({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): ClientAddress | undefined {
  // A link-local one has the interface behind it.
  const address = parseIpAddress(remoteAddress.replace(/%.*/, ''));
  if (address === undefined) return undefined;
  const plain = unmapAddress(address);
  return isLoopback(plain) ? 'local' : plain;
}
