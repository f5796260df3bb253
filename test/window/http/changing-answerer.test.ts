// What HTTP may show changes with a reload, for streams that are open, too.

import { expect } from 'chai';
import { ChangingAnswerer } from '../../../src/window/http/changing-answerer.ts';
import { Router, replyWithText } from '../../../src/window/http/router.ts';

const request = { target: '/', headers: {} };

function routerThatSays(text: string, isOpen: boolean): Router {
  return new Router([
    { path: '/', isOpen, handle: () => replyWithText(text) },
    {
      path: '/live',
      handle: () => ({
        code: 200,
        headers: {},
        async *stream(gone) {
          yield text;
          await new Promise((resolve) => gone.addEventListener('abort', resolve));
        },
      }),
    },
  ]);
}

describe('who answers HTTP', () => {
  const full = routerThatSays('everything', false);
  const forEverybody = routerThatSays('names', true);

  it('is who was chosen last', async () => {
    const changing = new ChangingAnswerer(full);
    expect(await changing.answer(request)).to.have.property('body', 'everything');
    expect(changing.isOpen('/')).to.equal(false);
    changing.use(forEverybody);
    expect(await changing.answer(request)).to.have.property('body', 'names');
    expect(changing.isOpen('/')).to.equal(true);
  });

  it('ends streams that may show more than it may now, and no others', async () => {
    const changing = new ChangingAnswerer(full);
    const reply = await changing.answer({ target: '/live', headers: {} });
    if (!('stream' in reply)) throw new Error('no stream');
    const pieces = reply.stream(new AbortController().signal)[Symbol.asyncIterator]();
    expect((await pieces.next()).value).to.equal('everything');
    let hasEnded = false;
    const end = pieces.next().then(({ done }) => {
      hasEnded = done === true;
    });
    changing.use(full);
    await Promise.resolve();
    expect(hasEnded).to.equal(false);
    changing.use(forEverybody);
    await end;
    expect(hasEnded).to.equal(true);
  });
});
