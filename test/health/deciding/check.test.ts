// Conditions combined from targets: three-valued logic, and how they are printed.

import { expect } from 'chai';
import {
  type Check,
  checkFor,
  judgeCheck,
  printCheck,
  targetsOfCheck,
} from '../../../src/health/deciding/check.ts';
import type { Verdict } from '../../../src/health/step-state.ts';
import { type Target, tcpTarget } from '../../../src/health/target.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { generateCheck } from '../../support/worlds/generate-check.ts';
import { makeTargets } from '../../support/worlds/scripted-probe.ts';

const [a, b] = makeTargets(2) as [Target, Target];
const verdicts: readonly Verdict[] = ['down', 'unknown', 'up'];

function judge(check: Check, ofA: Verdict, ofB: Verdict): Verdict {
  return judgeCheck(check, (target) => (target === a ? ofA : ofB));
}

describe('judgeCheck', () => {
  it('returns the verdict of a single target', () => {
    for (const verdict of verdicts) expect(judge(a, verdict, 'up')).to.equal(verdict);
  });

  it('inverts a verdict with "not", except unknown', () => {
    const not: Check = { kind: 'not', part: a };
    expect(verdicts.map((verdict) => judge(not, verdict, 'up'))).to.deep.equal(['up', 'unknown', 'down']);
  });

  // Rows: the first part is down, unknown, up; columns: the second one is.
  const tables = {
    all: [
      ['down', 'down', 'down'],
      ['down', 'unknown', 'unknown'],
      ['down', 'unknown', 'up'],
    ],
    any: [
      ['down', 'unknown', 'up'],
      ['unknown', 'unknown', 'up'],
      ['up', 'up', 'up'],
    ],
  } as const;
  for (const kind of ['all', 'any'] as const) {
    it(`follows the truth table of "${kind}"`, () => {
      const check: Check = { kind, parts: [a, b] };
      const table = verdicts.map((ofA) => verdicts.map((ofB) => judge(check, ofA, ofB)));
      expect(table).to.deep.equal(tables[kind]);
    });
  }

  it(`judges nested conditions like arithmetic does (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const targets = makeTargets(6);
    for (let round = 0; round < 2000; round++) {
      const check = generateCheck(random, targets, 3);
      const now = new Map(targets.map(({ key }) => [key, random.pick(verdicts)]));
      const verdictOf = ({ key }: Target) => now.get(key) ?? 'unknown';
      expect(judgeCheck(check, verdictOf), printCheck(check)).to.equal(verdicts[measure(check)]);

      function measure(part: Check): number {
        if (part.kind === 'not') return 2 - measure(part.part);
        if (part.kind === 'all') return Math.min(...part.parts.map(measure));
        if (part.kind === 'any') return Math.max(...part.parts.map(measure));
        return verdicts.indexOf(verdictOf(part));
      }
    }
  });
});

describe('checks', () => {
  const plan = {
    kind: 'all',
    parts: [
      { kind: 'tcp', port: 80 },
      { kind: 'not', part: { kind: 'any', parts: [{ kind: 'tcp', port: 81 }] } },
    ],
  } as const;
  const check = checkFor(plan, { family: 4, text: '192.0.2.1' });

  it('are made from a plan for an address', () => {
    const [first, second] = [80, 81].map((port) => tcpTarget({ family: 4, text: '192.0.2.1' }, port));
    expect(check).to.deep.equal({
      kind: 'all',
      parts: [first, { kind: 'not', part: { kind: 'any', parts: [second] } }],
    });
    expect([...targetsOfCheck(check)]).to.deep.equal([first, second]);
  });

  it('are printed with their nesting', () => {
    expect(printCheck(check)).to.equal('all(tcp 192.0.2.1:80, not(any(tcp 192.0.2.1:81)))');
  });
});
