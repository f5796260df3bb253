// What people make nsupdate do, and what comes of it by RFC 2136, whoever is the server.

import { apex } from './updated-zone.ts';

export interface UpdateScript {
  readonly title: string;
  /** Updates that came before. */
  readonly before?: readonly string[];
  readonly lines: readonly string[];
  readonly says: string;
  /** By type, what the name has then. */
  readonly leaves: Readonly<Record<string, readonly string[]>>;
  /** The zone has a new serial; otherwise it must not. */
  readonly changes: boolean;
}

const nobody = `nobody.dyn.${apex}`;

/** `name` is one that the zone lacks, and that may be changed. */
export function scriptsAbout(name: string): readonly UpdateScript[] {
  const add = (...data: readonly string[]) => data.map((record) => `update add ${name} ${record}`);
  const two = add('60 A 192.0.2.1', '60 A 192.0.2.2');
  const twoLeft = { A: ['60 A 192.0.2.1', '60 A 192.0.2.2'] };
  return [
    {
      title: 'adds a record',
      lines: add('60 A 192.0.2.1'),
      says: 'NOERROR',
      leaves: { A: ['60 A 192.0.2.1'] },
      changes: true,
    },
    {
      title: 'adds records of several types in one',
      lines: [...two, ...add('60 AAAA 2001:db8::1', '60 MX 10 www', '60 TXT "one" "two"')],
      says: 'NOERROR',
      leaves: {
        ...twoLeft,
        AAAA: ['60 AAAA 2001:db8::1'],
        MX: ['60 MX 10 www.'],
        TXT: ['60 TXT "one" "two"'],
      },
      changes: true,
    },
    {
      title: 'adds what is there already',
      before: two,
      lines: two,
      says: 'NOERROR',
      leaves: twoLeft,
      changes: false,
    },
    {
      title: 'adds what is there already with another TTL, which all records of the type then have',
      before: two,
      lines: add('30 A 192.0.2.1'),
      says: 'NOERROR',
      leaves: { A: ['30 A 192.0.2.1', '30 A 192.0.2.2'] },
      changes: true,
    },
    {
      title: 'removes one of two records',
      before: two,
      lines: [`update delete ${name} A 192.0.2.1`],
      says: 'NOERROR',
      leaves: { A: ['60 A 192.0.2.2'] },
      changes: true,
    },
    {
      title: 'removes all records of a type',
      before: [...two, ...add('60 TXT "stays"')],
      lines: [`update delete ${name} A`],
      says: 'NOERROR',
      leaves: { A: [], TXT: ['60 TXT "stays"'] },
      changes: true,
    },
    {
      title: 'removes all records of a name',
      before: [...two, ...add('60 TXT "goes"')],
      lines: [`update delete ${name}`],
      says: 'NOERROR',
      leaves: { A: [], TXT: [] },
      changes: true,
    },
    {
      title: 'removes what is not there',
      lines: [`update delete ${name}`, `update delete ${name} A`, `update delete ${name} A 192.0.2.9`],
      says: 'NOERROR',
      leaves: { A: [] },
      changes: false,
    },
    {
      title: 'removes and adds, in the order of the message',
      before: two,
      lines: [`update delete ${name} A`, ...add('60 A 192.0.2.3'), `update delete ${name} A 192.0.2.4`],
      says: 'NOERROR',
      leaves: { A: ['60 A 192.0.2.3'] },
      changes: true,
    },
    {
      title: 'adds and removes again what it added',
      lines: [...add('60 A 192.0.2.3'), `update delete ${name} A`],
      says: 'NOERROR',
      leaves: { A: [] },
      changes: false,
    },
    {
      title: 'replaces a CNAME by another (§3.4.2.2)',
      before: add('60 CNAME www'),
      lines: add('60 CNAME ns1'),
      says: 'NOERROR',
      leaves: { CNAME: ['60 CNAME ns1.'] },
      changes: true,
    },
    {
      title: 'is not told that a CNAME beside other data is ignored (§3.4.2.2)',
      before: two,
      lines: add('60 CNAME www'),
      says: 'NOERROR',
      leaves: twoLeft,
      changes: false,
    },
    {
      title: 'is not told that data beside a CNAME is ignored (§3.4.2.2)',
      before: add('60 CNAME www'),
      lines: two,
      says: 'NOERROR',
      leaves: { CNAME: ['60 CNAME www.'] },
      changes: false,
    },
    ...withPrerequisites(name, two, twoLeft),
    ...refused(name, two),
  ];
}

function withPrerequisites(
  name: string,
  two: readonly string[],
  twoLeft: UpdateScript['leaves'],
): readonly UpdateScript[] {
  const more = `update add ${name} 60 TXT "more"`;
  const fails = (what: string, lines: readonly string[], says: string, before: readonly string[] = two) => ({
    title: `is refused because ${what}`,
    before,
    lines: [...lines, more],
    says,
    leaves: { ...(before === two ? twoLeft : {}), TXT: [] },
    changes: false,
  });
  const holds = (what: string, lines: readonly string[], before: readonly string[] = two) => ({
    ...fails(what, lines, 'NOERROR', before),
    title: `goes on because ${what}`,
    leaves: { ...(before === two ? twoLeft : {}), TXT: ['60 TXT "more"'] },
    changes: true,
  });
  const all = [`prereq yxrrset ${name} A 192.0.2.2`, `prereq yxrrset ${name} A 192.0.2.1`];
  return [
    fails('a name is in use (§2.4.5)', [`prereq nxdomain ${name}`], 'YXDOMAIN'),
    fails('a name is not in use (§2.4.4)', [`prereq yxdomain ${name}`], 'NXDOMAIN', []),
    fails('a type exists (§2.4.3)', [`prereq nxrrset ${name} A`], 'YXRRSET'),
    fails('a type does not exist (§2.4.1)', [`prereq yxrrset ${name} AAAA`], 'NXRRSET'),
    fails('there are more records than expected (§2.4.2)', all.slice(1), 'NXRRSET'),
    fails(
      'there are fewer records than expected (§2.4.2)',
      [...all, `prereq yxrrset ${name} A 192.0.2.3`],
      'NXRRSET',
    ),
    fails(
      'the second of two conditions fails',
      [`prereq yxdomain ${name}`, `prereq nxrrset ${name} A`],
      'YXRRSET',
    ),
    fails('a condition is about another zone', ['prereq yxdomain www.example.org'], 'NOTZONE'),
    holds('a name is in use (§2.4.4)', [`prereq yxdomain ${name}`]),
    holds('a name is not in use (§2.4.5)', [`prereq nxdomain ${name}`], []),
    holds('a type exists (§2.4.1)', [`prereq yxrrset ${name} A`]),
    holds('a type does not exist (§2.4.3)', [`prereq nxrrset ${name} AAAA`]),
    holds('just these records exist, in any order (§2.4.2)', all),
    holds('what is not to be changed is as it should be', [
      `prereq yxrrset www.${apex} TXT "kept"`,
      `prereq nxdomain ${nobody}`,
    ]),
  ];
}

function refused(name: string, two: readonly string[]): readonly UpdateScript[] {
  const refusal = (what: string, line: string, says = 'REFUSED') => ({
    title: `is refused ${what}, with all else that it asks`,
    lines: [...two, line],
    says,
    leaves: { A: [] },
    changes: false,
  });
  return [
    refusal('a name that it may not change', `update add other.${apex} 60 A 192.0.2.1`),
    refusal('a type that it may not change', `update add ${name} 60 SSHFP 1 1 ${'0'.repeat(40)}`),
    refusal('to remove what it may not change', `update delete www.${apex} TXT`),
    refusal('to remove a whole name that it may not change', `update delete www.${apex}`),
    refusal('a name outside of the zone', 'update add www.example.org 60 A 192.0.2.1', 'NOTZONE'),
  ];
}
