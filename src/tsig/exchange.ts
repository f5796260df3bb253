// What signing means for whoever asks and whoever answers: a request is checked, its replies are signed. The types that the
// rest of the program sees; refuses to know octets and digests.

import type { Clock } from '../base/clock.ts';
import type { Name } from '../wire/name.ts';
import type { TsigKey } from './tsig-key.ts';

/** Signatures say when they were made; a reply of many messages may take long, and each says its own time. */
export type WallClock = Pick<Clock, 'wallSeconds'>;

/** A message that came in. */
export type CheckedRequest =
  | { readonly kind: 'unsigned' }
  | {
      readonly kind: 'good';
      readonly key: TsigKey;
      /** A copy without the signature, with the id that it came with: that of replies. */
      readonly message: Uint8Array;
      readonly replies: MessageSigner;
    }
  | {
      readonly kind: 'bad';
      readonly error: 'FORMERR' | 'BADKEY' | 'BADSIG' | 'BADTIME' | 'BADTRUNC';
      /** What it claims, for the log. */
      readonly keyName: Name | undefined;
      /** What RFC 8945 §5.2 has us say to it, signed where it must be; absent: nothing can be said. */
      readonly reply: Uint8Array | undefined;
    };

/** Signs the messages of one reply, in their order: each signature covers the one before. */
export interface MessageSigner {
  /** How much a signature takes; each takes as much. */
  readonly octets: number;
  /** Signs the message in `octets[0..length)`, where there is room behind it; returns its new length. */
  sign(octets: Uint8Array, length: number): number;
}

/** A request of ours, signed, and the way to know its reply. */
export interface SignedRequest {
  readonly octets: Uint8Array;
  /** Whether the reply is signed as it must be; without its signature then. */
  checkReply(reply: Uint8Array): Uint8Array | undefined;
}
