// Endpoints that do not work: checked, reported, tried last.

import { expect } from 'chai';
import { a, srv } from '../support/dns/make-reply.ts';
import { zoneScript } from '../support/dns/scripted-name-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { type Backend, openBackend } from '../support/worlds/backend.ts';
import { codeOf, discoveryTools } from '../support/worlds/discovery-world.ts';
import { openSilentBackend } from '../support/worlds/silent-backend.ts';

/** The priorities say which one is first. */
const three = zoneScript([
  ...[1, 2, 3].map((n) => srv('web.test', [n, 1, 8000 + n], `a${n}.test`)),
  ...[1, 2, 3].map((n) => a(`a${n}.test`, `127.0.0.${n}`)),
]);
const plain = { tags: false, family: 'ipv4' } as const;

describe('reportFailure', () => {
  const { serve, open } = discoveryTools();

  it('puts an endpoint last, as down, for a while', async () => {
    const clock = new FakeClock();
    const discovery = open(await serve(three), { ...plain, setAside: 20, cacheTtl: 60 }, { clock });
    const order = async () =>
      (await discovery.discoverService('web')).map(({ address, health }) => `${address.at(-1)} ${health}`);
    const [first] = await discovery.discoverService('web');
    if (first === undefined) throw new Error('there are three');
    discovery.reportFailure(first);
    expect(await order()).to.deep.equal(['2 unknown', '3 unknown', '1 down']);
    clock.advance(19_999);
    expect(await order()).to.deep.equal(['2 unknown', '3 unknown', '1 down']);
    clock.advance(1);
    expect(await order()).to.deep.equal(['1 unknown', '2 unknown', '3 unknown']);
  });

  it('leaves none out, even when all have failed', async () => {
    const discovery = open(await serve(three), plain);
    for (const endpoint of await discovery.discoverService('web')) discovery.reportFailure(endpoint);
    const all = await discovery.discoverService('web');
    expect(all.map(({ health }) => health)).to.deep.equal(['down', 'down', 'down']);
  });
});

describe('withService', () => {
  const { serve, open } = discoveryTools();

  it('returns the result of the first endpoint that works, and sets those before it aside', async () => {
    const discovery = open(await serve(three), plain);
    const tried: string[] = [];
    const use = ({ address }: { address: string }) => {
      tried.push(address);
      if (address !== '127.0.0.3') throw new Error(`not ${address}`);
      return Promise.resolve(42);
    };
    expect(await discovery.withService('web', use)).to.equal(42);
    expect(tried).to.deep.equal(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
    expect(await discovery.withService('web', ({ address }) => address)).to.equal('127.0.0.3');
  });

  it('fails with all errors when it works for none', async () => {
    const discovery = open(await serve(three), plain);
    const error = await discovery
      .withService('web', ({ address }) => Promise.reject(new Error(address)))
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(AggregateError);
    const { errors, message } = error as AggregateError;
    expect(message).to.equal('none of the 3 endpoints of web worked');
    expect(errors.map(String).join()).to.equal('Error: 127.0.0.1,Error: 127.0.0.2,Error: 127.0.0.3');
  });

  it('fails as a lookup does when there are no endpoints', async () => {
    const discovery = open(await serve(three), plain);
    expect(await codeOf(discovery.withService('other', () => 1))).to.equal('NO_SUCH_SERVICE');
  });

  it('stops when called off, and blames no endpoint', async () => {
    const discovery = open(await serve(three), plain);
    const controller = new AbortController();
    const call = discovery.withService(
      'web',
      () => {
        controller.abort();
        throw new Error('called off');
      },
      { signal: controller.signal },
    );
    expect(await codeOf(call)).to.equal('ABORTED');
    const [first] = await discovery.discoverService('web');
    expect(first).to.include({ address: '127.0.0.1', health: 'unknown' });
  });
});

describe("the check 'tcp'", () => {
  const { serve, open } = discoveryTools();
  const atEnd = runAfterEach();

  async function backend(): Promise<Backend> {
    const opened = await openBackend();
    atEnd(() => opened.close());
    return opened;
  }

  it('finds which endpoints accept, puts the others last, and connects once per lookup', async () => {
    const alive = await backend();
    const dead = await openBackend();
    await dead.close();
    const records = [
      srv('web.test', [1, 1, dead.port], 'a1.test'),
      srv('web.test', [2, 1, alive.port], 'a1.test'),
      a('a1.test', '127.0.0.1'),
    ];
    const discovery = open(await serve(zoneScript(records)), { ...plain, check: 'tcp', checkTimeout: 10 });
    for (let i = 0; i < 3; i++) {
      const endpoints = await discovery.discoverService('web');
      expect(endpoints.map(({ port, health }) => `${port} ${health}`)).to.deep.equal([
        `${alive.port} up`,
        `${dead.port} down`,
      ]);
    }
    expect(alive.connectionCount).to.equal(1);
  });

  it('counts an endpoint that does not answer in time as down', async () => {
    const silent = await openSilentBackend();
    atEnd(() => silent.close());
    const records = [srv('web.test', [1, 1, silent.port], 'a1.test'), a('a1.test', '127.0.0.1')];
    const discovery = open(await serve(zoneScript(records)), { ...plain, check: 'tcp', checkTimeout: 0.1 });
    expect((await discovery.discoverService('web'))[0]).to.include({ health: 'down' });
  });
});
