// Which front ends send their clients' addresses by the PROXY protocol. Refuses to know that protocol.

import type { IpPrefix } from '../../wire/ip-prefix.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { readPrefixes } from './read-prefix.ts';

const wayOut = 'write an address or a prefix, such as 192.0.2.8 or 192.0.2.8/29';
/** Every datagram is compared with every one of them; a range covers a farm. */
const frontEndsMax = 32;

export function readFrontEnds(values: RawValues, findings: Findings): readonly IpPrefix[] {
  return readPrefixes('proxy-from', { wayOut, prefixesMax: frontEndsMax, findProblem }, values, findings);
}

function findProblem({ bits, address }: IpPrefix): string | undefined {
  if (bits === 0) return 'covers every address, so anybody could claim to be any client; list the front ends';
  // To everybody here ::ffff:192.0.2.1 is 192.0.2.1, whatever a socket for both families says.
  return address.text.startsWith('::ffff:')
    ? 'is an IPv4 address; write it as 192.0.2.8 or 192.0.2.8/29'
    : undefined;
}
