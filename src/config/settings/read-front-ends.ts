// Which front ends say by the PROXY protocol for whom they ask. Refuses to know that protocol.

import { type IpPrefix, printIpPrefix } from '../../wire/ip-prefix.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from } from '../sources/read-scalars.ts';
import { readPrefix } from './read-prefix.ts';

const flag = 'proxy-from';
const wayOut = 'write an address or a prefix, such as 192.0.2.8 or 192.0.2.8/29';
/** Every datagram is compared with every one of them; a range covers a farm. */
const frontEndsMax = 32;

export function readFrontEnds(values: RawValues, findings: Findings): readonly IpPrefix[] {
  const raw = values.get(flag);
  if (raw === undefined) return [];
  const source = from(flag, raw);
  const prefixes = new Map<string, IpPrefix>();
  for (const text of raw.texts) {
    const prefix = readPrefix(flag, text, wayOut, findings, source);
    if (prefix === undefined) continue;
    const problem = findProblem(prefix);
    if (problem === undefined) prefixes.set(printIpPrefix(prefix), prefix);
    else findings.error(flag, `${printIpPrefix(prefix)} ${problem}${source}`);
  }
  if (prefixes.size > frontEndsMax)
    findings.error(flag, `names ${prefixes.size} ranges; at most ${frontEndsMax} are allowed${source}`);
  return [...prefixes.values()];
}

function findProblem({ bits, address }: IpPrefix): string | undefined {
  if (bits === 0) return 'is everybody, who could then claim to be anybody; name the front ends';
  // To everybody here ::ffff:192.0.2.1 is 192.0.2.1, whatever a socket for both families says.
  return address.text.startsWith('::ffff:') ? 'is of IPv4; write it as 192.0.2.8 or 192.0.2.8/29' : undefined;
}
