// When the first signature of each zone ends: looked for in pieces and now and then, for a zone may have a hundred thousand. Refuses
// to know who is told.

import type { Clock } from '../base/clock.ts';
import { repeatEvery } from '../base/repeat-every.ts';
import { Turns } from '../base/turns.ts';
import type { ZoneGroup } from '../publishing/zone-group.ts';
import { signatureEnds } from '../signing/zone-signer.ts';
import type { Name } from '../wire/name.ts';
import type { Zone } from '../zone/zone.ts';

/** Signatures live for days, and are renewed days before they end. */
const lookIntervalMs = 60_000;

interface Found {
  readonly zones: readonly Zone[];
  readonly endSeconds: number;
}

export class SignatureEnds {
  readonly #clock: Clock;
  readonly #groups: () => readonly ZoneGroup[];
  readonly #turns: Turns;
  #found: ReadonlyMap<Name, Found> = new Map();
  #stopLooking: () => void = () => undefined;

  constructor(clock: Clock, groups: () => readonly ZoneGroup[]) {
    this.#clock = clock;
    this.#groups = groups;
    this.#turns = new Turns(clock);
  }

  start(): void {
    this.#look();
    this.#stopLooking = repeatEvery(this.#clock, lookIntervalMs, () => this.#look());
  }

  stop(): void {
    this.#stopLooking();
    this.#turns.stop();
  }

  /** Of a zone and its aliases; nothing before it was looked for, and where nothing is signed. */
  of(apex: Name): number | undefined {
    return this.#found.get(apex)?.endSeconds;
  }

  #look(): void {
    if (!this.#turns.isBusy) this.#turns.run(this.#find(), () => undefined);
  }

  /** A zone that is the very same has the same signatures. */
  *#find(): Generator<void> {
    const found = new Map<Name, Found>();
    for (const { apex, isSigned, zones } of this.#groups()) {
      if (!isSigned) continue;
      const before = this.#found.get(apex);
      if (before?.zones === zones) {
        found.set(apex, before);
        continue;
      }
      let endSeconds = Number.POSITIVE_INFINITY;
      for (const zone of zones) {
        for (const end of signatureEnds(zone)) {
          endSeconds = Math.min(endSeconds, end);
          yield;
        }
      }
      if (Number.isFinite(endSeconds)) found.set(apex, { zones, endSeconds });
    }
    this.#found = found;
  }
}
