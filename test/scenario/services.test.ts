// A service from its backends to a program that uses it: probed, published as SRV records, plain and signed, found and
// followed by the client library.

import { expect } from 'chai';
import type { ServiceChange, ServiceEndpoint } from '../../src/discovery/dns-service-discovery.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { keyFile } from '../support/dns/key-file.ts';
import { until } from '../support/until.ts';
import { codeOf, discoveryTools, placesOf } from '../support/worlds/discovery-world.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const probeSeconds = 1;
const ttlSeconds = 1;
const intervalSeconds = 1;
/** What the watch promises once the answers have changed, plus patience for a busy machine. */
const seenMs = (ttlSeconds + intervalSeconds) * 1000 + 3000;
const addresses = ['127.0.0.1', '127.0.0.2', '::1'];
const bigCount = 1000;
const srvType = 33;

for (const kind of ['unsigned', 'signed'] as const) {
  describe(`a service, ${kind}, and its clients`, () => {
    const { open } = discoveryTools();
    let targets: readonly TestTarget[];
    let daemon: TestDaemon;
    let port: number;

    before(async () => {
      const first = await openTarget('127.0.0.1');
      ({ port } = first);
      targets = [
        first,
        ...(await Promise.all(addresses.slice(1).map((address) => openTarget(address, port)))),
      ];
      daemon = await startTestDaemon({
        aliases: ['alias.test'],
        names: {
          a1: { ips: ['127.0.0.1', '::1'], health_port: port },
          a2: { ips: ['127.0.0.2'], health_port: port },
          '_http._tcp': {
            srv: [
              { target: 'a1', port, priority: 10, weight: 70 },
              { target: 'a2', port, priority: 20 },
            ],
            txt: { version: 2 },
          },
          web: { ips: addresses, health_port: port, service: { name: '_http._tcp', port, txt: ['blue'] } },
          '_big._tcp': {
            srv: Array.from({ length: bigCount }, (_, i) => ({ target: 'static', port: i + 1 })),
          },
          static: ['192.0.2.1', '2001:db8::1'],
          '_gone._tcp': { srv: [{ target: '.' }] },
          '_away._tcp': { srv: [{ target: 'a1.elsewhere.test.', port: 1 }] },
        },
        flags: {
          'test-min-interval': String(probeSeconds),
          'test-timeout': '0.5',
          ttl: String(ttlSeconds),
          ...(kind === 'signed' ? { 'priv-key-path': keyFile().path } : {}),
        },
      });
    });
    after(async () => {
      await daemon?.stop();
      await Promise.all((targets ?? []).map((target) => target.takeDown()));
    });

    const client = (domainSuffix = 'example.test') =>
      open([{ address: `127.0.0.1:${daemon.port}` }], { domainSuffix, timeout: 10 });

    for (const zone of ['example.test', 'alias.test']) {
      it(`agree in ${zone} on hosts, both families, ports, priorities and tags`, async () => {
        const discovery = client(zone);
        const endpoints = await discovery.discoverService('_http._tcp');
        expect(placesOf(endpoints)).to.deep.equal([
          `a1.${zone} 127.0.0.1 ${port} 10 70`,
          `a1.${zone} ::1 ${port} 10 70`,
          `a2.${zone} 127.0.0.2 ${port} 20 1`,
        ]);
        expect(endpoints.map(({ tags }) => tags)).to.deep.equal(Array(3).fill(['version=2']));
        // SRV, TXT, and the one set that was not sent along because it does not exist: AAAA of a2.
        expect(discovery.stats()).to.include({ queries: 3, retries: 0, strayReplies: 0 });
        expect(endpoints.at(-1)?.host).to.equal(`a2.${zone}`);
      });

      it(`agree in ${zone} on hosts made from addresses`, async () => {
        const endpoints = await client(zone).discoverService('_http._tcp.web');
        expect(placesOf(endpoints)).to.deep.equal([
          `ip---1.web.${zone} ::1 ${port} 0 1`,
          `ip-127-0-0-1.web.${zone} 127.0.0.1 ${port} 0 1`,
          `ip-127-0-0-2.web.${zone} 127.0.0.2 ${port} 0 1`,
        ]);
        expect(endpoints[0]?.tags).to.deep.equal(['blue']);
      });
    }

    it(`agree on ${bigCount} places, over TCP`, async () => {
      const discovery = client();
      const endpoints = await discovery.discoverService('_big._tcp');
      expect(new Set(endpoints.map((endpoint) => endpoint.port)).size).to.equal(bigCount);
      expect(endpoints).to.have.length(2 * bigCount);
      expect(discovery.stats()).to.include({ overTcp: 1, retries: 0, strayReplies: 0 });
    });

    it('agree on what does not exist', async () => {
      for (const name of ['_gone._tcp', '_ftp._tcp', 'a1', '_tcp']) {
        expect(await codeOf(client().discoverService(name)), name).to.equal('NO_SUCH_SERVICE');
      }
    });

    it('find nobody who answers for a host in another zone', async () => {
      expect(await codeOf(client().discoverService('_away._tcp'))).to.equal('REFUSED');
    });

    it('let a watch follow a failover, family by family, and back, each within TTL and interval', async () => {
      const discovery = client();
      const changes: ServiceChange[] = [];
      const errors: Error[] = [];
      const watch = discovery.watchService('_http._tcp.web', (change) => void changes.push(change), {
        interval: intervalSeconds,
        onError: (error) => errors.push(error),
      });
      await until('the first look', () => changes.length === 1);
      const steps = [
        { index: 1, act: 'takeDown', left: ['127.0.0.1', '::1'] },
        { index: 2, act: 'takeDown', left: ['127.0.0.1'] },
        { index: 0, act: 'takeDown', left: [] },
        { index: 2, act: 'bringUp', left: ['::1'] },
        { index: 0, act: 'bringUp', left: ['127.0.0.1', '::1'] },
        { index: 1, act: 'bringUp', left: addresses },
      ] as const;
      for (const { index, act, left } of steps) {
        const what = `${act} of ${addresses[index]}`;
        await targets[index]?.[act]();
        await until(`${what} is published`, async () => (await publishedCount()) === left.length);
        const isSeen = () => addressesOf(changes.at(-1)?.endpoints ?? []).join() === [...left].sort().join();
        await until(`${what} is seen`, isSeen, seenMs);
        if (left.length > 0) expect(await reach(discovery)).to.be.oneOf(left);
      }
      watch.close();
      await watch.closed;
      expect(errors).to.deep.equal([]);
    });

    it('follow the loss of one family of a host, which stays', async () => {
      const discovery = client();
      const changes = discovery.watch('_http._tcp', { interval: intervalSeconds });
      const first = await changes.next();
      expect(first.done === true ? 0 : first.value.endpoints.length).to.equal(3);
      await targets[2]?.takeDown();
      const second = await changes.next();
      await targets[2]?.bringUp();
      const third = await changes.next();
      await changes.return();
      const places = [second, third].map((result) => {
        const { removed = [], added = [] } = result.done === true ? {} : result.value;
        return [placesOf(removed), placesOf(added)];
      });
      const place = `a1.example.test ::1 ${port} 10 70`;
      expect(places).to.deep.equal([
        [[place], []],
        [[], [place]],
      ]);
    });

    async function publishedCount(): Promise<number> {
      const { answers } = await queryUdp(daemon.port, '_http._tcp.web.example.test', { type: srvType });
      return answers.length;
    }

    /** The address of an endpoint that was usable; those that went away are known before they are tried. */
    function reach(discovery: ReturnType<typeof client>): Promise<string> {
      return discovery.withService('_http._tcp.web', ({ address }) => address);
    }
  });
}

function addressesOf(endpoints: readonly ServiceEndpoint[]): string[] {
  return endpoints.map(({ address }) => address).sort();
}
