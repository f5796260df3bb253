// Refusals: each names the subject and the way out.

import { expect } from 'chai';
import type { OverrideProblem } from '../../src/control/protocol/overrides.ts';
import {
  ambiguousSubject,
  tooMany,
  unknownSubject,
  withoutEffect,
  wouldEmpty,
} from '../../src/operating/override-problem.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { subjectOf } from '../support/worlds/subject-of.ts';

const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const www = (zone: string) => ({ kind: 'name', name: nameOf(`www.${zone}`), label: 'www' }) as const;

describe('a refused override', () => {
  const cases: readonly (readonly [OverrideProblem, OverrideProblem['problem'], string])[] = [
    [
      unknownSubject('wwv', ''),
      'unknown',
      '"wwv" matches nothing in the configuration; give an address, address:port or a name with addresses',
    ],
    [
      unknownSubject('wwv', '; did you mean "www"?'),
      'unknown',
      '"wwv" matches nothing in the configuration; did you mean "www"?',
    ],
    [
      ambiguousSubject('www', [www('a.test'), www('b.test')]),
      'unknown',
      '"www" exists in several zones; write it with its zone: www.a.test. or www.b.test.',
    ],
    [
      withoutEffect({ action: 'drain', subject: subjectOf('192.0.2.1') }),
      'unknown',
      '192.0.2.1 is probed, but published for no name; "force down" removes what depends on it',
    ],
    [
      withoutEffect({ action: 'down', subject: subjectOf('www') }),
      'not-checked',
      'www is a name, but only the verdict on an address can be forced; "drain" keeps a name out of answers',
    ],
    [
      withoutEffect({ action: 'up', subject: subjectOf('192.0.2.1') }),
      'not-checked',
      '192.0.2.1 is not probed, so there is no verdict to force; "drain" keeps it out of answers',
    ],
    [
      wouldEmpty(subjectOf('192.0.2.1'), many),
      'would-empty',
      'without 192.0.2.1, a, b, c, d, e and 2 more would have no address left',
    ],
    [tooMany(), 'too-many', 'there are already 1000 overrides; end some or change the configuration'],
  ];
  for (const [{ problem, error }, kind, sentence] of cases) {
    it(`says: ${sentence}`, () => {
      expect([problem, error]).to.deep.equal([kind, sentence]);
    });
  }

  it('carries every name that would be empty', () => {
    expect(wouldEmpty(subjectOf('192.0.2.1'), many).names).to.deep.equal(many);
  });
});
