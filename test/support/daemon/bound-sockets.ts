// Sockets as a service manager opens them: bound, listening, and kept open while daemons come and go.

import { AddressFamily, SocketFlag, SocketType } from '../../../src/linux/constants.ts';
import { bind, getsockname, listen, requireLibc, setsockopt } from './test-libc.ts';

/** A UDP socket on an IPv6 address of one interface; the caller closes it. */
export async function openScopedSocket(
  octets: Uint8Array,
  scope: number,
): Promise<{ fd: number; port: number }> {
  const libc = await requireLibc();
  const fd = libc.socket(AddressFamily.inet6, SocketType.datagram | SocketFlag.closeOnExec, 0);
  const address = loopback6(0);
  address.set(octets, 8);
  address.writeUInt32LE(scope, 24);
  if (bind(fd, address, address.length) !== 0) throw new Error('cannot bind the link-local address');
  return { fd, port: portOf(fd) };
}

export type BoundKind = 'udp4' | 'tcp4' | 'udp6' | 'tcp6';

export interface BoundSockets {
  readonly fds: readonly number[];
  /** One port for all of them, on 127.0.0.1 and ::1. */
  readonly port: number;
  close(): void;
}

const socketLevel = { ipv4: 0, socket: 1, ipv6: 41 } as const;
const reuseAddress = 2;
const receiveBuffer = 8;
const freeBind = 15;
const ipv6Only = 26;
const backlog = 128;
/** Another program may have the port for the other protocol. */
const triesMax = 20;

export async function openBoundSockets(kinds: readonly BoundKind[]): Promise<BoundSockets> {
  const libc = await requireLibc();
  for (let triesLeft = triesMax; triesLeft > 0; triesLeft--) {
    const fds: number[] = [];
    let port = 0;
    for (const kind of kinds) {
      const fd = openBound(libc.socket, kind, port);
      if (fd === undefined) break;
      fds.push(fd);
      port = portOf(fd);
    }
    const close = () => {
      for (const fd of fds) libc.close(fd);
    };
    if (fds.length === kinds.length) return { fds, port, close };
    close();
  }
  throw new Error(`no port is free for ${kinds.join(', ')}`);
}

/** On an address that this machine may not have, as FreeBind= opens them. */
export async function openFreeBoundSockets(text: string): Promise<BoundSockets> {
  const libc = await requireLibc();
  const fds = (['udp4', 'tcp4'] as const).map((kind) => {
    const type = (kind === 'tcp4' ? SocketType.stream : SocketType.datagram) | SocketFlag.closeOnExec;
    const fd = libc.socket(AddressFamily.inet, type, 0);
    setOption(fd, socketLevel.ipv4, freeBind, 1);
    const address = loopback4(0);
    address.set(text.split('.').map(Number), 4);
    const isBound = bind(fd, address, address.length) === 0;
    if (!isBound || (kind === 'tcp4' && listen(fd, backlog) !== 0)) throw new Error(`cannot bind ${text}`);
    return fd;
  });
  return {
    fds,
    port: portOf(fds[0] ?? -1),
    close() {
      for (const fd of fds) libc.close(fd);
    },
  };
}

function openBound(
  socket: (domain: number, type: number, protocol: number) => number,
  kind: BoundKind,
  port: number,
): number | undefined {
  const isInet6 = kind.endsWith('6');
  const isTcp = kind.startsWith('tcp');
  const type = (isTcp ? SocketType.stream : SocketType.datagram) | SocketFlag.closeOnExec;
  const fd = socket(isInet6 ? AddressFamily.inet6 : AddressFamily.inet, type, 0);
  if (isTcp) setOption(fd, socketLevel.socket, reuseAddress, 1);
  else setOption(fd, socketLevel.socket, receiveBuffer, 4 * 1024 * 1024);
  if (isInet6) setOption(fd, socketLevel.ipv6, ipv6Only, 1);
  const address = isInet6 ? loopback6(port) : loopback4(port);
  if (bind(fd, address, address.length) !== 0) return undefined;
  if (isTcp && listen(fd, backlog) !== 0) return undefined;
  return fd;
}

function setOption(fd: number, level: number, option: number, value: number): void {
  const octets = Buffer.alloc(4);
  octets.writeInt32LE(value);
  setsockopt(fd, level, option, octets, octets.length);
}

function loopback4(port: number): Buffer {
  const address = Buffer.alloc(16);
  address.writeUInt16LE(AddressFamily.inet, 0);
  address.writeUInt16BE(port, 2);
  address.set([127, 0, 0, 1], 4);
  return address;
}

function loopback6(port: number): Buffer {
  const address = Buffer.alloc(28);
  address.writeUInt16LE(AddressFamily.inet6, 0);
  address.writeUInt16BE(port, 2);
  address[23] = 1;
  return address;
}

function portOf(fd: number): number {
  const address = Buffer.alloc(28);
  getsockname(fd, address, new Uint32Array([address.length]));
  return address.readUInt16BE(2);
}
