// Watches: what they deliver and when, and how they end. The clock is fake, the sockets are real.

import { expect } from 'chai';
import type { ServiceChange, WatchOptions } from '../../src/discovery/dns-service-discovery.ts';
import { a, makeReply, srv, type TestRecord } from '../support/dns/make-reply.ts';
import { type Script, zoneScript } from '../support/dns/scripted-name-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import { discoveryTools } from '../support/worlds/discovery-world.ts';

const failure: Script = ({ octets }) => makeReply(octets, { code: 2 });

/** One target for each weight; the address ends in its place. */
const web = (weights: readonly number[], ttl = 10): TestRecord[] => [
  ...weights.map((weight, i) => srv('web.test', [1, weight, 80], `a${i}.test`, ttl)),
  ...weights.map((_, i) => a(`a${i}.test`, `192.0.2.${i}`, ttl)),
];

const summary = ({ endpoints, added, removed, changed }: ServiceChange) =>
  [endpoints, added, removed, changed].map((list) => list.length).join(' ');

describe('watchService', () => {
  const { serve, open } = discoveryTools();

  async function watched(
    script: Script,
    options: WatchOptions = {},
    onChange?: (change: ServiceChange) => unknown,
  ) {
    const server = await serve(script);
    const clock = new FakeClock();
    const logged: string[] = [];
    const logger = { debug: () => undefined, warn: (_: object, message: string) => logged.push(message) };
    const discovery = open(server, { tags: false, family: 'ipv4', maxRetries: 1, logger }, { clock });
    const changes: ServiceChange[] = [];
    const errors: Error[] = [];
    const watch = discovery.watchService(
      'web',
      (change) => {
        changes.push(change);
        return onChange?.(change);
      },
      { onError: (error) => errors.push(error), ...options },
    );
    const looks = () => server.questions.filter((question) => question.startsWith('web.test SRV')).length;
    /** The watch has looked so often and waits: for a timer, and for nothing else. */
    const rested = (count: number) =>
      until(`look ${count} is over`, () => looks() === count && clock.timerCount === 1);
    return { server, clock, discovery, watch, changes, errors, logged, looks, rested };
  }

  it('delivers all endpoints at once, and then only changes', async () => {
    const { server, clock, changes, rested } = await watched(zoneScript(web([1, 1])));
    await rested(1);
    expect(changes.map(summary)).to.deep.equal(['2 2 0 0']);
    clock.advance(30_000);
    await rested(2);
    expect(changes).to.have.length(1);
    server.answerWith(zoneScript(web([1])));
    clock.advance(30_000);
    await rested(3);
    server.answerWith(zoneScript(web([7, 1])));
    clock.advance(30_000);
    await rested(4);
    expect(changes.slice(1).map(summary)).to.deep.equal(['1 0 1 0', '2 1 0 1']);
    expect(changes.at(-1)?.changed[0]).to.include({ host: 'a0.test', weight: 7 });
  });

  it('looks every 30 seconds, unless told otherwise', async () => {
    const { clock, looks, rested } = await watched(zoneScript(web([1])));
    await rested(1);
    clock.advance(29_999);
    expect(looks()).to.equal(1);
    clock.advance(1);
    await rested(2);
  });

  it('looks no more often than answers expire', async () => {
    const { clock, discovery, looks, rested } = await watched(zoneScript(web([1], 10)), { interval: 1 });
    await rested(1);
    for (let seconds = 1; seconds < 10; seconds++) {
      clock.advance(1000);
      // An answer from the cache takes no time of the clock, but some turns of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([looks(), discovery.stats().cacheHits]).to.deep.equal([1, 0]);
    // A millisecond later than the answer ends, so that rounding cannot bring the old one back.
    clock.advance(1001);
    await rested(2);
  });

  it('reports a service that does not exist, or no longer, as one without endpoints', async () => {
    const gone = zoneScript([a('other.test', '192.0.2.1')]);
    const { server, clock, changes, errors, rested } = await watched(gone);
    await rested(1);
    server.answerWith(zoneScript(web([1])));
    clock.advance(30_000);
    await rested(2);
    server.answerWith(gone);
    clock.advance(30_000);
    await rested(3);
    expect(changes.map(summary)).to.deep.equal(['0 0 0 0', '1 1 0 0', '0 0 1 0']);
    expect(errors).to.deep.equal([]);
  });

  it('goes on after errors and reports them; failing servers are no change', async () => {
    const { server, clock, changes, errors, rested } = await watched(failure);
    await rested(1);
    server.answerWith(zoneScript(web([1])));
    clock.advance(30_000);
    await rested(2);
    server.answerWith(failure);
    clock.advance(30_000);
    await rested(3);
    server.answerWith(zoneScript(web([1, 1])));
    clock.advance(30_000);
    await rested(4);
    expect(changes.map(summary)).to.deep.equal(['1 1 0 0', '2 1 0 0']);
    expect(errors.map((error) => 'code' in error && error.code)).to.deep.equal([
      'SERVER_FAILURE',
      'SERVER_FAILURE',
    ]);
  });

  it('goes on when onChange throws or rejects, and reports that too', async () => {
    let count = 0;
    const { server, clock, errors, rested } = await watched(zoneScript(web([1])), {}, () => {
      count++;
      if (count === 1) throw new Error('oh');
      return Promise.reject(new Error('no'));
    });
    await rested(1);
    server.answerWith(zoneScript(web([1, 1])));
    clock.advance(30_000);
    await rested(2);
    await until('both came', () => errors.length === 2);
    expect(errors.map(({ message }) => message)).to.deep.equal(['oh', 'no']);
  });

  it('goes on when onError throws or rejects, and logs what nobody handles', async () => {
    const failing = [
      () => {
        throw new Error('not me');
      },
      () => Promise.reject(new Error('nor me')),
    ];
    for (const onError of failing) {
      const throwing = await watched(failure, { onError });
      await throwing.rested(1);
      await until('it is logged', () => throwing.logged.at(-1) === 'watching web: onError threw');
    }
    const silent = await watched(failure, { onError: undefined });
    await silent.rested(1);
    expect(silent.logged.at(-1)).to.match(/^watching web: looking up web: \S+ answered SERVFAIL/);
  });

  const ends: readonly (readonly [
    string,
    (world: Awaited<ReturnType<typeof watched>>, abort: () => void) => void,
  ])[] = [
    ['close', ({ watch }) => watch.close()],
    ['its signal', (_, abort) => abort()],
    ['the end of the client', ({ discovery }) => discovery.close()],
  ];
  for (const [what, end] of ends) {
    it(`ends with ${what}, leaves no timer, and calls nothing afterwards`, async () => {
      const controller = new AbortController();
      const world = await watched(zoneScript(web([1])), { signal: controller.signal });
      await world.rested(1);
      end(world, () => controller.abort());
      await world.watch.closed;
      expect(world.clock.timerCount).to.equal(0);
      world.server.answerWith(zoneScript([]));
      world.clock.advance(100_000);
      expect([world.changes.length, world.errors.length, world.looks()]).to.deep.equal([1, 0, 1]);
    });

    it(`ends with ${what} while a look is under way`, async () => {
      const controller = new AbortController();
      const world = await watched(() => undefined, { signal: controller.signal });
      await until('it looks', () => world.looks() === 1);
      end(world, () => controller.abort());
      await world.watch.closed;
      await until('no timer is left', () => world.clock.timerCount === 0);
      expect([world.changes.length, world.errors.length]).to.deep.equal([0, 0]);
    });
  }

  it('may be closed from within its callback', async () => {
    const world = await watched(zoneScript(web([1])), {}, () => world.watch.close());
    await world.watch.closed;
    expect(world.clock.timerCount).to.equal(0);
  });

  it('refuses an interval that makes no sense', async () => {
    const discovery = open(await serve(failure));
    for (const interval of [0, -1, Number.NaN, '5' as unknown as number]) {
      expect(() => discovery.watchService('web', () => undefined, { interval })).to.throw(
        TypeError,
        'interval: ',
      );
      expect(() => discovery.watch('web', { interval })).to.throw(TypeError, 'interval: ');
    }
  });
});

describe('watch', () => {
  const { serve, open } = discoveryTools();

  async function opened(script: Script) {
    const server = await serve(script);
    const clock = new FakeClock();
    const discovery = open(server, { tags: false, family: 'ipv4', maxRetries: 1 }, { clock });
    const looked = (count: number) =>
      until(`look ${count} is over`, () => discovery.stats().lookups === count && clock.timerCount === 1);
    return { server, clock, discovery, looked };
  }

  it('is a loop over changes, in which a slow reader gets several in one piece', async () => {
    const { server, clock, discovery, looked } = await opened(zoneScript(web([1])));
    const told: string[] = [];
    let round = 0;
    for await (const change of discovery.watch('web')) {
      told.push(summary(change));
      if (++round === 3) break;
      for (const weights of round === 1
        ? [
            [1, 1],
            [2, 1, 1],
          ]
        : [[1, 1], [2, 1, 1], [9]]) {
        const before = discovery.stats().lookups;
        server.answerWith(zoneScript(web(weights)));
        clock.advance(30_000);
        await looked(before + 1);
      }
    }
    expect(told).to.deep.equal(['1 1 0 0', '3 2 0 1', '1 0 2 1']);
    await until('leaving the loop has ended the watch', () => clock.timerCount === 0);
  });

  it('ends with its signal, without an error', async () => {
    const { clock, discovery } = await opened(zoneScript(web([1])));
    const controller = new AbortController();
    let count = 0;
    for await (const _ of discovery.watch('web', { signal: controller.signal })) {
      count++;
      setImmediate(() => controller.abort());
    }
    expect([count, clock.timerCount]).to.deep.equal([1, 0]);
  });

  it('is over at once when the signal was aborted before, or the client closed', async () => {
    const { server, discovery } = await opened(zoneScript(web([1])));
    for await (const _ of discovery.watch('web', { signal: AbortSignal.abort() }))
      throw new Error('a change');
    discovery.close();
    for await (const _ of discovery.watch('web')) throw new Error('a change');
    expect(server.asked).to.deep.equal([]);
  });

  it('hands errors to onError and goes on', async () => {
    const { server, clock, discovery, looked } = await opened(failure);
    const errors: string[] = [];
    const changes = discovery.watch('web', { onError: ({ message }) => errors.push(message) });
    const first = changes.next();
    await looked(1);
    server.answerWith(zoneScript(web([1])));
    clock.advance(30_000);
    expect((await first).value?.endpoints).to.have.length(1);
    expect(errors).to.have.length(1);
    await changes.return();
  });
});
