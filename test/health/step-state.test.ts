// The state step, by its table and by what must hold for every sequence of outcomes.

import { expect } from 'chai';
import type { Outcome } from '../../src/health/outcome.ts';
import {
  awaitsConfirmation,
  type HealthState,
  initialState,
  outcomesToFlip,
  stepState,
  type Verdict,
} from '../../src/health/step-state.ts';
import { failure, inconclusive, success } from '../support/scripted-probe.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

const outcomes: Readonly<Record<string, Outcome>> = { s: success, f: failure(), i: inconclusive };

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

  it('returns the same state when nothing changed', () => {
    const up = run('s', 1, 2);
    expect(stepState(up, success, { rise: 1, fall: 2 })).to.equal(up);
    expect(stepState(up, inconclusive, { rise: 1, fall: 2 })).to.equal(up);
  });

  it(`holds its promises for every sequence (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (let round = 0; round < 300; round++) {
      const thresholds = { rise: 1 + random.below(4), fall: 1 + random.below(4) };
      let state = initialState;
      // Conclusive outcomes of one kind in a row; inconclusive ones neither count nor interrupt.
      let failures = 0;
      let successes = 0;
      for (let step = 0; step < 100; step++) {
        const outcome = random.pick([success, failure(), failure('timeout'), inconclusive]);
        const before = state;
        state = stepState(state, outcome, thresholds);
        if (outcome.kind === 'success') [successes, failures] = [successes + 1, 0];
        if (outcome.kind === 'failure') [successes, failures] = [0, failures + 1];
        const what = JSON.stringify({ thresholds, before, outcome, state, failures, successes });
        if (outcome.kind === 'inconclusive') expect(state, what).to.deep.equal(before);
        const wentDown = before.verdict !== 'down' && state.verdict === 'down';
        const wentUp = before.verdict !== 'up' && state.verdict === 'up';
        if (wentDown) expect(failures, what).to.be.at.least(thresholds.fall);
        if (failures >= thresholds.fall) expect(state.verdict, what).to.equal('down');
        if (wentUp && before.verdict === 'down') expect(successes, what).to.be.at.least(thresholds.rise);
        if (successes >= thresholds.rise) expect(state.verdict, what).to.equal('up');
        if (before.verdict !== 'unknown') expect(state.verdict, what).not.to.equal('unknown');
      }
    }
  });
});

describe('outcomesToFlip', () => {
  it(`says how many outcomes in a row change the verdict, whatever came before (seed ${testSeed})`, () => {
    const { next } = createSeededRandom();
    for (let run = 0; run < 500; run++) {
      const thresholds = { rise: 1 + Math.floor(next() * 4), fall: 1 + Math.floor(next() * 4) };
      let state = initialState;
      for (let steps = Math.floor(next() * 12); steps > 0; steps--)
        state = stepState(state, next() < 0.5 ? success : failure(), thresholds);
      const against = state.verdict === 'up' ? failure() : success;
      const before = state.verdict;
      for (let left = outcomesToFlip(state, thresholds); left > 0; left--) {
        expect(state.verdict).to.equal(before);
        state = stepState(state, against, thresholds);
      }
      expect(state.verdict).to.not.equal(before);
    }
  });
});
