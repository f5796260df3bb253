// The header of the PROXY protocol, version 2 (haproxy's proxy-protocol.txt §2.2), by which a front end says for whom it asks. Reads
// what anybody may have written: bounded, allocates nothing, throws nothing. Refuses to know whom to believe.
//
//   0 signature | 12 version, command | 13 family, protocol | 14 length | 16 source, destination, ports | TLVs
//
//   IPv4   16 source | 20 destination | 24 port of the source | 26 port of the destination | 28
//   IPv6   16 source | 32 destination | 48 port of the source | 50 port of the destination | 52

import { readUint16 } from '../../wire/message-format.ts';

/**
 * Longer ones are refused: the specification wants a header to fit into the smallest segment (536 octets), and what dnsdist and
 * haproxy add to the 52 octets of IPv6 is not looked at.
 */
export const proxyHeaderOctetsMax = 536;
/** What every header has: behind it stands as much as it says. */
export const proxyHeadOctets = 16;
export const proxyLengthAt = 14;

/** Where the client's address stands; filled in anew by every reading of a whole header. */
export interface ProxyHeader {
  /** Octets in all: what the front end passes on stands behind them. */
  octets: number;
  /** 0: the front end asks for itself, or for somebody who has no address. */
  family: 0 | 4 | 6;
  addressAt: number;
  port: number;
}

export function createProxyHeader(): ProxyHeader {
  return { octets: 0, family: 0, addressAt: 0, port: 0 };
}

export type ProxyReading =
  | 'whole'
  /** So far nothing is wrong with it. */
  | 'partial'
  | 'bad';

const signature = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
const signatureOctets: number = signature.length;
const version = 0x20;
const Command = { local: 0, proxy: 1 } as const;
const Family = { unspecified: 0, inet: 1, inet6: 2, unix: 3 } as const;
/** Unspecified, stream and datagram: which of the two the client used is not for us to judge, a front end may change roads. */
const protocolMax = 2;
const addressesAt: number = proxyHeadOctets;
const addressesOctets = [0, 12, 36, 216] as const;
const inetPortAt = addressesAt + 8;
const inet6PortAt = addressesAt + 32;

// V8 folds the constants of a module into its code, and looks exported ones up with every use.
const octetsMax: number = proxyHeaderOctetsMax;
const headOctets: number = proxyHeadOctets;
const lengthAt: number = proxyLengthAt;

/** Reads `octets[0..length)`. */
export function readProxyHeader(octets: Uint8Array, length: number, header: ProxyHeader): ProxyReading {
  for (let i = 0; i < signatureOctets && i < length; i++) if (octets[i] !== signature[i]) return 'bad';
  if (length < headOctets) return 'partial';
  const command = (octets[12] as number) ^ version;
  if (command !== Command.local && command !== Command.proxy) return 'bad';
  const wholeOctets = headOctets + readUint16(octets, lengthAt);
  if (wholeOctets > octetsMax) return 'bad';
  const family = (octets[13] as number) >>> 4;
  // Of a front end that asks for itself nothing else is looked at.
  if (command === Command.proxy) {
    if (family > Family.unix || ((octets[13] as number) & 0x0f) > protocolMax) return 'bad';
    if (wholeOctets < headOctets + (addressesOctets[family] as number)) return 'bad';
  }
  if (length < wholeOctets) return 'partial';
  header.octets = wholeOctets;
  const isInet = family === Family.inet;
  const hasAddress = command === Command.proxy && (isInet || family === Family.inet6) && hasProtocol(octets);
  header.family = hasAddress ? (isInet ? 4 : 6) : 0;
  header.addressAt = addressesAt;
  header.port = hasAddress ? readUint16(octets, isInet ? inetPortAt : inet6PortAt) : 0;
  return 'whole';
}

/** "The receiver should ignore address information" of an unspecified protocol. */
function hasProtocol(octets: Uint8Array): boolean {
  return ((octets[13] as number) & 0x0f) !== 0;
}
