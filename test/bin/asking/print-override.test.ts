// What is printed of drains and forced verdicts.

import { expect } from 'chai';
import {
  describeOverride,
  printBegun,
  printNames,
  printWarnings,
} from '../../../src/bin/asking/print-override.ts';
import type { BegunOverride, OverrideStatus } from '../../../src/control/protocol/overrides.ts';

const drain: OverrideStatus = {
  action: 'drain',
  subject: '192.0.2.1',
  names: ['www', 'api'],
  by: { name: 'alice', uid: 0 },
  sinceSeconds: 1_795_262_000,
};
const begun: BegunOverride = { override: drain, emptied: [], stillAnswered: [], isKept: true };

describe('printBegun', () => {
  it('says for which names, and until when', () => {
    expect(printBegun(begun)).to.equal('192.0.2.1 is drained for www, api until you run undrain\n');
    const timed = { ...drain, untilSeconds: 1_795_262_400 };
    expect(printBegun({ ...begun, override: timed })).to.equal(
      '192.0.2.1 is drained for www, api until 2026-11-21T12:00:00Z\n',
    );
  });
});

describe('printWarnings', () => {
  it('is silent when nothing else happened', () => {
    expect(printWarnings(begun)).to.equal('');
  });

  it('names what is empty now, what goes on, and what a restart forgets', () => {
    const lines = printWarnings({ ...begun, emptied: ['www'], stillAnswered: ['api'], isKept: false });
    expect(lines.split('\n')).to.deep.equal([
      'warning: there is no address left for www; resolvers are told so',
      'warning: api is still answered with what was drained; drain the address alone to drain it everywhere',
      'warning: 192.0.2.1: this cannot be saved, and a restart of the daemon forgets it; see --runtime-directory',
      '',
    ]);
  });
});

describe('describeOverride', () => {
  it('says what, by whom and since when', () => {
    const sinceSeconds = Date.now() / 1000 - 630;
    expect(describeOverride({ ...drain, sinceSeconds })).to.equal('drained by alice (uid 0) 10 min ago');
  });
});

describe('printNames', () => {
  it('lists ten and counts the others', () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    expect(printNames(names)).to.equal('n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 more');
    expect(printNames([])).to.equal('no name');
  });
});
