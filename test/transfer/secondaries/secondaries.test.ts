// Which peer is which secondary, and since when each has what.

import { createSecretKey } from 'node:crypto';
import { expect } from 'chai';
import type { Peer } from '../../../src/attending/request.ts';
import type { NotifiedPeer } from '../../../src/config/zones/transfer-settings.ts';
import { Secondaries } from '../../../src/transfer/secondaries/secondaries.ts';
import type { TsigKey } from '../../../src/tsig/tsig-key.ts';
import { parseEndpoint } from '../../../src/wire/endpoint.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { makeZone, nameOf } from '../../support/dns/make-zone.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const apex = nameOf('example.test');

function keyNamed(name: string): TsigKey {
  return { name: nameOf(name), algorithm: 'hmac-sha256', secret: createSecretKey(Buffer.alloc(32)) };
}

function told(endpoint: string, key?: string): NotifiedPeer {
  return {
    endpoint: parseEndpoint(endpoint) ?? expect.fail(),
    ...(key !== undefined && { key: nameOf(key) }),
  };
}

function peerAt(address: string, key?: string): Peer {
  return {
    address: parseIpAddress(address) ?? expect.fail(),
    port: 40_000,
    key: key === undefined ? undefined : keyNamed(key),
  };
}

describe('Secondaries', () => {
  let clock: FakeClock;
  let moved: number;
  let secondaries: Secondaries;

  beforeEach(() => {
    clock = new FakeClock();
    moved = 0;
    secondaries = new Secondaries(clock, {
      // They do not say what they have.
      onOutdated(_, zone) {
        for (let asked = 0; asked < 3; asked++) zone.keptSilent();
      },
      onRemoved: () => undefined,
      onHeard: () => undefined,
      onMoved: () => void moved++,
    });
    serve(1);
  });

  function serve(serial: number): void {
    secondaries.replaced([{ before: undefined, after: makeZone({}, { serial }) }]);
  }

  const follow = (...peers: NotifiedPeer[]) => secondaries.follow(new Map([[apex, peers]]));
  const heldBy = () =>
    secondaries.ofZone(apex).map(({ label, zones }) => [label, zones.get(apex)?.held?.serial] as const);
  const othersSeen = () => [...secondaries.others.all].map(({ address }) => address.text);

  const matches: readonly (readonly [string, NotifiedPeer[], Peer, string | undefined])[] = [
    [
      'by its key, wherever it asks from',
      [told('192.0.2.1:53', 'a'), told('192.0.2.2:53', 'b')],
      peerAt('203.0.113.9', 'b'),
      '192.0.2.2:53 (key b.)',
    ],
    [
      'by its address where several share a key',
      [told('192.0.2.1:53', 'a'), told('192.0.2.2:53', 'a')],
      peerAt('192.0.2.2', 'a'),
      '192.0.2.2:53 (key a.)',
    ],
    [
      'by its address without a key',
      [told('192.0.2.1:53'), told('192.0.2.2:5353')],
      peerAt('192.0.2.2'),
      '192.0.2.2:5353',
    ],
    [
      'by its address with a key that nobody is told with',
      [told('192.0.2.1:53')],
      peerAt('192.0.2.1', 'x'),
      '192.0.2.1:53',
    ],
    [
      'not at all where two share an address',
      [told('127.0.0.1:53'), told('127.0.0.1:54')],
      peerAt('127.0.0.1'),
      undefined,
    ],
  ];
  for (const [how, peers, peer, expected] of matches) {
    it(`are known ${how}`, () => {
      follow(...peers);
      secondaries.received(peer, apex, 1);
      expect(
        heldBy()
          .filter(([, serial]) => serial !== undefined)
          .map(([label]) => label),
      ).to.deep.equal(expected === undefined ? [] : [expected]);
      expect(othersSeen()).to.deep.equal([]);
    });
  }

  it('are listed apart when nobody tells them', () => {
    follow(told('192.0.2.1:53'));
    secondaries.received(peerAt('198.51.100.7'), apex, 1);
    expect(othersSeen()).to.deep.equal(['198.51.100.7']);
    expect(secondaries.haveSinceMs(apex, 1)).to.equal(undefined);
  });

  it('counts who fetched the zone before it was followed as the follower that it is', () => {
    secondaries.received(peerAt('192.0.2.1', 'a'), apex, 1);
    secondaries.received(peerAt('198.51.100.7'), apex, 1);
    expect(othersSeen()).to.deep.equal(['192.0.2.1', '198.51.100.7']);
    follow(told('192.0.2.1:5353', 'a'));
    expect(othersSeen()).to.deep.equal(['198.51.100.7']);
    expect(heldBy()).to.deep.equal([['192.0.2.1:5353 (key a.)', undefined]]);
  });

  it('are a hundred at most of those whom nobody tells: the last ones', () => {
    for (let i = 0; i < 1000; i++) secondaries.received(peerAt(`10.0.${i >> 8}.${i & 255}`), apex, 1);
    expect(othersSeen()).to.have.length(100);
    expect(othersSeen().at(-1)).to.equal('10.0.3.231');
  });

  it('that nobody tells are behind as soon as the zone changes', () => {
    secondaries.received(peerAt('198.51.100.7'), apex, 1);
    clock.advance(500);
    serve(2);
    clock.advance(1500);
    const [other] = [...secondaries.others.all];
    expect(other?.zones.get(apex)?.lackingSinceMs).to.equal(clock.monotonicMs() - 1500);
  });

  it('do not count for a zone that is not ours', () => {
    secondaries.received(peerAt('198.51.100.7'), nameOf('elsewhere.test'), 1);
    expect(othersSeen()).to.deep.equal([]);
  });

  it('all have a serial since the last of them got it, or a newer one', () => {
    follow(told('192.0.2.1:53'), told('192.0.2.2:53'));
    serve(2);
    secondaries.received(peerAt('192.0.2.1'), apex, 2);
    expect(secondaries.haveSinceMs(apex, 2)).to.equal(undefined);
    expect(secondaries.lacking(apex, 2).map(({ label }) => label)).to.deep.equal(['192.0.2.2:53']);
    clock.advance(700);
    serve(3);
    secondaries.received(peerAt('192.0.2.2'), apex, 3);
    expect(secondaries.haveSinceMs(apex, 2)).to.equal(clock.monotonicMs());
  });

  it('are behind by changes and by the time of the first that they lack', () => {
    follow(told('192.0.2.1:53'));
    secondaries.received(peerAt('192.0.2.1'), apex, 1);
    for (const serial of [5, 9, 12]) {
      clock.advance(100);
      serve(serial);
    }
    const zone = secondaries.ofZone(apex)[0]?.zones.get(apex);
    expect(zone?.lag).to.deep.equal({ versions: 3, sinceMs: clock.monotonicMs() - 200 });
    secondaries.asked(peerAt('192.0.2.1'), apex, 9);
    expect(zone?.lag).to.deep.equal({ versions: 1, sinceMs: clock.monotonicMs() });
  });

  it('that have a serial newer than ours have nothing of ours', () => {
    follow(told('192.0.2.1:53'));
    secondaries.asked(peerAt('192.0.2.1'), apex, 77);
    secondaries.received(peerAt('192.0.2.1'), apex, 1);
    const zone = secondaries.ofZone(apex)[0]?.zones.get(apex);
    expect([zone?.has(1), zone?.isAhead]).to.deep.equal([false, true]);
  });

  it('are compared around the circle of serials', () => {
    secondaries = new Secondaries(clock, {
      // They do not say what they have.
      onOutdated(_, zone) {
        for (let asked = 0; asked < 3; asked++) zone.keptSilent();
      },
      onRemoved: () => undefined,
      onHeard: () => undefined,
      onMoved: () => undefined,
    });
    serve(0xffff_ffff);
    follow(told('192.0.2.1:53'));
    secondaries.received(peerAt('192.0.2.1'), apex, 0xffff_ffff);
    serve(3);
    expect(secondaries.haveSinceMs(apex, 3)).to.equal(undefined);
    secondaries.received(peerAt('192.0.2.1'), apex, 3);
    expect(secondaries.haveSinceMs(apex, 0xffff_ffff)).to.be.a('number');
  });

  it('keep what is known over a reload, and go with their zone', () => {
    follow(told('192.0.2.1:53'));
    secondaries.received(peerAt('192.0.2.1'), apex, 1);
    const before = moved;
    follow(told('192.0.2.1:53'));
    expect(moved).to.equal(before);
    follow(told('192.0.2.1:53'), told('192.0.2.2:53'));
    expect(heldBy()).to.deep.equal([
      ['192.0.2.1:53', 1],
      ['192.0.2.2:53', undefined],
    ]);
    secondaries.replaced([{ before: makeZone({}, { serial: 1 }), after: undefined }]);
    expect([...secondaries.all]).to.deep.equal([]);
    expect(secondaries.haveSinceMs(apex, 1)).to.equal(0);
  });

  it('that are asked do not have what they fetched, until they answer with it or refuse to', () => {
    secondaries = new Secondaries(clock, {
      onOutdated: () => undefined,
      onRemoved: () => undefined,
      onHeard: () => undefined,
      onMoved: () => undefined,
    });
    serve(1);
    follow(told('192.0.2.1:53'));
    secondaries.received(peerAt('192.0.2.1'), apex, 1);
    const zone = secondaries.ofZone(apex)[0]?.zones.get(apex) ?? expect.fail();
    expect([zone.has(1), zone.lackingSinceMs]).to.deep.equal([false, clock.monotonicMs()]);
    zone.answered(1);
    expect([zone.has(1), zone.lackingSinceMs]).to.deep.equal([true, undefined]);
  });
});
