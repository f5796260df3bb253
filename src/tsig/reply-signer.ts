// Signs the messages of one reply in their order (RFC 8945 §5.3, §5.3.1): the first covers the request's signature, each other
// that of the message before it, so that none can be left out, added or exchanged.

import { invariant } from '../base/invariant.ts';
import { headerOctets } from '../wire/message-format.ts';
import type { MessageSigner, WallClock } from './exchange.ts';
import { signatureOctets, signMessage } from './sign-message.ts';
import type { TsigKey } from './tsig-key.ts';

export class ReplySigner implements MessageSigner {
  readonly octets: number;
  readonly #key: TsigKey;
  readonly #clock: WallClock;
  #priorMac: Uint8Array;
  #follows = false;

  constructor(key: TsigKey, requestMac: Uint8Array, clock: WallClock) {
    this.octets = signatureOctets(key);
    this.#key = key;
    this.#clock = clock;
    this.#priorMac = requestMac;
  }

  sign(octets: Uint8Array, length: number): number {
    invariant(
      length >= headerOctets && length + this.octets <= octets.length,
      `a message of ${length} octets has room for its signature among ${octets.length}`,
    );
    const signed = signMessage(octets, length, this.#key, {
      // A transfer may take longer than clocks may differ.
      signedAtSeconds: this.#clock.wallSeconds(),
      priorMac: this.#priorMac,
      follows: this.#follows,
    });
    this.#priorMac = signed.mac;
    this.#follows = true;
    return signed.length;
  }
}
