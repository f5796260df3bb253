// A socket option that is a number, set through the C library. Knows no option by name.

import type { Libc } from './libc.ts';

/** False when the kernel refused. */
export function setSocketOption(
  libc: Libc,
  fd: number,
  level: number,
  option: number,
  number: number,
): boolean {
  const value = new Uint8Array(new Int32Array([number]).buffer);
  return libc.setsockopt(fd, level, option, value, value.length) === 0;
}
