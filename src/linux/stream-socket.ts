// The kernel's memory for TCP connections: bounded once on the listening socket, whose options every accepted connection
// inherits, and read for a single one. Refuses to know what anybody does with the figures.

import { SocketOption, TcpOption } from './constants.ts';
import type { Libc } from './libc.ts';
import { setSocketOption } from './socket-option.ts';

/** The kernel doubles them to make room for its bookkeeping, and stops growing them by itself. */
export interface StreamBuffers {
  readonly sendOctets: number;
  readonly receiveOctets: number;
}

/**
 * After `unacknowledgedMs` without an acknowledgement the kernel drops a connection, even one that we have closed. False when
 * it refused an option.
 */
export function boundStreams(
  libc: Libc,
  fd: number,
  buffers: StreamBuffers,
  unacknowledgedMs: number,
): boolean {
  const { level, sendBuffer, receiveBuffer } = SocketOption;
  return [
    setSocketOption(libc, fd, level, sendBuffer, buffers.sendOctets),
    setSocketOption(libc, fd, level, receiveBuffer, buffers.receiveOctets),
    setSocketOption(libc, fd, TcpOption.level, TcpOption.userTimeout, unacknowledgedMs),
  ].every((isSet) => isSet);
}

/** What the kernel holds for a connection. */
export interface StreamState {
  /** Memory, including bookkeeping, of what the peer has not acknowledged. */
  unsentOctets: number;
  /** Memory, including bookkeeping, of what we have not read. */
  unreadOctets: number;
  /** Acknowledged by the peer since the connection began. */
  acknowledgedOctets: number;
}

/** False when the kernel does not say. */
export type ReadStreamState = (fd: number, into: StreamState) => boolean;

/** SK_MEMINFO_*: 32-bit words, of which we need two. */
const memoryWords = 9;
const receiveAllocatedAt = 0;
const writeQueuedAt = 5;
/** struct tcp_info up to and including tcpi_bytes_acked, a 64-bit number. */
const infoOctets = 128;
const bytesAckedAt = 120;

/** The reader allocates nothing and takes two microseconds. */
export function createStreamStateReader(libc: Libc): ReadStreamState {
  const memory = new Uint32Array(memoryWords);
  const memoryValue = new Uint8Array(memory.buffer);
  const info = new Uint8Array(infoOctets);
  const infoView = new DataView(info.buffer);
  const length = new Uint32Array(1);
  const read = (fd: number, level: number, option: number, value: Uint8Array) => {
    length[0] = value.length;
    return libc.getsockopt(fd, level, option, value, length) === 0;
  };
  return (fd, into) => {
    if (!read(fd, SocketOption.level, SocketOption.memoryInfo, memoryValue)) return false;
    if (!read(fd, TcpOption.level, TcpOption.info, info)) return false;
    into.unsentOctets = memory[writeQueuedAt] as number;
    into.unreadOctets = memory[receiveAllocatedAt] as number;
    into.acknowledgedOctets =
      infoView.getUint32(bytesAckedAt, true) + infoView.getUint32(bytesAckedAt + 4, true) * 2 ** 32;
    return true;
  };
}
