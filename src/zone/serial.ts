// Serial numbers of zones (RFC 1982): 32 bits, compared around a circle.

const half = 0x8000_0000;

/** Whether `a` comes after `b`. Of two serials exactly half the circle apart, neither is newer. */
export function isNewerSerial(a: number, b: number): boolean {
  const ahead = (a - b) >>> 0;
  return ahead !== 0 && ahead < half;
}

/** Unix time, which people can read, when that is newer than the previous serial; otherwise one more. */
export function nextSerial(previous: number | undefined, wallSeconds: number): number {
  const now = wallSeconds >>> 0;
  if (previous === undefined || isNewerSerial(now, previous)) return now;
  return (previous + 1) >>> 0;
}

/**
 * At most a hundred changes a second are published, and what is published is on the disk within a second or two: a crash
 * loses fewer serials than this.
 */
const lostSerialsMax = 300;

/**
 * The last serial that an earlier run may have served, from the last one that is known. Under a serial that secondaries have,
 * they would never ask for other records.
 */
export function lastServedSerial(known: number, wallSeconds: number): number {
  const ahead = (known + lostSerialsMax) >>> 0;
  const now = wallSeconds >>> 0;
  return isNewerSerial(now, ahead) ? now : ahead;
}

/** The newer one of two serials that need not exist. */
export function newerOf(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isNewerSerial(b, a) ? b : a;
}
