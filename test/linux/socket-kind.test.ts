// Real sockets of all kinds, and what the kernel says they are.

import { closeSync, openSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { AddressFamily, SocketType } from '../../src/linux/constants.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { readSocketKind } from '../../src/linux/socket-kind.ts';
import { type BoundSockets, openBoundSockets } from '../support/daemon/bound-sockets.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const notListening = {
  kind: 'unusable',
  reason: 'it is a TCP connection; Accept=no is needed in the socket unit',
};
const notASocket = { kind: 'unusable', reason: 'it is not a socket' };

describe('readSocketKind', () => {
  let libc: Libc;
  let bound: BoundSockets;

  before(async () => {
    libc = await requireLibc();
    bound = await openBoundSockets(['udp4', 'tcp4', 'udp6', 'tcp6']);
  });

  after(() => bound.close());

  const kinds = [
    { kind: 'udp', family: 4 },
    { kind: 'tcp', family: 4 },
    { kind: 'udp', family: 6 },
    { kind: 'tcp', family: 6 },
  ];
  for (const [index, kind] of kinds.entries()) {
    it(`knows a bound ${kind.kind} socket of IPv${kind.family}`, () => {
      expect(readSocketKind(libc, bound.fds[index] ?? -1)).to.deep.equal(kind);
    });
  }

  function openSocket(domain: number, type: number): number {
    return libc.socket(domain, type, 0);
  }

  const unusable: readonly [string, () => number, string][] = [
    [
      'a Unix stream socket',
      () => openSocket(AddressFamily.unix, SocketType.stream),
      'neither IPv4 nor IPv6',
    ],
    ['a Unix datagram socket', () => openSocket(AddressFamily.unix, SocketType.datagram), 'neither IPv4 nor'],
    ['a netlink socket', () => openSocket(16, SocketType.datagram), 'neither IPv4 nor IPv6'],
    [
      'a TCP socket that does not listen',
      () => openSocket(AddressFamily.inet, SocketType.stream),
      'Accept=no',
    ],
  ];
  for (const [what, open, reason] of unusable) {
    it(`has no use for ${what}, and says why`, () => {
      const fd = open();
      expect(fd).to.be.greaterThan(2);
      const kind = readSocketKind(libc, fd);
      libc.close(fd);
      expect(kind.kind).to.equal('unusable');
      expect(kind.kind === 'unusable' && kind.reason).to.include(reason);
    });
  }

  it('tells a TCP connection from a socket that listens, on either side', async () => {
    const { server, client, accepted } = await openConnection();
    expect(readSocketKind(libc, fdOf(client))).to.deep.equal(notListening);
    expect(readSocketKind(libc, fdOf(accepted))).to.deep.equal(notListening);
    expect(readSocketKind(libc, fdOf(server))).to.deep.equal({ kind: 'tcp', family: 4 });
    client.destroy();
    accepted.destroy();
    server.close();
  });

  it('refuses a file, a directory, and a closed or negative file descriptor', () => {
    const directory = makeTemporaryDirectory();
    const file = openSync(join(directory, 'file'), 'w');
    const folder = openSync(directory, 'r');
    expect(readSocketKind(libc, file)).to.deep.equal(notASocket);
    expect(readSocketKind(libc, folder)).to.deep.equal(notASocket);
    closeSync(file);
    closeSync(folder);
    for (const fd of [file, -1, 99_999, 0x7fff_ffff]) {
      expect(readSocketKind(libc, fd)).to.deep.equal(notASocket);
    }
  });
});

async function openConnection(): Promise<{ server: Server; client: Socket; accepted: Socket }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const client = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  const accepted = await new Promise<Socket>((resolve) => server.once('connection', resolve));
  return { server, client, accepted };
}

/** Node keeps it to itself. */
function fdOf(socket: Server | Socket): number {
  return (socket as unknown as { _handle: { fd: number } })._handle.fd;
}
