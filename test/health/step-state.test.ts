// The state step, by its table and by what must hold for every sequence of outcomes.

import { expect } from 'chai';
import { timesRange } from '../../src/config/sources/read-scalars.ts';
import type { Outcome } from '../../src/health/outcome.ts';
import {
  awaitsConfirmation,
  type HealthState,
  initialState,
  outcomesToFlip,
  stepState,
  type Thresholds,
  type Verdict,
} from '../../src/health/step-state.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';
import { expectedOutcomesToFlip, expectedVerdict } from '../support/worlds/expected-verdict.ts';
import { failure, inconclusive, success } from '../support/worlds/scripted-probe.ts';

const outcomes: Readonly<Record<string, Outcome>> = { s: success, f: failure(), i: inconclusive };
/** Which failure it is makes no difference. */
const failures = (['refused', 'timeout', 'tls', 'status', 'other'] as const).map(failure);

function run(sequence: string, rise: number, fall: number): HealthState {
  return [...sequence].reduce(
    (state, letter) => stepState(state, outcomes[letter] ?? success, { rise, fall }),
    initialState,
  );
}

describe('stepState', () => {
  // s success, f failure, i inconclusive
  const rows: readonly (readonly [string, number, number, Verdict])[] = [
    ['', 1, 1, 'unknown'],
    ['s', 1, 1, 'up'],
    ['s', 5, 1, 'up'],
    ['f', 1, 1, 'down'],
    ['f', 1, 2, 'unknown'],
    ['ff', 1, 2, 'down'],
    ['fs', 3, 2, 'up'],
    ['i', 1, 1, 'unknown'],
    ['iii', 1, 1, 'unknown'],
    ['sf', 1, 2, 'up'],
    ['sff', 1, 2, 'down'],
    ['sfsf', 1, 2, 'up'],
    ['sfif', 1, 2, 'down'],
    ['siiii', 1, 1, 'up'],
    ['ffs', 1, 2, 'up'],
    ['ffs', 2, 2, 'down'],
    ['ffss', 2, 2, 'up'],
    ['ffsis', 2, 2, 'up'],
    ['ffsfs', 2, 2, 'down'],
    ['ffsfss', 2, 2, 'up'],
  ];
  for (const [sequence, rise, fall, verdict] of rows) {
    it(`is ${verdict} after "${sequence}" with rise ${rise} and fall ${fall}`, () => {
      expect(run(sequence, rise, fall).verdict).to.equal(verdict);
    });
  }

  it('awaits confirmation after a failure that does not count yet, and at no other time', () => {
    const awaiting = ['f', 'sf', 'sff', 'sfi'];
    const settled = ['', 's', 'sfs', 'sfff', 'sfffs', 'sffff', 'i'];
    for (const sequence of awaiting)
      expect(awaitsConfirmation(run(sequence, 2, 3), { rise: 2, fall: 3 }), sequence).to.equal(true);
    for (const sequence of settled)
      expect(awaitsConfirmation(run(sequence, 2, 3), { rise: 2, fall: 3 }), sequence).to.equal(false);
  });

  it('returns the same state when a success changes nothing', () => {
    const up = run('s', 1, 2);
    expect(stepState(up, success, { rise: 1, fall: 2 })).to.equal(up);
  });

  it('returns the very same state when an outcome is inconclusive', () => {
    for (const sequence of ['', 'f', 's', 'sf', 'sff', 'sffs']) {
      const state = run(sequence, 2, 2);
      expect(stepState(state, inconclusive, { rise: 2, fall: 2 }), sequence).to.equal(state);
    }
  });
});

// What must hold is looked up in the whole sequence, without a state: test/support/worlds/expected-verdict.ts.
describe('stepState, outcomesToFlip and awaitsConfirmation', () => {
  /** What a state says that its past does not, if anything. */
  function findFault(past: string, state: HealthState, thresholds: Thresholds): string | undefined {
    const verdict = expectedVerdict(past, thresholds);
    const toFlip = expectedOutcomesToFlip(past, thresholds);
    const awaits = verdict !== 'down' && /fi*$/.test(past);
    const isRight =
      state.verdict === verdict &&
      outcomesToFlip(state, thresholds) === toFlip &&
      awaitsConfirmation(state, thresholds) === awaits;
    return isRight
      ? undefined
      : JSON.stringify({ past, thresholds, state, expected: { verdict, toFlip, awaits } });
  }

  const sequenceLengthMax = 10;
  for (const rise of [1, 2, 3, 4]) {
    for (const fall of [1, 2, 3, 4]) {
      it(`hold for every sequence of up to ${sequenceLengthMax} outcomes with rise ${rise} and fall ${fall}`, () => {
        const faults: string[] = [];
        let seen = 0;
        const visit = (past: string, state: HealthState): void => {
          seen++;
          const fault = findFault(past, state, { rise, fall });
          if (fault !== undefined) faults.push(fault);
          if (past.length === sequenceLengthMax) return;
          for (const [letter, outcome] of Object.entries(outcomes))
            visit(past + letter, stepState(state, outcome, { rise, fall }));
        };
        visit('', initialState);
        expect(faults.slice(0, 5)).to.deep.equal([]);
        expect(seen).to.equal((3 ** (sequenceLengthMax + 1) - 1) / 2);
      });
    }
  }

  it(`hold for long sequences and all configurable thresholds (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const flips = { up: 0, down: 0 };
    for (let round = 0; round < 100; round++) {
      // Small ones most of the time, as in use.
      const most = random.pick([3, 10, timesRange.max]);
      const thresholds = { rise: 1 + random.below(most), fall: 1 + random.below(most) };
      let [past, state] = ['', initialState];
      while (past.length < 400) {
        const before = state.verdict;
        for (const letter of makeStretch(random, thresholds)) {
          past += letter;
          state = stepState(
            state,
            letter === 'f' ? random.pick(failures) : (outcomes[letter] ?? success),
            thresholds,
          );
          const fault = findFault(past, state, thresholds);
          if (fault !== undefined) expect.fail(fault);
        }
        if (state.verdict !== before && state.verdict !== 'unknown') flips[state.verdict]++;
      }
    }
    // Or nothing was shown.
    expect(flips.up).to.be.above(100);
    expect(flips.down).to.be.above(100);
  });

  it('would fail here if they counted one too few, or an inconclusive outcome', () => {
    const thresholds = { rise: 2, fall: 3 };
    expect(findFault('sff', { verdict: 'down', contrary: 0 }, thresholds)).to.be.a('string');
    expect(findFault('sfffs', { verdict: 'up', contrary: 0 }, thresholds)).to.be.a('string');
    expect(findFault('sffi', { verdict: 'up', contrary: 0 }, thresholds)).to.be.a('string');
    expect(findFault('sffi', { verdict: 'down', contrary: 0 }, thresholds)).to.be.a('string');
    expect(findFault('sffi', { verdict: 'up', contrary: 2 }, thresholds)).to.equal(undefined);
  });
});

/** Outcomes of one kind, about as many as it takes to flip, with some inconclusive ones strewn in. */
function makeStretch(random: SeededRandom, { rise, fall }: Thresholds): string {
  const letter = random.pick(['s', 'f']);
  const enough = letter === 's' ? rise : fall;
  const share = random.pick([0, 0.1, 0.5]);
  let stretch = '';
  for (let left = Math.max(1, enough - 2 + random.below(4)); left > 0; left--)
    stretch += letter + (random.chance(share) ? 'i'.repeat(1 + random.below(3)) : '');
  return stretch;
}
