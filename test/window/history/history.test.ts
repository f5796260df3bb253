// History from states to answers, on real files and with a clock of its own.

import { expect } from 'chai';
import { down, HistoryWorld, target, up } from './history-world.ts';

const web = target('tcp 192.0.2.1:80');

describe('history', () => {
  let world: HistoryWorld;

  beforeEach(async () => {
    world = new HistoryWorld();
    await world.history.flush();
    world.history.recorder.setState(web, up);
    world.history.recorder.settle();
  });

  afterEach(() => world.history.stop());

  it('tells each minute whether it was up, and for how long', async () => {
    await world.pass(2);
    world.clock.advance(15_000);
    world.history.recorder.setState(web, down);
    world.clock.advance(-15_000);
    expect(await world.lastMinutes(web, 2)).to.deep.equal([1, 1]);
  });
});
