// What the kernel holds for real TCP connections.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { readDescriptor } from '../../src/base/read-descriptor.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { boundStreams, createStreamStateReader, type StreamState } from '../../src/linux/stream-socket.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';

describe('stream sockets', () => {
  const atEnd = runAfterEach();
  const state: StreamState = { unsentOctets: 0, unreadOctets: 0, acknowledgedOctets: 0 };
  let libc: Libc;
  let read: () => StreamState;

  before(async () => {
    libc = await requireLibc();
  });

  /** Both ends of a connection to a listener with these bounds; `read` looks at the server's. */
  async function openPair(sendOctets: number, receiveOctets: number): Promise<readonly [Socket, Socket]> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(boundStreams(libc, readDescriptor(server) ?? -1, { sendOctets, receiveOctets }, 5000)).to.equal(
      true,
    );
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [accepted] = (await once(server, 'connection')) as [Socket];
    atEnd(() => {
      client.destroy();
      accepted.destroy();
      server.close();
    });
    const readState = createStreamStateReader(libc);
    read = () => {
      expect(readState(readDescriptor(accepted) ?? -1, state)).to.equal(true);
      return state;
    };
    return [client, accepted];
  }

  it('keep what a peer does not read within the bounds of the listener that accepted them', async () => {
    const [client, accepted] = await openPair(8192, 8192);
    client.pause();
    const block = Buffer.alloc(1000);
    while (accepted.writableLength === 0) accepted.write(block);
    expect(read().unsentOctets).to.be.within(1, 128 * 1024);
    accepted.pause();
    let written = 0;
    while (client.write(Buffer.alloc(16_384)) || written < 200) written++;
    await until('nothing more fits', () => read().unreadOctets > 4096);
    expect(read().unreadOctets).to.be.below(32 * 1024);
  });

  it('say how much was acknowledged, and when that is everything', async () => {
    const [client, accepted] = await openPair(8192, 8192);
    client.resume();
    const { acknowledgedOctets } = read();
    accepted.write(Buffer.alloc(5000));
    await until('it is acknowledged', () => read().unsentOctets === 0);
    expect(read().acknowledgedOctets - acknowledgedOctets).to.equal(5000);
  });

  it('are neither read nor bounded without a socket', () => {
    expect(createStreamStateReader(libc)(-1, state)).to.equal(false);
    expect(boundStreams(libc, -1, { sendOctets: 8192, receiveOctets: 8192 }, 5000)).to.equal(false);
  });
});
