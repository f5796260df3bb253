// Signatures of messages (RFC 8945), made and judged octet by octet: wrong on purpose where a test wants it, and the judge of
// whether anybody may believe a message. Shares no code with src.

import { createHmac } from 'node:crypto';
import { encodeName } from '../dns/dns-client.ts';
import { walkName } from '../dns/walk-message.ts';
import type { KeyAlgorithm, SharedKey } from './shared-keys.ts';

export interface HandSigning {
  readonly key: SharedKey;
  readonly nowSeconds: number;
  readonly fudgeSeconds?: number;
  /** How much of the signature is sent; everything by default. */
  readonly macOctets?: number;
  /** By default that of the message. */
  readonly originalId?: number;
  readonly error?: number;
  readonly other?: Uint8Array;
  /** Of the request, for its reply. */
  readonly priorMac?: Uint8Array;
}

export interface HandSigned {
  readonly octets: Buffer;
  /** As it was sent. */
  readonly mac: Buffer;
}

const tsigType = 250;
const anyClass = 255;
const usualFudgeSeconds = 300;

export function signByHand(message: Uint8Array, signing: HandSigning): HandSigned {
  const { key, nowSeconds, macOctets, originalId = Buffer.from(message).readUInt16BE(0) } = signing;
  const { fudgeSeconds = usualFudgeSeconds, error = 0, other = Buffer.alloc(0), priorMac } = signing;
  const algorithm = encodeName(key.algorithm);
  const owner = encodeName(key.name);
  const timers = Buffer.alloc(8);
  timers.writeUIntBE(nowSeconds, 0, 6);
  timers.writeUInt16BE(fudgeSeconds, 6);
  const tail = Buffer.concat([uint16(error), uint16(other.length), other]);
  const signed = Buffer.concat([uint16(originalId), message.subarray(2)]);
  const hmac = createHmac(key.algorithm.slice('hmac-'.length), Buffer.from(key.secret, 'base64'));
  if (priorMac !== undefined) hmac.update(uint16(priorMac.length)).update(priorMac);
  hmac.update(signed).update(lowerCase(owner)).update(uint16(anyClass)).update(Buffer.alloc(4));
  const mac = hmac.update(algorithm).update(timers).update(tail).digest().subarray(0, macOctets);
  const data = Buffer.concat([algorithm, timers, uint16(mac.length), mac, uint16(originalId), tail]);
  const fixed = Buffer.concat([uint16(tsigType), uint16(anyClass), Buffer.alloc(4), uint16(data.length)]);
  const octets = Buffer.concat([message, owner, fixed, data]);
  octets.writeUInt16BE((octets.readUInt16BE(10) + 1) & 0xffff, 10);
  return { octets, mac };
}

/** A signature that is good and whole. */
export interface JudgedSignature {
  readonly key: SharedKey;
  readonly mac: Buffer;
}

/** Nothing when the message has none; `priorMac` is that of the request, for its reply. */
export function judgeSignature(
  packet: Buffer,
  keys: readonly SharedKey[],
  nowSeconds: number,
  priorMac?: Uint8Array,
): JudgedSignature | undefined {
  try {
    return judge(packet, keys, nowSeconds, priorMac);
  } catch {
    // It ends too early, or has names that are none.
    return undefined;
  }
}

const macOctetsOf: Readonly<Record<KeyAlgorithm, number>> = {
  'hmac-sha1': 20,
  'hmac-sha256': 32,
  'hmac-sha384': 48,
  'hmac-sha512': 64,
};

function judge(
  packet: Buffer,
  keys: readonly SharedKey[],
  nowSeconds: number,
  priorMac: Uint8Array | undefined,
): JudgedSignature | undefined {
  const start = startOfLastRecord(packet);
  if (start === undefined || packet.readUInt16BE(10) === 0) return undefined;
  const { name: owner, end: fixed } = walkName(packet, start);
  if (packet.readUInt16BE(fixed) !== tsigType) return undefined;
  const { name: algorithm, end: at } = walkName(packet, fixed + 10);
  const key = keys.find(
    (known) =>
      encodeName(known.name).toString('latin1') === owner &&
      encodeName(known.algorithm).toString('latin1') === algorithm,
  );
  if (key === undefined) return undefined;
  const macOctets = packet.readUInt16BE(at + 8);
  const behind = at + 10 + macOctets;
  if (macOctets !== macOctetsOf[key.algorithm]) return undefined;
  const signedAtSeconds = packet.readUIntBE(at, 6);
  const fudgeSeconds = packet.readUInt16BE(at + 6);
  if (Math.abs(nowSeconds - signedAtSeconds) > fudgeSeconds) return undefined;
  const message = Buffer.from(packet.subarray(0, start));
  message.writeUInt16BE(packet.readUInt16BE(10) - 1, 10);
  const again = signByHand(message, {
    key,
    nowSeconds: signedAtSeconds,
    fudgeSeconds,
    originalId: packet.readUInt16BE(behind),
    error: packet.readUInt16BE(behind + 2),
    other: packet.subarray(behind + 6, behind + 6 + packet.readUInt16BE(behind + 4)),
    ...(priorMac !== undefined && { priorMac }),
  });
  const mac = packet.subarray(at + 10, behind);
  return again.mac.equals(mac) ? { key, mac } : undefined;
}

/** Nothing for a message without records, or with something behind them. */
function startOfLastRecord(packet: Buffer): number | undefined {
  let at = 12;
  let start: number | undefined;
  for (let i = packet.readUInt16BE(4); i > 0; i--) at = endOfOwner(packet, at) + 4;
  const records = packet.readUInt16BE(6) + packet.readUInt16BE(8) + packet.readUInt16BE(10);
  for (let i = records; i > 0; i--) {
    start = at;
    const fixed = endOfOwner(packet, at);
    at = fixed + 10 + packet.readUInt16BE(fixed + 8);
  }
  return at === packet.length ? start : undefined;
}

/** Names are only skipped: what is signed may hold anything. */
function endOfOwner(packet: Buffer, start: number): number {
  for (let at = start; ; ) {
    const length = packet.readUInt8(at);
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
}

function lowerCase(name: Buffer): Buffer {
  return Buffer.from(name.toString('latin1').toLowerCase(), 'latin1');
}

function uint16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}
