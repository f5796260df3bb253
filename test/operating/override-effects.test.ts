// What an override leaves empty, and what is still answered in spite of a drain.

import { expect } from 'chai';
import { makeOverrides, noOverrides, type OverrideAction } from '../../src/health/deciding/overrides.ts';
import { findEmptied, findStillAnswered } from '../../src/operating/override-effects.ts';
import { configOf } from '../support/daemon/read-findings.ts';
import { subjectOf } from '../support/worlds/subject-of.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';

const at80 = (...ips: string[]) => ({ ips, health_port: 80 });
const content = configOf({
  'zone-resolutions': JSON.stringify({
    one: at80('192.0.2.1'),
    both: at80('192.0.2.1', '192.0.2.2'),
    static: ['192.0.2.1'],
    spare: { ...at80('192.0.2.1'), backup: ['192.0.2.3'], backup_check: 'none' },
    down: at80('192.0.2.9'),
    '_one._tcp': { srv: [{ target: 'one', port: 80 }] },
    '_both._tcp': {
      srv: [
        { target: 'one', port: 80 },
        { target: 'both', port: 80 },
      ],
    },
  }),
});
const decider = deciderBy(({ address }) => address.text !== '192.0.2.9');

function effectsOf(action: OverrideAction, text: string) {
  const override = { action, subject: subjectOf(text), by: {}, sinceSeconds: 0 };
  const after = decider.suppose({ overrides: makeOverrides([override]) });
  return {
    emptied: findEmptied(override, content, { before: decider.suppose({ overrides: noOverrides }), after }),
    stillAnswered: findStillAnswered(override, content.resolutions, after),
  };
}

describe('findEmptied', () => {
  const cases: readonly (readonly [OverrideAction, string, readonly string[]])[] = [
    // A host of a service is reported through the service: `one` is not listed itself.
    ['drain', '192.0.2.1', ['static', '_one._tcp']],
    ['drain', '192.0.2.1:80', ['_one._tcp']],
    ['drain', '192.0.2.2', []],
    ['drain', '192.0.2.9', []],
    ['drain', 'static', ['static']],
    ['drain', 'both', []],
    ['down', '192.0.2.1', ['_one._tcp']],
    ['up', '192.0.2.9', []],
  ];
  for (const [action, text, emptied] of cases) {
    it(`finds ${emptied.join(' and ') || 'nothing'} for ${action} ${text}`, () => {
      expect(effectsOf(action, text).emptied).to.deep.equal(emptied);
    });
  }
});

describe('findStillAnswered', () => {
  it('finds the names that a drain of a port does not cover', () => {
    expect(effectsOf('drain', '192.0.2.1:80').stillAnswered).to.deep.equal(['static']);
  });

  it('finds nothing after a drain of the whole address', () => {
    expect(effectsOf('drain', '192.0.2.1').stillAnswered).to.deep.equal([]);
  });
});
