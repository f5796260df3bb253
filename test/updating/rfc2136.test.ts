// RFC 2136, section by section: what each message is answered, and what is served after it.

import { expect } from 'chai';
import type { UpdateLines } from '../support/dns/make-update.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { ruleOf, UpdatingWorld } from '../support/worlds/updating-world.ts';

/** Before each of them, `x` has A 192.0.2.10, `t` two TXT records, `c` is a CNAME. */
const before = [
  'x 60 A 192.0.2.10',
  't 60 TXT "one"',
  't 60 TXT "two"',
  'c 60 CNAME x.example.test.',
  'a.deep 60 A 192.0.2.11',
];

interface Case {
  readonly title: string;
  readonly lines: UpdateLines;
  readonly code: string;
  /** What is served then; undefined: no such name. */
  readonly after?: Readonly<Record<string, readonly string[] | undefined>>;
}

const cases: Readonly<Record<string, readonly Case[]>> = {
  '§3.1 zone section': [
    { title: 'refuses a zone that is not ours', lines: { zone: 'other.test.' }, code: 'NOTAUTH' },
    {
      title: 'refuses a name of ours that is no zone',
      lines: { zone: 'www.example.test.' },
      code: 'NOTAUTH',
    },
    { title: 'wants the type SOA', lines: { zoneType: 1 }, code: 'FORMERR' },
    { title: 'has no zone of another class', lines: { zoneClass: 3 }, code: 'NOTAUTH' },
    { title: 'does nothing when nothing is asked', lines: {}, code: 'NOERROR' },
  ],
  '§3.2 prerequisites': [
    { title: 'wants a TTL of 0', lines: { prereq: ['record x 255 255 1 '] }, code: 'FORMERR' },
    { title: 'knows only names of the zone', lines: { prereq: ['yxdomain x.other.test.'] }, code: 'NOTZONE' },
    {
      title: 'wants no data in class ANY',
      lines: { prereq: ['record x 1 255 0 c000020a'] },
      code: 'FORMERR',
    },
    {
      title: 'wants no data in class NONE',
      lines: { prereq: ['record x 1 254 0 c000020a'] },
      code: 'FORMERR',
    },
    { title: 'knows no other class', lines: { prereq: ['record x 1 3 0 '] }, code: 'FORMERR' },
    { title: 'finds a name in use', lines: { prereq: ['yxdomain x'] }, code: 'NOERROR' },
    {
      title: 'finds a name of the configuration in use though all its backends are down',
      lines: { prereq: ['yxdomain www'] },
      code: 'NOERROR',
    },
    { title: 'misses a name', lines: { prereq: ['yxdomain gone'] }, code: 'NXDOMAIN' },
    {
      title: 'takes an empty non-terminal for not in use',
      lines: { prereq: ['yxdomain deep'] },
      code: 'NXDOMAIN',
    },
    {
      title: 'finds the apex in use',
      lines: { prereq: ['yxdomain @', 'yxrrset @ SOA', 'yxrrset @ NS'] },
      code: 'NOERROR',
    },
    { title: 'finds no name', lines: { prereq: ['nxdomain gone', 'nxdomain deep'] }, code: 'NOERROR' },
    { title: 'finds a name that should not be', lines: { prereq: ['nxdomain x'] }, code: 'YXDOMAIN' },
    { title: 'finds a set', lines: { prereq: ['yxrrset x A', 'yxrrset t TXT'] }, code: 'NOERROR' },
    { title: 'misses a set', lines: { prereq: ['yxrrset x AAAA'] }, code: 'NXRRSET' },
    { title: 'finds no set', lines: { prereq: ['nxrrset x AAAA', 'nxrrset gone A'] }, code: 'NOERROR' },
    { title: 'finds a set that should not be', lines: { prereq: ['nxrrset x A'] }, code: 'YXRRSET' },
    {
      title: 'compares whole sets',
      lines: { prereq: ['yxrrset t TXT "two"', 'yxrrset t TXT "one"'] },
      code: 'NOERROR',
    },
    {
      title: 'counts a record twice as once',
      lines: { prereq: ['yxrrset x A 192.0.2.10', 'yxrrset x A 192.0.2.10'] },
      code: 'NOERROR',
    },
    { title: 'misses a record of a set', lines: { prereq: ['yxrrset t TXT "one"'] }, code: 'NXRRSET' },
    {
      title: 'misses a set by its records',
      lines: { prereq: ['yxrrset gone A 192.0.2.10'] },
      code: 'NXRRSET',
    },
    {
      title: 'compares with the configured addresses, healthy or not',
      lines: { prereq: ['yxrrset www A 192.0.2.1', 'yxrrset www A 192.0.2.2'] },
      code: 'NOERROR',
    },
    {
      title: 'judges one after the other',
      lines: { prereq: ['yxdomain gone', 'nxdomain x'] },
      code: 'NXDOMAIN',
    },
    {
      title: 'changes nothing unless all hold',
      lines: { prereq: ['yxdomain x', 'nxrrset x A'], update: ['add y 60 A 192.0.2.20'] },
      code: 'YXRRSET',
      after: { y: undefined },
    },
  ],
  '§3.4.1 prescan': [
    {
      title: 'knows only names of the zone',
      lines: { update: ['add x.other.test. 60 A 192.0.2.20'] },
      code: 'NOTZONE',
    },
    { title: 'adds no ANY', lines: { update: ['record x 255 1 60 '] }, code: 'FORMERR' },
    { title: 'adds no AXFR', lines: { update: ['record x 252 1 60 '] }, code: 'FORMERR' },
    { title: 'adds no OPT', lines: { update: ['record x 41 1 60 '] }, code: 'FORMERR' },
    { title: 'adds no address without octets', lines: { update: ['record x 1 1 60 '] }, code: 'FORMERR' },
    {
      title: 'adds no address of three octets',
      lines: { update: ['record x 1 1 60 c00002'] },
      code: 'FORMERR',
    },
    { title: 'removes sets without a TTL', lines: { update: ['record x 1 255 60 '] }, code: 'FORMERR' },
    { title: 'removes sets without data', lines: { update: ['record x 1 255 0 c000020a'] }, code: 'FORMERR' },
    { title: 'removes no AXFR', lines: { update: ['record x 252 255 0 '] }, code: 'FORMERR' },
    {
      title: 'removes records without a TTL',
      lines: { update: ['record x 1 254 60 c000020a'] },
      code: 'FORMERR',
    },
    { title: 'removes no record of type ANY', lines: { update: ['record x 255 254 0 '] }, code: 'FORMERR' },
    { title: 'knows no other class', lines: { update: ['record x 1 3 60 c000020a'] }, code: 'FORMERR' },
    {
      title: 'looks at everything before it changes anything',
      lines: { update: ['add y 60 A 192.0.2.20', 'add y.other.test. 60 A 192.0.2.20'] },
      code: 'NOTZONE',
      after: { y: undefined },
    },
  ],
  '§3.4.2 changes': [
    {
      title: 'adds a name',
      lines: { update: ['add y 60 A 192.0.2.20'] },
      code: 'NOERROR',
      after: { y: ['60 A 192.0.2.20'] },
    },
    {
      title: 'adds a record to a set',
      lines: { update: ['add x 60 A 192.0.2.20'] },
      code: 'NOERROR',
      after: { x: ['60 A 192.0.2.10', '60 A 192.0.2.20'] },
    },
    {
      title: 'gives a set the TTL of its newest record',
      lines: { update: ['add t 30 TXT "three"'] },
      code: 'NOERROR',
      after: { t: ['30 TXT "one"', '30 TXT "two"', '30 TXT "three"'] },
    },
    {
      title: 'shortens a TTL that is too long',
      lines: { update: ['add y 7200 A 192.0.2.20'] },
      code: 'NOERROR',
      after: { y: ['3600 A 192.0.2.20'] },
    },
    {
      title: 'takes a TTL with its highest bit set for 0',
      lines: { update: ['record y 1 1 4294967295 c0000214'] },
      code: 'NOERROR',
      after: { y: ['0 A 192.0.2.20'] },
    },
    {
      title: 'adds what is there already without a change',
      lines: { update: ['add x 60 A 192.0.2.10'] },
      code: 'NOERROR',
      after: { x: ['60 A 192.0.2.10'] },
    },
    {
      title: 'ignores a CNAME beside other records',
      lines: { update: ['add x 60 CNAME t.example.test.'] },
      code: 'NOERROR',
      after: { x: ['60 A 192.0.2.10'] },
    },
    {
      title: 'ignores other records beside a CNAME',
      lines: { update: ['add c 60 A 192.0.2.20'] },
      code: 'NOERROR',
      after: { c: ['60 CNAME x.example.test.'] },
    },
    {
      title: 'puts a CNAME in place of another',
      lines: { update: ['add c 30 CNAME t.example.test.'] },
      code: 'NOERROR',
      after: { c: ['30 CNAME t.example.test.'] },
    },
    {
      title: 'goes through the changes in order',
      lines: { update: ['del c', 'add c 60 A 192.0.2.20', 'del x A', 'add x 60 CNAME c.example.test.'] },
      code: 'NOERROR',
      after: { c: ['60 A 192.0.2.20'], x: ['60 CNAME c.example.test.'] },
    },
    {
      title: 'removes a record',
      lines: { update: ['del t TXT "one"'] },
      code: 'NOERROR',
      after: { t: ['60 TXT "two"'] },
    },
    { title: 'removes a set', lines: { update: ['del t TXT'] }, code: 'NOERROR', after: { t: undefined } },
    { title: 'removes a name', lines: { update: ['del x'] }, code: 'NOERROR', after: { x: undefined } },
    {
      title: 'removes what is not there',
      lines: { update: ['del gone', 'del gone A', 'del x AAAA', 'del x A 192.0.2.99'] },
      code: 'NOERROR',
      after: { x: ['60 A 192.0.2.10'] },
    },
    {
      title: 'removes the last of the names that made another exist',
      lines: { update: ['del a.deep'] },
      code: 'NOERROR',
      after: { 'a.deep': undefined, deep: undefined },
    },
    {
      title: 'adds and removes the same',
      lines: { update: ['add y 60 A 192.0.2.20', 'del y A 192.0.2.20'] },
      code: 'NOERROR',
      after: { y: undefined },
    },
    {
      title: 'leaves the SOA and NS records when all of the apex goes',
      lines: { update: ['add @ 60 TXT "apex"', 'del @'] },
      code: 'NOERROR',
    },
    {
      title: 'keeps types that it does not know',
      lines: { update: ['record y 65400 1 60 0102', 'record z 65400 1 60 '] },
      code: 'NOERROR',
      after: { y: ['60 TYPE65400 \\# 2 0102'], z: ['60 TYPE65400 \\# 0'] },
    },
    {
      title: 'answers to what the additional section has, that it has no meaning',
      lines: { update: ['add y 60 A 192.0.2.20'], additional: ['record y 1 1 60 c0000214'] },
      code: 'NOERROR',
      after: { y: ['60 A 192.0.2.20'] },
    },
  ],
  'what is not for updates': [
    {
      title: 'refuses a name of the configuration',
      lines: { update: ['add www 60 A 192.0.2.20'] },
      code: 'REFUSED',
    },
    { title: 'refuses to remove one', lines: { update: ['del mail'] }, code: 'REFUSED' },
    {
      title: 'refuses all when one is refused',
      lines: { update: ['add y 60 A 192.0.2.20', 'add www 60 TXT "x"'] },
      code: 'REFUSED',
      after: { y: undefined },
    },
    {
      title: 'refuses an SOA',
      lines: { update: ['add @ 60 SOA a.test. b.test. 1 2 3 4 5'] },
      code: 'REFUSED',
    },
    { title: 'refuses to remove the SOA', lines: { update: ['del @ SOA'] }, code: 'REFUSED' },
    { title: 'refuses an NS', lines: { update: ['add @ 60 NS ns.test.'] }, code: 'REFUSED' },
    { title: 'refuses a delegation', lines: { update: ['add sub 60 NS ns.test.'] }, code: 'REFUSED' },
    {
      title: 'refuses to remove the last NS',
      lines: { update: ['del @ NS ns.elsewhere.test.'] },
      code: 'REFUSED',
    },
    {
      title: 'refuses what signing makes',
      lines: { update: ['add x 60 NSEC3PARAM 1 0 0 -'] },
      code: 'REFUSED',
    },
    { title: 'refuses a DNAME', lines: { update: ['add x 60 DNAME other.test.'] }, code: 'REFUSED' },
    { title: 'refuses a wildcard', lines: { update: ['add * 60 A 192.0.2.20'] }, code: 'REFUSED' },
  ],
};

describe('RFC 2136', () => {
  for (const [section, ofSection] of Object.entries(cases)) {
    describe(section, () => {
      for (const { title, lines, code, after = {} } of ofSection) {
        it(title, async () => {
          const world = await UpdatingWorld.start({ directory: makeTemporaryDirectory() });
          expect(await world.add(...before)).to.equal('NOERROR');
          const apex = world.at('@')?.length;
          const counted = { ...world.log.counts };
          expect(await world.send(lines)).to.equal(code);
          counted[outcomeOf(code)]++;
          expect(world.log.counts).to.deep.equal(counted);
          for (const [name, records] of Object.entries(after))
            expect(sorted(world.at(name)), name).to.deep.equal(sorted(records));
          expect(world.at('@')?.length).to.equal(apex);
          if (code !== 'NOERROR') expect(world.at('x')).to.deep.equal(['60 A 192.0.2.10']);
        });
      }
    });
  }

  it('§3.3 refuses who has not signed, and keys without a rule, before it looks at prerequisites', async () => {
    const world = await UpdatingWorld.start({ directory: makeTemporaryDirectory() });
    expect(await world.send({ prereq: ['yxdomain gone'] }, '')).to.equal('REFUSED');
    expect(await world.send({ prereq: ['yxdomain gone'] }, 'other.')).to.equal('REFUSED');
    await world.configure({}, [ruleOf({ key: 'else.' as never })]);
    expect(await world.send({ prereq: ['yxdomain gone'] })).to.equal('REFUSED');
  });
});

function sorted(records: readonly string[] | undefined): readonly string[] | undefined {
  return records && [...records].sort();
}

/** As what such an update is counted. */
function outcomeOf(code: string): 'done' | 'refused' | 'unmet' {
  if (code === 'NOERROR') return 'done';
  return code === 'REFUSED' || code === 'NOTAUTH' ? 'refused' : 'unmet';
}
