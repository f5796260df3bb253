// Signs a request of ours, and knows its reply by its signature (RFC 8945 §5.4). Refuses to know what is asked, and of whom.

import { headerOctets } from '../wire/message-format.ts';
import { traitsOf } from './algorithm-traits.ts';
import type { SignedRequest, WallClock } from './exchange.ts';
import { readLayout } from './message-layout.ts';
import { signatureOctets, signMessage } from './sign-message.ts';
import type { TsigKey } from './tsig-key.ts';
import { readTsigRecord } from './tsig-record.ts';
import { copyOctets, removeSignature, verifyMessage } from './verify-message.ts';

export function signRequest(message: Uint8Array, key: TsigKey, clock: WallClock): SignedRequest {
  const octets = new Uint8Array(message.length + signatureOctets(key));
  octets.set(message);
  const { mac } = signMessage(octets, message.length, key, { signedAtSeconds: clock.wallSeconds() });
  return {
    octets,
    checkReply: (reply) =>
      checkReply(reply, key, { nowSeconds: clock.wallSeconds(), priorMac: mac })?.message,
  };
}

export interface ReplyContext {
  readonly nowSeconds: number;
  /** Of the request, or of the message before. */
  readonly priorMac: Uint8Array;
  /** Of several messages, not the first. */
  readonly follows?: boolean;
}

export interface CheckedReply {
  /** Without the signature. */
  readonly message: Uint8Array;
  readonly mac: Uint8Array;
}

/** Nothing for what is not signed with the key, or not well. */
export function checkReply(
  reply: Uint8Array,
  key: TsigKey,
  { nowSeconds, priorMac, follows = false }: ReplyContext,
): CheckedReply | undefined {
  const tsig = reply.length < headerOctets ? undefined : readLayout(reply)?.tsig;
  if (typeof tsig !== 'object') return undefined;
  const record = readTsigRecord(reply, tsig);
  if (record === undefined || record.keyName !== key.name) return undefined;
  if (record.algorithm !== traitsOf(key).name) return undefined;
  const signedEnd = tsig.start;
  const verdict = verifyMessage({ packet: reply, signedEnd, record, key, nowSeconds, priorMac, follows });
  if (verdict !== 'good') return undefined;
  return { message: removeSignature(reply, signedEnd), mac: copyOctets(record.mac) };
}
