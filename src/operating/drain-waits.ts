// When no cache holds a drained address that servers following our zones gave out: once each of them has the serial without
// it, and the TTL has passed since. Refuses to know how it is found out what they have.
//
//   published ──▶ our last reply left ─(TTL)─▶ clear of ours
//        └──▶ fetched by a, b ... by the last one ─(TTL)─▶ clear of theirs

import type { Clock } from '../base/clock.ts';
import type { AwaitedSecondary } from '../control/protocol/overrides.ts';
import { keyOfSubject, type Override } from '../health/deciding/overrides.ts';
import { marginMs } from '../publishing/handed-out.ts';
import type { ZoneGroup } from '../publishing/zone-group.ts';
import type { Name } from '../wire/name.ts';
import { coversAny } from './override-reach.ts';

/** Servers that follow our zones. */
export interface DrainFollowers {
  /** Since when all that follow the zone have had this serial, or a newer one; 0 if none does, nothing while one lacks it. */
  haveSinceMs(apex: Name, serial: number): number | undefined;
  lacking(apex: Name, serial: number): readonly LackingFollower[];
}

export interface LackingFollower {
  readonly label: string;
  /** Since when it has lacked something, on the monotonic clock. */
  readonly sinceMs: number;
}

export interface DrainWaitsDependencies {
  readonly clock: Clock;
  readonly followers: DrainFollowers;
  readonly groups: () => readonly ZoneGroup[];
  readonly setClearAtMs: (drain: Override, atMs: number) => void;
}

/** What is known without others. */
export interface OwnClearTime {
  readonly publishedMs: number;
  /** When the last of our own answers has expired. */
  readonly clearAtMs: number;
}

interface Wait extends OwnClearTime {
  readonly drain: Override;
  /** By zone that some follower lacks: the serial that it must have. */
  readonly missing: Map<Name, number>;
  /** When the last of those that have it got it. */
  reachedMs: number;
  readonly ttlMs: number;
}

/** As many as anybody reads. */
const awaitedMax = 20;

export class DrainWaits {
  readonly #with: DrainWaitsDependencies;
  readonly #waits = new Map<string, Wait>();
  /** The zones that drains were found to be about. */
  readonly #zones = new Map<string, ReadonlySet<Name>>();

  constructor(dependencies: DrainWaitsDependencies) {
    this.#with = dependencies;
  }

  /** Called when what is published now lacks what the drain covers. */
  begin(drain: Override, own: OwnClearTime): void {
    const groups = this.#groupsOf(drain);
    this.#zones.set(keyOfSubject(drain.subject), new Set(apexesOf(groups)));
    this.#wait(drain, own, groups);
  }

  /** The drain is known to be clear, or was before a restart. */
  assumeClear(drain: Override): void {
    this.#zones.set(keyOfSubject(drain.subject), new Set(apexesOf(this.#groupsOf(drain))));
  }

  end({ subject }: Override): void {
    this.#waits.delete(keyOfSubject(subject));
    this.#zones.delete(keyOfSubject(subject));
  }

  /** After a reload: a drain may be about zones now that it was not about before. */
  extend(drain: Override, own: OwnClearTime): void {
    const key = keyOfSubject(drain.subject);
    const known = this.#zones.get(key);
    const groups = this.#groupsOf(drain);
    if (known === undefined || apexesOf(groups).every((apex) => known.has(apex))) return;
    this.begin(drain, own);
  }

  /** Those that follow the zone changed, or what they have. */
  moved(apex: Name): void {
    for (const wait of this.#waits.values()) if (wait.missing.has(apex)) this.#check(wait, [apex]);
  }

  isWaiting({ subject }: Override): boolean {
    return this.#waits.has(keyOfSubject(subject));
  }

  /** Who is waited for; each once, for the longest that it has been behind. */
  awaitedBy({ subject }: Override): readonly AwaitedSecondary[] {
    const { clock, followers } = this.#with;
    const byLabel = new Map<string, { sinceMs: number; zones: number }>();
    for (const [apex, serial] of this.#waits.get(keyOfSubject(subject))?.missing ?? [])
      for (const { label, sinceMs } of followers.lacking(apex, serial)) {
        const known = byLabel.get(label) ?? { sinceMs, zones: 0 };
        byLabel.set(label, { sinceMs: Math.min(known.sinceMs, sinceMs), zones: known.zones + 1 });
      }
    const nowMs = clock.monotonicMs();
    return [...byLabel].slice(0, awaitedMax).map(([secondary, { sinceMs, zones }]) => ({
      secondary,
      zones,
      sinceSeconds: clock.wallSeconds() - Math.round((nowMs - sinceMs) / 1000),
    }));
  }

  #wait(drain: Override, own: OwnClearTime, groups: readonly ZoneGroup[]): void {
    const serials = groups.flatMap(({ zones }) => zones.map(({ apex, serial }) => [apex, serial] as const));
    const wait: Wait = {
      ...own,
      drain,
      missing: new Map(serials),
      reachedMs: 0,
      ttlMs: Math.max(0, ...groups.map((group) => longestTtlSeconds(drain, group))) * 1000,
    };
    this.#waits.set(keyOfSubject(drain.subject), wait);
    this.#check(wait, [...wait.missing.keys()]);
  }

  #check(wait: Wait, apexes: readonly Name[]): void {
    for (const apex of apexes) {
      const sinceMs = this.#with.followers.haveSinceMs(apex, wait.missing.get(apex) ?? 0);
      if (sinceMs === undefined) continue;
      wait.missing.delete(apex);
      wait.reachedMs = Math.max(wait.reachedMs, sinceMs);
    }
    if (wait.missing.size > 0) return;
    this.#waits.delete(keyOfSubject(wait.drain.subject));
    const { publishedMs, clearAtMs, reachedMs, ttlMs } = wait;
    // What we handed out with a longer TTL before, they did as well.
    const shiftedMs = clearAtMs + Math.max(0, reachedMs - publishedMs);
    const theirsMs = reachedMs === 0 ? 0 : reachedMs + ttlMs + marginMs;
    this.#with.setClearAtMs(wait.drain, Math.max(shiftedMs, theirsMs));
  }

  #groupsOf(drain: Override): readonly ZoneGroup[] {
    return this.#with.groups().filter(({ config }) => coversAny(drain, config.content.resolutions));
  }
}

function apexesOf(groups: readonly ZoneGroup[]): readonly Name[] {
  return groups.flatMap(({ zones }) => zones.map(({ apex }) => apex));
}

function longestTtlSeconds(drain: Override, { config: { content, timing } }: ZoneGroup): number {
  const covered = content.resolutions.filter((resolution) => coversAny(drain, [resolution]));
  return Math.max(0, ...covered.map(({ ttlSeconds = timing.addressTtlSeconds }) => ttlSeconds));
}
