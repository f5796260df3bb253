// What open pages are told, and that slow ones cost no more than others.

import { expect } from 'chai';
import { streamsMax } from '../../../src/window/page/live-feed.ts';
import { noHistory } from '../../../src/window/page/parts/page-history.ts';
import {
  exampleName,
  exampleTarget,
  exampleTick,
  makeExampleModel,
} from '../../support/window/example-model.ts';
import { PageWorld } from '../../support/window/page-world.ts';

const liveOf = (text: string) => (/data-live="([^"]*)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');

async function openPage(world: PageWorld, path = '/') {
  const stream = await world.open(liveOf((await world.get(path)).text));
  expect(await stream.next()).to.equal('retry: 2000\n\n');
  expect(await stream.next()).to.equal('event: beat\ndata: {}\n\n');
  return stream;
}

const down = {
  names: [exampleName('www.example.test.', { role: 'nothing', addresses: [], healthy: 0 })],
  targets: [],
};

function partsIn(event: string): Record<string, string> {
  const data = /event: patch\ndata: (.*)\n/.exec(event)?.[1];
  return data === undefined ? {} : (JSON.parse(data) as Record<string, string>);
}

describe('an open page', () => {
  it('is told the rows that changed, and the first line', async () => {
    const world = new PageWorld();
    const stream = await openPage(world);
    world.model.apply({ kind: 'changes', ...down });
    const parts = partsIn(await stream.next());
    await stream.close();
    expect(parts['name-www.example.test.']).to.contain('>Down<');
    expect(parts['headline']).to.contain('<h1>');
    expect(Object.keys(parts)).not.to.include('name-static.example.test.');
  });

  it('is told nothing twice', async () => {
    const world = new PageWorld();
    const stream = await openPage(world);
    world.model.apply({ kind: 'changes', ...down });
    await stream.next();
    world.model.apply({ kind: 'changes', ...down });
    world.model.apply(exampleTick());
    const parts = partsIn(await stream.next());
    await stream.close();
    expect(Object.keys(parts)).not.to.include('name-www.example.test.').and.not.include('zones');
  });

  it('hears with each tick that the daemon lives', async () => {
    const world = new PageWorld();
    const stream = await openPage(world);
    world.model.apply(exampleTick());
    expect(await stream.next()).to.contain('event: beat');
    await stream.close();
  });

  it('is old from the start where its target changed while its history was read', async () => {
    const model = makeExampleModel();
    const [target = ''] = model.targets.keys();
    const world = new PageWorld({
      model,
      history: {
        ...noHistory,
        latencySeries(...asked) {
          model.apply({ kind: 'changes', names: [], targets: [exampleTarget(target, { state: 'down' })] });
          return noHistory.latencySeries(...asked);
        },
      },
    });
    const shown = await world.get(`/targets/${encodeURIComponent(target)}`);
    const stream = await world.open(liveOf(shown.text));
    await stream.next();
    expect(await stream.next()).to.contain('event: renew');
    await stream.close();
  });

  it('is to be fetched anew once there are other names', async () => {
    const world = new PageWorld();
    const stream = await openPage(world);
    world.model.apply({ kind: 'changes', names: [exampleName('new.example.test.')], targets: [] });
    expect(await stream.next()).to.contain('event: renew');
    world.model.apply({
      kind: 'changes',
      names: [],
      targets: [],
      gone: { names: ['new.example.test.'], targets: [] },
    });
    expect(await stream.next()).to.contain('event: renew');
    world.model.apply({ kind: 'shape', names: [], targets: [] });
    expect(await stream.next()).to.contain('event: renew');
    await stream.close();
  });

  it('is to be fetched anew if something happened before its stream was there', async () => {
    const world = new PageWorld();
    const live = liveOf((await world.get('/')).text);
    world.model.apply({ kind: 'changes', ...down });
    const stream = await world.open(live);
    await stream.next();
    expect(await stream.next()).to.contain('event: renew');
    await stream.close();
  });

  it('of a name is to be fetched anew when that name or a target of it changed, and not else', async () => {
    const world = new PageWorld();
    const stream = await openPage(world, '/names/www.example.test');
    world.model.apply({ kind: 'changes', names: [exampleName('static.example.test.')], targets: [] });
    world.model.apply(exampleTick());
    expect(await stream.next()).to.equal('event: beat\ndata: {}\n\n');
    world.model.apply({
      kind: 'changes',
      names: [],
      targets: [exampleTarget('tcp 192.0.2.1:80', { state: 'down' })],
    });
    expect(await stream.next()).to.contain('event: renew');
    await stream.close();
  });

  it('that reads slowly gets the newest of each row once', async () => {
    const world = new PageWorld();
    const stream = await openPage(world);
    for (let count = 0; count < 50; count++) {
      world.model.apply({
        kind: 'changes',
        names: [exampleName('www.example.test.', { sinceSeconds: count })],
        targets: [],
      });
      world.clock.advance(1000);
    }
    const event = await stream.next();
    await stream.close();
    expect(event.match(/event: patch/g)).to.have.lengthOf(1);
    expect(partsIn(event)['name-www.example.test.']).to.contain('data-since="49"');
  });

  it('ends with its client', async () => {
    const world = new PageWorld();
    const stream = await openPage(world);
    await stream.close();
    expect(await stream.next()).to.equal('');
  });

  it(`is one of at most ${streamsMax}`, async () => {
    const world = new PageWorld();
    const streams = [];
    for (let count = 0; count < streamsMax; count++) streams.push(await openPage(world));
    expect((await world.get('/live')).code).to.equal(503);
    await Promise.all(streams.map((stream) => stream.close()));
    const stream = await openPage(world);
    await stream.close();
  });
});
