// The C library through koffi, for system calls that Node does not offer. The only file that imports koffi. Refuses to know
// what the calls are for; the other files of this folder do.

import { createRequire } from 'node:module';
import type { KoffiFunc } from 'koffi';
import { fail, type Result, succeed } from '../base/result.ts';
import { checkLayouts, type StructLayouts } from './struct-layouts.ts';

type Koffi = typeof import('koffi');
type Call<Arguments extends readonly unknown[]> = KoffiFunc<(...values: Arguments) => number>;

/** A memory address. A number will do: user space ends far below 2^53. */
export type Address = number;

export interface Libc {
  readonly getsockopt: Call<
    [fd: number, level: number, option: number, value: Uint8Array, length: Uint32Array]
  >;
  readonly setsockopt: Call<[fd: number, level: number, option: number, value: Uint8Array, length: number]>;
  readonly getsockname: Call<[fd: number, address: Uint8Array, length: Uint32Array]>;
  readonly socket: Call<[domain: number, type: number, protocol: number]>;
  /** Two sockets, connected to each other. */
  readonly socketpair: Call<[domain: number, type: number, protocol: number, fds: Int32Array]>;
  readonly bind: Call<[fd: number, address: Uint8Array, length: number]>;
  readonly connect: Call<[fd: number, address: Uint8Array, length: number]>;
  readonly send: Call<[fd: number, octets: Uint8Array, length: number, flags: number]>;
  readonly sendto: Call<
    [fd: number, octets: Uint8Array, octetCount: number, flags: number, address: Uint8Array, length: number]
  >;
  readonly recvmmsg: Call<[fd: number, headers: Address, count: number, flags: number, timeout: Address]>;
  readonly sendmmsg: Call<[fd: number, headers: Address, count: number, flags: number]>;
  readonly poll: Call<[entries: Address, count: number, timeoutMs: number]>;
  readonly eventfd: Call<[initial: number, flags: number]>;
  readonly read: Call<[fd: number, octets: Uint8Array, length: number]>;
  readonly write: Call<[fd: number, octets: Uint8Array, length: number]>;
  readonly close: Call<[fd: number]>;
  readonly fcntl: Call<[fd: number, command: number, argument: number]>;
  /** `_exit`: the kernel ends all threads, whatever they wait for. */
  exit(code: number): void;
  /** Of the last call that returned -1. */
  errno(): number;
  /** Of the bytes of an array with a buffer of its own, which the garbage collector does not move: see `pinnedOctets`. */
  addressOf(bytes: Uint8Array | Int32Array): Address;
  /** `sd_notify` of libsystemd; undefined where there is no libsystemd. */
  loadSdNotify(): ((state: string) => number) | undefined;
}

const require = createRequire(import.meta.url);

/**
 * The problem is for the log: where koffi has no binary, the program goes on with less. Required and not imported, which takes
 * half as long in every thread. `#koffi` is defined in package.json: the npm package, or its binary beside the bundle.
 */
export function loadLibc(): Result<Libc, string> {
  try {
    const koffi = require('#koffi') as Koffi;
    const surprise = checkLayouts((fields): StructLayouts => {
      const type = koffi.struct(fields);
      const members = Object.entries(type.members ?? {});
      return {
        size: type.size,
        offsets: Object.fromEntries(members.map(([name, { offset }]) => [name, offset])),
      };
    });
    if (surprise !== undefined) return fail(surprise);
    const lib = koffi.load('libc.so.6');
    return succeed({
      getsockopt: lib.func(
        'int getsockopt(int, int, int, _Out_ uint8_t *, _Inout_ uint32_t *)',
      ) as Libc['getsockopt'],
      setsockopt: lib.func('int setsockopt(int, int, int, uint8_t *, uint32_t)') as Libc['setsockopt'],
      getsockname: lib.func(
        'int getsockname(int, _Out_ uint8_t *, _Inout_ uint32_t *)',
      ) as Libc['getsockname'],
      socket: lib.func('int socket(int, int, int)') as Libc['socket'],
      socketpair: lib.func('int socketpair(int, int, int, _Out_ int32_t *)') as Libc['socketpair'],
      bind: lib.func('int bind(int, uint8_t *, uint32_t)') as Libc['bind'],
      connect: lib.func('int connect(int, uint8_t *, uint32_t)') as Libc['connect'],
      send: lib.func('intptr_t send(int, uint8_t *, size_t, int)') as Libc['send'],
      sendto: lib.func('intptr_t sendto(int, uint8_t *, size_t, int, uint8_t *, uint32_t)') as Libc['sendto'],
      recvmmsg: lib.func('int recvmmsg(int, uintptr_t, uint32_t, int, uintptr_t)') as Libc['recvmmsg'],
      sendmmsg: lib.func('int sendmmsg(int, uintptr_t, uint32_t, int)') as Libc['sendmmsg'],
      poll: lib.func('int poll(uintptr_t, unsigned long, int)') as Libc['poll'],
      eventfd: lib.func('int eventfd(unsigned int, int)') as Libc['eventfd'],
      read: lib.func('intptr_t read(int, _Out_ uint8_t *, size_t)') as Libc['read'],
      write: lib.func('intptr_t write(int, uint8_t *, size_t)') as Libc['write'],
      close: lib.func('int close(int)') as Libc['close'],
      // With as many arguments as are used; both of our architectures pass them like any others.
      fcntl: lib.func('int fcntl(int, int, int)') as Libc['fcntl'],
      exit: lib.func('void _exit(int)') as Libc['exit'],
      errno: () => koffi.errno(),
      addressOf: (bytes) => Number(koffi.address(bytes)),
      loadSdNotify() {
        try {
          const notify = koffi.load('libsystemd.so.0').func('int sd_notify(int, str)');
          return (state) => notify(0, state) as number;
        } catch {
          return undefined;
        }
      },
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}
