// Memory for the kernel, as src/linux/struct-layouts.ts makes it, between two guards that nobody may touch.

/** A cache line on either side, so that what lies between is aligned as before. */
const guardOctets = 64;
const guard = 0xa5;
const wordOctets = 4;
const undamaged = Buffer.alloc(guardOctets, guard);

/** All that was made in this thread, guards included. */
const made: Uint8Array[] = [];

export function pinnedOctets(count: number): Uint8Array {
  return new Uint8Array(makeGuarded(count), guardOctets, count);
}

export function pinnedWords(count: number): Int32Array {
  return new Int32Array(makeGuarded(count * wordOctets), guardOctets, count);
}

function makeGuarded(octets: number): ArrayBuffer {
  const buffer = new ArrayBuffer(octets + 2 * guardOctets);
  const whole = new Uint8Array(buffer);
  for (const one of guardsOf(whole)) one.fill(guard);
  made.push(whole);
  return buffer;
}

function guardsOf(whole: Uint8Array): readonly Uint8Array[] {
  return [whole.subarray(0, guardOctets), whole.subarray(whole.length - guardOctets)];
}

/** Where the first damaged guard is; nothing while all are as they were made. */
export function findDamage(): string | undefined {
  for (const [index, whole] of made.entries()) {
    const isDamaged = guardsOf(whole).some((one) => Buffer.compare(one, undamaged) !== 0);
    if (isDamaged) return `beside memory ${index} of ${whole.length - 2 * guardOctets} octets`;
  }
  return undefined;
}

/** For proof that damage is noticed. */
export function damageLastGuard(): void {
  const last = made.at(-1);
  if (last !== undefined) last[last.length - 1] = 0;
}
