// Signs a message as RFC 8945 §4 describes it, slowly, and with anything wrong that a test wants: shares no code with src/tsig.

import { createHmac } from 'node:crypto';
import { testSecret } from './make-tsig-key.ts';

export interface HandSignature {
  readonly keyName?: Buffer;
  readonly algorithm?: Buffer;
  /** As OpenSSL names it. */
  readonly hash?: string;
  readonly secret?: string;
  readonly type?: number;
  readonly recordClass?: number;
  readonly ttl?: number;
  readonly time?: number;
  readonly fudge?: number;
  readonly originalId?: number;
  readonly error?: number;
  readonly other?: Buffer;
  /** How many octets of the signature are sent. */
  readonly macOctets?: number;
  readonly mac?: Buffer;
  /** Written in place of the right ones. */
  readonly macSize?: number;
  readonly otherSize?: number;
  readonly rdataSize?: number;
  /** The owner as it is written, if not as it is signed. */
  readonly writtenName?: Buffer;
  readonly writtenAlgorithm?: Buffer;
}

export const signedAt = 1_800_000_000;

export function wireName(text: string): Buffer {
  const labels = text.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, 'latin1')),
    Buffer.from([0]),
  ]);
}

/** The signature's record alone. */
export function signatureByHand(message: Uint8Array, fields: HandSignature = {}): Buffer {
  const { keyName = wireName('key.test'), algorithm = wireName('hmac-sha256'), hash = 'sha256' } = fields;
  const { time = signedAt, fudge = 300, error = 0, other = Buffer.alloc(0) } = fields;
  const { originalId = Buffer.from(message).readUInt16BE(0), secret = testSecret } = fields;
  const timers = Buffer.concat([uint(time, 6), uint(fudge, 2)]);
  const variables = Buffer.concat([
    keyName,
    uint(255, 2),
    uint(0, 4),
    algorithm,
    timers,
    uint(error, 2),
    uint(other.length, 2),
    other,
  ]);
  const signed = Buffer.from(message);
  signed.writeUInt16BE(originalId, 0);
  const whole = createHmac(hash, Buffer.from(secret, 'base64')).update(signed).update(variables).digest();
  const mac = fields.mac ?? whole.subarray(0, fields.macOctets);
  const rdata = Buffer.concat([
    fields.writtenAlgorithm ?? algorithm,
    timers,
    uint(fields.macSize ?? mac.length, 2),
    mac,
    uint(originalId, 2),
    uint(error, 2),
    uint(fields.otherSize ?? other.length, 2),
    other,
  ]);
  const { type = 250, recordClass = 255, ttl = 0, rdataSize = rdata.length } = fields;
  const fixed = Buffer.concat([uint(type, 2), uint(recordClass, 2), uint(ttl, 4), uint(rdataSize, 2)]);
  return Buffer.concat([fields.writtenName ?? keyName, fixed, rdata]);
}

export function signByHand(message: Uint8Array, fields: HandSignature = {}): Buffer {
  return appendRecords(message, signatureByHand(message, fields));
}

/** To the additional section. */
export function appendRecords(message: Uint8Array, ...records: readonly Uint8Array[]): Buffer {
  const all = Buffer.concat([message, ...records]);
  all.writeUInt16BE((all.readUInt16BE(10) + records.length) & 0xffff, 10);
  return all;
}

function uint(value: number, octets: number): Buffer {
  const buffer = Buffer.alloc(octets);
  buffer.writeUIntBE(value, 0, octets);
  return buffer;
}
