// A watch as a loop: what a slow reader gets, and how each ends the other.

import { expect } from 'chai';
import type { ServiceEndpoint } from '../../src/discovery/service-endpoint.ts';
import { streamChanges } from '../../src/discovery/stream-changes.ts';

const endpoint = (port: number): ServiceEndpoint => ({
  host: 'a.test',
  address: '192.0.2.1',
  family: 4,
  port,
  priority: 1,
  weight: 1,
  ttl: 60,
  health: 'unknown',
  tags: [],
  stale: false,
});

interface World {
  isOpen: boolean;
  deliver: (ports: readonly number[]) => void;
  end: () => void;
}

function setUp() {
  const world: World = { isOpen: false, deliver: () => undefined, end: () => undefined };
  const changes = streamChanges((deliver) => {
    world.isOpen = true;
    world.deliver = (ports) => deliver(ports.map(endpoint));
    const closed = new Promise<void>((resolve) => {
      world.end = () => {
        world.isOpen = false;
        resolve();
      };
    });
    return { close: () => world.end(), closed };
  });
  const next = async () => {
    const { value } = await changes.next();
    const portsOf = (endpoints: readonly ServiceEndpoint[]) => endpoints.map(({ port }) => port);
    return value === undefined ? undefined : [portsOf(value.added), portsOf(value.removed)];
  };
  return { world, changes, next };
}

describe('streamChanges', () => {
  it('opens the watch with the first turn, and delivers the first result even when it is empty', async () => {
    const { world, next } = setUp();
    expect(world.isOpen).to.equal(false);
    const first = next();
    world.deliver([]);
    expect(await first).to.deep.equal([[], []]);
  });

  it('gives a slow reader everything that changed since its last turn in one piece', async () => {
    const { world, next } = setUp();
    const first = next();
    world.deliver([1]);
    expect(await first).to.deep.equal([[1], []]);
    for (const ports of [[1, 2], [2, 3], [3]]) world.deliver(ports);
    expect(await next()).to.deep.equal([[3], [1]]);
  });

  it('passes over results that change nothing', async () => {
    const { world, next } = setUp();
    const first = next();
    world.deliver([1]);
    await first;
    const second = next();
    world.deliver([1]);
    await new Promise((resolve) => setImmediate(resolve));
    world.deliver([2]);
    expect(await second).to.deep.equal([[2], [1]]);
  });

  it('ends with the watch, and the watch with it', async () => {
    const ended = setUp();
    const last = ended.next();
    ended.world.end();
    expect(await last).to.equal(undefined);
    const left = setUp();
    const first = left.next();
    left.world.deliver([1]);
    await first;
    await left.changes.return();
    expect(left.world.isOpen).to.equal(false);
  });
});
