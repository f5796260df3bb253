// The zone of the benchmarks as a master file (RFC 1035 §5), which all peers read.

import { addressTtlSeconds, type BenchName, nameServer } from './bench-zone.ts';

export function printZoneFile(names: readonly BenchName[]): string {
  const apex = [
    `$TTL ${addressTtlSeconds}`,
    `@ 1800 SOA ${nameServer}. hostmaster.${nameServer}. 1 600 60 604800 30`,
    `@ 1800 NS ${nameServer}.`,
  ];
  const addresses = names.flatMap((name) => name.addresses.map((address) => `${name.label} A ${address}`));
  return `${[...apex, ...addresses].join('\n')}\n`;
}
