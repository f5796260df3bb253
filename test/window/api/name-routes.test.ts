// `/v1/names` and `/v1/targets`: which are listed, in which order, and what is said of one.

import { expect } from 'chai';
import {
  readNameDetail,
  readNameList,
  readTargetDetail,
  readTargetList,
} from '../../../src/control/protocol/lists.ts';
import { ProbeLedger } from '../../../src/health/watching/probe-ledger.ts';
import { makeName, makeTarget } from '../../support/worlds/window-facts.ts';
import { openWindowWorld, type WindowWorld } from '../../support/worlds/window-world.ts';

const names = [
  makeName({ name: 'well.zone.test.', label: 'well' }),
  makeName({ name: 'static.zone.test.', label: 'static', isChecked: false, targets: [] }),
  makeName({ name: 'partial.zone.test.', label: 'partial', candidates: 2 }),
  makeName({ name: 'backup.zone.test.', label: 'backup', role: 'backups', healthy: 0 }),
  makeName({ name: 'policy.zone.test.', label: 'policy', role: 'policy', healthy: 0 }),
  makeName({ name: 'empty.zone.test.', label: 'empty', role: 'nothing', healthy: 0, addresses: [] }),
  makeName({ name: 'www.other.test.', label: 'www', zone: 'other.test.' }),
  makeName({ name: 'www.zone.test.', label: 'www' }),
];

const targets = [
  makeTarget({ key: 'tcp 192.0.2.1:80' }),
  makeTarget({ key: 'tcp 192.0.2.2:80', state: 'down', reason: 'refused', names: ['backup.zone.test.'] }),
  makeTarget({ key: 'tcp 192.0.2.3:80', isFailing: true, reason: 'timeout', names: [] }),
  makeTarget({ key: 'tcp 192.0.2.4:80', override: 'drained', names: [] }),
  makeTarget({ key: 'tcp 192.0.2.5:80', held: { sinceSeconds: 1, untilSeconds: 2 }, names: [] }),
  makeTarget({ key: 'tcp 192.0.2.6:80', state: 'unknown', names: [] }),
];

function filledWorld(): WindowWorld {
  const world = openWindowWorld();
  world.model.apply({ kind: 'shape', names, targets });
  return world;
}

async function list(query: string, of: 'names' | 'targets' = 'names'): Promise<readonly string[]> {
  const reply = (await filledWorld().askJson(`/v1/${of}${query}`)) as Record<
    string,
    Record<string, string>[]
  >;
  return (reply[of] ?? []).map(({ label, key }) => label ?? key?.replace('tcp ', '') ?? '');
}

describe('/v1/names', () => {
  it('lists what is not well first, and names alike by name', async () => {
    expect(await list('')).to.deep.equal([
      'empty',
      'policy',
      'backup',
      'partial',
      'well',
      'www',
      'www',
      'static',
    ]);
    expect(readNameList(await filledWorld().askJson('/v1/names')).ok).to.equal(true);
  });

  const filters: readonly (readonly [string, readonly string[]])[] = [
    ['?state=well', ['well', 'www', 'www', 'static']],
    ['?state=unwell', ['empty', 'policy', 'backup', 'partial']],
    ['?state=nothing', ['empty']],
    ['?state=backups', ['backup']],
    ['?state=policy', ['policy']],
    ['?state=unchecked', ['static']],
    ['?zone=OTHER.test', ['www']],
    ['?zone=nowhere.test', []],
    ['?q=WW', ['www', 'www']],
    ['?q=%F0%9F%98%80', []],
    ['?limit=2', ['empty', 'policy']],
    ['?limit=2&offset=7', ['static']],
    ['?limit=0', []],
    ['?offset=999999999', []],
  ];
  for (const [query, expected] of filters) {
    it(`filters by ${query}`, async () => expect(await list(query)).to.deep.equal(expected));
  }

  it('says how many there are and how many were found', async () => {
    const reply = await filledWorld().askJson('/v1/names?q=www&limit=1&offset=1');
    expect(reply).to.deep.include({ total: 8, found: 2, offset: 1 });
  });

  const bad = ['?state=sick', '?limit=5001', '?limit=-1', '?limit=x', '?offset=1e3', `?q=${'x'.repeat(301)}`];
  for (const query of bad) {
    it(`refuses ${query.slice(0, 20)}`, async () => {
      expect(await filledWorld().askJson(`/v1/names${query}`, 400)).to.have.property('error');
    });
  }

  it('tells of one name by label, full name, or that without its final dot', async () => {
    for (const wanted of ['backup', 'BACKUP', 'backup.zone.test', 'Backup.zone.test.']) {
      const detail = await filledWorld().askJson(`/v1/names/${wanted}`);
      expect(readNameDetail(detail).ok).to.equal(true);
      expect(detail).to.have.nested.property('name.name', 'backup.zone.test.');
    }
  });

  it('says which names a label may mean', async () => {
    expect(await filledWorld().askJson('/v1/names/www', 409)).to.deep.equal({
      error: '"www" may be any of www.other.test., www.zone.test.: give the whole name',
      names: ['www.other.test.', 'www.zone.test.'],
    });
  });

  it('suggests a name where there is none', async () => {
    expect(await filledWorld().askJson('/v1/names/backupp', 404)).to.deep.equal({
      error: 'there is no name "backupp"; did you mean "backup"?',
    });
    await filledWorld().askJson('/v1/names/%00%ff', 404);
  });
});

describe('/v1/targets', () => {
  it('lists what is down, held, failing, not known and overruled first', async () => {
    expect(await list('', 'targets')).to.deep.equal(
      ['2', '5', '3', '6', '4', '1'].map((octet) => `192.0.2.${octet}:80`),
    );
    expect(readTargetList(await filledWorld().askJson('/v1/targets')).ok).to.equal(true);
  });

  const filters: readonly (readonly [string, string])[] = [
    ['?state=down', '2'],
    ['?state=failing', '3'],
    ['?state=overridden', '4'],
    ['?state=held', '5'],
    ['?state=unknown', '6'],
    ['?state=well', '1'],
    ['?q=backup.zone', '2'],
    ['?q=2.6:80', '6'],
  ];
  for (const [query, octet] of filters) {
    it(`filters by ${query}`, async () =>
      expect(await list(query, 'targets')).to.deep.equal([`192.0.2.${octet}:80`]));
  }

  it('tells of one target its names and what its probes came to', async () => {
    const world = openWindowWorld();
    const ledger = new ProbeLedger();
    const place = ledger.give();
    ledger.countSuccess(place, 1.004, 1);
    ledger.countSuccess(place, 3, 1);
    ledger.countFailure(place);
    const [first] = targets;
    world.model.apply({
      kind: 'shape',
      names,
      targets: [{ ...makeTarget(first), place }],
      ledger: ledger.memory,
    });
    const detail = await world.askJson(`/v1/targets/${encodeURIComponent('tcp 192.0.2.1:80')}`);
    expect(readTargetDetail(detail).ok).to.equal(true);
    expect(detail).to.have.deep.nested.property('target.probes', {
      successes: 2,
      failures: 1,
      lastMs: 3,
      meanMs: 2,
    });
    expect(detail).to.have.nested.property('names[0].label', 'www');
    expect(detail).to.not.have.nested.property('target.place');
    await world.askJson('/v1/targets/nothing', 404);
  });
});
