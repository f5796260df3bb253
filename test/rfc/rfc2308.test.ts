// RFC 2308: Negative Caching of DNS Queries, and what it means for names whose backends are all down

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { Code, kindOf, queryStrictly, soaIn, transports } from '../support/dns/ask-strictly.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openTarget } from '../support/worlds/open-target.ts';

const type = { A: 1, NS: 2, SOA: 6, TXT: 16, AAAA: 28 };
/** Nothing listens on it. */
const closed = { ips: ['127.0.23.8'], health_port: 1 };
const quick = { 'test-min-interval': '0.2', 'test-timeout': '0.2' };

describe('RFC 2308', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      names: {
        www: ['192.0.2.1'],
        'a.b.c': ['192.0.2.2'],
        down: closed,
        'below.down': ['192.0.2.3'],
        'deep.under': closed,
        '*.wild': closed,
      },
      flags: quick,
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (name: string, settings = {}) => queryStrictly(transport, server.port, name, settings);

      it('§2.1: answers NXDOMAIN with the SOA in the authority section and nothing else', async () => {
        for (const name of ['absent.example.test', 'x.y.z.absent.example.test', 'x.www.example.test']) {
          const reply = await ask(name);
          expect(reply.code).to.equal(Code.NXDOMAIN);
          expect(reply.isAuthoritative).to.equal(true);
          expect(reply.counts).to.deep.equal([1, 0, 1, 0]);
          expect(soaIn(reply).owner).to.equal('example.test');
        }
      });

      it('§2.2: answers NODATA with NOERROR, an empty answer section and the SOA', async () => {
        for (const [name, asked] of [
          ['www.example.test', type.AAAA],
          ['www.example.test', type.TXT],
          ['example.test', type.A],
          ['b.c.example.test', type.A],
          ['c.example.test', type.NS],
        ] as const) {
          const reply = await ask(name, { type: asked });
          expect(reply.code, name).to.equal(Code.NOERROR);
          expect(reply.isAuthoritative).to.equal(true);
          expect(reply.counts).to.deep.equal([1, 0, 1, 0]);
          expect(soaIn(reply).owner).to.equal('example.test');
        }
      });

      it('§2.2: answers NODATA, not NXDOMAIN, for a name whose backends are all down', async () => {
        for (const name of ['down', 'deep.under', 'under', 'x.wild', '*.wild']) {
          for (const asked of [type.A, type.AAAA]) {
            const reply = await ask(`${name}.example.test`, { type: asked });
            expect(kindOf(reply), name).to.equal('nodata');
            expect(reply.counts).to.deep.equal([1, 0, 1, 0]);
          }
        }
        expect(kindOf(await ask('below.down.example.test'))).to.equal('data');
        expect(kindOf(await ask('absent.down.example.test'))).to.equal('nxdomain');
      });

      it('§3: keeps the TTL of an SOA that was asked for', async () => {
        const asked = soaIn(await ask('example.test', { type: type.SOA }));
        expect([asked.ttlSeconds, asked.minimumSeconds]).to.deep.equal([300, 1]);
        const { ttlSeconds, ...fields } = soaIn(await ask('absent.example.test'));
        expect({ ...fields, ttlSeconds: 300 }).to.deep.equal(asked);
        expect(ttlSeconds).to.equal(1);
      });
    });
  }

  for (const [intervalSeconds, soaTtl, minimum] of [
    ['0.2', 300, 1],
    ['1', 300, 1],
    ['5', 300, 5],
    ['30', 1800, 30],
    ['1440', 86_400, 1440],
    ['86400', 86_400, 86_400],
  ] as const) {
    it(`§3: limits the SOA's TTL to MINIMUM when targets are probed every ${intervalSeconds} s`, async () => {
      const own = await startTestDaemon({
        names: { www: ['192.0.2.1'] },
        flags: { 'test-min-interval': intervalSeconds },
      });
      atEnd(() => own.stop());
      const soa = soaIn(await queryStrictly('udp', own.port, 'example.test', { type: type.SOA }));
      expect([soa.ttlSeconds, soa.minimumSeconds]).to.deep.equal([soaTtl, minimum]);
      expect([soa.refreshSeconds, soa.retrySeconds]).to.deep.equal([20 * minimum, 2 * minimum]);
      for (const name of ['absent.example.test', 'www.example.test']) {
        const negative = soaIn(await queryStrictly('udp', own.port, name, { type: type.TXT }));
        expect(negative.ttlSeconds).to.equal(Math.min(soaTtl, minimum));
      }
    });
  }

  it('§2.2: goes from data to NODATA and back with the health of the backends, at every kind of name', async () => {
    const target = await openTarget('127.0.23.9');
    atEnd(() => target.takeDown());
    const checked = { ips: [target.address], health_port: target.port };
    const own = await startTestDaemon({
      names: { '@': checked, www: checked, '*': checked, '*.wild': checked, 'a.b': checked },
      flags: quick,
    });
    atEnd(() => own.stop());
    const names = ['', 'www.', 'absent.', '*.', 'x.wild.', 'a.b.'].map((owner) => `${owner}example.test`);
    const kinds = async () =>
      Promise.all(names.map(async (name) => kindOf(await queryStrictly('udp', own.port, name))));
    const all = (kind: string) => async () => (await kinds()).every((found) => found === kind);
    expect(await kinds()).to.deep.equal(names.map(() => 'data'));
    await target.takeDown();
    await until('all are NODATA', all('nodata'));
    expect(kindOf(await queryStrictly('udp', own.port, 'x.b.example.test'))).to.equal('nxdomain');
    await target.bringUp();
    await until('all have data', all('data'));
  });

  it('§2.2: serves a name that was down at startup as soon as it comes up', async () => {
    const target = await openTarget('127.0.23.10');
    atEnd(() => target.takeDown());
    await target.takeDown();
    const checked = { ips: [target.address], health_port: target.port };
    const own = await startTestDaemon({
      names: { '@': checked, '*': checked, '*.b': checked },
      flags: quick,
    });
    atEnd(() => own.stop());
    const kindAt = async (name: string) => kindOf(await queryStrictly('udp', own.port, name));
    for (const name of ['example.test', 'x.example.test', 'x.b.example.test', 'b.example.test']) {
      expect(await kindAt(name), name).to.equal('nodata');
    }
    await target.bringUp();
    await until('the apex has data', async () => (await kindAt('example.test')) === 'data');
    expect(await kindAt('x.example.test')).to.equal('data');
    expect(await kindAt('x.b.example.test')).to.equal('data');
    expect(await kindAt('b.example.test')).to.equal('nodata');
    const ns = await queryStrictly('udp', own.port, 'example.test', { type: type.NS });
    expect(kindOf(ns)).to.equal('data');
  });
});
