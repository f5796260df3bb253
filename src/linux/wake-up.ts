// A bell between threads, eventfd(2): who waits with poll(2) for datagrams hears it too, at once.

import { fail, type Result, succeed } from '../base/result.ts';
import { EventFlag } from './constants.ts';
import { nameOfErrno } from './datagram-socket.ts';
import type { Libc } from './libc.ts';
import { pinnedOctets } from './struct-layouts.ts';

/** What eventfd(2) reads and writes: a number of 64 bits. */
const numberOctets = 8;

/** The file descriptor, which the caller owns, or the error's code. */
export function openWakeUp(libc: Libc): Result<number, string> {
  const fd = libc.eventfd(0, EventFlag.nonBlocking | EventFlag.closeOnExec);
  return fd >= 0 ? succeed(fd) : fail(nameOfErrno(libc.errno()));
}

export function ring(libc: Libc, fd: number): void {
  // It cannot be full: that takes 2^64 rings without anybody listening.
  libc.write(fd, one, numberOctets);
}

/** Until the next ring nobody waiting is woken. */
export function silence(libc: Libc, fd: number): void {
  libc.read(fd, heard, numberOctets);
}

const one = pinnedOctets(numberOctets);
one[0] = 1;
const heard = pinnedOctets(numberOctets);
