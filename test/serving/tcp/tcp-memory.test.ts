// The memory of TCP clients: who is reset, and who is not.

import { expect } from 'chai';
import type { ReadStreamState, StreamState } from '../../../src/linux/stream-socket.ts';
import { type Holder, TcpMemory, type TcpMemoryLimits } from '../../../src/serving/tcp/tcp-memory.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const limits: TcpMemoryLimits = { octetsMax: 10_000, stallTimeoutMs: 5000, stallTimeoutPressedMs: 1000 };

class Client implements Holder {
  static readonly all: Client[] = [];
  readonly fd = Client.all.push(this) - 1;
  octetsWaiting = 0;
  repliesWaiting = 0;
  octetsHanded = 0;
  isCut = false;
  isWatched = false;
  takenAllCount = 0;
  readonly kernel: StreamState = { unsentOctets: 0, unreadOctets: 0, acknowledgedOctets: 0 };

  onAllAcknowledged(): void {
    this.takenAllCount++;
  }

  cut(): void {
    this.isCut = true;
  }
}

const readKernel: ReadStreamState = (fd, into) => {
  Object.assign(into, Client.all[fd]?.kernel);
  return true;
};

describe('TcpMemory', () => {
  let clock: FakeClock;
  let memory: TcpMemory;
  beforeEach(() => {
    clock = new FakeClock();
    memory = new TcpMemory(limits, clock, readKernel);
  });

  /** A client to which so much was sent that it has not acknowledged. */
  function owe(octets: number, into: TcpMemory = memory): Client {
    const client = new Client();
    client.kernel.unsentOctets = octets;
    into.watch(client, octets);
    return client;
  }

  it('resets who takes nothing, in time, and nobody who takes a little', () => {
    const [deaf, slow] = [owe(100), owe(100)];
    for (let ms = 0; ms < 4000; ms += 500) {
      slow.kernel.acknowledgedOctets++;
      clock.advance(500);
    }
    expect(deaf.isCut).to.equal(false);
    for (let ms = 0; ms < 2000; ms += 500) {
      slow.kernel.acknowledgedOctets++;
      clock.advance(500);
    }
    expect([deaf.isCut, slow.isCut]).to.deep.equal([true, false]);
  });

  it('takes what is sent to a client for no sign of its reading', () => {
    const deaf = owe(100);
    for (let ms = 0; ms < 6000; ms += 500) {
      deaf.kernel.unsentOctets += 10;
      deaf.octetsHanded += 10;
      memory.watch(deaf, 10);
      clock.advance(500);
    }
    expect(deaf.isCut).to.equal(true);
  });

  it('has less patience while half of the memory is taken', () => {
    const deaf = [owe(3000), owe(3000)];
    clock.advance(1400);
    expect(deaf.map(({ isCut }) => isCut)).to.deep.equal([true, true]);
    expect(memory.octets).to.equal(0);
  });

  it('does not wait when it is too much, and resets those who hold most', () => {
    const small = owe(100);
    const large = Array.from({ length: 5 }, () => owe(2500));
    clock.advance(1);
    expect(large.filter(({ isCut }) => isCut)).to.have.length(3);
    expect(small.isCut).to.equal(false);
    expect(memory.octets).to.equal(5100);
  });

  it('prefers those who stall to those who hold more, and read', () => {
    const reader = owe(6000);
    const stalled = owe(3900);
    for (let i = 0; i < 2; i++) {
      reader.kernel.acknowledgedOctets++;
      clock.advance(200);
    }
    reader.kernel.acknowledgedOctets++;
    const last = owe(200);
    clock.advance(1);
    expect([reader.isCut, stalled.isCut, last.isCut]).to.deep.equal([false, true, false]);
  });

  it('counts what waits here, and what the kernel has not given us yet', () => {
    const client = owe(10);
    client.octetsWaiting = 200;
    client.kernel.unreadOctets = 3000;
    clock.advance(200);
    expect(memory.octets).to.equal(3210);
  });

  it('does not take a client for deaf that owes us a query', () => {
    const client = new Client();
    client.octetsWaiting = 200;
    memory.watch(client, 200);
    clock.advance(20_000);
    expect(client.isCut).to.equal(false);
  });

  it('says when all was taken, and then looks no more until something is sent', () => {
    const client = owe(10);
    clock.advance(200);
    expect(client.takenAllCount).to.equal(0);
    client.kernel.unsentOctets = 0;
    clock.advance(200);
    expect(client.takenAllCount).to.equal(1);
    expect(clock.timerCount).to.equal(0);
    memory.watch(client, 10);
    expect(clock.timerCount).to.equal(1);
  });

  it('looks no more when everybody is gone', () => {
    const client = owe(10);
    memory.forget(client);
    clock.advance(200);
    expect(clock.timerCount).to.equal(0);
  });

  it('goes by what the kernel has taken where it cannot be asked', () => {
    const blind = new TcpMemory(limits, clock, () => false);
    const [deaf, slow, read] = [owe(10, blind), owe(10, blind), owe(10, blind)];
    for (const client of [deaf, slow]) {
      client.repliesWaiting = 100;
      client.octetsWaiting = 100;
    }
    for (let ms = 0; ms < 6000; ms += 500) {
      slow.octetsHanded++;
      clock.advance(500);
    }
    expect([deaf.isCut, slow.isCut, read.isCut]).to.deep.equal([true, false, false]);
    expect(blind.hasAcknowledgedAll(read)).to.equal(false);
  });
});
