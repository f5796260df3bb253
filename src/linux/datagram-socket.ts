// UDP sockets for the batch engine: opened and bound by ourselves, several on one port so that each worker has its own
// queue, or inherited; and the options that both need.

import { fail, type Result, succeed } from '../base/result.ts';
import { Errno, Ipv4Option, Ipv6Option, mtuDiscoverOmit, SocketOption } from './constants.ts';
import type { Libc } from './libc.ts';
import { encodeSocketAddress, type Place, readSocketPlace } from './socket-address.ts';
import { setSocketOption } from './socket-option.ts';
import { openUnboundDatagram } from './unbound-datagram.ts';

/** Bursts arrive while a worker is busy with a batch or the machine with something else: about 10,000 queries' worth. */
const receiveBufferOctets = 4 * 1024 * 1024;

/** The file descriptor, which the caller owns, or the error's code. */
export function bindDatagram(libc: Libc, place: Place): Result<number, string> {
  const isV4 = place.octets.length === 4;
  const fd = openUnboundDatagram(libc, isV4 ? 4 : 6);
  if (fd === undefined) return fail(nameOfErrno(libc.errno()));
  if (!isV4) setSocketOption(libc, fd, Ipv6Option.level, Ipv6Option.onlyV6, 1);
  setSocketOption(libc, fd, SocketOption.level, SocketOption.reusePort, 1);
  // Beyond the system's limit with privilege, up to it without.
  if (!setSocketOption(libc, fd, SocketOption.level, SocketOption.receiveBufferForce, receiveBufferOctets)) {
    setSocketOption(libc, fd, SocketOption.level, SocketOption.receiveBuffer, receiveBufferOctets);
  }
  const address = encodeSocketAddress(place);
  if (libc.bind(fd, address, address.length) === 0) return succeed(fd);
  const code = nameOfErrno(libc.errno());
  libc.close(fd);
  return fail(code);
}

/**
 * Anybody can send ICMP that claims a tiny MTU; replies would then leave in fragments, of which an attacker can forge the
 * second (RFC 9715 §3.1). Ours are short enough for every path.
 */
export function ignorePathMtu(libc: Libc, fd: number, family: 4 | 6): boolean {
  const { level, mtuDiscover } = family === 4 ? Ipv4Option : Ipv6Option;
  return setSocketOption(libc, fd, level, mtuDiscover, mtuDiscoverOmit);
}

/** On a socket that listens on every address: the kernel tells with each datagram which one it was sent to. */
export function askForDestination(libc: Libc, fd: number, family: 4 | 6): boolean {
  return family === 4
    ? setSocketOption(libc, fd, Ipv4Option.level, Ipv4Option.packetInfo, 1)
    : setSocketOption(libc, fd, Ipv6Option.level, Ipv6Option.receivePacketInfo, 1);
}

export function listensEverywhere(libc: Libc, fd: number): boolean {
  return readSocketPlace(libc, fd)?.octets.every((octet) => octet === 0) ?? true;
}

/** As Node spells it; others by number. */
export function nameOfErrno(code: number): string {
  return Object.entries(Errno).find(([, number]) => number === code)?.[0] ?? `errno ${code}`;
}
