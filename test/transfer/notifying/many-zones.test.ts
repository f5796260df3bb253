// A thousand zones and secondaries that are dead, or come back: what it costs, and how soon they know.

import { expect } from 'chai';
import { parseEndpoint } from '../../../src/wire/endpoint.ts';
import { ScriptedNetwork } from '../../support/dns/scripted-network.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FollowedWorld, notifying } from '../../support/worlds/followed-world.ts';

const addresses = ['192.0.2.1:53', '192.0.2.2:53', '198.51.100.1:53', '[2001:db8::1]:53'];
const endpoints = addresses.map((text) => parseEndpoint(text) ?? expect.fail());
const apexes = Array.from({ length: 1000 }, (_, at) => `zone${at}.test`);

describe('a thousand zones', () => {
  let clock: FakeClock;
  let network: ScriptedNetwork;
  let world: FollowedWorld;
  let startMs: number;

  function start(given: readonly string[] = addresses): void {
    clock = new FakeClock();
    startMs = clock.monotonicMs();
    network = new ScriptedNetwork(() => clock.monotonicMs());
    for (const address of given) network.serials.set(address, 1);
    world = new FollowedWorld({
      apexes,
      transfer: notifying(...endpoints),
      clock,
      openSockets: network.open,
    });
  }
  afterEach(() => world.stop());

  const lacking = () =>
    [...world.followers.secondaries.all].map(
      ({ zones }) => [...zones.values()].filter(({ lackingSinceMs }) => lackingSinceMs !== undefined).length,
    );

  it('are told of and known within seconds, at no more than 2,000 datagrams a second', () => {
    start();
    clock.advance(10_000);
    expect(lacking()).to.deep.equal([0, 0, 0, 0]);
    for (let atMs = startMs; atMs < startMs + 10_000; atMs += 100)
      expect(network.countBetween(atMs, atMs + 1000), `from ${atMs} ms`).to.be.at.most(2100);
    // Every secondary was told of every zone once, and asked once.
    expect(network.sent).to.have.length(8000);
    expect(clock.timerCount).to.be.at.most(4);
  });

  it('cost two datagrams a second for each secondary that is dead', () => {
    start([]);
    clock.advance(10_000);
    expect(network.countBetween(startMs, startMs + 10_000)).to.be.at.most(4 * (64 + 20));
    const fromMs = clock.monotonicMs();
    clock.advance(3_600_000);
    const perSecond = network.countBetween(fromMs, fromMs + 3_600_000) / 3600;
    expect(perSecond).to.be.within(1, 8);
  });

  it('cost no more for dead secondaries while all of them change every second', () => {
    start([]);
    clock.advance(10_000);
    const fromMs = clock.monotonicMs();
    for (let serial = 2; serial <= 60; serial++) {
      world.change(serial);
      clock.advance(1000);
    }
    expect(network.countBetween(fromMs, fromMs + 59_000) / 59).to.be.at.most(9);
  });

  it('do not wait for dead secondaries with those that are alive', () => {
    start(addresses.slice(0, 1));
    clock.advance(600_000);
    world.change(2);
    network.serials.set(addresses[0] ?? '', 2);
    clock.advance(2000);
    expect(lacking()).to.deep.equal([0, 1000, 1000, 1000]);
  });

  it('are known to a secondary within seconds of its return', () => {
    start(addresses.slice(1));
    clock.advance(3_600_000);
    expect(lacking()).to.deep.equal([1000, 0, 0, 0]);
    network.serials.set(addresses[0] ?? '', 1);
    clock.advance(5000);
    expect(lacking()).to.deep.equal([0, 0, 0, 0]);
  });

  it('are warned of once for a secondary that stays behind, and once more when it is back', () => {
    start(addresses.slice(1));
    clock.advance(600_000);
    const events = () => world.log.map(({ fields }) => fields.event);
    expect(events()).to.deep.equal(['secondary-behind']);
    expect(world.log[0]?.message).to.match(
      /^192\.0\.2\.1:53 has been behind in 1000 zones of 1000 for \d+ s \(zone0\.test\., .* and 995 more\): it does not answer NOTIFY$/,
    );
    network.serials.set(addresses[0] ?? '', 1);
    clock.advance(20_000);
    expect(events()).to.deep.equal(['secondary-behind', 'secondary-back']);
  });

  it('leave nothing behind when they end', () => {
    start(addresses.slice(2));
    clock.advance(1000);
    world.stop();
    expect(clock.timerCount).to.equal(0);
    expect(network.isClosed).to.equal(true);
    const count = network.sent.length;
    world.change(7);
    clock.advance(100_000);
    expect(network.sent).to.have.length(count);
  });

  it('end with a NOTIFY of the last serial after a storm', () => {
    start();
    clock.advance(10_000);
    const before = network.sent.length;
    for (let serial = 2; serial <= 200; serial++) {
      world.change(serial, ['zone7.test']);
      clock.advance(10);
    }
    for (const address of addresses) network.serials.set(address, 200);
    clock.advance(5000);
    expect(lacking()).to.deep.equal([0, 0, 0, 0]);
    const told = network.sent
      .slice(before)
      .filter(({ kind, to }) => kind === 'notify' && to === addresses[0]);
    // Two seconds at ten a second.
    expect(told.length).to.be.within(15, 22);
    const gaps = told.slice(1).map(({ atMs }, at) => atMs - (told[at]?.atMs ?? 0));
    expect(Math.min(...gaps)).to.be.at.least(100);
  });

  it('are told of in turn, none left out, when more changes than can be told of', () => {
    start();
    clock.advance(10_000);
    const before = network.sent.length;
    // 4,000 NOTIFY every 100 ms would be 40,000 a second.
    for (let serial = 2; serial <= 60; serial++) {
      world.change(serial);
      clock.advance(100);
    }
    const told = new Map<string, number>();
    for (const { kind, to, octets } of network.sent.slice(before)) {
      const label = `${to} ${Buffer.from(octets.subarray(12, 30)).toString('latin1')}`;
      if (kind === 'notify') told.set(label, (told.get(label) ?? 0) + 1);
    }
    expect(told.size).to.equal(4000);
    for (const address of addresses) network.serials.set(address, 60);
    clock.advance(20_000);
    expect(lacking()).to.deep.equal([0, 0, 0, 0]);
  });
});
