// Headers of the PROXY protocol, version 2, as a front end makes them, written from haproxy's proxy-protocol.txt.

import { bytesOf } from '../../../src/base/byte-string.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { addressRdata } from '../../../src/wire/rdata.ts';

export const proxySignature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

export interface HeaderSettings {
  /** 0: LOCAL, 1: PROXY. */
  readonly command?: number;
  readonly version?: number;
  /** 1: stream, 2: datagram. */
  readonly protocol?: number;
  /** Instead of that of the addresses. */
  readonly family?: number;
  readonly destination?: string;
  readonly port?: number;
  /** Behind the addresses. */
  readonly more?: Uint8Array;
  /** Instead of the right one. */
  readonly length?: number;
}

/** For a client at this address; both addresses are of one family. */
export function makeProxyHeader(client: string, settings: HeaderSettings = {}): Buffer {
  const source = octetsOf(client);
  const isV4 = source.length === 4;
  const { command = 1, version = 2, protocol = 2, port = 5353, more = new Uint8Array() } = settings;
  const { family = isV4 ? 1 : 2, destination = isV4 ? '127.0.0.1' : '::1' } = settings;
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(port, 0);
  ports.writeUInt16BE(53, 2);
  const block = Buffer.concat([source, octetsOf(destination), ports, more]);
  const head = Buffer.alloc(4);
  head[0] = (version << 4) | command;
  head[1] = (family << 4) | protocol;
  head.writeUInt16BE(settings.length ?? block.length, 2);
  return Buffer.concat([proxySignature, head, block]);
}

/** Of a front end that asks for itself. */
export const localHeader = Buffer.concat([proxySignature, Buffer.from('20000000', 'hex')]);

function octetsOf(text: string): Uint8Array {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return bytesOf(addressRdata(address));
}
