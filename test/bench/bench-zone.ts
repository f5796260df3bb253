// The zone that every server serves in the benchmarks: a given number of names with three addresses each, nothing else
// below the apex. Refuses to know how a server is configured.

export const zoneName = 'bench.test';
/** Outside the zone, so that no server adds addresses of it that another leaves out. */
export const nameServer = 'ns1.elsewhere.test';
export const addressTtlSeconds = 60;

export interface BenchName {
  readonly label: string;
  readonly addresses: readonly string[];
}

/** Three ranges of one network: enough different sets for 592,704 names, so that no server can share answers. */
const rangeSize = 84;

export function benchNames(count: number): BenchName[] {
  return Array.from({ length: count }, (_, index) => ({
    label: labelOf(index),
    addresses: [index, Math.floor(index / rangeSize), Math.floor(index / rangeSize ** 2)].map(
      (number, range) => `192.0.2.${1 + range * rangeSize + (number % rangeSize)}`,
    ),
  }));
}

export function labelOf(index: number): string {
  return `host${index}`;
}
