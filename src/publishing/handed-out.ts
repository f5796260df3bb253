// Until when caches may hold an address that is no longer published for a name. Compares zones with their successors;
// refuses to know why they changed and who asked.

import type { Clock } from '../base/clock.ts';
import type { IpAddress } from '../wire/ip-address.ts';
import type { Name } from '../wire/name.ts';
import { isAddressType, RecordType } from '../wire/protocol.ts';
import { addressRdata, type Rdata } from '../wire/rdata.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Zone } from '../zone/zone.ts';

/** An address at a name of a hosted zone. */
export interface PublishedAddress {
  readonly name: Name;
  readonly address: IpAddress;
}

/**
 * On top of a TTL: the reply may have been in flight when the answer changed, and caches count whole seconds from its
 * arrival, some rounding up.
 */
export const marginMs = 2000;
/** Forgetting what has expired looks at every entry, so not too often. */
const forgetEveryMs = 60_000;

export class HandedOut {
  readonly #clock: Clock;
  /** By type, data and name: when the last answer with it expires. */
  readonly #untilMs = new Map<string, number>();
  #forgottenMs: number;
  /** When everything that earlier runs may have handed out has expired. */
  #earlierUntilMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#forgottenMs = clock.monotonicMs();
    this.#earlierUntilMs = clock.monotonicMs();
  }

  /** `ttlSeconds`: the largest TTL that earlier runs may have given any address, counted from now. */
  expectEarlier(ttlSeconds: number): void {
    this.#earlierUntilMs = this.#clock.monotonicMs() + ttlSeconds * 1000 + marginMs;
  }

  /**
   * To be called when `after` replaces `before`, a hosted zone; its aliases hold the same addresses. `names` are those of
   * `before` that may differ. The names of a removed zone may move to another with the same addresses, so nothing counts
   * as expired until all that the zone handed out is.
   */
  replace(before: Zone, after: Zone | undefined, names?: Iterable<Name>): void {
    const nowMs = this.#clock.monotonicMs();
    if (after === undefined) {
      const untilMs = nowMs + longestAddressTtl(before) * 1000 + marginMs;
      this.#earlierUntilMs = Math.max(untilMs, this.#earlierUntilMs);
      return;
    }
    for (const name of names ?? before.nodes.names()) {
      const node = before.nodes.get(name) ?? [];
      const successors = after.nodes.get(name) ?? [];
      if (node !== successors) for (const rrset of node) this.#replaceRRset(name, rrset, successors, nowMs);
    }
    this.#forget(nowMs);
  }

  /** When all answers of earlier runs have expired; on the monotonic clock, like all times here. */
  get earlierUntilMs(): number {
    return this.#earlierUntilMs;
  }

  /** When this run's answers with these addresses have expired, 0 if there were none. Only valid for addresses not published now. */
  untilMs(addresses: Iterable<PublishedAddress>): number {
    let untilMs = 0;
    for (const { name, address } of addresses) {
      const type = address.family === 4 ? RecordType.A : RecordType.AAAA;
      untilMs = Math.max(untilMs, this.#untilMs.get(keyOf(type, addressRdata(address), name)) ?? 0);
    }
    return untilMs;
  }

  #replaceRRset(name: Name, rrset: RRset, successors: readonly RRset[], nowMs: number): void {
    const { type, ttlSeconds, rdatas } = rrset;
    if (!isAddressType(type)) return;
    const successor = successors.find((other) => other.type === type);
    if (successor === rrset) return;
    // An address that stays under an equal or larger TTL counts from when it goes.
    const staying =
      successor !== undefined && successor.ttlSeconds >= ttlSeconds ? new Set(successor.rdatas) : undefined;
    for (const rdata of rdatas) {
      if (staying?.has(rdata) === true) continue;
      const key = keyOf(type, rdata, name);
      const untilMs = nowMs + ttlSeconds * 1000 + marginMs;
      this.#untilMs.set(key, Math.max(untilMs, this.#untilMs.get(key) ?? 0));
    }
  }

  #forget(nowMs: number): void {
    if (nowMs - this.#forgottenMs < forgetEveryMs) return;
    this.#forgottenMs = nowMs;
    for (const [key, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(key);
  }
}

function longestAddressTtl({ nodes }: Zone): number {
  let longest = 0;
  for (const name of nodes.names())
    for (const { type, ttlSeconds } of nodes.get(name) ?? [])
      if (isAddressType(type)) longest = Math.max(longest, ttlSeconds);
  return longest;
}

function keyOf(type: number, rdata: Rdata, name: Name): string {
  return `${type} ${rdata}${name}`;
}
