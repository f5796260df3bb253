// Secondaries in a status: what is behind comes first, and very many of them are cut short.

import { expect } from 'chai';
import type { NotifiedPeer } from '../../src/config/zones/transfer-settings.ts';
import { describeSecondaries } from '../../src/reporting/describe-secondaries.ts';
import { Secondaries } from '../../src/transfer/secondaries/secondaries.ts';
import { parseEndpoint } from '../../src/wire/endpoint.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { makeZone, nameOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';

const apexes = Array.from({ length: 50 }, (_, at) => `zone${at}.test`);

function told(endpoint: string): NotifiedPeer {
  return { endpoint: parseEndpoint(endpoint) ?? expect.fail() };
}

function peerAt(text: string) {
  return { address: parseIpAddress(text) ?? expect.fail(), port: 40_000, key: undefined };
}

describe('describeSecondaries', () => {
  let clock: FakeClock;
  let secondaries: Secondaries;

  beforeEach(() => {
    clock = new FakeClock();
    secondaries = new Secondaries(clock, {
      onOutdated(_, zone) {
        zone.notified(zone.versions.newest);
        for (let asked = 0; asked < 3; asked++) zone.keptSilent();
      },
      onRemoved: () => undefined,
      onHeard: () => undefined,
      onMoved: () => undefined,
    });
  });

  const serve = (serial: number, zones = apexes) =>
    secondaries.replaced(zones.map((apex) => ({ before: undefined, after: makeZone({}, { serial, apex }) })));
  const follow = (...peers: NotifiedPeer[]) =>
    secondaries.follow(new Map(apexes.map((apex) => [nameOf(apex), peers])));
  const receive = (address: string, serial: number, zones = apexes) => {
    for (const apex of zones) secondaries.received(peerAt(address), nameOf(apex), serial);
  };
  const described = () => describeSecondaries(secondaries, clock);

  it('says nothing where nobody follows', () => {
    serve(1);
    expect(described()).to.equal(undefined);
  });

  it('sums up the zones of each, and lists twenty, those that are behind first', () => {
    serve(1);
    follow(told('192.0.2.1:53'), told('192.0.2.2:53'));
    receive('192.0.2.1', 1);
    receive('192.0.2.2', 1);
    clock.advance(1000);
    clock.wall += 1;
    serve(2, ['zone49.test']);
    receive('192.0.2.1', 2, ['zone49.test']);
    clock.advance(60_000);
    clock.wall += 60;
    const { total, behind, list = [] } = described() ?? {};
    expect([total, behind]).to.deep.equal([2, 1]);
    expect(list.map(({ secondary, zones }) => [secondary, zones.current])).to.deep.equal([
      ['192.0.2.2:53', 49],
      ['192.0.2.1:53', 50],
    ]);
    const [late] = list;
    expect(late?.behindSinceSeconds).to.equal(clock.wall - 60);
    expect(late?.list).to.have.length(20);
    expect(late?.list[0]).to.deep.include({
      zone: 'zone49.test.',
      newest: 2,
      serial: 1,
      changes: 1,
      knownBy: 'transfer',
    });
    expect(late?.lastNotify).to.deep.include({ serial: 2, zone: 'zone49.test.' });
  });

  it('counts nobody as behind who has not been for a minute', () => {
    serve(1);
    follow(told('192.0.2.1:53'));
    clock.advance(59_999);
    expect(described()?.behind).to.equal(0);
    clock.advance(1);
    expect(described()?.behind).to.equal(1);
  });

  it('lists those that only fetch, and counts them as nothing', () => {
    serve(1);
    receive('198.51.100.7', 1, ['zone3.test']);
    serve(2);
    clock.advance(3_600_000);
    const { total, behind, list = [] } = described() ?? {};
    expect([total, behind]).to.deep.equal([1, 0]);
    expect(list[0]).to.deep.include({
      secondary: '198.51.100.7',
      notified: false,
      zones: { total: 1, current: 0 },
    });
  });

  it('lists a hundred, however many there are', () => {
    serve(1);
    follow(...Array.from({ length: 64 }, (_, at) => told(`192.0.2.${at + 1}:53`)));
    for (let at = 0; at < 90; at++) receive(`198.51.100.${at + 1}`, 1, ['zone3.test']);
    expect([described()?.total, described()?.list.length]).to.deep.equal([154, 100]);
  });
});
