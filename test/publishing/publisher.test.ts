// When a change makes a new serial, in which zones, and how much work it causes.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { decide } from '../../src/health/deciding/decide.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Verdict } from '../../src/health/step-state.ts';
import type { Target } from '../../src/health/target.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { findRRset } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';

const many = Array.from({ length: 200 }, (_, i) => `10.0.0.${i}`);
const names = {
  www: { ips: ['192.0.2.1', '192.0.2.2', '2001:db8::1'], health_port: 80 },
  shared: { ips: ['192.0.2.1'], health_port: 80 },
  other: { ips: ['192.0.2.1'], health_port: 81 },
  static: ['192.0.2.9'],
  many: { ips: many, health_port: 80 },
};

function setUp() {
  const config = configOf({ 'zone-resolutions': JSON.stringify(names), 'alias-zones': '["alias.test"]' });
  const clock = new FakeClock();
  const snapshot = new Snapshot();
  const up = new Set<string>();
  const asked: string[] = [];
  const verdictOf = ({ key }: Target): Verdict => {
    asked.push(key);
    return up.has(key) ? 'up' : 'down';
  };
  const publisher = new Publisher(snapshot, { clock, decider: new Decider({ probed: verdictOf }) });
  const target = (key: string) => {
    const found = config.resolutions.flatMap(targetsOf).find((one) => one.key === key);
    if (found === undefined) throw new Error(key);
    return found;
  };
  const addressCount = (name: string, type: number = RecordType.A) =>
    publisher.zones.map(
      (zone) =>
        findRRset(zone, nameOf(`${name}.${zone === publisher.zones[0] ? 'example' : 'alias'}.test`), type)
          ?.rdatas.length ?? 0,
    );
  return { config, clock, snapshot, publisher, up, asked, verdictOf, target, addressCount };
}

describe('Publisher', () => {
  it('publishes the hosted zone and its aliases with the same records and serial', () => {
    const { config, publisher, clock, addressCount } = setUp();
    void publisher.publishAll(groupsOf(config));
    expect(publisher.zones.map(({ apex }) => apex)).to.deep.equal([
      nameOf('example.test'),
      nameOf('alias.test'),
    ]);
    expect(publisher.zones.map(({ serial }) => serial)).to.deep.equal([clock.wall, clock.wall]);
    expect(addressCount('static')).to.deep.equal([1, 1]);
    expect(addressCount('www')).to.deep.equal([0, 0]);
  });

  it('publishes a change in every zone under one new serial', () => {
    const { config, publisher, up, target, clock, addressCount } = setUp();
    void publisher.publishAll(groupsOf(config));
    up.add('tcp 192.0.2.1:80');
    void publisher.publish({ targets: [target('tcp 192.0.2.1:80')] });
    expect(publisher.zones.map(({ serial }) => serial)).to.deep.equal([clock.wall + 1, clock.wall + 1]);
    expect(addressCount('www')).to.deep.equal([1, 1]);
    expect(addressCount('shared')).to.deep.equal([1, 1]);
    // The same address behind another port is another target.
    expect(addressCount('other')).to.deep.equal([0, 0]);
  });

  it('keeps zones, serial and image when no answer changed', () => {
    const { config, publisher, snapshot, target } = setUp();
    void publisher.publishAll(groupsOf(config));
    const before = { zones: publisher.zones, image: snapshot.image };
    void publisher.publish({ targets: [target('tcp 192.0.2.1:80')] });
    void publisher.publish({ targets: [] });
    expect(publisher.zones).to.equal(before.zones);
    expect(snapshot.image).to.equal(before.image);
  });

  it('derives serials from the clock, and never goes back with it', () => {
    const { config, publisher, up, target, clock } = setUp();
    const serials = [];
    void publisher.publishAll(groupsOf(config));
    const one = target('tcp 192.0.2.1:81');
    for (const wall of [clock.wall, clock.wall, clock.wall + 100, clock.wall - 5000, clock.wall + 101]) {
      clock.wall = wall;
      if (!up.delete(one.key)) up.add(one.key);
      void publisher.publish({ targets: [one] });
      serials.push(publisher.zones[0]?.serial);
    }
    const start = 1_700_000_000;
    expect(serials).to.deep.equal([start + 1, start + 2, start + 100, start + 101, start + 102]);
  });

  it('knows which names use a target', () => {
    const { config, publisher, target } = setUp();
    void publisher.publishAll(groupsOf(config));
    const labels = (key: string) => publisher.usersOf(target(key)).map(({ label }) => label);
    expect(labels('tcp 192.0.2.1:80')).to.deep.equal(['www', 'shared']);
    expect(labels('tcp 192.0.2.1:81')).to.deep.equal(['other']);
  });

  it('decides a name once per change, however many of its targets changed', () => {
    const { config, publisher, up, asked, target } = setUp();
    void publisher.publishAll(groupsOf(config));
    asked.length = 0;
    const changed = many.map((address) => target(`tcp ${address}:80`));
    for (const { key } of changed) up.add(key);
    void publisher.publish({ targets: changed });
    expect(asked).to.have.length(many.length);
  });

  it('ends up where a fresh start would', () => {
    const { config, publisher, verdictOf, up, target } = setUp();
    void publisher.publishAll(groupsOf(config));
    const steps = [['tcp 192.0.2.1:80', 'tcp [2001:db8::1]:80'], ['tcp 192.0.2.1:80'], ['tcp 10.0.0.7:80']];
    for (const keys of steps) {
      for (const key of keys) if (!up.delete(key)) up.add(key);
      void publisher.publish({ targets: keys.map(target) });
    }
    const fresh = buildZones(config, (user) => decide(user, verdictOf), publisher.zones[0]?.serial ?? 0);
    for (const [index, zone] of publisher.zones.entries()) {
      for (const name of zone.nodes.names()) {
        expect(zone.nodes.get(name)).to.deep.equal(fresh[index]?.nodes.get(name));
      }
    }
  });
});
