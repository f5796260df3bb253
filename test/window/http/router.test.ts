import { expect } from 'chai';
import { Router, replyWithText, type WindowRoute } from '../../../src/window/http/router.ts';

describe('Router', () => {
  const say =
    (word: string): WindowRoute['handle'] =>
    ({ params, query }) =>
      replyWithText(`${word} ${JSON.stringify(params)} ${query}`);
  const router = new Router([
    { path: '/', handle: say('home') },
    { path: '/names', handle: say('names') },
    { path: '/names/:name', handle: say('name') },
    { path: '/names/:name/history', isOpen: true, handle: say('history') },
  ]);
  const ask = async (target: string) => {
    const reply = await router.answer({ target, headers: {} });
    return reply.code === 200 && 'body' in reply ? reply.body : reply.code;
  };

  for (const [target, answer] of [
    ['/', 'home {} '],
    ['/?', 'home {} '],
    ['/names?q=a&q=b', 'names {} q=a&q=b'],
    ['/names/www.example.test.', 'name {"name":"www.example.test."} '],
    ['/names/a%2Fb%20c', 'name {"name":"a/b c"} '],
    ['/names/__proto__', 'name {"name":"__proto__"} '],
    ['/names/x/history?since=1h', 'history {"name":"x"} since=1h'],
    ['/names/a?b?c', 'name {"name":"a"} b%3Fc='],
    ['/names/', 404],
    ['/names//history', 404],
    ['/names/%', 404],
    ['/names/%ff', 404],
    ['//', 404],
    ['', 404],
    ['names', 404],
  ] as const)
    it(`answers ${JSON.stringify(target)} with ${answer}`, async () =>
      expect(await ask(target)).to.equal(answer));

  it('knows what is open to everybody', () => {
    expect(router.isOpen('/names/x/history?since=1h')).to.equal(true);
    for (const target of ['/', '/names/x', '/nothing']) expect(router.isOpen(target)).to.equal(false);
  });
});
