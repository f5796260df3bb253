// Address ranges, as text and compared: 192.0.2.0/24, 2001:db8::/32. An address alone is a range of one.

import type { ByteString } from '../base/byte-string.ts';
import { type IpAddress, parseIpAddress, readIpAddress } from './ip-address.ts';
import { addressRdata } from './rdata.ts';

export interface IpPrefix {
  /** With zeros behind the prefix. */
  readonly address: IpAddress;
  readonly octets: ByteString;
  readonly bits: number;
}

const bitsOfFamily = { 4: 32, 6: 128 } as const;

/** Refuses a prefix with bits set behind its length: which of the two was meant? */
export function parseIpPrefix(text: string): IpPrefix | undefined {
  const read = readParts(text);
  return read === undefined || hasBitsBehind(read.octets, read.bits) ? undefined : read;
}

/** The range of that length that the address is in. */
export function parseRangeAround(text: string): IpPrefix | undefined {
  const read = readParts(text);
  if (read === undefined) return undefined;
  const { octets, bits } = read;
  const masked = Array.from(octets, (octet, at) => octet.charCodeAt(0) & maskOf(bits - 8 * at));
  return prefixOf(Uint8Array.from(masked), bits);
}

function readParts(text: string): IpPrefix | undefined {
  const [addressText = '', bitsText, ...more] = text.trim().split('/');
  const address = parseIpAddress(addressText);
  if (address === undefined || more.length > 0) return undefined;
  const bitsMax = bitsOfFamily[address.family];
  if (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText)) return undefined;
  const bits = bitsText === undefined ? bitsMax : Number(bitsText);
  return bits > bitsMax ? undefined : { address, octets: addressRdata(address), bits };
}

/** `octets`, 4 or 16, have zeros behind the prefix. */
export function prefixOf(octets: Uint8Array, bits: number): IpPrefix {
  const address = readIpAddress(octets);
  return { address, octets: addressRdata(address), bits };
}

export function printIpPrefix({ address, bits }: IpPrefix): string {
  return bits === bitsOfFamily[address.family] ? address.text : `${address.text}/${bits}`;
}

/** Whether the address, 4 or 16 octets from `at` on, is in the range. */
export function isWithinPrefix(
  { octets, bits, address }: IpPrefix,
  family: 4 | 6,
  of: Uint8Array,
  at = 0,
): boolean {
  if (family !== address.family) return false;
  const whole = bits >>> 3;
  for (let i = 0; i < whole; i++) if (octets.charCodeAt(i) !== of[at + i]) return false;
  const mask = maskOf(bits & 7);
  return mask === 0 || ((octets.charCodeAt(whole) ^ (of[at + whole] ?? 0)) & mask) === 0;
}

function hasBitsBehind(octets: ByteString, bits: number): boolean {
  for (let i = bits >>> 3; i < octets.length; i++) {
    const kept = i === bits >>> 3 ? maskOf(bits & 7) : 0;
    if ((octets.charCodeAt(i) & ~kept & 0xff) !== 0) return true;
  }
  return false;
}

/** An octet whose first bits are ones: all of them from 8 on, none below 1. */
function maskOf(bits: number): number {
  return (0xff << (8 - Math.min(8, Math.max(0, bits)))) & 0xff;
}
