// Batches over a real socket, with a C library that fails as a busy, interrupted or unlucky kernel does.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { Errno } from '../../src/linux/constants.ts';
import { DatagramBatch, type Shorten } from '../../src/linux/datagram-batch.ts';
import { bindDatagram } from '../../src/linux/datagram-socket.ts';
import type { Libc } from '../../src/linux/libc.ts';
import { readSocketPlace } from '../../src/linux/socket-address.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { until } from '../support/until.ts';

const invalid = 22;

describe('DatagramBatch', () => {
  let real: Libc;
  let fd: number;
  let port: number;
  let client: Socket;
  let received: string[];

  beforeEach(async () => {
    real = await requireLibc();
    const bound = bindDatagram(real, { octets: Uint8Array.of(127, 0, 0, 1), port: 0 });
    if (!bound.ok) throw new Error(bound.problem);
    fd = bound.value;
    port = readSocketPlace(real, fd)?.port ?? 0;
    client = createSocket('udp4');
    received = [];
    client.on('message', (octets) => received.push(octets.toString()));
    client.bind(0, '127.0.0.1');
    await once(client, 'listening');
  });

  afterEach(() => {
    client.close();
    real.close(fd);
  });

  /** Each answer is for one call: an error's number, negative, or the most that this call may send; then the truth. */
  function libcThat(plan: { sends?: number[]; receives?: number[] }): Libc {
    let errno: number | undefined;
    const { sends = [], receives = [] } = plan;
    const failing = (next: number | undefined) => {
      errno = next === undefined || next >= 0 ? undefined : -next;
      return errno !== undefined;
    };
    return {
      ...real,
      sendmmsg: ((socket: number, headers: number, count: number, flags: number) => {
        const next = sends.shift();
        return failing(next) ? -1 : real.sendmmsg(socket, headers, Math.min(count, next ?? count), flags);
      }) as Libc['sendmmsg'],
      recvmmsg: ((...words: [number, number, number, number, number]) =>
        failing(receives.shift()) ? -1 : real.recvmmsg(...words)) as Libc['recvmmsg'],
      errno: () => errno ?? real.errno(),
    };
  }

  /** Sends `count` datagrams to it, has it reply to each with its own text, and returns how many it lost. */
  async function echo(libc: Libc, count: number, shorten?: Shorten): Promise<number> {
    const batch = new DatagramBatch(libc, { slots: 8, receiveOctets: 64, replyOctets: 64 });
    const send = (index: number) =>
      new Promise((resolve) => client.send(`echo ${index}`, port, '127.0.0.1', resolve));
    await Promise.all(Array.from({ length: count }, (_, index) => send(index)));
    let lost = 0;
    let seen = 0;
    await until('all have arrived', () => {
      const arrived = Math.max(0, batch.receive(fd));
      for (let slot = 0; slot < arrived; slot++) {
        const octets = batch.octetsOf(slot);
        batch.replies[slot]?.set(batch.packets[slot]?.subarray(0, octets) ?? []);
        batch.reply(slot, octets);
      }
      lost += batch.send(fd, shorten);
      seen += arrived;
      return seen === count;
    });
    return lost;
  }

  async function expectEchoes(count: number): Promise<void> {
    await until('the replies arrive', () => received.length >= count);
    expect(received.sort()).to.deep.equal(
      Array.from({ length: count }, (_, index) => `echo ${index}`).sort(),
    );
  }

  it('sends each reply to its sender, over more than one round of all slots', async () => {
    expect(await echo(real, 8 * 3 + 1)).to.equal(0);
    await expectEchoes(25);
  });

  it('resumes where the kernel took only part of a batch', async () => {
    expect(await echo(libcThat({ sends: [1, 1, 1, 1] }), 8)).to.equal(0);
    await expectEchoes(8);
  });

  for (const [name, errno] of [
    ['EINTR', Errno.EINTR],
    ['EAGAIN, once it can send again', Errno.EAGAIN],
    ['ENOBUFS', Errno.ENOBUFS],
    ['ENOMEM', Errno.ENOMEM],
  ] as const) {
    it(`sends after ${name} what it could not send before`, async () => {
      expect(await echo(libcThat({ sends: [-errno] }), 5)).to.equal(0);
      await expectEchoes(5);
    });
  }

  it('drops the rest, and counts it, when the kernel stays short of memory', async () => {
    const libc = libcThat({ sends: [-Errno.ENOBUFS, -Errno.ENOBUFS] });
    expect(await echo(libc, 1)).to.equal(1);
    expect(await echo(libc, 1)).to.equal(0);
    await until('the later one arrives', () => received.length === 1);
  });

  for (const [name, errno] of [
    ['EMSGSIZE', Errno.EMSGSIZE],
    ['EINVAL', invalid],
    ['ECONNREFUSED', Errno.ECONNREFUSED],
    ['EPERM', Errno.EPERM],
  ] as const) {
    it(`loses one reply to ${name}, and not the ones behind it`, async () => {
      expect(await echo(libcThat({ sends: [-errno] }), 8)).to.equal(1);
      await until('the others arrive', () => received.length === 7);
    });
  }

  it('sends what is left of a reply that was too long, and the ones behind it', async () => {
    const asked: number[] = [];
    const shorten: Shorten = (slot, octets) => {
      asked.push(slot);
      return octets - 1;
    };
    expect(await echo(libcThat({ sends: [2, -Errno.EMSGSIZE, -Errno.EMSGSIZE] }), 5, shorten)).to.equal(0);
    expect(asked).to.deep.equal([2, 2]);
    await until('all arrive', () => received.length === 5);
    expect(received.filter((text) => text === 'echo')).to.have.lengthOf(1);
  });

  it('loses a reply that stays too long however short it is', async () => {
    const sends = Array.from({ length: 100 }, () => -Errno.EMSGSIZE);
    expect(await echo(libcThat({ sends }), 1, (_slot, octets) => Math.max(1, octets - 1))).to.equal(1);
  });

  it('reports an interrupted or refused receive as a number, and succeeds with the next call', async () => {
    const libc = libcThat({ receives: [-Errno.EINTR, -Errno.ECONNREFUSED, -Errno.ENOMEM] });
    const batch = new DatagramBatch(libc, { slots: 2, receiveOctets: 64, replyOctets: 64 });
    expect([batch.receive(fd), batch.receive(fd), batch.receive(fd)]).to.deep.equal([
      -Errno.EINTR,
      -Errno.ECONNREFUSED,
      -Errno.ENOMEM,
    ]);
    expect(batch.receive(fd)).to.equal(0);
    client.send('x', port, '127.0.0.1');
    await until('it arrives', () => batch.receive(fd) === 1);
  });
});
