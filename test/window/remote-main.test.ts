// The main thread as the window asks it: it may answer late, or never.

import { expect } from 'chai';
import { RemoteMain } from '../../src/window/remote-main.ts';
import type { FromWindow } from '../../src/window/window-protocol.ts';
import { FakeClock } from '../support/fake-clock.ts';

const ready = { kind: 'ready', liveness: { zones: 1, isStandIn: false } } as const;

describe('RemoteMain', () => {
  function begin() {
    const said: FromWindow[] = [];
    const clock = new FakeClock();
    return { said, clock, main: new RemoteMain((word) => said.push(word), clock) };
  }

  it('gets the answer to each question', async () => {
    const { main, said, clock } = begin();
    const [first, second] = [main.ask({ kind: 'ready' }), main.ask({ kind: 'explain', name: 'www' })];
    expect(said).to.deep.equal([
      { kind: 'question', number: 1, question: { kind: 'ready' } },
      { kind: 'question', number: 2, question: { kind: 'explain', name: 'www' } },
    ]);
    main.hear(2, { kind: 'unexplained', problem: { problem: 'no-such-name', error: 'none' } as never });
    main.hear(1, ready);
    expect((await first)?.kind).to.equal('ready');
    expect((await second)?.kind).to.equal('unexplained');
    expect(clock.timerCount).to.equal(0);
  });

  it('gets nothing from a main thread that is stuck for five seconds, and does not mind what comes later', async () => {
    const { main, clock } = begin();
    const answer = main.ask({ kind: 'ready' });
    clock.advance(5000);
    expect(await answer).to.equal(undefined);
    main.hear(1, ready);
  });

  it('has what it says in the log', () => {
    const { main, said } = begin();
    main.logger.warning({ event: 'x' }, 'words');
    expect(said).to.deep.equal([{ kind: 'log', level: 'warning', fields: { event: 'x' }, message: 'words' }]);
  });
});
