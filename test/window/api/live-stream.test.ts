// `/v1/live`: what a client is told first, what then, and what one that was away or is slow.

import { expect } from 'chai';
import { liveReaders } from '../../../src/control/protocol/live.ts';
import { makeName, makeSummary, makeTarget, makeTick } from '../../support/worlds/window-facts.ts';
import { openWindowWorld, type ReceivedEvent, type WindowWorld } from '../../support/worlds/window-world.ts';

function startedWorld(names = [makeName()]): WindowWorld {
  const world = openWindowWorld();
  world.model.apply({ kind: 'shape', targets: [makeTarget()], names });
  world.model.apply(makeTick());
  return world;
}

const down = {
  kind: 'changes',
  targets: [makeTarget({ state: 'down', reason: 'refused' })],
  names: [],
} as const;

const manyNames = (count: number) =>
  Array.from({ length: count }, (_, index) => makeName({ name: `n${index}.zone.test.`, label: `n${index}` }));

const eventsOf = (received: readonly ReceivedEvent[]) => received.map(({ type }) => type);

describe('/v1/live', () => {
  it('tells first all there is, then what changes, each event as its reader expects', async () => {
    const world = startedWorld();
    const stream = await world.open('/v1/live');
    const first = await stream.until('rates');
    expect(eventsOf(first)).to.deep.equal(['overview', 'facts', 'rates']);
    expect(first[1]?.data).to.deep.include({ left: 0 });
    world.model.apply(down);
    const changes = await stream.next();
    expect(changes.type).to.equal('changes');
    expect(changes.data['targets']).to.deep.equal([
      makeTarget({ state: 'down', reason: 'refused', names: ['www.zone.test.'] }),
    ]);
    const overview = await stream.next();
    expect(overview.type).to.equal('overview');
    expect(overview.data['words']).to.equal('1 of 1 target is down: tcp 192.0.2.1:80');
    for (const { type, data } of [...first, changes, overview])
      expect(liveReaders[type as keyof typeof liveReaders](data).ok, type).to.equal(true);
    stream.close();
  });

  it('goes on where a client left off that comes back with the id of its last event', async () => {
    const world = startedWorld();
    const stream = await world.open('/v1/live');
    const { id } = (await stream.until('rates')).at(-1) as ReceivedEvent;
    stream.close();
    world.model.apply(down);
    world.model.apply({
      kind: 'changes',
      targets: [],
      names: [],
      gone: { targets: [], names: ['www.zone.test.'] },
    });
    world.model.apply({
      kind: 'happening',
      happening: { number: 7, atMs: 1, level: 'warning', event: 'target-down', message: 'm', fields: {} },
    });
    const resumed = await world.open('/v1/live', { 'last-event-id': id });
    const received = await resumed.until('rates');
    expect(eventsOf(received)).to.deep.equal(['changes', 'overview', 'happening', 'rates']);
    expect(received[0]?.data).to.deep.include({ goneNames: ['www.zone.test.'], goneTargets: [] });
    resumed.close();
  });

  it('tells everything anew to one that comes back from another run', async () => {
    const world = startedWorld();
    const stream = await world.open('/v1/live?since=abc.3.17');
    const received = await stream.until('facts');
    expect(eventsOf(received)).to.deep.equal(['reset', 'overview', 'facts']);
    expect(received[0]?.data).to.deep.equal({ why: 'restarted' });
    stream.close();
  });

  it('queues nothing for a client that does not read: it gets each fact once, as it is by then', async () => {
    const world = startedWorld();
    const stream = await world.open('/v1/live');
    await stream.until('rates');
    for (let round = 0; round < 5000; round++) {
      world.model.apply({ ...down, targets: [makeTarget({ reason: `reason ${round}` })] });
    }
    const changes = await stream.next();
    expect(changes.type).to.equal('changes');
    expect(changes.data['targets']).to.have.length(1);
    expect(JSON.stringify(changes.data)).to.include('reason 4999');
    stream.close();
  });

  it('tells a client that is too far behind everything anew', async () => {
    const names = manyNames(1000);
    const world = startedWorld(names);
    const stream = await world.open('/v1/live');
    await stream.until('rates');
    for (let round = 0; round < 60; round++) world.model.apply({ kind: 'changes', targets: [], names });
    const received = await stream.until('facts');
    expect(eventsOf(received)).to.deep.equal(['reset', 'overview', 'facts']);
    expect(received[0]?.data).to.deep.equal({ why: 'behind' });
    stream.close();
  });

  it('tells many names in pieces, and comes back to the first one if it was cut off between them', async () => {
    const world = startedWorld(manyNames(450));
    const stream = await world.open('/v1/live');
    const received = [...(await stream.until('overview'))];
    while (received.length < 4) received.push(await stream.next());
    const pieces = received.slice(1);
    expect(pieces.map(({ data }) => data['left'])).to.deep.equal([2, 1, 0]);
    expect(pieces.flatMap(({ data }) => data['names'])).to.have.length(450);
    stream.close();
    for (const { id } of received.slice(0, -1)) {
      const again = await world.open('/v1/live', { 'last-event-id': id });
      expect(eventsOf(await again.until('facts'))).to.deep.equal(['reset', 'overview', 'facts']);
      again.close();
    }
    const whole = await world.open('/v1/live', { 'last-event-id': pieces[2]?.id ?? '' });
    expect((await whole.next()).type).to.equal('overview');
    whole.close();
  });

  it('leaves out names and targets for who wants the overview only', async () => {
    const world = startedWorld();
    const stream = await world.open('/v1/live?only=overview');
    expect(eventsOf(await stream.until('rates'))).to.deep.equal(['overview', 'rates']);
    world.model.apply(down);
    expect((await stream.next()).type).to.equal('overview');
    stream.close();
  });

  it('tells no overview again because time passed', async () => {
    const world = startedWorld();
    const stream = await world.open('/v1/live');
    await stream.until('rates');
    world.model.apply(makeTick({ atMs: 1_001_000 }));
    expect((await stream.next()).type).to.equal('rates');
    world.model.apply({ kind: 'summary', summary: { network: { suspect: 'own network', anchors: [] } } });
    const overview = await stream.next();
    expect(overview.data).to.deep.include({ isWell: false });
    stream.close();
  });

  it('writes lines of JSON for who accepts only those', async () => {
    const world = startedWorld();
    const reply = await world.ask('/v1/live', { accept: 'application/jsonl' });
    expect(reply.headers['content-type']).to.equal('application/jsonl');
    const browser = await world.ask('/v1/live', { accept: 'text/event-stream' });
    expect(browser.headers['content-type']).to.equal('text/event-stream');
  });

  it('knows a summary of before the first tick', async () => {
    const world = openWindowWorld();
    world.model.apply({ kind: 'summary', summary: makeSummary() });
    expect(await world.askJson('/v1/overview')).to.deep.include({ version: '1.0.0' });
  });
});
