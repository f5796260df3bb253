// Messages to the service manager without libsystemd: to a path or an abstract name, and never waiting.

import { expect } from 'chai';
import { AddressFamily, SocketFlag, SocketType } from '../../src/linux/constants.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { openNotifySocket } from '../../src/linux/notify-socket.ts';
import { unixAddress } from '../../src/linux/unix-datagram.ts';
import { bind, receive, requireLibc } from '../support/daemon/test-libc.ts';
import { openUnixDatagramReceiver } from '../support/daemon/unix-datagram-receiver.ts';

describe('openNotifySocket', () => {
  let libc: Libc;

  before(async () => {
    libc = await requireLibc();
  });

  it('reaches a path', async () => {
    const manager = await openUnixDatagramReceiver();
    const socket = openNotifySocket(libc, manager.path);
    expect(socket?.send('READY=1\nSTATUS=fine')).to.equal(true);
    expect(manager.texts).to.deep.equal(['READY=1\nSTATUS=fine']);
    socket?.close();
    manager.close();
  });

  it('reaches an abstract name', () => {
    const name = `@healthy-dns-test-${process.pid}`;
    const type = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
    const fd = libc.socket(AddressFamily.unix, type, 0);
    const address = unixAddress(name) ?? new Uint8Array();
    expect(bind(fd, address, address.length)).to.equal(0);
    const socket = openNotifySocket(libc, name);
    expect(socket?.send('WATCHDOG=1')).to.equal(true);
    const heard = Buffer.alloc(64);
    expect(heard.toString('utf8', 0, receive(fd, heard, heard.length, 0))).to.equal('WATCHDOG=1');
    socket?.close();
    libc.close(fd);
  });

  it('says so when nobody listens, or the listener reads nothing', async () => {
    const manager = await openUnixDatagramReceiver({ isDraining: false });
    const socket = openNotifySocket(libc, manager.path);
    let sent = 0;
    while (socket?.send('WATCHDOG=1') === true) sent++;
    expect(sent).to.be.greaterThan(0);
    manager.close();
    expect(socket?.send('WATCHDOG=1')).to.equal(false);
    socket?.close();
  });

  for (const path of ['', 'relative', 'vsock:2:1234', `/${'x'.repeat(107)}`]) {
    it(`refuses the path "${path.slice(0, 20)}"`, () => {
      expect(openNotifySocket(libc, path)).to.equal(undefined);
    });
  }
});
