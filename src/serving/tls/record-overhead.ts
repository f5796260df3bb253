// Whether what a client sends carries anything. A record that only has keys replaced (RFC 8446 §4.6.3), or brings a single octet, costs
// as much as a query, and neither turns nor idle times notice it: whoever sends little else is cut. Refuses to know what is carried.

import { type Clock, systemClock } from '../../base/clock.ts';

interface Counted {
  readonly bytesRead: number;
}

export interface Sealed {
  /** What was decrypted. */
  readonly socket: Counted;
  /** The same as it came. */
  readonly raw: Counted;
  cut(): void;
}

const lookIntervalMs = 1000;
/** In a second: 600 replaced keys, which take a hundredth of it. */
const overheadOctetsMax = 16 * 1024;
/** A query of 40 octets in a record of its own has half as much overhead, and as much when its length comes in another. */
const overheadPerOctetMax = 4;

interface Seen {
  carried: number;
  overhead: number;
}

export class RecordOverhead {
  readonly #clock: Clock;
  readonly #seen = new Map<Sealed, Seen>();
  #isLooking = false;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  watch(sealed: Sealed): void {
    this.#seen.set(sealed, read(sealed));
    if (!this.#isLooking) this.#lookLater();
  }

  /** Its connection is gone. */
  forget(sealed: Sealed): void {
    this.#seen.delete(sealed);
  }

  #lookLater(): void {
    this.#isLooking = true;
    this.#clock.after(lookIntervalMs, () => {
      for (const [sealed, before] of this.#seen) {
        const now = read(sealed);
        this.#seen.set(sealed, now);
        const overhead = now.overhead - before.overhead;
        const isHollow = overhead > overheadPerOctetMax * (now.carried - before.carried);
        if (overhead > overheadOctetsMax && isHollow) sealed.cut();
      }
      this.#isLooking = false;
      if (this.#seen.size > 0) this.#lookLater();
    });
  }
}

function read({ socket, raw }: Sealed): Seen {
  const carried = socket.bytesRead;
  return { carried, overhead: raw.bytesRead - carried };
}
