// Replies that go to the other thread in pieces, no faster than they are taken.

import { once } from 'node:events';
import { expect } from 'chai';
import { Router, replyWithText, type WindowRoute } from '../../src/window/http/router.ts';
import { RemoteAnswers } from '../../src/window/remote-answers.ts';
import type { FromWindow } from '../../src/window/window-protocol.ts';
import { until } from '../support/until.ts';

describe('RemoteAnswers', () => {
  function begin(route: WindowRoute['handle']) {
    const said: FromWindow[] = [];
    const bugs: unknown[] = [];
    const router = new Router([{ path: '/', handle: route }], (error) => bugs.push(error));
    const answers = new RemoteAnswers((word) => said.push(word));
    const done = answers.answer(1, { target: '/', headers: {} }, router);
    const pieces = () => said.flatMap((word) => (word.kind === 'piece' ? [word.piece] : []));
    return { said, bugs, answers, done, pieces };
  }

  const streaming = (stream: (gone: AbortSignal) => AsyncIterable<string>) => () => ({
    code: 200,
    headers: {},
    stream,
  });

  it('sends head, body and end', async () => {
    const { done, said } = begin(() => replyWithText('here'));
    await done;
    expect(said).to.deep.equal([
      {
        kind: 'head',
        number: 1,
        head: { code: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } },
      },
      { kind: 'piece', number: 1, piece: 'here' },
      { kind: 'end', number: 1, isBroken: false },
    ]);
  });

  it('cuts a large body into pieces, of which eight may be under way', async () => {
    const body = 'x'.repeat(5_000_000);
    const { done, pieces, answers } = begin(() => replyWithText(body));
    await until('eight are sent', () => pieces().length === 8);
    await new Promise(setImmediate);
    expect(pieces()).to.have.length(8);
    answers.taken(1);
    await until('one more is sent', () => pieces().length === 9);
    for (let taken = 0; taken < 20; taken++) answers.taken(1);
    await done;
    expect(pieces().join('')).to.equal(body);
  });

  it('stops the maker of a stream when its client is gone, while it waits for either', async () => {
    let isOver = false;
    const { done, answers, said } = begin(
      streaming(async function* events(gone) {
        try {
          yield 'first';
          if (!gone.aborted) await once(gone, 'abort');
        } finally {
          isOver = true;
        }
      }),
    );
    await until('it waits', () => said.length === 2);
    answers.gone(1);
    await done;
    expect(isOver).to.equal(true);
    const endless = begin(
      streaming(async function* endless() {
        for (;;) yield 'more';
      }),
    );
    await until('it waits for room', () => endless.pieces().length === 8);
    endless.answers.gone(1);
    await endless.done;
    expect(endless.said.at(-1)).to.include({ kind: 'end' });
  });

  it('tells that a stream broke, and lets the log have why', async () => {
    const { done, said, bugs } = begin(
      streaming(async function* broken() {
        yield 'half';
        throw new Error('no more');
      }),
    );
    await done;
    expect(said.at(-1)).to.deep.equal({ kind: 'end', number: 1, isBroken: true });
    expect(bugs).to.have.length(1);
  });

  it('knows nothing of a request that is over', () => {
    const { answers } = begin(() => replyWithText(''));
    answers.taken(99);
    answers.gone(99);
  });
});
