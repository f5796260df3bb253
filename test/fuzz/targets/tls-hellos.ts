// The first octets of whoever connects to the port for TLS: never more is waited for than a record may have, what is no TLS stays
// none, and what more octets are needed for is not less than what has come.

import { readHello } from '../../../src/serving/tls/client-hello.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 600;

const headerOctets = 5;
const recordOctetsMax = 16_384;

export function seeds(): readonly Uint8Array[] {
  const hello = Buffer.concat([Buffer.from('16030100c8010000c40303', 'hex'), Buffer.alloc(194, 7)]);
  const others = ['15030100020246', '160301ffff01', '160201004001', '474554202f', '16030100260200002203'];
  return [hello, hello.subarray(0, 3), ...others.map((octets) => Buffer.from(octets, 'hex'))];
}

export function fuzz(data: Buffer): void {
  let before: number | 'no tls' = headerOctets;
  for (let received = 0; received <= data.length; received++) {
    // What stands behind what was received is of somebody else.
    const octets = Buffer.concat([data.subarray(0, received), Buffer.alloc(8, data.at(-1) ?? 0)]);
    const wanted = readHello(octets, received);
    if (before === 'no tls' && wanted !== 'no tls') found('what was no TLS became some');
    if (wanted !== 'no tls' && (wanted < headerOctets || wanted > headerOctets + recordOctetsMax))
      found(`${wanted} octets are wanted`);
    if (received > headerOctets && before !== 'no tls' && wanted !== 'no tls' && wanted !== before)
      found(`${wanted} octets are wanted, after ${before}`);
    before = wanted;
  }
}
