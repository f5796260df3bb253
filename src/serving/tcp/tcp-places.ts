// Who has a place: connections in the order in which they were last served, and how many each client has. All that happens per
// connection or query is a few stores; who has to go is found by a walk from the one that was idle for longest. Refuses to know
// what connections do.

import type { Clock } from '../../base/clock.ts';

/** A connection, as far as it occupies a place. */
export interface Placed {
  /** Connections of one network are one client's. */
  readonly network: string;
  /** It is owed nothing, and waits for nothing but its next query. */
  readonly isIdle: boolean;
  /** Only for us. */
  place: Place | undefined;
  /** It was not served for too long: ends it, unless it gets on in another way. */
  expire(): void;
  cut(): void;
}

/** What one client has. */
interface Share {
  places: number;
}

class Place {
  readonly placed: Placed;
  readonly share: Share;
  servedMs: number;
  older: Place | undefined;
  newer: Place | undefined;

  constructor(placed: Placed, share: Share, nowMs: number) {
    this.placed = placed;
    this.share = share;
    this.servedMs = nowMs;
  }
}

export type { Place };

export class TcpPlaces {
  readonly #clock: Clock;
  readonly #shares = new Map<string, Share>();
  /** How many clients have so many places each. */
  readonly #clientsWith: number[] = [];
  #most = 0;
  #count = 0;
  #oldest: Place | undefined;
  #newest: Place | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#count;
  }

  /** When the one that was idle for longest was served last; infinite when there is none. */
  get oldestServedMs(): number {
    return this.#oldest?.servedMs ?? Number.POSITIVE_INFINITY;
  }

  countOf(network: string): number {
    return this.#shares.get(network)?.places ?? 0;
  }

  take(placed: Placed): void {
    const share = this.#shares.get(placed.network) ?? { places: 0 };
    this.#shares.set(placed.network, share);
    this.#resize(share, 1);
    const place = new Place(placed, share, this.#clock.monotonicMs());
    placed.place = place;
    this.#append(place);
    this.#count++;
  }

  /** May be called more than once. */
  leave(placed: Placed): void {
    const { place } = placed;
    if (place === undefined) return;
    placed.place = undefined;
    this.#unlink(place);
    this.#resize(place.share, -1);
    if (place.share.places === 0) this.#shares.delete(placed.network);
    this.#count--;
  }

  /** It was served just now. */
  touch({ place }: Placed): void {
    if (place === undefined) return;
    place.servedMs = this.#clock.monotonicMs();
    if (place === this.#newest) return;
    this.#unlink(place);
    this.#append(place);
  }

  /** Of this client's, the one not served for longest. */
  oldestOf(network: string, except: Placed): Placed | undefined {
    const share = this.#shares.get(network);
    return share && this.#find((place) => place.share === share, except);
  }

  /** Of those clients' who have most, the one not served for longest: nobody can keep others out. */
  oldestOfMost(except: Placed | undefined): Placed | undefined {
    const most = this.#most;
    return this.#find(({ share }) => share.places === most, except);
  }

  /**
   * Calls `expire` for those not served for `idleMs` that are idle, and for all others not served for `busyMs`, which is longer.
   * Returns when it is worth looking again; nothing when nobody is left.
   */
  expire(idleMs: number, busyMs: number): number | undefined {
    const nowMs = this.#clock.monotonicMs();
    let dueMs = nowMs + idleMs;
    for (let place = this.#oldest; place !== undefined; ) {
      const { placed, servedMs, newer } = place;
      if (servedMs + idleMs > nowMs) {
        dueMs = Math.min(dueMs, servedMs + idleMs);
        break;
      }
      if (placed.isIdle || servedMs + busyMs <= nowMs) placed.expire();
      else dueMs = Math.min(dueMs, servedMs + busyMs);
      place = newer;
    }
    return this.#count === 0 ? undefined : dueMs;
  }

  #find(isMeant: (place: Place) => boolean, except: Placed | undefined): Placed | undefined {
    for (let place = this.#oldest; place !== undefined; place = place.newer)
      if (place.placed !== except && isMeant(place)) return place.placed;
    return undefined;
  }

  #resize(share: Share, by: 1 | -1): void {
    const counts = this.#clientsWith;
    counts[share.places] = (counts[share.places] ?? 0) - 1;
    share.places += by;
    counts[share.places] = (counts[share.places] ?? 0) + 1;
    if (share.places > this.#most) this.#most = share.places;
    else if ((counts[this.#most] ?? 0) === 0) this.#most--;
  }

  #append(place: Place): void {
    place.older = this.#newest;
    place.newer = undefined;
    if (this.#newest === undefined) this.#oldest = place;
    else this.#newest.newer = place;
    this.#newest = place;
  }

  #unlink({ older, newer }: Place): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}
