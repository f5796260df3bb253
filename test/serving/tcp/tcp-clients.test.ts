// Who has to make room when there are too many connections.

import { expect } from 'chai';
import type { Clock } from '../../../src/base/clock.ts';
import type { TcpClients } from '../../../src/serving/tcp/tcp-clients.ts';
import type { Place, Placed } from '../../../src/serving/tcp/tcp-places.ts';
import { makeTcpClients } from '../../support/dns/tcp-clients.ts';
import { FakeClock } from '../../support/fake-clock.ts';

class Connection implements Placed {
  readonly network: string;
  place: Place | undefined;
  isIdle = true;
  isCut = false;
  expiredMs: number | undefined;
  readonly #clients: TcpClients;
  readonly #clock: Clock;

  constructor(network: string, clients: TcpClients, clock: Clock) {
    this.network = network;
    this.#clients = clients;
    this.#clock = clock;
  }

  expire(): void {
    this.expiredMs = this.#clock.monotonicMs();
    this.#clients.release(this);
  }

  cut(): void {
    this.isCut = true;
  }
}

describe('TcpClients', () => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
  });

  function connect(clients: TcpClients, network: string): Connection {
    clock.advance(1);
    const connection = new Connection(network, clients, clock);
    clients.admit(connection);
    return connection;
  }
  const crowd = (clients: TcpClients, network: string, count: number) =>
    Array.from({ length: count }, () => connect(clients, network));
  const openOf = (connections: readonly Connection[]) => connections.filter(({ isCut }) => !isCut).length;

  it('lets the one that was idle for longest give way, of the client with most connections', () => {
    const clients = makeTcpClients({ connectionsMax: 6 }, undefined, clock);
    const lonely = connect(clients, 'lonely');
    const many = crowd(clients, 'many', 5);
    const [first, second] = many;
    if (first !== undefined) clients.touch(first);
    const fresh = connect(clients, 'fresh');
    expect(many.filter(({ isCut }) => isCut)).to.deep.equal([second]);
    expect([lonely.isCut, fresh.isCut]).to.deep.equal([false, false]);
    expect(clients.count).to.equal(6);
  });

  it('never lets a crowd of one client push out others, however much it tries', () => {
    const clients = makeTcpClients({ connectionsMax: 10 }, undefined, clock);
    const others = ['a', 'b', 'c'].flatMap((network) => crowd(clients, network, 2));
    const many = crowd(clients, 'many', 1000);
    expect(openOf(others)).to.equal(6);
    expect(openOf(many)).to.equal(4);
    expect(many.at(-1)?.isCut).to.equal(false);
  });

  it('takes from whoever has most until all have alike', () => {
    const clients = makeTcpClients({ connectionsMax: 12 }, undefined, clock);
    const many = crowd(clients, 'many', 12);
    const rest = ['a', 'b', 'c'].map((network) => crowd(clients, network, 3));
    expect(openOf(many)).to.equal(3);
    expect(rest.map(openOf)).to.deep.equal([3, 3, 3]);
  });

  it('gives a client that is alone only its part of the places', () => {
    const clients = makeTcpClients({ connectionsMax: 10, partOfOneClient: 0.5 }, undefined, clock);
    const many = crowd(clients, 'many', 8);
    expect(many.map(({ isCut }) => isCut)).to.deep.equal([
      ...[true, true, true],
      ...[false, false, false, false, false],
    ]);
  });

  it('lets the longest idle of all give way where everybody has one', () => {
    const clients = makeTcpClients({ connectionsMax: 3 }, undefined, clock);
    const [a, b, c] = ['a', 'b', 'c'].map((network) => connect(clients, network));
    if (a !== undefined) clients.touch(a);
    connect(clients, 'd');
    expect([a?.isCut, b?.isCut, c?.isCut]).to.deep.equal([false, true, false]);
  });

  it('counts a connection that is gone no more, however often it is told', () => {
    const clients = makeTcpClients({ connectionsMax: 3 }, undefined, clock);
    const [first, second] = crowd(clients, 'a', 3);
    if (first === undefined || second === undefined) throw new Error('there are three');
    clients.release(first);
    clients.release(first);
    expect(clients.count).to.equal(2);
    connect(clients, 'b');
    expect(second.isCut).to.equal(false);
  });

  it('cuts who is too many when the bound is lowered, and lets one in even then', () => {
    const clients = makeTcpClients({ connectionsMax: 10 }, undefined, clock);
    const connections = [...crowd(clients, 'a', 6), ...crowd(clients, 'b', 2)];
    clients.setConnectionsMax(4);
    expect([openOf(connections), openOf(connections.slice(6))]).to.deep.equal([4, 2]);
    clients.setConnectionsMax(0);
    expect(clients.count).to.equal(1);
    expect(connect(clients, 'c').isCut).to.equal(false);
    expect(openOf(connections)).to.equal(0);
    clients.setConnectionsMax(10);
    expect(openOf(crowd(clients, 'a', 9))).to.equal(9);
  });

  it('makes room for a connection that has no descriptor, and waits a moment where there is nobody to go', () => {
    const clients = makeTcpClients({ connectionsMax: 10 }, undefined, clock);
    const [oldest] = crowd(clients, 'a', 3);
    clients.makeRoom();
    expect([oldest?.isCut, clients.count]).to.deep.equal([true, 2]);
    for (let i = 0; i < 2; i++) clients.makeRoom();
    expect(clients.count).to.equal(0);
    const startMs = performance.now();
    clients.makeRoom();
    expect(performance.now() - startMs).to.be.above(5);
  });

  it('admits 100,000 that come one after the other as fast when all places are taken as when none is', () => {
    const admitAll = (connectionsMax: number) => {
      const clients = makeTcpClients({ connectionsMax }, undefined, clock);
      const startMs = performance.now();
      for (let i = 0; i < 100_000; i++) clients.admit(new Connection(`${i % 1000}`, clients, clock));
      return performance.now() - startMs;
    };
    const ms = admitAll(200_000);
    expect(admitAll(2000)).to.be.below(20 * ms + 100);
  });

  describe('who are idle', () => {
    const limits = { connectionsMax: 10, idleTimeoutMs: 10_000, idleTimeoutPressedMs: 500 };
    const expired = (connections: readonly Connection[]) =>
      connections.filter(({ expiredMs }) => expiredMs !== undefined).length;

    it('have all the time while half of the places are free, and less the fewer are', () => {
      const clients = makeTcpClients(limits, undefined, clock);
      const times = Array.from({ length: 10 }, (_, index) => {
        connect(clients, `${index}`);
        return Math.round(clients.idleTimeoutMs);
      });
      expect(times).to.deep.equal([
        ...[10_000, 10_000, 10_000, 10_000, 10_000],
        ...[8100, 6200, 4300, 2400, 500],
      ]);
    });

    it('are told how long, in tenths of a second, and to go when all places are taken', () => {
      const clients = makeTcpClients(limits, undefined, clock);
      expect(clients.idleTenths).to.equal(100);
      crowd(clients, 'a', 9);
      expect(clients.idleTenths).to.equal(24);
      connect(clients, 'a');
      expect(clients.idleTenths).to.equal(0);
    });

    it('expire when their time is up, and not before', () => {
      const clients = makeTcpClients(limits, undefined, clock);
      const idle = crowd(clients, 'a', 3);
      clock.advance(9990);
      expect(expired(idle)).to.equal(0);
      clock.advance(50);
      expect(expired(idle)).to.equal(3);
      expect([clients.count, clock.timerCount]).to.deep.equal([0, 0]);
    });

    it('have their time anew when they are served', () => {
      const clients = makeTcpClients(limits, undefined, clock);
      const [served, idle] = crowd(clients, 'a', 2);
      clock.advance(6000);
      if (served !== undefined) clients.touch(served);
      clock.advance(6000);
      expect([served?.expiredMs === undefined, idle?.expiredMs === undefined]).to.deep.equal([true, false]);
      clock.advance(6000);
      expect(served?.expiredMs).to.be.within(17_000, 17_100);
    });

    it('expire soon when places fill, though they were idle before', () => {
      const clients = makeTcpClients(limits, undefined, clock);
      const early = crowd(clients, 'a', 4);
      clock.advance(3000);
      expect(expired(early)).to.equal(0);
      crowd(clients, 'b', 5);
      clock.advance(100);
      expect(expired(early)).to.equal(4);
    });

    it('are not those who are owed something: these have all the time', () => {
      const clients = makeTcpClients(limits, undefined, clock);
      const [owed] = crowd(clients, 'a', 1);
      if (owed !== undefined) owed.isIdle = false;
      const rest = crowd(clients, 'b', 9);
      clock.advance(5000);
      expect([owed?.expiredMs, expired(rest)]).to.deep.equal([undefined, 9]);
      clock.advance(5100);
      expect(owed?.expiredMs).to.be.within(10_000, 11_200);
    });
  });
});
