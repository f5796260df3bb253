// Which name of the served zones a text refers to, and which node and which parts of the configuration answer for it.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { Publisher } from '../../../src/publishing/publisher.ts';
import type { ZoneGroup } from '../../../src/publishing/zone-group.ts';
import { findNames, ownerOf, partsOf, typesOf } from '../../../src/reporting/explain/find-name.ts';
import { parseOwner, printName, printOwner } from '../../../src/wire/name.ts';
import { configOf, groupsOf } from '../../support/daemon/read-findings.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { deciderBy } from '../../support/worlds/verdicts.ts';

async function groupsFor(zones: Readonly<Record<string, unknown>>): Promise<readonly ZoneGroup[]> {
  const publisher = new Publisher(new Snapshot(), { clock: new FakeClock(), decider: deciderBy(() => true) });
  const configs = Object.entries(zones).map(([zone, names]) =>
    configOf({ 'hosted-zone': zone, 'zone-resolutions': JSON.stringify(names) }),
  );
  await publisher.publishAll(configs.flatMap((config) => groupsOf(config)));
  return publisher.groups;
}

describe('findNames', () => {
  const zones = {
    'example.test': { www: ['192.0.2.1'], api: ['192.0.2.2'] },
    'inner.example.test': { www: ['192.0.2.3'] },
    'other.test': { shop: ['192.0.2.4'] },
  };
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['api', ['api.example.test. in example.test.']],
    ['shop', ['shop.other.test. in other.test.']],
    ['www', ['www.example.test. in example.test.', 'www.inner.example.test. in inner.example.test.']],
    ['www.inner', ['www.inner.example.test. in inner.example.test.']],
    ['absent', []],
    ['www.inner.example.test', ['www.inner.example.test. in inner.example.test.']],
    ['www.example.test.', ['www.example.test. in example.test.']],
    ['absent.other.test', ['absent.other.test. in other.test.']],
    ['www.elsewhere.net.', []],
    ['0/25.shop.other.test', ['0\\04725.shop.other.test. in other.test.']],
    ['a\\.b.other.test.', ['a\\046b.other.test. in other.test.']],
    ['a b', []],
    ['a..b', []],
  ];
  for (const [text, expected] of cases) {
    it(`finds ${expected.join(' and ') || 'nothing'} for "${text}" among several zones`, async () => {
      const found = findNames(text, await groupsFor(zones));
      const printed = found.map(({ name, zone }) => `${printName(name)} in ${printName(zone.apex)}`);
      expect(printed).to.deep.equal(expected);
    });
  }

  it('reads relative names as master files do', async () => {
    const groups = await groupsFor({ '2.0.192.in-addr.arpa': {} });
    const printed = ['0/25', '1.0/25', 'a\\046b', '@'].map((text) =>
      findNames(text, groups).map(({ name }) => printName(name)),
    );
    expect(printed).to.deep.equal([
      ['0\\04725.2.0.192.in-addr.arpa.'],
      ['1.0\\04725.2.0.192.in-addr.arpa.'],
      ['a\\046b.2.0.192.in-addr.arpa.'],
      ['2.0.192.in-addr.arpa.'],
    ]);
  });

  it('takes any relative name for one of the only zone', async () => {
    const [found] = findNames('absent', await groupsFor({ 'example.test': {} }));
    expect(found && printName(found.name)).to.equal('absent.example.test.');
  });
});

describe('ownerOf', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['www', 'www'],
    ['x.wild', '*.wild'],
    ['a.b.wild', '*.wild'],
    ['absent', undefined],
  ];
  for (const [text, expected] of cases) {
    it(`is ${expected ?? 'nothing'} for "${text}"`, async () => {
      const [found] = findNames(
        text,
        await groupsFor({ 'example.test': { www: ['192.0.2.1'], '*.wild': ['192.0.2.2'] } }),
      );
      const owner = found && ownerOf(found.name, found.zone);
      expect(owner && printOwner(owner)).to.equal(expected);
    });
  }
});

describe('typesOf', () => {
  const { content } = configOf({
    'zone-resolutions': JSON.stringify({
      v4: ['192.0.2.1'],
      both: { ips: ['192.0.2.1'], when_all_down: ['2001:db8::1'], health_port: 80 },
      note: { txt: ['hello'] },
      alias: { records: { CNAME: 'both' } },
      '_http._tcp': { srv: [{ target: 'v4', port: 80 }] },
    }),
  });
  const cases: readonly (readonly [string, readonly number[], readonly string[]])[] = [
    ['v4', [1], ['v4']],
    ['both', [1, 28], ['both']],
    ['note', [16], []],
    ['alias', [1, 28], []],
    ['_http._tcp', [33], ['v4']],
    ['absent', [1], []],
  ];
  for (const [text, types, labels] of cases) {
    it(`is ${types.join(' and ')} for "${text}", decided by ${labels.join(' ') || 'no name'}`, () => {
      if (content === undefined) throw new Error('there is a zone');
      const owner = parseOwner(text);
      const parts = partsOf(owner.ok ? owner.value : undefined, content);
      expect(typesOf(parts)).to.deep.equal(types);
      expect(parts.resolutions.map(({ label }) => label)).to.deep.equal(labels);
    });
  }
});
