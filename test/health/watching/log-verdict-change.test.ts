// The line for a changed verdict, word by word.

import { expect } from 'chai';
import { decide } from '../../../src/health/deciding/decide.ts';
import type { Resolution } from '../../../src/health/deciding/resolution.ts';
import type { Outcome } from '../../../src/health/outcome.ts';
import type { Verdict } from '../../../src/health/step-state.ts';
import { type Target, tcpTarget } from '../../../src/health/target.ts';
import { logVerdictChange } from '../../../src/health/watching/log-verdict-change.ts';
import { exampleName, ownerOf } from '../../support/dns/make-zone.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { failure, inconclusive } from '../../support/worlds/scripted-probe.ts';

const targets = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map((text) => tcpTarget({ family: 4, text }, 80));
const [target] = targets as [Target];
const accepted: Outcome = { kind: 'success', tookMs: 1.26 };

function userOf(label: string, used: readonly Target[]): Resolution {
  return {
    owner: ownerOf(label),
    name: exampleName(label),
    label,
    candidates: used.map((one) => ({ address: one.address, check: one })),
  };
}

function log(
  before: Verdict,
  after: Verdict,
  outcome: Outcome,
  users: readonly Resolution[],
  up: readonly Target[],
) {
  const { logger, entries } = createRecordingLogger();
  const verdictOf = (one: Target) => (up.includes(one) ? 'up' : 'down');
  logVerdictChange({ target, before, after, outcome }, { users, verdictOf, decide }, logger);
  const [first, ...others] = entries;
  // What follows is about names, see log-empty-names.test.ts.
  expect(others.filter(({ fields }) => fields['state'] !== undefined)).to.deep.equal([]);
  return first;
}

describe('logVerdictChange', () => {
  const www = userOf('www', targets);
  const down = 'tcp 192.0.2.1:80 is down';

  const wordings: readonly (readonly [string, Outcome, readonly Resolution[], readonly Target[]])[] = [
    [`${down} (refused); www now has 2 addresses`, failure(), [www], targets.slice(1)],
    [`${down} (timeout); www now has 1 address`, failure('timeout'), [www], targets.slice(2)],
    [`${down} (host-unreachable); www now has no address`, failure('host-unreachable'), [www], []],
    [
      `${down} (EODD); www now has no address`,
      { kind: 'failure', reason: 'other', detail: 'EODD' },
      [www],
      [],
    ],
    [
      `${down} (refused); www now has 1 address, @ now has no address`,
      failure(),
      [www, userOf('@', [target])],
      targets.slice(2),
    ],
  ];
  for (const [message, outcome, users, up] of wordings) {
    it(`says "${message}"`, () => {
      expect(log('up', 'down', outcome, users, up)).to.include({ message });
    });
  }

  it('is a warning when any name loses more than half of its addresses', () => {
    const levelOf = (users: readonly Resolution[], up: readonly Target[]) =>
      log('up', 'down', failure(), users, up)?.level;
    const [, second, third] = targets;
    const pair = userOf('pair', targets.slice(0, 2));
    const single = userOf('single', [target]);
    expect(levelOf([www], targets.slice(1))).to.equal('info');
    expect(levelOf([pair], second === undefined ? [] : [second])).to.equal('info');
    expect(levelOf([pair, single], targets.slice(1))).to.equal('warning');
    expect(levelOf([pair], [])).to.equal('warning');
    expect(levelOf([www], third === undefined ? [] : [third])).to.equal('info');
  });

  it('says how long the probe of a target that is back took', () => {
    expect(log('down', 'up', accepted, [www], targets)).to.include({
      level: 'info',
      message: 'tcp 192.0.2.1:80 is up (accepted in 1.3 ms); www now has 3 addresses',
    });
  });

  it('is quiet about targets that come up at the start, as expected', () => {
    expect(log('unknown', 'up', accepted, [www], targets)).to.include({ level: 'debug' });
    expect(log('unknown', 'down', failure(), [www], [])).to.include({ level: 'info' });
  });

  it('counts static addresses among those left', () => {
    const mixed: Resolution = {
      ...www,
      candidates: [...www.candidates.slice(0, 1), { address: target.address }],
    };
    expect(log('up', 'down', failure(), [mixed], [])?.message).to.match(/www now has 1 address$/);
  });

  it('lists five names at most, however many use the target', () => {
    const users = Array.from({ length: 1000 }, (_, i) => userOf(`n${i}`, [target]));
    const entry = log('up', 'down', failure(), users, []);
    expect(entry?.message).to.match(/; n0 now has no address, .*n4 now has no address and 995 more names$/);
    expect(entry?.fields['names']).to.deep.equal(['n0', 'n1', 'n2', 'n3', 'n4']);
    expect(entry?.fields['nameCount']).to.equal(1000);
  });

  it('has everything in fields as well, for programs', () => {
    expect(log('up', 'down', failure(), [www], targets.slice(1))?.fields).to.deep.equal({
      event: 'target-down',
      target: 'tcp 192.0.2.1:80',
      address: '192.0.2.1',
      port: 80,
      previousState: 'up',
      state: 'down',
      reason: 'refused',
      names: ['www'],
      nameCount: 1,
      remaining: [2],
    });
    expect(log('down', 'up', accepted, [www], targets)?.fields).to.include({ event: 'target-up' });
    expect(log('down', 'up', inconclusive, [www], targets)?.fields).to.include({ reason: 'EMFILE' });
  });
});
