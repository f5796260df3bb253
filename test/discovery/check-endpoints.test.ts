// Which endpoints accept connections, with real sockets.

import { expect } from 'chai';
import { systemClock } from '../../src/base/clock.ts';
import { checkEndpoints } from '../../src/discovery/check-endpoints.ts';
import { Scope } from '../../src/resolving/scope.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { closedPort, listen, portOf } from '../support/listen.ts';
import { runAfterEach } from '../support/run-after-each.ts';

const address = '127.0.0.1';

describe('checkEndpoints', () => {
  const atEnd = runAfterEach();

  async function serve() {
    const world = { connections: 0 };
    const server = await listen((socket) => {
      world.connections++;
      socket.destroy();
    });
    atEnd(() => server.close());
    return { place: { address, port: portOf(server) }, connections: () => world.connections };
  }

  it('connects once to each place, however often it is listed', async () => {
    const { place, connections } = await serve();
    const closed = { address, port: await closedPort() };
    const places = [place, closed, ...Array.from({ length: 100 }, () => ({ ...place }))];
    const health = await checkEndpoints(places, 10_000, systemClock, new Scope());
    expect([...health]).to.deep.equal([
      [`${address}:${place.port}`, 'up'],
      [`${address}:${closed.port}`, 'down'],
    ]);
    expect(connections()).to.be.at.most(1);
  });

  it('finds nothing out when its scope has ended, or ends meanwhile', async () => {
    const { place } = await serve();
    const ended = new Scope();
    ended.end('aborted');
    const scope = new Scope();
    const checking = checkEndpoints([place], 10_000, systemClock, scope);
    scope.end('timeout');
    for (const health of [await checkEndpoints([place], 10_000, systemClock, ended), await checking])
      expect([...health.values()]).to.deep.equal(['unknown']);
  });

  it('counts an endpoint as down when its time is up, and leaves no timer', async () => {
    const { place } = await serve();
    const clock = new FakeClock();
    const checking = checkEndpoints([place], 1000, clock, new Scope());
    clock.advance(1000);
    expect([...(await checking).values()]).to.deep.equal(['down']);
    expect(clock.timerCount).to.equal(0);
  });
});
