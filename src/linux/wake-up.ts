// A bell between threads, eventfd(2): a thread that waits for datagrams in poll(2) hears it at once.

import { fail, type Result, succeed } from '../base/result.ts';
import { EventFlag, nameOfErrno } from './constants.ts';
import type { Libc } from './libc.ts';
import { pinnedOctets } from './struct-layouts.ts';

/** eventfd(2) reads and writes a 64-bit number. */
const numberOctets = 8;

/** The file descriptor, which the caller owns; a problem is an errno's name. */
export function openWakeUp(libc: Libc): Result<number, string> {
  const fd = libc.eventfd(0, EventFlag.nonBlocking | EventFlag.closeOnExec);
  return fd >= 0 ? succeed(fd) : fail(nameOfErrno(libc.errno()));
}

export function ring(libc: Libc, fd: number): void {
  // Cannot fail: the counter is full only after 2^64 rings that nobody heard.
  libc.write(fd, one, numberOctets);
}

/** Resets the bell: poll(2) waits for the next ring. */
export function silence(libc: Libc, fd: number): void {
  libc.read(fd, heard, numberOctets);
}

const one = pinnedOctets(numberOctets);
one[0] = 1;
const heard = pinnedOctets(numberOctets);
