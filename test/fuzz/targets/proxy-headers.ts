// The header of the PROXY protocol by which front ends name clients: read as another reader reads it, never beyond what it says, and
// the same in whatever pieces it comes.

import {
  createProxyHeader,
  proxyHeaderOctetsMax,
  readProxyHeader,
} from '../../../src/serving/proxy/read-proxy-header.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 700;

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const headOctets = 16;

export function seeds(): readonly Uint8Array[] {
  const inet = Buffer.from('c0000201c6336401d4310035', 'hex');
  const inet6 = Buffer.concat([Buffer.alloc(32, 0x20), Buffer.from('d4310035', 'hex')]);
  const option = Buffer.from('0400020102', 'hex');
  const headers = [
    head(0x21, 0x11, inet),
    head(0x21, 0x12, inet),
    head(0x21, 0x22, inet6),
    head(0x21, 0x12, Buffer.concat([inet, option])),
    head(0x20, 0x00, Buffer.alloc(0)),
    head(0x20, 0x12, inet),
    head(0x21, 0x31, Buffer.alloc(216, 0x2f)),
    head(0x21, 0x00, Buffer.alloc(0)),
    head(0x21, 0x12, Buffer.concat([inet, Buffer.alloc(508)])),
    head(0x21, 0x12, Buffer.concat([inet, Buffer.alloc(509)])),
  ];
  const query = Buffer.from('123401000001000000000000037777770000010001', 'hex');
  return headers.flatMap((header) => [header, Buffer.concat([header, query]), header.subarray(0, 20)]);
}

function head(command: number, family: number, rest: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(rest.length);
  return Buffer.concat([signature, Buffer.of(command, family), length, rest]);
}

export function fuzz(data: Buffer): void {
  const header = createProxyHeader();
  const reading = readProxyHeader(data, data.length, header);
  if (reading !== readSlowly(data)) found(`${reading}, and by another reader ${readSlowly(data)}`);
  // What stands behind what has come must not matter.
  const amidNoise = Buffer.concat([data, Buffer.alloc(64, 0xff)]);
  if (readProxyHeader(amidNoise, data.length, createProxyHeader()) !== reading) found('it reads too far');
  judgePieces(data, reading, header.octets);
  if (reading !== 'whole') return;
  const { octets, family, addressAt, port } = header;
  if (octets > data.length || octets > proxyHeaderOctetsMax) found(`a header of ${octets} octets`);
  if (family === 0) return;
  const addressOctets = family === 4 ? 4 : 16;
  if (addressAt + 2 * addressOctets + 4 > octets) found('an address beyond its header');
  if (addressAt !== headOctets || port !== data.readUInt16BE(headOctets + 2 * addressOctets))
    found('another place');
}

/** Once bad it stays bad, and it is whole as soon as all of it is there, not before. */
function judgePieces(data: Buffer, reading: string, octets: number): void {
  for (let length = 0; length <= Math.min(data.length, proxyHeaderOctetsMax + 1); length++) {
    const soFar = readProxyHeader(data, length, createProxyHeader());
    if (soFar === 'bad' && reading !== 'bad') found(`bad after ${length} octets, and then ${reading}`);
    if (soFar === 'whole' && (reading !== 'whole' || length < octets)) found(`whole after ${length} octets`);
    if (reading === 'whole' && length >= octets && soFar !== 'whole')
      found(`${soFar} after ${length} octets`);
  }
}

function readSlowly(data: Buffer): 'whole' | 'partial' | 'bad' {
  const known = Math.min(data.length, signature.length);
  if (!data.subarray(0, known).equals(signature.subarray(0, known))) return 'bad';
  if (data.length < headOctets) return 'partial';
  const [command = 0, road = 0] = data.subarray(12);
  const length = data.readUInt16BE(14);
  if (command !== 0x20 && command !== 0x21) return 'bad';
  if (headOctets + length > proxyHeaderOctetsMax) return 'bad';
  const isKnown = road >> 4 <= 3 && (road & 0x0f) <= 2;
  const least = [0, 12, 36, 216][road >> 4] ?? 0;
  if (command === 0x21 && (!isKnown || length < least)) return 'bad';
  return data.length < headOctets + length ? 'partial' : 'whole';
}
