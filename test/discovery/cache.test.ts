// What is remembered, for how long, and what is served while name servers fail. The clock is fake, the sockets are real.

import { expect } from 'chai';
import { pino } from 'pino';
import type { DiscoveryOptions } from '../../src/discovery/dns-service-discovery.ts';
import { a, aaaa, makeReply, srv, type TestRecord } from '../support/dns/make-reply.ts';
import { type Script, zoneScript } from '../support/dns/scripted-name-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';
import { codeOf, discoveryTools, errorOf } from '../support/worlds/discovery-world.ts';

const failure: Script = ({ octets }) => makeReply(octets, { code: 2 });
const plain = { tags: false, family: 'ipv4', maxRetries: 1 } as const;

const web = ({ srvTtl = 60, aTtl = 60, address = '192.0.2.1' } = {}): TestRecord[] => [
  srv('web.test', [1, 2, 80], 'a1.test', srvTtl),
  a('a1.test', address, aTtl),
];

describe('the cache of the discovery client', () => {
  const { serve, open } = discoveryTools();

  async function opened(script: Script, options: DiscoveryOptions = {}) {
    const server = await serve(script);
    const clock = new FakeClock();
    const discovery = open(server, { ...plain, ...options }, { clock });
    const find = () => discovery.discoverService('web');
    return { server, clock, discovery, find };
  }

  const lifetimes: readonly (readonly [string, Parameters<typeof web>[0], DiscoveryOptions, number])[] = [
    ['the TTL of the SRV records', { srvTtl: 7 }, {}, 7],
    ['the TTL of the addresses, when it is smaller', { srvTtl: 20, aTtl: 4 }, {}, 4],
    ['cacheTtl, when that is smaller', {}, {}, 30],
    ['cacheTtl, when that is smaller', {}, { cacheTtl: 2.5 }, 2.5],
  ];
  for (const [what, ttls, options, seconds] of lifetimes) {
    it(`answers for ${seconds} s: ${what}`, async () => {
      const { server, clock, discovery, find } = await opened(zoneScript(web(ttls)), options);
      await find();
      clock.advance(seconds * 1000 - 1);
      const [endpoint] = await find();
      expect(server.asked).to.have.length(2);
      expect(endpoint?.ttl, 'what is left of it').to.equal(
        Math.ceil(Math.min(ttls?.srvTtl ?? 60, ttls?.aTtl ?? 60) - seconds + 0.001),
      );
      clock.advance(1);
      await find();
      expect(server.asked).to.have.length(4);
      expect(discovery.stats()).to.include({ lookups: 2, cacheHits: 1, failures: 0 });
    });
  }

  it('does not let a missing family shorten the life of the other', async () => {
    const { server, clock, find } = await opened(zoneScript(web(), { minimum: 1 }), { family: 'ipv4-first' });
    await find();
    clock.advance(29_000);
    await find();
    expect(server.asked).to.have.length(3);
  });

  it('remembers an absence for the minimum of the SOA (RFC 2308)', async () => {
    const { server, clock, find } = await opened(zoneScript([a('other.test', '192.0.2.1')], { minimum: 9 }));
    for (let i = 0; i < 2; i++) expect(await codeOf(find())).to.equal('NO_SUCH_SERVICE');
    clock.advance(8999);
    expect(await codeOf(find())).to.equal('NO_SUCH_SERVICE');
    expect(server.asked).to.have.length(1);
    clock.advance(1);
    server.answerWith(zoneScript(web()));
    expect(await find()).to.have.length(1);
  });

  it('looks up once for simultaneous calls, also with different spellings', async () => {
    const { server, discovery, find } = await opened(zoneScript(web()));
    const calls = [...Array.from({ length: 20 }, find), discovery.discoverService('WEB.test.')];
    expect((await Promise.all(calls)).map((found) => found.length)).to.deep.equal(calls.map(() => 1));
    expect(server.asked).to.have.length(2);
    expect(discovery.stats()).to.include({ lookups: 1, sharedLookups: 20 });
  });

  it('gives each call its own list, in its own order', async () => {
    const records = [1, 2, 3, 4].map((n) => srv('web.test', [1, 1, n], 'a1.test'));
    const { find } = await opened(zoneScript([...records, a('a1.test', '192.0.2.1')]));
    (await find()).length = 0;
    const orders = new Set<string>();
    for (let i = 0; i < 100; i++) orders.add((await find()).map(({ port }) => port).join());
    expect(orders.size).to.be.greaterThan(10);
  });

  describe('while name servers fail', () => {
    it('serves the last known endpoints, marked stale, for staleTtl and no longer', async () => {
      const { server, clock, discovery, find } = await opened(zoneScript(web()), { staleTtl: 100 });
      expect((await find())[0]).to.include({ stale: false });
      server.answerWith(failure);
      clock.advance(30_000);
      expect((await find())[0]).to.include({ stale: true, address: '192.0.2.1', ttl: 30 });
      clock.advance(99_999);
      expect((await find())[0]).to.include({ stale: true, ttl: 0 });
      clock.advance(1);
      expect(await codeOf(find())).to.equal('SERVER_FAILURE');
      expect(discovery.stats()).to.include({ failures: 3, staleServed: 2 });
      server.answerWith(zoneScript(web()));
      expect((await find())[0]).to.include({ stale: false });
    });

    it('does not ask again for every call, but after five seconds', async () => {
      const { server, clock, find } = await opened(zoneScript(web()));
      await find();
      server.answerWith(failure);
      clock.advance(30_000);
      for (let i = 0; i < 5; i++) await find();
      expect(server.asked).to.have.length(3);
      clock.advance(4999);
      await find();
      expect(server.asked).to.have.length(3);
      clock.advance(1);
      server.answerWith(zoneScript(web({ address: '192.0.2.9' })));
      expect((await find())[0]).to.include({ stale: false, address: '192.0.2.9' });
    });

    it('serves nothing stale when the service is said to be gone', async () => {
      const { server, clock, find } = await opened(zoneScript(web()));
      await find();
      server.answerWith(zoneScript([a('other.test', '192.0.2.1')]));
      clock.advance(30_000);
      expect(await codeOf(find())).to.equal('NO_SUCH_SERVICE');
      server.answerWith(failure);
      clock.advance(30_000);
      expect(await codeOf(find()), 'nor when that cannot be said again').to.equal('SERVER_FAILURE');
    });

    it('tells a logger such as pino', async () => {
      const lines: Record<string, unknown>[] = [];
      const sink = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
      const { server, clock, find } = await opened(zoneScript(web()), {
        logger: pino({ level: 'debug' }, sink),
      });
      await find();
      server.answerWith(failure);
      clock.advance(30_000);
      await find();
      expect(lines.map(({ level, msg }) => [level, msg])).to.deep.equal([
        [20, 'looked up web.test.'],
        [
          40,
          `looking up web.test.: ${server.address} answered SERVFAIL to web.test. SRV; serving the last known endpoints`,
        ],
      ]);
      expect(lines[1]).to.include({ service: 'web.test.', kind: 'server-failure' });
    });

    it('serves nothing stale when that is turned off', async () => {
      const { server, clock, find } = await opened(zoneScript(web()), { staleTtl: 0 });
      await find();
      server.answerWith(failure);
      clock.advance(30_000);
      expect(await codeOf(find())).to.equal('SERVER_FAILURE');
    });

    it('keeps the addresses that cannot be looked up again, and only those, for a limited time', async () => {
      const records = [...web(), aaaa('a1.test', '2001:db8::1')];
      const honest = zoneScript(records);
      const { server, clock, find } = await opened(honest, { family: 'ipv4-first', staleTtl: 100 });
      await find();
      server.answerWith((asked, send) => (asked.type === 28 ? failure : honest)(asked, send));
      const staleness = async () => (await find()).map(({ family, stale }) => `${family} ${stale}`);
      for (let seconds = 30; seconds <= 120; seconds += 30) {
        clock.advance(30_000);
        expect(await staleness(), `after ${seconds} s`).to.deep.equal(['4 false', '6 true']);
      }
      clock.advance(30_000);
      expect(await staleness()).to.deep.equal(['4 false']);
    });
  });

  describe('and calls that are called off', () => {
    it('get no answer, while the others get theirs', async () => {
      let answer: (() => void) | undefined;
      const { server, discovery } = await opened((asked, send) => {
        answer = () => send(zoneScript(web())(asked, send) as Buffer);
        return undefined;
      });
      const controller = new AbortController();
      const reason = new Error('enough');
      const first = errorOf(discovery.discoverService('web', { signal: controller.signal }));
      const second = discovery.discoverService('web');
      await until('the question has come', () => answer !== undefined);
      controller.abort(reason);
      const error = await first;
      expect(error).to.include({ code: 'ABORTED', cause: reason });
      server.answerWith(zoneScript(web()));
      answer?.();
      expect(await second).to.have.length(1);
    });

    it('end the lookup once nobody waits for it; that is no failure', async () => {
      const { server, clock, discovery } = await opened(() => undefined);
      const controller = new AbortController();
      const call = codeOf(discovery.discoverService('web', { signal: controller.signal }));
      await until('the question has come', () => server.asked.length > 0);
      expect(clock.timerCount).to.be.greaterThan(0);
      controller.abort();
      expect(await call).to.equal('ABORTED');
      await until('no timer is left', () => clock.timerCount === 0);
      expect(discovery.stats()).to.include({ failures: 0 });
    });

    it('do not begin when the signal was aborted before, whatever is in the cache', async () => {
      const { server, discovery, find } = await opened(zoneScript(web()));
      await find();
      const signal = AbortSignal.abort();
      expect(await codeOf(discovery.discoverService('web', { signal }))).to.equal('ABORTED');
      expect(await codeOf(discovery.discoverService('other', { signal }))).to.equal('ABORTED');
      expect(server.asked).to.have.length(2);
    });

    it('may share a signal by the hundred without a warning', async () => {
      const { discovery } = await opened(zoneScript(web()));
      const warnings: Error[] = [];
      const note = (warning: Error) => warnings.push(warning);
      process.on('warning', note);
      const { signal } = new AbortController();
      await Promise.all(Array.from({ length: 100 }, () => discovery.discoverService('web', { signal })));
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', note);
      expect(warnings).to.deep.equal([]);
    });

    it('all end when the client is closed, and later ones do not begin', async () => {
      const { server, clock, discovery, find } = await opened(() => undefined);
      const call = codeOf(find());
      await until('the question has come', () => server.asked.length > 0);
      discovery.close();
      expect(await call).to.equal('ABORTED');
      expect((await errorOf(find())).message).to.equal('looking up web: the client is closed');
      await until('no timer is left', () => clock.timerCount === 0);
    });
  });
});
