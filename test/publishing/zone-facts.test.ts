// Which names a verdict affects, and the records they then have, zone by zone.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { tcpTarget } from '../../src/health/target.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { ZoneFacts } from '../../src/publishing/zone-facts.ts';
import { askImage } from '../../src/reporting/explain/ask-image.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { labelsOf, printName, type RelativeName } from '../../src/wire/name.ts';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { printRecordType, RecordType } from '../../src/wire/protocol.ts';
import { findRRset } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { configOf as reloadableConfigOf } from '../support/daemon/start-reloadable-daemon.ts';
import { nameOf, ownerOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { decideBy, deciderBy } from '../support/worlds/verdicts.ts';

const names = {
  a1: { ips: ['192.0.2.1', '2001:db8::1'], health_port: 80 },
  a2: { ips: ['192.0.2.2'], health_port: 80 },
  static: ['192.0.2.9'],
  '_http._tcp': {
    srv: [
      { target: 'a1', port: 8080, priority: 1, weight: 10 },
      { target: 'a2', port: 8080, priority: 2, weight: 20 },
      { target: 'static', port: 8080, priority: 3 },
      { target: 'other.test.', port: 8080, priority: 4 },
    ],
    txt: ['v=1'],
  },
  '_only._tcp': { srv: [{ target: 'a2', port: 1 }] },
  web: { ips: ['192.0.2.1'], health_port: 80, service: { name: '_http._tcp', port: 8080 } },
};
const config = configOf({ 'zone-resolutions': JSON.stringify(names), ttl: '20' });
const facts = new ZoneFacts({ content: config, timing: config.timing });
const target = (text: string) => {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(text);
  return tcpTarget(address, 80);
};
const show = (owners: Iterable<RelativeName>) => [...owners].map((owner) => labelsOf(owner).join('.')).sort();

/** `ttl TYPE data` of each record at the owner in the zone. */
function recordsAt(owner: string, zone: string, up: readonly string[]): string[] {
  const decide = decideBy(({ address }) => up.includes(address.text));
  const node =
    facts
      .contentOf(new Set([ownerOf(owner)]), decide)
      .recordsIn(nameOf(zone))
      .get(ownerOf(owner)) ?? [];
  return node.flatMap(({ type, ttlSeconds, rdatas }) =>
    rdatas.map((rdata) => `${ttlSeconds} ${printRecordType(type)} ${printRdata(type, rdata)}`),
  );
}

describe('ZoneFacts', () => {
  it('knows every name, including services and the hosts made for them', () => {
    expect(show(facts.owners)).to.deep.equal(
      [...Object.keys(names), 'ip-192-0-2-1.web', '_http._tcp.web'].sort(),
    );
  });

  it('finds the names that use a target, and the services at these names', () => {
    expect(show(facts.ownersUsing([target('192.0.2.1')]))).to.deep.equal(
      ['_http._tcp', '_http._tcp.web', 'a1', 'ip-192-0-2-1.web', 'web'].sort(),
    );
    const both = facts.ownersUsing([target('192.0.2.2'), target('2001:db8::1')]);
    expect(show(both)).to.deep.equal(['_http._tcp', '_only._tcp', 'a1', 'a2'].sort());
    expect(show(facts.servicesAmong(both))).to.deep.equal(['_http._tcp', '_only._tcp']);
    expect(show(facts.ownersUsing([target('192.0.2.9')]))).to.deep.equal([]);
  });

  it('lists configured names as the users of a target, not hosts made for a service', () => {
    expect(facts.usersOf(target('192.0.2.1')).map(({ label }) => label)).to.deep.equal(['a1', 'web']);
  });

  it('has SRV records for hosts with an address of either family, static hosts and hosts elsewhere', () => {
    const rest = ['20 SRV 3 1 8080 static.example.test.', '20 SRV 4 1 8080 other.test.'];
    const first = '20 SRV 1 10 8080 a1.example.test.';
    const second = '20 SRV 2 20 8080 a2.example.test.';
    const services = (...up: string[]) => recordsAt('_http._tcp', 'example.test', up);
    expect(services()).to.deep.equal(['20 TXT "v=1"', ...rest]);
    expect(services('192.0.2.1')).to.deep.equal(['20 TXT "v=1"', first, ...rest]);
    expect(services('2001:db8::1')).to.deep.equal(['20 TXT "v=1"', first, ...rest]);
    expect(services('192.0.2.1', '192.0.2.2')).to.deep.equal(['20 TXT "v=1"', first, second, ...rest]);
  });

  it("keeps a service's name, without SRV records, when no host has an address", () => {
    const { recordsIn } = facts.contentOf(
      new Set([ownerOf('_only._tcp')]),
      decideBy(() => false),
    );
    expect([...recordsIn(nameOf('example.test'))]).to.deep.equal([[ownerOf('_only._tcp'), []]]);
  });

  const missing: Readonly<
    Record<string, readonly [owner: string, up: readonly string[], types: readonly number[]]>
  > = {
    'nothing where every family has an address': ['a1', ['192.0.2.1', '2001:db8::1'], []],
    'the family whose address is down': ['a1', ['192.0.2.1'], [28]],
    'both families, where all is down': ['a1', [], [1, 28]],
    'no family that nobody configured': ['a2', [], [1]],
    'nothing where addresses are static': ['static', [], []],
    'places that have no host left': ['_only._tcp', [], [33]],
    'no places while one is left': ['_http._tcp', [], []],
    'the address that a host was made for': ['ip-192-0-2-1.web', [], [1]],
    'the places at such a host': ['_http._tcp.web', [], [33]],
  };
  for (const [what, [owner, up, types]] of Object.entries(missing)) {
    it(`misses ${what}`, () => {
      const decide = decideBy(({ address }) => up.includes(address.text));
      const { missing } = facts.contentOf(new Set([ownerOf(owner)]), decide);
      expect(missing.get(ownerOf(owner)) ?? []).to.deep.equal(types);
    });
  }

  it('names the hosts of each zone as they are called there', () => {
    expect(recordsAt('_only._tcp', 'alias.test', ['192.0.2.2'])).to.deep.equal([
      '20 SRV 0 1 1 a2.alias.test.',
    ]);
    expect(recordsAt('_http._tcp.web', 'alias.test', ['192.0.2.1'])).to.deep.equal([
      '20 SRV 0 1 8080 ip-192-0-2-1.web.alias.test.',
    ]);
  });

  it('changes hints with the health of the target, and counts such records as users of its addresses', async () => {
    const names = {
      a1: { ips: ['192.0.2.1'], health_port: 80 },
      www: { https: { priority: 1, target: 'a1', hints: 'healthy' } },
    };
    const config = reloadableConfigOf({ aliases: ['alias.test'], names });
    const snapshot = new Snapshot();
    let isUp = true;
    const publisher = new Publisher(snapshot, { clock: new FakeClock(), decider: deciderBy(() => isUp) });
    await publisher.publishAll(groupsOf(config));
    const hints = () =>
      publisher.zones.map((zone) =>
        (findRRset(zone, nameOf(`www.${printName(zone.apex)}`), RecordType.HTTPS)?.rdatas ?? []).map(
          (rdata) => rdata.endsWith('\0\x04\0\x04\xc0\0\x02\x01'),
        ),
      );
    expect(hints()).to.deep.equal([[true], [true]]);
    isUp = false;
    await publisher.publish({ targets: [target('192.0.2.1')] });
    expect(hints()).to.deep.equal([[false], [false]]);
  });

  const hosts = ['a1', 'a1.example.test.', 'a1.alias.test.'];
  for (const target of hosts) {
    it(`leaves no stale address in the answers of a service at ${target}`, async () => {
      const names = {
        a1: { ips: ['192.0.2.1'], health_port: 80 },
        '_http._tcp': {
          srv: [
            { target, port: 80 },
            { target: 'a.elsewhere.test.', port: 80 },
          ],
        },
      };
      const snapshot = new Snapshot();
      let isUp = true;
      const publisher = new Publisher(snapshot, { clock: new FakeClock(), decider: deciderBy(() => isUp) });
      await publisher.publishAll(groupsOf(reloadableConfigOf({ aliases: ['alias.test'], names })));
      const carried = () =>
        ['example.test', 'alias.test'].flatMap(
          (zone) => askImage(snapshot.image, nameOf(`_http._tcp.${zone}`), RecordType.SRV).additional,
        );
      expect(carried()).to.not.deep.equal([]);
      isUp = false;
      await publisher.publish({ names: ({ label }) => label === 'a1' });
      expect(carried()).to.deep.equal([]);
    });
  }
});
