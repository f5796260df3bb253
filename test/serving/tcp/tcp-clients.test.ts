// Who has to make room when there are too many connections.

import { expect } from 'chai';
import type { Placed, TcpClients } from '../../../src/serving/tcp/tcp-clients.ts';
import { makeTcpClients } from '../../support/dns/tcp-clients.ts';

class Connection implements Placed {
  readonly network: string;
  lastQueryMs: number;
  isCut = false;

  constructor(network: string, lastQueryMs: number) {
    this.network = network;
    this.lastQueryMs = lastQueryMs;
  }

  cut(): void {
    this.isCut = true;
  }
}

describe('TcpClients', () => {
  let nowMs = 0;

  function connect(clients: TcpClients, network: string): Connection {
    const connection = new Connection(network, ++nowMs);
    clients.admit(connection);
    return connection;
  }
  const crowd = (clients: TcpClients, network: string, count: number) =>
    Array.from({ length: count }, () => connect(clients, network));
  const openOf = (connections: readonly Connection[]) => connections.filter(({ isCut }) => !isCut).length;

  it('lets the one that was idle for longest give way, of the client with most connections', () => {
    const clients = makeTcpClients({ connectionsMax: 6 });
    const lonely = connect(clients, 'lonely');
    const many = crowd(clients, 'many', 5);
    const [first, second] = many;
    if (first !== undefined) first.lastQueryMs = ++nowMs;
    const fresh = connect(clients, 'fresh');
    expect(many.filter(({ isCut }) => isCut)).to.deep.equal([second]);
    expect([lonely.isCut, fresh.isCut]).to.deep.equal([false, false]);
    expect(clients.count).to.equal(6);
  });

  it('never lets a crowd of one client push out others, however much it tries', () => {
    const clients = makeTcpClients({ connectionsMax: 10 });
    const others = ['a', 'b', 'c'].flatMap((network) => crowd(clients, network, 2));
    const many = crowd(clients, 'many', 1000);
    expect(openOf(others)).to.equal(6);
    expect(openOf(many)).to.equal(4);
    expect(many.at(-1)?.isCut).to.equal(false);
  });

  it('takes from whoever has most until all have alike', () => {
    const clients = makeTcpClients({ connectionsMax: 12 });
    const many = crowd(clients, 'many', 12);
    const rest = ['a', 'b', 'c'].map((network) => crowd(clients, network, 3));
    expect(openOf(many)).to.equal(3);
    expect(rest.map(openOf)).to.deep.equal([3, 3, 3]);
  });

  it('gives a client that is alone only its part of the places', () => {
    const clients = makeTcpClients({ connectionsMax: 10, partOfOneClient: 0.5 });
    const many = crowd(clients, 'many', 8);
    expect(many.map(({ isCut }) => isCut)).to.deep.equal([
      ...[true, true, true],
      ...[false, false, false, false, false],
    ]);
  });

  it('lets the longest idle of all give way where everybody has one', () => {
    const clients = makeTcpClients({ connectionsMax: 3 });
    const [a, b, c] = ['a', 'b', 'c'].map((network) => connect(clients, network));
    if (a !== undefined) a.lastQueryMs = ++nowMs;
    connect(clients, 'd');
    expect([a?.isCut, b?.isCut, c?.isCut]).to.deep.equal([false, true, false]);
  });

  it('counts a connection that is gone no more, however often it is told', () => {
    const clients = makeTcpClients({ connectionsMax: 3 });
    const [first, second] = crowd(clients, 'a', 3);
    if (first === undefined || second === undefined) throw new Error('there are three');
    clients.release(first);
    clients.release(first);
    expect(clients.count).to.equal(2);
    connect(clients, 'b');
    expect(second.isCut).to.equal(false);
  });

  it('cuts who is too many when the bound is lowered, and lets one in even then', () => {
    const clients = makeTcpClients({ connectionsMax: 10 });
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
});
