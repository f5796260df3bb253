// Where datagrams come in whose sender may ask for somebody else: takes the header of the PROXY protocol off, of front ends that the
// operator names. From there a datagram without one is dropped: taken for the front end's own it would be answered by the front
// end's rights and limits. To everybody else such a header is as much of a query as any garbage. Allocates nothing.

import { fillSocketAddress, socketAddressOctetsMax } from '../../linux/socket-address.ts';
import { isWithinPrefix } from '../../wire/ip-prefix.ts';
import { type Client, DatagramClient } from '../client.ts';
import { bump, Counter, type CounterRow } from '../counters.ts';
import type { Rules } from '../rules/rules.ts';
import { createProxyHeader, readProxyHeader } from './read-proxy-header.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { proxied, badProxyHeaders } = Counter;

export class FrontDoor {
  readonly #counters: CounterRow;
  readonly #rules: Rules;
  readonly #header = createProxyHeader();
  readonly #address = new Uint8Array(socketAddressOctetsMax);
  #sender: Client | undefined;
  readonly #named = new DatagramClient(this.#address, () => this.#sender?.asked);
  #asker: Client = this.#named;

  constructor(counters: CounterRow, rules: Rules) {
    this.#counters = counters;
    this.#rules = rules;
  }

  /** No datagram needs to be looked at. */
  get isOpen(): boolean {
    return this.#rules.policy.frontEnds.length === 0;
  }

  /** Who asks by the last datagram that was let in, until the next one. */
  get asker(): Client {
    return this.#asker;
  }

  /** The socket address of the client that the last one named; nothing when its sender asks for itself. */
  get namedAddress(): Uint8Array | undefined {
    return this.#asker === this.#named ? this.#address : undefined;
  }

  /** How many octets stand before the message; -1: nobody is to answer it. */
  letIn(sender: Client, packet: Uint8Array, length: number): number {
    this.#asker = sender;
    this.#sender = sender;
    if (!isFrontEnd(this.#rules, sender)) return 0;
    const header = this.#header;
    if (readProxyHeader(packet, length, header) !== 'whole') {
      bump(this.#counters, badProxyHeaders);
      return -1;
    }
    bump(this.#counters, proxied);
    if (header.family !== 0) {
      fillSocketAddress(this.#address, header.family, packet, header.addressAt, header.port);
      this.#asker = this.#named;
    }
    return header.octets;
  }
}

/** Whether who is at the other end may ask for others. */
export function isFrontEnd({ policy }: Rules, { family, octets, addressAt }: Client): boolean {
  const { frontEnds } = policy;
  for (let i = 0; i < frontEnds.length; i++) {
    const prefix = frontEnds[i];
    if (prefix !== undefined && isWithinPrefix(prefix, family, octets, addressAt)) return true;
  }
  return false;
}
