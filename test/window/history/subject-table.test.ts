// Slots, and whose they are.

import { expect } from 'chai';
import { type Subject, subjectsMax } from '../../../src/window/history/shelves.ts';
import {
  checkSubjectTable,
  printSubjectTable,
  SubjectTable,
} from '../../../src/window/history/subject-table.ts';

const origin = '0123456789abcdef0123456789abcdef';
const day = 86_400;

function target(key: string): Subject {
  return { kind: 'target', key };
}

function reread(table: SubjectTable): SubjectTable | undefined {
  return checkSubjectTable(JSON.parse(printSubjectTable(table)));
}

describe('subject table', () => {
  it('gives a subject the same slot each time, also after it was away', () => {
    const table = new SubjectTable(origin);
    const first = table.hold(target('tcp 192.0.2.1:80'), 1000);
    table.hold(target('tcp 192.0.2.2:80'), 1000);
    table.letGo(target('tcp 192.0.2.1:80'), 2000);
    expect(table.hold(target('tcp 192.0.2.1:80'), 3000)).to.equal(first);
    expect(first?.goneSeconds).to.equal(undefined);
  });

  it('counts the slots of targets and names apart', () => {
    const table = new SubjectTable(origin);
    expect(table.hold(target('a'), 1)?.slot).to.equal(0);
    expect(table.hold({ kind: 'name', key: 'a' }, 1)?.slot).to.equal(0);
  });

  it('gives a slot back after 90 days, and says since when it is the next one’s', () => {
    const table = new SubjectTable(origin);
    table.hold(target('a'), 1000);
    table.letGo(target('a'), 1000);
    table.expire(1000 + 89 * day);
    expect(table.hold(target('b'), 1000 + 89 * day)).to.include({ slot: 1, sinceSeconds: 0 });
    table.expire(1000 + 90 * day);
    expect(table.find(target('a'))).to.equal(undefined);
    expect(table.hold(target('c'), 1000 + 90 * day)).to.include({ slot: 0, sinceSeconds: 1000 + 90 * day });
  });

  it('takes the slots of those that went first when there is no other', () => {
    const table = new SubjectTable(origin);
    for (let number = 0; number < subjectsMax; number++) table.hold(target(`t${number}`), 1);
    expect(table.hold(target('one more'), 2)).to.equal(undefined);
    table.letGo(target('t7'), 3);
    table.letGo(target('t5'), 4);
    expect(table.hold(target('one more'), 5)?.slot).to.equal(7);
    expect(table.find(target('t5'))?.slot).to.equal(5);
  });

  it('does not hide one that came while the clock was ahead', () => {
    const table = new SubjectTable(origin, [], { target: 1, name: 0 });
    const held = table.hold({ kind: 'target', key: 'a' }, 9000);
    table.letGo({ kind: 'target', key: 'a' }, 9100);
    table.isChanged = false;
    table.dateBack(500);
    expect([held?.sinceSeconds, held?.goneSeconds, table.isChanged]).to.deep.equal([500, 500, true]);
  });

  it('is read as it was written', () => {
    const table = new SubjectTable(origin);
    for (const key of ['a', 'b', 'c']) table.hold(target(key), 1000);
    table.letGo(target('b'), 2000);
    table.letGo(target('c'), 1500);
    table.expire(1500 + 90 * day);
    const read = reread(table);
    expect([...(read?.holdings ?? [])]).to.deep.equal([...table.holdings]);
    expect(read?.isChanged).to.equal(false);
    // The slot of c has been another's, though nobody has a higher one.
    expect(read?.hold(target('d'), 9e8)).to.include({ slot: 2, sinceSeconds: 9e8 });
  });

  it('tells long keys apart, and finds them after a restart', () => {
    const table = new SubjectTable(origin);
    const [one, other] = [target(`${'x'.repeat(400)}1`), target(`${'x'.repeat(400)}2`)];
    expect(table.hold(one, 1)?.slot).to.equal(0);
    expect(table.hold(other, 1)?.slot).to.equal(1);
    expect(reread(table)?.find(other)?.slot).to.equal(1);
  });

  const good = {
    format: 1,
    origin,
    used: { target: 2, name: 1 },
    subjects: [
      ['target', 0, 0, 0, 'a'],
      ['target', 1, 5, 9, 'b'],
      ['name', 0, 0, 0, 'a'],
    ],
  };

  it('is believed when every part of it is good', () => {
    expect(checkSubjectTable(good)).to.not.equal(undefined);
  });

  const bad: readonly [string, unknown][] = [
    ['no object', []],
    ['another format', { ...good, format: 2 }],
    ['no origin', { ...good, origin: undefined }],
    ['an origin of other characters', { ...good, origin: 'x'.repeat(32) }],
    ['no list', { ...good, subjects: {} }],
    ['no count of slots', { ...good, used: undefined }],
    ['fewer slots than are held', { ...good, used: { target: 1, name: 1 } }],
    [
      'a slot twice',
      {
        ...good,
        subjects: [
          ['target', 0, 0, 0, 'a'],
          ['target', 0, 0, 0, 'b'],
        ],
      },
    ],
    [
      'a subject twice',
      {
        ...good,
        subjects: [
          ['target', 0, 0, 0, 'a'],
          ['target', 1, 0, 0, 'a'],
        ],
      },
    ],
    ['a slot beyond all', { ...good, used: { target: 10_001, name: 1 } }],
    ['a negative slot', { ...good, subjects: [['target', -1, 0, 0, 'a']] }],
    ['another kind', { ...good, subjects: [['zone', 0, 0, 0, 'a']] }],
    ['no key', { ...good, subjects: [['target', 0, 0, 0, '']] }],
    ['a key beyond all', { ...good, subjects: [['target', 0, 0, 0, 'x'.repeat(301)]] }],
    ['a time that is none', { ...good, subjects: [['target', 0, 'yesterday', 0, 'a']] }],
    ['a subject of another length', { ...good, subjects: [['target', 0, 0, 'a']] }],
  ];
  for (const [what, value] of bad)
    it(`is not believed with ${what}`, () => {
      expect(checkSubjectTable(value)).to.equal(undefined);
    });
});
