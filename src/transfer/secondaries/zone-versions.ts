// The last serials of a zone and since when each was served: how far behind is who holds an older one. Refuses to know what
// is in them.

/** Ten seconds of a zone that changes ten times a second; who is further behind than that is behind by more than this. */
const versionsMax = 100;

interface Version {
  readonly serial: number;
  readonly sinceMs: number;
}

export interface Lag {
  /** How many versions came after it. */
  readonly versions: number;
  /** When the first of these was served. */
  readonly sinceMs: number;
}

export class ZoneVersions {
  /** The oldest first. */
  readonly #versions: Version[];

  constructor(serial: number, nowMs: number) {
    this.#versions = [{ serial, sinceMs: nowMs }];
  }

  get newest(): number {
    return (this.#versions.at(-1) as Version).serial;
  }

  /** Since when the oldest of them was served. */
  get oldestMs(): number {
    return (this.#versions[0] as Version).sinceMs;
  }

  add(serial: number, nowMs: number): void {
    if (serial === this.newest) return;
    this.#versions.push({ serial, sinceMs: nowMs });
    if (this.#versions.length > versionsMax) this.#versions.shift();
  }

  /** Nothing for a serial that the zone did not have lately, if ever. */
  lagOf(serial: number): Lag | undefined {
    const at = this.#versions.findLastIndex((version) => version.serial === serial);
    const next = this.#versions[at + 1];
    if (at < 0 || next === undefined) return undefined;
    return { versions: this.#versions.length - 1 - at, sinceMs: next.sinceMs };
  }
}
