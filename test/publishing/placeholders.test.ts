// Names that secondaries would deny: they get a placeholder while they have no records, in zones that somebody follows.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { askImage } from '../../src/reporting/explain/ask-image.ts';
import { foreseeReload } from '../../src/reporting/foresee-reload.ts';
import { printName } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { isPlaceholder } from '../../src/zone/placeholder.ts';
import { findRRset } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';

const checked = { ips: ['192.0.2.1', '2001:db8::1'], health_port: 80 };
const names = {
  '@': checked,
  www: { ...checked, ttl: 7 },
  four: { ips: ['192.0.2.1'], health_port: 80 },
  '*.apps': checked,
  half: { ...checked, txt: ['v=1'] },
  above: checked,
  'a.above': ['192.0.2.9'],
  outer: checked,
  'inner.outer': checked,
  host: { alias: 'backend.elsewhere.test' },
  '_only._tcp': { srv: [{ target: 'www', port: 1 }] },
  sub: { records: { NS: 'ns.sub' } },
  'ns.sub': checked,
  moved: { records: { DNAME: 'elsewhere.test.' } },
};
const transfer = '{"allow": ["192.0.2.54"]}';
const given = { 'zone-resolutions': JSON.stringify(names), 'alias-zones': 'alias.test', ttl: '20' };
const placeholder = 'no healthy address';

describe('a placeholder', () => {
  const followed = configOf({ ...given, transfer });
  let isUp: boolean;
  let snapshot: Snapshot;
  let publisher: Publisher;
  const decider = deciderBy(() => isUp);

  function publish(config: typeof followed): void {
    snapshot = new Snapshot();
    publisher = new Publisher(snapshot, { clock: new FakeClock(), decider });
    void publisher.publishAll(groupsOf(config));
  }

  beforeEach(() => {
    isUp = false;
  });

  function changeTo(up: boolean): void {
    isUp = up;
    void publisher.publish({ targets: followed.resolutions.flatMap(targetsOf) });
  }

  const names = () =>
    publisher.zones.flatMap(({ nodes }) =>
      [...nodes.names()].filter((name) => nodes.get(name)?.some(isPlaceholder)).map(printName),
    );

  it('stands at every name that would be denied, in each zone', () => {
    publish(followed);
    const expected = ['www', 'four', '*.apps', 'above', 'outer', 'inner.outer', 'host', '_only._tcp'];
    expect(names()).to.have.members(
      expected.flatMap((name) => [`${name}.example.test.`, `${name}.alias.test.`]),
    );
    for (const zone of publisher.zones)
      for (const name of zone.occluded.names())
        expect(zone.occluded.get(name)?.some(isPlaceholder), printName(name)).to.equal(false);
  });

  it('comes and goes with verdicts, under new serials', () => {
    publish(followed);
    const serials = [publisher.serial];
    changeTo(true);
    serials.push(publisher.serial);
    expect(names()).to.deep.equal(['host.example.test.', 'host.alias.test.']);
    changeTo(false);
    serials.push(publisher.serial);
    expect(names()).to.have.length(16);
    expect(new Set(serials).size).to.equal(3);
  });

  it('has the TTL of addresses, and is answered to whoever asks for it', () => {
    publish(followed);
    const { code, answer } = askImage(snapshot.image, nameOf('www.example.test'), RecordType.TXT);
    expect([code, ...answer]).to.deep.equal(['NOERROR', `www.example.test.\t20\tIN\tTXT\t"${placeholder}"`]);
  });

  it('changes no other answer, and leaves the types missing that were', () => {
    const ask = () =>
      ['www', 'four', 'x.apps', 'half', 'above', 'outer', 'host', '_only._tcp', 'absent'].flatMap((label) =>
        [RecordType.A, RecordType.AAAA, RecordType.SRV, RecordType.MX].map((type) => ({
          ...askImage(snapshot.image, nameOf(`${label}.example.test`), type),
          missing: publisher.zones[0]?.missing.get(nameOf(`${label}.example.test`)),
        })),
      );
    publish(configOf(given));
    expect(names()).to.deep.equal([]);
    const plain = ask();
    publish(followed);
    expect(ask()).to.deep.equal(plain);
  });

  it('comes with a reload that lets others follow, and is no difference to report', () => {
    publish(configOf(given));
    const serial = publisher.serial ?? 0;
    const foreseen = foreseeReload(publisher.groups, groupsOf(followed), decider);
    expect(foreseen.zones).to.deep.equal([]);
    void publisher.publishAll(groupsOf(followed));
    expect(names()).to.have.length(16);
    expect(publisher.serial).to.equal(serial + 1);
  });

  it('moves no serial by a reload where none stands', () => {
    isUp = true;
    const { host: _, ...all } = JSON.parse(given['zone-resolutions']);
    const settings = { ...given, 'zone-resolutions': JSON.stringify(all) };
    publish(configOf(settings));
    const { serial, zones } = publisher;
    const next = configOf({ ...settings, transfer });
    void publisher.publishAll(groupsOf(next));
    expect(publisher.serial).to.equal(serial);
    expect(publisher.zones.map(({ nodes }) => nodes)).to.deep.equal(zones.map(({ nodes }) => nodes));
    expect(publisher.groups[0]?.config.transfer).to.equal(next.transfer);
    changeTo(false);
    expect(names()).to.have.length(14);
  });

  it('does not stand beside what a name has without addresses', () => {
    publish(followed);
    const [zone] = publisher.zones;
    const texts = zone && findRRset(zone, nameOf('half.example.test'), RecordType.TXT);
    expect(texts?.rdatas).to.have.length(1);
    expect(texts && isPlaceholder(texts)).to.equal(false);
  });
});
