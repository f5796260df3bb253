// Names that come and go, random and of every shape: the zones are those that are built anew, and the image answers by the
// reference, whatever became of it meanwhile.

import { expect } from 'chai';
import { findLinkOf, findWildcardLink, proofOf } from '../../src/answers/find-link.ts';
import { findSlotOf, findZone } from '../../src/answers/find-node.ts';
import type { Image } from '../../src/answers/image.ts';
import { ZoneRecord } from '../../src/answers/image-layout.ts';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { printFinding } from '../../src/config/findings/finding.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { LoadedZone } from '../../src/publishing/loaded-zone.ts';
import { delegateChildren } from '../../src/publishing/loading/delegate-children.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { ZoneGroup } from '../../src/publishing/zone-group.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';
import { type Name, prependLabel, printName, type RelativeName, sortNames } from '../../src/wire/name.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { addressRdata, cnameRdata, joinRdata, srvRdata, txtRdata } from '../../src/wire/rdata.ts';
import { makeRRset, type RRset } from '../../src/wire/rrset.ts';
import type { Zone, ZoneNode } from '../../src/zone/zone.ts';
import { allTypesAsked, compareAnswers } from '../support/dns/compare-answers.ts';
import { compareSignedAnswers } from '../support/dns/compare-signed-answers.ts';
import { nameOf, ownerOf } from '../support/dns/make-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';

const zones = {
  'example.test': {
    aliases: ['alias.test'],
    names: {
      '@': ['192.0.2.1'],
      www: { ips: ['192.0.2.2', '2001:db8::2'], health_port: 80 },
      'a.deep.name': ['192.0.2.3'],
      '*.wild': ['192.0.2.4'],
      mail: { records: { MX: '10 home' } },
      out: { records: { NS: 'ns.out' } },
      'ns.out': { records: { A: '192.0.2.5' } },
      moved: { records: { DNAME: 'name' } },
      old: { records: { CNAME: 'x.name' } },
    },
  },
  'inner.example.test': { names: { www: ['192.0.2.6'], ns1: ['192.0.2.7'] }, ns: ['ns1'] },
};

/** At, above, below and beside each other and what is configured, claimed or not. */
const owners = [
  ...['home', 'x.home', 'y.x.home', '*.home', 'name', 'x.name', 'deep.name', 'z.a.deep.name', '*', '*.name'],
  ...['wild', 'x.wild', '*.x.wild', 'zzz', '0', 'x.www', '*.www', 'x.out', 'x.moved', 'x.inner', 'b.c.d.e'],
  ...['*.c.d.e', 'mailer', 'x.mail', '@'],
].map(ownerOf);

function load(kind: 'nsec' | 'nsec3' | undefined): readonly LoadedZone[] {
  const config = readConfig({ ns: '["ns.elsewhere.test"]', zones: JSON.stringify(zones) }, {});
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  return delegateChildren(
    config.value.zones.map(({ content, timing }): LoadedZone => {
      return { content, timing, ...(kind && { signing: settingsOf(kind) }) };
    }),
  ).zones;
}

function randomNode(random: SeededRandom): ZoneNode {
  const host = random.pick(['home', 'www', 'x.name', 'absent']);
  const target = nameOf(`${host}.example.test`);
  if (random.chance(0.2)) return [makeRRset(RecordType.CNAME, 60, [cnameRdata(target)])];
  const address = parseIpAddress(`192.0.2.${100 + random.below(100)}`);
  if (address === undefined) throw new Error('an address');
  const rrsets: RRset[] = [
    makeRRset(RecordType.A, 60, [addressRdata(address)]),
    makeRRset(RecordType.TXT, 60 + random.below(3), [txtRdata(['text' as never])]),
    makeRRset(RecordType.MX, 60, [joinRdata('\x00\x0a' as never, target)]),
    makeRRset(RecordType.SRV, 60, [srvRdata({ priority: 1, weight: 1, port: 1, target })]),
  ];
  const some = rrsets.filter(() => random.chance(0.4));
  return some.length === 0 ? rrsets.slice(0, 1) : some;
}

function shapeOf({ nodes, emptyNonTerminals, carriers, missing, occluded, security, cuts }: Zone) {
  const names = sortNames(nodes.names());
  const withoutSoa = (name: Name) => (nodes.get(name) ?? []).filter(({ type }) => type !== RecordType.SOA);
  const sorted = (rrsets: readonly RRset[]) => [...rrsets].sort((a, b) => a.type - b.type);
  const known = [...carriers].filter(([, carried]) => carried.length > 0);
  return {
    size: nodes.size,
    nodes: names.map((name) => [printName(name), sorted(withoutSoa(name)), missing.get(name) ?? []]),
    empty: sortNames(emptyNonTerminals),
    carriers: new Map(known.map(([host, names]) => [host, names === 'crowded' ? names : sortNames(names)])),
    occluded: sortNames(occluded.names()),
    cuts: sortNames(cuts),
    signed: security && {
      size: security.nodes.size,
      order: security.order,
      nodes: names.map((name) => {
        const node = security.nodes.get(name);
        return [node?.denial?.owner, node?.denial?.rrset, [...(node?.signatures.keys() ?? [])].sort()];
      }),
    },
  };
}

function questionsOf(served: readonly Zone[]): Name[] {
  const names = served.flatMap(({ nodes }) => [...nodes.names()]);
  const absent = names.flatMap((name) => ['*', '0', 'zz'].map((label) => prependLabel(label, name)));
  const others = owners.map((owner) => (owner + nameOf('example.test')) as Name);
  return [...new Set([...names, ...absent, ...others])];
}

/** Each name's links are what a search for it finds, and each proof is its own. */
function checkLinks(image: Image, { apex, nodes, security }: Zone): void {
  if (security === undefined) return;
  const zoneAt = findZone(image, apex);
  const chainAt = image.word(zoneAt + ZoneRecord.chainAt);
  expect(image.linkCountOf(chainAt)).to.equal(security.order?.length);
  for (const name of nodes.names()) {
    const nodeAt = image.nodeIn(findSlotOf(image, zoneAt, name));
    const link = findLinkOf(image, chainAt, apex, name);
    expect(image.linkOf(nodeAt), printName(name)).to.equal(link);
    expect(image.wildcardLinkOf(nodeAt)).to.equal(findWildcardLink(image, chainAt, apex, name));
    if (security.nodes.get(name)?.denial === undefined) continue;
    expect(security.order?.[link]).to.equal(name);
    expect(proofOf(image, chainAt, link)).to.equal(image.proofOf(nodeAt));
  }
}

describe(`names that come and go (TEST_SEED=${testSeed})`, () => {
  const random = createSeededRandom();
  const clock = new FakeClock();

  for (const kind of [undefined, 'nsec', 'nsec3'] as const) {
    it(`leave zones as they are built anew, and answers that are true, ${kind ?? 'unsigned'}`, async () => {
      const configs = load(kind);
      const snapshot = new Snapshot();
      const decider = deciderBy(() => true);
      const publisher = new Publisher(snapshot, { clock, decider });
      await publisher.publishAll(configs);
      const apex = nameOf('example.test');
      let updated: ReadonlyMap<RelativeName, ZoneNode> = new Map();
      const images = new Set([snapshot.image]);
      for (let round = 0; round < 40; round++) {
        const next = new Map(updated);
        for (let left = 1 + random.below(4); left > 0; left--) {
          const owner = random.pick(owners);
          if (random.chance(0.5)) next.delete(owner);
          else next.set(owner, randomNode(random));
        }
        updated = next;
        await publisher.update(new Map([[apex, updated]]));
        images.add(snapshot.image);
        const { zones: served } = publisher;
        const before = {
          group: undefined,
          serial: 1,
          zones: new Map(served.map((zone) => [zone.apex, zone])),
        };
        const built = await Promise.all(
          configs.map((config) => {
            const more = config.content.hostedZone === apex ? { updated } : {};
            return ZoneGroup.build(config, { ...before, ...more }, decider.decide, clock.wallSeconds());
          }),
        );
        expect(served.map(shapeOf)).to.deep.equal(built.flatMap((group) => group.zones).map(shapeOf));
        const questions = questionsOf(served).filter(() => random.chance(0.04));
        for (const zone of served) checkLinks(snapshot.image, zone);
        if (kind === undefined)
          compareAnswers(snapshot.image, served, questions, random, undefined, allTypesAsked);
        else
          compareSignedAnswers(snapshot.image, served, questions, clock.wallSeconds(), random, allTypesAsked);
        if (random.chance(0.1)) snapshot.tidy();
      }
      expect(images.size).to.be.above(15);
    });
  }

  it('take up no more of the index than there is need for, one after the other', async () => {
    const snapshot = new Snapshot();
    const publisher = new Publisher(snapshot, { clock, decider: deciderBy(() => true) });
    await publisher.publishAll(load('nsec'));
    const apex = nameOf('example.test');
    const records = Array.from({ length: 150 }, (_, i) => [ownerOf(`n${i}`), randomNode(random)] as const);
    const slots = () => snapshot.image.indexMask + 1;
    const publish = async (from: number, end: number) => {
      await publisher.update(new Map([[apex, new Map(records.slice(from, end))]]));
      for (const zone of publisher.zones) checkLinks(snapshot.image, zone);
    };
    for (let end = 1; end <= 150; end++) await publish(0, end);
    const grown = slots();
    expect(grown).to.be.within(512, 2048);
    for (let from = 0; from < 150; from++) await publish(Math.max(0, from - 5), from);
    for (let from = 0; from < 150; from++) await publish(from, from + 5);
    expect(slots()).to.be.at.most(grown);
    const asked = questionsOf(publisher.zones).filter(() => random.chance(0.1));
    compareSignedAnswers(snapshot.image, publisher.zones, asked, clock.wallSeconds(), random, allTypesAsked);
  });
});
