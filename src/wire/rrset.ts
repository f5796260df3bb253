// Records of the same owner, class and type (RFC 2181 §5). The owner is not part of the set, so that several zones can
// share one.

import type { Rdata } from './rdata.ts';

export interface RRset {
  readonly type: number;
  readonly ttlSeconds: number;
  /** At least one, no two equal, in canonical order (RFC 4034 §6.3). */
  readonly rdatas: readonly Rdata[];
}

export function makeRRset(type: number, ttlSeconds: number, rdatas: Iterable<Rdata>): RRset {
  // Copied, because an array that grew keeps room for more, which adds up over a hundred thousand RRsets.
  return { type, ttlSeconds, rdatas: [...new Set(rdatas)].sort().slice() };
}

export function areRRsetsEqual(a: RRset, b: RRset): boolean {
  return (
    a.type === b.type &&
    a.ttlSeconds === b.ttlSeconds &&
    a.rdatas.length === b.rdatas.length &&
    a.rdatas.every((rdata, index) => rdata === b.rdatas[index])
  );
}
