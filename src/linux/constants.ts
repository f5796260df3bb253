// Constants of the Linux kernel's interface, the same on x86_64 and arm64.

export const AddressFamily = { unix: 1, inet: 2, inet6: 10 } as const;

export const SocketType = { stream: 1, datagram: 2 } as const;
export const SocketFlag = { nonBlocking: 0o4000, closeOnExec: 0o2000000 } as const;

/** eventfd(2). */
export const EventFlag = { nonBlocking: 0o4000, closeOnExec: 0o2000000 } as const;

/** Of fcntl(2): commands, and the one flag that a descriptor has. */
export const DescriptorCommand = { setFlags: 2, closeOnExec: 1, duplicateCloseOnExec: 1030 } as const;

export const SocketOption = {
  level: 1,
  type: 3,
  sendBuffer: 7,
  receiveBuffer: 8,
  reusePort: 15,
  peerCredentials: 17,
  acceptsConnections: 30,
  receiveBufferForce: 33,
  domain: 39,
  memoryInfo: 55,
} as const;

/** `userTimeout`: for how many milliseconds a peer may leave data unacknowledged, or its window shut. */
export const TcpOption = { level: 6, info: 11, userTimeout: 18 } as const;

/** `packetInfo`: asks for the address that a datagram was sent to. */
export const Ipv4Option = { level: 0, packetInfo: 8, mtuDiscover: 10 } as const;
export const Ipv6Option = {
  level: 41,
  mtuDiscover: 23,
  onlyV6: 26,
  receivePacketInfo: 49,
  packetInfo: 50,
} as const;
/** IP_PMTUDISC_PROBE: never in fragments (DF over IPv4), and whatever ICMP claims about the path's MTU. */
export const mtuDiscoverProbe = 3;

/** send(2): no SIGPIPE when the peer is gone. */
export const sendNoSignal = 0x4000;
/** send(2), recvmmsg(2), sendmmsg(2): return instead of waiting. */
export const dontWait = 0x40;

export const pollIn = 0x001;
export const pollOut = 0x004;

export const Errno = {
  EPERM: 1,
  EINTR: 4,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  ENFILE: 23,
  EMFILE: 24,
  EMSGSIZE: 90,
  EADDRINUSE: 98,
  EAFNOSUPPORT: 97,
  EADDRNOTAVAIL: 99,
  ENOBUFS: 105,
  ECONNREFUSED: 111,
} as const;

/** Spelt as Node does; an unknown code as its number. */
export function nameOfErrno(code: number): string {
  return Object.entries(Errno).find(([, number]) => number === code)?.[0] ?? `errno ${code}`;
}
