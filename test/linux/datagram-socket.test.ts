// Sockets for the batch engine: what they are bound to, and the options that the kernel says they have.

import { expect } from 'chai';
import {
  Ipv4Option,
  Ipv6Option,
  mtuDiscoverProbe,
  nameOfErrno,
  SocketOption,
} from '../../src/linux/constants.ts';
import { bindDatagram, forbidFragments, listensEverywhere } from '../../src/linux/datagram-socket.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { readSocketPlace } from '../../src/linux/socket-address.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';

for (const [family, loopback, anywhere] of [
  [4, Uint8Array.of(127, 0, 0, 1), new Uint8Array(4)],
  [6, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), new Uint8Array(16)],
] as const) {
  describe(`bindDatagram over IPv${family}`, () => {
    let libc: Libc;
    const open: number[] = [];

    before(async () => {
      libc = await requireLibc();
    });
    afterEach(() => {
      for (const fd of open.splice(0)) libc.close(fd);
    });

    function bind(octets: Uint8Array, port = 0): number {
      const bound = bindDatagram(libc, { octets, port });
      if (!bound.ok) throw new Error(bound.problem);
      open.push(bound.value);
      return bound.value;
    }

    function optionOf(fd: number, level: number, option: number): number {
      const value = new Uint8Array(4);
      expect(libc.getsockopt(fd, level, option, value, new Uint32Array([4]))).to.equal(0);
      return new DataView(value.buffer).getInt32(0, true);
    }

    it('binds several sockets to one port', () => {
      const first = bind(loopback);
      const port = readSocketPlace(libc, first)?.port ?? 0;
      expect(port).to.be.greaterThan(0);
      const second = bind(loopback, port);
      expect(readSocketPlace(libc, second)?.port).to.equal(port);
      expect(optionOf(second, SocketOption.level, SocketOption.reusePort)).to.equal(1);
    });

    it('knows which sockets listen on every address', () => {
      expect(listensEverywhere(libc, bind(anywhere))).to.equal(true);
      expect(listensEverywhere(libc, bind(loopback))).to.equal(false);
    });

    it('sends nothing in fragments, whatever ICMP says about the MTU', () => {
      const fd = bind(loopback);
      expect(forbidFragments(libc, fd, family)).to.equal(true);
      const { level, mtuDiscover } = family === 4 ? Ipv4Option : Ipv6Option;
      expect(optionOf(fd, level, mtuDiscover)).to.equal(mtuDiscoverProbe);
    });

    it('names the errno when it cannot bind', () => {
      const foreign =
        family === 4 ? Uint8Array.of(192, 0, 2, 1) : Uint8Array.of(0x20, 1, 0xd, 0xb8, ...Array(12).fill(0));
      expect(bindDatagram(libc, { octets: foreign, port: 0 })).to.deep.equal({
        ok: false,
        problem: 'EADDRNOTAVAIL',
      });
    });
  });
}

describe('nameOfErrno', () => {
  it('spells codes as Node does, and gives the number of unknown ones', () => {
    expect(nameOfErrno(98)).to.equal('EADDRINUSE');
    expect(nameOfErrno(4095)).to.equal('errno 4095');
  });
});
