// What the kernel keeps for a TCP connection: set once on the listening socket, whose options every accepted connection
// inherits, and what it has of one. Refuses to know why anybody wants to.

import { SocketOption, TcpOption } from './constants.ts';
import type { Libc } from './libc.ts';
import { setSocketOption } from './socket-option.ts';

/** The kernel doubles them, to have room for its own bookkeeping, and no longer grows them. */
export interface StreamBuffers {
  readonly sendOctets: number;
  readonly receiveOctets: number;
}

/**
 * The kernel itself drops a connection whose peer acknowledges nothing for `unacknowledgedMs`, even one that we have closed.
 * False when it refused something.
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

/** What the kernel has of a connection. */
export interface StreamState {
  /** Memory, bookkeeping included, of what was sent and is not acknowledged by the peer. */
  unsentOctets: number;
  /** Memory, bookkeeping included, of what was received and is not read by us. */
  unreadOctets: number;
  /** Octets that the peer has acknowledged since the connection began. */
  acknowledgedOctets: number;
}

/** Returns false where the kernel does not tell. */
export type ReadStreamState = (fd: number, into: StreamState) => boolean;

/** SK_MEMINFO_*: 32-bit numbers, of which these two count. */
const memoryWords = 9;
const receiveAllocatedAt = 0;
const writeQueuedAt = 5;
/** struct tcp_info up to and with tcpi_bytes_acked, a 64-bit number. */
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
