// The library as users get it: from the tarball, with its types, in programs that end by themselves. The example
// of docs/discovery.md is one of them.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { PackedPackage } from '../support/daemon/packed-package.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { type ScriptedNameServer, startNameServer } from '../support/dns/scripted-name-server.ts';
import { until } from '../support/until.ts';

const documentation = readFileSync(resolve(import.meta.dirname, '../../../docs/discovery.md'), 'utf8');
const example = /```ts\n([\s\S]*?)```/.exec(documentation)?.[1] ?? '';
/** Starting Node on a busy machine is the slow part. */
const endsWithinMs = 15_000;

describe('healthy-dns/discovery, packed,', () => {
  let packed: PackedPackage;

  before(() => {
    packed = PackedPackage.pack();
  });

  it('exports types for everything a program may need', () => {
    const program = `
      import {
        type AddressPreference, type DiscoveryOptions, type DiscoveryStats, DnsServiceDiscovery,
        ServiceDiscoveryError, type ServiceDiscoveryErrorCode, type ServiceChange, type ServiceEndpoint,
        type ServiceWatch, type WatchOptions,
      } from 'healthy-dns/discovery';
      const family: AddressPreference = 'ipv6-first';
      const options: DiscoveryOptions = { dnsServers: ['127.0.0.1:1'], family, check: 'tcp', logger: undefined };
      const discovery: DnsServiceDiscovery = new DnsServiceDiscovery(options);
      const watching: WatchOptions = { interval: 1, onError: (error: Error) => void error.message };
      const show = ({ added }: ServiceChange): void => { for (const { tags } of added) tags.join(); };
      const watch: ServiceWatch = discovery.watchService('a', show, watching);
      watch.close();
      const ended: Promise<void> = watch.closed;
      const port: Promise<number> = discovery.withService('a', async (at: ServiceEndpoint) => at.port);
      const stats: DiscoveryStats = discovery.stats();
      const share: number = stats.cacheHits / stats.lookups + (stats.latencyMs?.p95 ?? 0);
      port.catch((error: unknown) => {
        if (!(error instanceof ServiceDiscoveryError)) throw error;
        const code: ServiceDiscoveryErrorCode = error.code;
        const isKnown: boolean = code === 'ABORTED' && error.cause === undefined;
        void isKnown;
      });
      void [ended, share];
    `;
    expect(packed.compile('types', program)).to.equal('');
  });

  const mistakes: readonly (readonly [string, string, string])[] = [
    ['an option that there is not', `new DnsServiceDiscovery({ cacheTTL: 1 });`, 'TS2561'],
    ['a code that there is not', `(error: ServiceDiscoveryError) => error.code === 'NOPE';`, 'TS2367'],
    ['a list that is not for writing', `(change: ServiceChange) => change.added.push();`, 'TS2339'],
  ];
  for (const [what, text, complaint] of mistakes) {
    it(`has types that catch ${what}`, () => {
      const imports = `import { DnsServiceDiscovery, type ServiceChange, type ServiceDiscoveryError } from 'healthy-dns/discovery';`;
      expect(packed.compile('mistake', `${imports}\nvoid DnsServiceDiscovery;\n${text}`)).to.include(
        complaint,
      );
    });
  }

  describe('in the example of the documentation', () => {
    let backends: readonly Server[];
    let daemon: TestDaemon;
    let port: number;

    before(async () => {
      const first = await listen('127.0.0.1', 0);
      const bound = first.address();
      if (typeof bound !== 'object' || bound === null) throw new Error('the backend does not listen');
      port = bound.port;
      backends = [first, await listen('127.0.0.2', port)];
      daemon = await startTestDaemon({
        zone: 'demo.test',
        ns: ['ns1.demo.test'],
        names: {
          www: {
            ips: ['127.0.0.1', '127.0.0.2'],
            health_port: port,
            service: { name: '_http._tcp', port },
          },
        },
        flags: { 'test-min-interval': '1', 'test-timeout': '0.5', ttl: '1' },
      });
    });
    after(async () => {
      await daemon.stop();
      await Promise.all(backends.map(close));
    });

    it('compiles as it is, runs, and ends by itself', async () => {
      expect(packed.compile('as-it-stands', example)).to.equal('');
      const here = example.replace('127.0.0.1:53053', `127.0.0.1:${daemon.port}`);
      expect(here).to.include(`127.0.0.1:${daemon.port}`);
      expect(packed.compile('example', here)).to.equal('');
      const program = packed.run('example');
      const lines = () => program.output.split('\n').filter((line) => line !== '');
      await until('it found both', () => lines().length === 3, endsWithinMs);
      expect(lines()[0]).to.match(/^asked: backend 127\.0\.0\.[12]$/);
      expect(lines().slice(1).sort()).to.deep.equal([`+ 127.0.0.1:${port}`, `+ 127.0.0.2:${port}`]);
      const [, second] = backends;
      if (second !== undefined) await close(second);
      expect(await program.end(endsWithinMs), program.output).to.equal(0);
      expect(lines().at(-1)).to.equal(`- 127.0.0.2:${port}`);
    });
  });

  describe('leaves no socket and no timer', () => {
    let silent: ScriptedNameServer;

    before(async () => {
      silent = await startNameServer(() => undefined);
    });
    after(() => silent.close());

    const endings: readonly (readonly [string, string])[] = [
      ['after close, with lookups and watches under way', 'discovery.close();'],
      ['after a signal', 'controller.abort();'],
    ];
    for (const [what, ending] of endings) {
      it(what, async () => {
        const program = `
          import { setTimeout as delay } from 'node:timers/promises';
          import { DnsServiceDiscovery } from 'healthy-dns/discovery';
          const controller = new AbortController();
          const { signal } = controller;
          const discovery = new DnsServiceDiscovery({ dnsServers: ['${silent.address}'], timeout: 1000 });
          const calls = [discovery.discoverService('a', { signal }), discovery.withService('b', () => 1, { signal })];
          discovery.watchService('c', () => undefined, { signal });
          const loop = (async () => { for await (const _ of discovery.watch('d', { signal })); })();
          while (discovery.stats().queries < 8) await delay(5);
          ${ending}
          for (const call of await Promise.allSettled(calls)) {
            console.log(call.status === 'rejected' ? call.reason.code : call.status);
          }
          await loop;
          await delay(1);
          const held = process.getActiveResourcesInfo().filter((what) => /UDP|TCP|Timeout/.test(what));
          console.log(held.join() || 'nothing');
        `;
        expect(packed.compile('ending', program)).to.equal('');
        const running = packed.run('ending');
        expect(await running.end(endsWithinMs), running.output).to.equal(0);
        expect(running.output).to.equal('ABORTED\nABORTED\nnothing\n');
      });
    }

    it('after calls have returned, without being closed', async () => {
      const program = `
        import { DnsServiceDiscovery } from 'healthy-dns/discovery';
        const discovery = new DnsServiceDiscovery({ dnsServers: ['${silent.address}'], timeout: 0.1, maxRetries: 1 });
        await discovery.discoverService('a').catch(({ code }) => console.log(code));
      `;
      expect(packed.compile('open', program)).to.equal('');
      const running = packed.run('open');
      expect(await running.end(endsWithinMs), running.output).to.equal(0);
      expect(running.output).to.equal('TIMEOUT\n');
    });
  });
});

function listen(address: string, port: number): Promise<Server> {
  const server = createServer((_, response) => response.end(`backend ${address}\n`));
  return new Promise((done, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => done(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
