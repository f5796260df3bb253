// The discovery client against the name servers of others: Knot DNS and BIND.

import { expect } from 'chai';
import {
  needProduct,
  type OtherNameServer,
  otherProducts,
  startProduct,
} from '../support/dns/other-name-server.ts';
import { testSeed } from '../support/seeded-random.ts';
import { codeOf, discoveryTools, placesOf } from '../support/worlds/discovery-world.ts';

/** More than a datagram holds, and less than the 100 that BIND takes without being told. */
const bigCount = 90;
const zone = [
  '$ORIGIN service.test.',
  '$TTL 60',
  '@ SOA ns1 hostmaster 1 3600 600 86400 7',
  '@ NS ns1',
  'ns1 A 127.0.0.1',
  '_http._tcp.web SRV 10 70 8080 a1',
  '_http._tcp.web SRV 10 30 8080 a2',
  '_http._tcp.web SRV 20 0 8081 a3',
  '_http._tcp.web TXT "version=2" "blue"',
  'a1 A 192.0.2.1',
  'a1 AAAA 2001:db8::1',
  'a2 A 192.0.2.2',
  'a3 AAAA 2001:db8::3',
  'plain A 192.0.2.9',
  'alias CNAME _http._tcp.web',
  '_gone._tcp.web SRV 0 0 0 .',
  'odd SRV 1 1 80 a\\.b\\200',
  'a\\.b\\200 A 192.0.2.4',
  ...Array.from({ length: bigCount }, (_, i) => `big SRV 1 1 ${1000 + i} a2`),
].join('\n');
const web = [
  'a1.service.test 192.0.2.1 8080 10 70',
  'a1.service.test 2001:db8::1 8080 10 70',
  'a2.service.test 192.0.2.2 8080 10 30',
  'a3.service.test 2001:db8::3 8081 20 0',
];

for (const product of otherProducts) {
  describe(`the discovery client and ${product.name}`, () => {
    const { open } = discoveryTools();
    let server: OtherNameServer;

    before(async function () {
      needProduct(this, product);
      server = await startProduct(product, [{ apex: 'service.test', text: `${zone}\n` }]);
    });
    // Nothing was started where it is not installed.
    after(() => server?.stop());

    const client = (options = {}) =>
      open([server], { domainSuffix: 'service.test', timeout: 10, ...options });

    it('agree on a service with both families and tags', async () => {
      const endpoints = await client().discoverService('_http._tcp.web');
      expect(placesOf(endpoints)).to.deep.equal(web);
      for (const endpoint of endpoints) {
        expect(endpoint).to.deep.include({ ttl: 60, tags: ['version=2', 'blue'], stale: false });
      }
    });

    it('agree on aliases, on addresses alone, and on hosts of odd octets', async () => {
      expect(placesOf(await client().discoverService('alias'))).to.deep.equal(web);
      expect(placesOf(await client({ fallbackPort: 443 }).discoverService('plain'))).to.deep.equal([
        'plain.service.test 192.0.2.9 443 0 0',
      ]);
      expect(placesOf(await client().discoverService('odd'))).to.deep.equal([
        'a\\046b\\200.service.test 192.0.2.4 80 1 1',
      ]);
    });

    it('agree on what is not there', async () => {
      for (const name of ['missing', 'plain', '_gone._tcp.web', 'a1']) {
        expect(await codeOf(client().discoverService(name)), name).to.equal('NO_SUCH_SERVICE');
      }
      expect(await codeOf(client().discoverService('web.elsewhere.test.'))).to.equal('REFUSED');
    });

    it('agree on a service that fits into no datagram', async () => {
      const discovery = client({ tags: false });
      expect(await discovery.discoverService('big')).to.have.length(bigCount);
      expect(discovery.stats()).to.include({ overTcp: 1, strayReplies: 0, retries: 0 });
    });

    it(`choose by weight, 7 to 3 in 10,000 calls (TEST_SEED=${testSeed})`, async () => {
      const discovery = client({ cacheTtl: 300 });
      const firsts = new Map<string, number>();
      for (let i = 0; i < 10_000; i++) {
        const [first] = await discovery.discoverService('_http._tcp.web');
        firsts.set(first?.host ?? '', (firsts.get(first?.host ?? '') ?? 0) + 1);
      }
      expect([...firsts.keys()].sort()).to.deep.equal(['a1.service.test', 'a2.service.test']);
      // 0.7 ± 0.015 is more than three standard deviations of 10,000 draws.
      expect((firsts.get('a1.service.test') ?? 0) / 10_000).to.be.closeTo(0.7, 0.015);
      expect(discovery.stats()).to.include({ lookups: 1, cacheHits: 9999 });
    });
  });
}
