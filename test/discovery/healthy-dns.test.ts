// The discovery client against our own server: what is published, and a failover that a watch sees.

import { expect } from 'chai';
import type { ServiceChange } from '../../src/discovery/dns-service-discovery.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { until } from '../support/until.ts';
import { codeOf, discoveryTools, placesOf } from '../support/worlds/discovery-world.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const probeSeconds = 1;
const ttlSeconds = 2;
const intervalSeconds = 1;
/** An interval, a probe's time limit and a second to confirm it; then what the watch promises, and some patience. */
const noticeMs = (probeSeconds + 0.5 + 1 + ttlSeconds + intervalSeconds) * 1000 + 3000;

describe('the discovery client and healthy-dns', () => {
  const { open } = discoveryTools();
  let targets: readonly TestTarget[];
  let daemon: TestDaemon;

  before(async () => {
    const first = await openTarget('127.0.0.1');
    targets = [first, await openTarget('127.0.0.2', first.port)];
    daemon = await startTestDaemon({
      names: {
        web: { ips: ['127.0.0.1', '127.0.0.2'], health_port: first.port },
        static: ['192.0.2.1', '2001:db8::1'],
        down: { ips: ['127.0.0.3'], health_port: 1, service: { name: '_http._tcp', port: 80 } },
        big: Array.from({ length: 200 }, (_, i) => `192.0.2.${i}`),
      },
      flags: { 'test-min-interval': String(probeSeconds), 'test-timeout': '0.5', ttl: String(ttlSeconds) },
    });
  });
  after(async () => {
    await daemon.stop();
    await Promise.all(targets.map((target) => target.takeDown()));
  });

  const client = (options = {}) =>
    open([{ address: `127.0.0.1:${daemon.port}` }], {
      ...{ domainSuffix: 'example.test', fallbackPort: targets[0]?.port, timeout: 10 },
      ...options,
    });

  it('agree on addresses, and on what is not there', async () => {
    expect(placesOf(await client({ fallbackPort: 80 }).discoverService('static'))).to.deep.equal([
      'static.example.test 192.0.2.1 80 0 0',
      'static.example.test 2001:db8::1 80 0 0',
    ]);
    expect(await codeOf(client().discoverService('missing'))).to.equal('NO_SUCH_SERVICE');
    expect(await codeOf(client().discoverService('web.elsewhere.test.'))).to.equal('REFUSED');
  });

  it('agree on what is down, although such replies carry an extended error', async () => {
    const discovery = client();
    for (const service of ['down', '_http._tcp.down']) {
      expect(await codeOf(discovery.discoverService(service)), service).to.equal('NO_SUCH_SERVICE');
    }
    expect(discovery.stats()).to.include({ overTcp: 0, strayReplies: 0, retries: 0 });
  });

  it('agree on addresses that fit into no datagram', async () => {
    const discovery = client();
    expect(await discovery.discoverService('big')).to.have.length(200);
    expect(discovery.stats()).to.include({ overTcp: 1, strayReplies: 0, retries: 0 });
  });

  it('let a watch see a backend go and return, and withService find the one that is left', async () => {
    const discovery = client();
    const changes: ServiceChange[] = [];
    const errors: Error[] = [];
    const watch = discovery.watchService('web', (change) => void changes.push(change), {
      interval: intervalSeconds,
      onError: (error) => errors.push(error),
    });
    await until('the first look', () => changes.length === 1);
    expect(changes[0]?.endpoints).to.have.length(2);
    await targets[1]?.takeDown();
    await until('it saw 127.0.0.2 go', () => changes.length === 2, noticeMs);
    expect(changes[1]?.removed.map(({ address }) => address)).to.deep.equal(['127.0.0.2']);
    expect(await discovery.withService('web', ({ address }) => address)).to.equal('127.0.0.1');
    await targets[1]?.bringUp();
    await until('it saw 127.0.0.2 return', () => changes.length === 3, noticeMs);
    expect(changes[2]?.added.map(({ address }) => address)).to.deep.equal(['127.0.0.2']);
    watch.close();
    await watch.closed;
    expect(errors).to.deep.equal([]);
  });
});
