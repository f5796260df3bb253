// Serial numbers of a zone (RFC 1982): 32 bits, compared around the circle.

const half = 0x8000_0000;

/** True when `a` comes after `b`. Two serials exactly half the circle apart are not ordered; neither is newer. */
export function isNewerSerial(a: number, b: number): boolean {
  const ahead = (a - b) >>> 0;
  return ahead !== 0 && ahead < half;
}

/** Unix time where that is newer, so that a person can read it; one more than before where it is not. */
export function nextSerial(previous: number | undefined, wallSeconds: number): number {
  const now = wallSeconds >>> 0;
  if (previous === undefined || isNewerSerial(now, previous)) return now;
  return (previous + 1) >>> 0;
}
