// System calls that the tests need and the program does not: binding, listening and receiving on sockets of any kind, and
// sleeping for less than a millisecond.

import koffi from 'koffi';
import { type Libc, loadLibc } from '../../../src/linux/libc.ts';

const lib = koffi.load('libc.so.6');

export const bind = lib.func('int bind(int, const uint8_t *, uint32_t)') as (
  fd: number,
  address: Uint8Array,
  length: number,
) => number;
export const listen = lib.func('int listen(int, int)') as (fd: number, backlog: number) => number;
export const getsockname = lib.func('int getsockname(int, _Out_ uint8_t *, _Inout_ uint32_t *)') as (
  fd: number,
  address: Uint8Array,
  length: Uint32Array,
) => number;
export const setsockopt = lib.func('int setsockopt(int, int, int, const uint8_t *, uint32_t)') as (
  fd: number,
  level: number,
  option: number,
  value: Uint8Array,
  length: number,
) => number;
export const receive = lib.func('intptr_t recv(int, _Out_ uint8_t *, size_t, int)') as (
  fd: number,
  octets: Uint8Array,
  size: number,
  flags: number,
) => number;
/** Without a signal mask; `timeout` is a timespec. */
export const ppoll = lib.func('int ppoll(int32_t *, unsigned long, const int32_t *, uintptr_t)') as (
  entries: Int32Array,
  count: number,
  timeout: Int32Array,
  signals: 0,
) => number;
export const prctl = lib.func('int prctl(int, unsigned long)') as (option: number, value: number) => number;

/** The program's own binding, which must load wherever these tests run. */
export async function requireLibc(): Promise<Libc> {
  const libc = loadLibc();
  if (!libc.ok) throw new Error(`koffi: ${libc.problem}`);
  return libc.value;
}
