// Socket options that are one number. Knows no option by name.

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

/** Undefined when the kernel does not say: no socket, or no such option. */
export function readSocketOption(libc: Libc, fd: number, level: number, option: number): number | undefined {
  const value = new Uint8Array(4);
  const length = new Uint32Array([value.length]);
  if (libc.getsockopt(fd, level, option, value, length) !== 0) return undefined;
  return new DataView(value.buffer).getInt32(0, true);
}
