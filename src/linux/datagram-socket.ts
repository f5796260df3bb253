// UDP sockets for the batch engine: opening our own, several on one port so that each worker has a queue of its own, and the
// options that inherited ones need too.

import { fail, type Result, succeed } from '../base/result.ts';
import {
  AddressFamily,
  Ipv4Option,
  Ipv6Option,
  mtuDiscoverProbe,
  nameOfErrno,
  SocketFlag,
  SocketOption,
  SocketType,
} from './constants.ts';
import type { Libc } from './libc.ts';
import { encodeSocketAddress, type Place, readSocketPlace } from './socket-address.ts';
import { setSocketOption } from './socket-option.ts';

/** Holds a burst of about 10,000 queries while the worker, or the machine, is busy with something else. */
const receiveBufferOctets = 4 * 1024 * 1024;

/** The file descriptor, which the caller owns; a problem is an errno's name. */
export function bindDatagram(libc: Libc, place: Place): Result<number, string> {
  const isV4 = place.octets.length === 4;
  const type = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
  const fd = libc.socket(isV4 ? AddressFamily.inet : AddressFamily.inet6, type, 0);
  if (fd === -1) return fail(nameOfErrno(libc.errno()));
  if (!isV4) setSocketOption(libc, fd, Ipv6Option.level, Ipv6Option.onlyV6, 1);
  setSocketOption(libc, fd, SocketOption.level, SocketOption.reusePort, 1);
  // With privilege beyond the system's limit, without it up to the limit.
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
 * An attacker can forge the second fragment of a reply (RFC 9715 §3.1), so none leaves in fragments, and none is fragmented on
 * its way: over IPv4 all have DF set. What ICMP claims about the path is ignored, as anybody can send it; ours are short enough
 * for every path. What an interface of ours cannot carry is refused with EMSGSIZE. A tenth of a microsecond less for each, too:
 * a datagram that cannot be fragmented needs no identification.
 */
export function forbidFragments(libc: Libc, fd: number, family: 4 | 6): boolean {
  const { level, mtuDiscover } = family === 4 ? Ipv4Option : Ipv6Option;
  return setSocketOption(libc, fd, level, mtuDiscover, mtuDiscoverProbe);
}

/** For a socket that listens on every address: each datagram then comes with the address it was sent to. */
export function askForDestination(libc: Libc, fd: number, family: 4 | 6): boolean {
  return family === 4
    ? setSocketOption(libc, fd, Ipv4Option.level, Ipv4Option.packetInfo, 1)
    : setSocketOption(libc, fd, Ipv6Option.level, Ipv6Option.receivePacketInfo, 1);
}

export function listensEverywhere(libc: Libc, fd: number): boolean {
  return readSocketPlace(libc, fd)?.octets.every((octet) => octet === 0) ?? true;
}
