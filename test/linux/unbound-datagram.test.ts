// A socket without an address, which gets one from the kernel with its first datagram.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import type { Libc } from '../../src/linux/libc.ts';
import { openUnboundDatagram } from '../../src/linux/unbound-datagram.ts';
import { getsockname, requireLibc } from '../support/daemon/test-libc.ts';

describe('openUnboundDatagram', () => {
  let libc: Libc;

  before(async () => {
    libc = await requireLibc();
  });

  function portOf(fd: number): number {
    const address = Buffer.alloc(28);
    getsockname(fd, address, new Uint32Array([address.length]));
    return address.readUInt16BE(2);
  }

  for (const [family, type, loopback] of [
    [4, 'udp4', '127.0.0.1'],
    [6, 'udp6', '::1'],
  ] as const) {
    it(`has no port of IPv${family} before it first sends`, () => {
      const fd = openUnboundDatagram(libc, family) ?? -1;
      expect(fd).to.be.greaterThan(2);
      expect(portOf(fd)).to.equal(0);
      libc.close(fd);
    });

    it(`sends and receives over IPv${family} in Node's hands`, async () => {
      const echo = createSocket(type);
      echo.on('message', (octets, { port, address }) => echo.send(octets, port, address));
      echo.bind(0, loopback);
      await once(echo, 'listening');
      const socket: Socket = createSocket(type);
      const fd = openUnboundDatagram(libc, family) ?? -1;
      await new Promise<void>((resolve) => socket.bind({ fd }, resolve));
      socket.send('hello', echo.address().port, loopback);
      const [reply] = (await once(socket, 'message')) as [Buffer];
      expect(reply.toString()).to.equal('hello');
      expect(portOf(fd)).to.be.greaterThan(0);
      socket.close();
      echo.close();
    });
  }
});
