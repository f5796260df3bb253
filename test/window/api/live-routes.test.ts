// `/v1/events` and its stream: what happened since, and what happens.

import { expect } from 'chai';
import { readEventList } from '../../../src/control/protocol/events.ts';
import { openWindowWorld, type WindowWorld } from '../../support/worlds/window-world.ts';

const first = 1_700_000_000_001;

function happen({ model }: WindowWorld, number: number, message = `entry ${number}`): void {
  model.apply({
    kind: 'happening',
    happening: {
      number,
      atMs: 1000 + number,
      level: 'info',
      event: 'reloaded',
      message,
      fields: { serial: 1 },
    },
  });
}

function worldWith(count: number): WindowWorld {
  const world = openWindowWorld();
  for (let at = 0; at < count; at++) happen(world, first + at);
  return world;
}

describe('/v1/events', () => {
  it('lists what is known, oldest first, and what came after a number', async () => {
    const world = worldWith(3);
    const all = await world.askJson('/v1/events');
    expect(readEventList(all).ok).to.equal(true);
    expect(all).to.deep.include({ last: first + 2, isGap: false });
    expect(await world.askJson(`/v1/events?since=${first + 1}`)).to.deep.include({
      events: [
        {
          number: first + 2,
          atMs: 1000 + first + 2,
          level: 'info',
          event: 'reloaded',
          message: `entry ${first + 2}`,
          fields: { serial: 1 },
        },
      ],
    });
    expect(await world.askJson(`/v1/events?since=${first + 2}`)).to.deep.include({
      events: [],
      isGap: false,
    });
  });

  it('says that some are missing: with a number of long ago, and with one that is yet to come', async () => {
    const world = worldWith(600);
    expect(await world.askJson(`/v1/events?since=${first + 50}`)).to.include({ isGap: true });
    expect(await world.askJson(`/v1/events?since=${first + 99}`)).to.include({ isGap: false });
    expect(await world.askJson(`/v1/events?since=${first + 9999}`)).to.include({ isGap: true });
  });

  for (const since of ['x', '-1', '1e9', '9'.repeat(16)]) {
    it(`refuses since=${since}`, async () => {
      await openWindowWorld().askJson(`/v1/events?since=${since}`, 400);
      await openWindowWorld().askJson(`/v1/events/stream?since=${since}`, 400);
    });
  }
});

describe('/v1/events/stream', () => {
  it('tells what happens from now on, as lines of JSON unless server-sent events are accepted', async () => {
    const world = worldWith(2);
    const reply = await world.ask('/v1/events/stream');
    expect(reply.headers['content-type']).to.equal('application/jsonl');
    const browser = await world.ask('/v1/events/stream', { accept: 'text/event-stream' });
    expect(browser.headers['content-type']).to.equal('text/event-stream');
    const stream = await world.open('/v1/events/stream');
    const next = stream.next();
    happen(world, first + 2, 'line\nbreak');
    expect(await next).to.deep.include({ type: 'happening', id: String(first + 2) });
    stream.close();
  });

  it('resumes after the event that a browser saw last', async () => {
    const world = worldWith(3);
    const headers = { accept: 'text/event-stream', 'last-event-id': String(first) };
    const stream = await world.open('/v1/events/stream', headers);
    const received = [await stream.next(), await stream.next()];
    expect(received.map(({ id }) => id)).to.deep.equal([String(first + 1), String(first + 2)]);
    stream.close();
  });

  it('keeps nothing for a client that does not read, and tells it of the gap', async () => {
    const world = worldWith(1);
    const stream = await world.open(`/v1/events/stream?since=${first - 1}`);
    expect((await stream.next()).id).to.equal(String(first));
    for (let at = 1; at <= 2000; at++) happen(world, first + at);
    expect(await stream.next()).to.deep.include({ type: 'gap', data: { since: first } });
    expect((await stream.next()).id).to.equal(String(first + 1501));
    stream.close();
  });

  it('ends when its client is gone, without waiting for something to happen', async () => {
    const world = worldWith(0);
    const stream = await world.open('/v1/events/stream');
    const next = stream.next().catch((error: Error) => error.message);
    stream.close();
    expect(await next).to.equal('the stream has ended');
  });
});
