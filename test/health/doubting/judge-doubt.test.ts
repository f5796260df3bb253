// What the evidence says about our own network, case by case.

import { expect } from 'chai';
import {
  type AnchorsSay,
  type Evidence,
  type Judgement,
  judgeFinally,
  judgeSoFar,
} from '../../../src/health/doubting/judge-doubt.ts';

interface Case {
  readonly anchors?: AnchorsSay;
  readonly count?: number;
  readonly failing?: number;
  readonly failed?: number;
  readonly answered?: number;
  readonly isVouchedFor?: boolean;
}

function evidence({
  anchors = 'none configured',
  count = 20,
  failing = 0,
  failed = failing,
  answered = 0,
  isVouchedFor = false,
}: Case): Evidence {
  const standing = { count, failing };
  return { standing, anchors, isVouchedFor, failedCount: failed, answeredCount: answered, massFailure: 0.5 };
}

describe('the judgement so far', () => {
  const cases: readonly (readonly [string, Case, Judgement])[] = [
    ['clears once anything answers, without anchors', { failing: 19, isVouchedFor: true }, 'cleared'],
    ['acquits when no target is left that could fail', { count: 0 }, 'acquitted'],
    ['stays open while one target has not failed', { failing: 19 }, 'open'],
    ['stays open while one failure is from before the doubt', { failing: 20, failed: 19 }, 'open'],
    ['suspects us when every target fails and nothing answers', { failing: 20 }, 'suspect'],
    ['waits for anchors, whatever fails', { anchors: 'pending', failing: 20 }, 'open'],
    ['waits for the outcome of anchors that answer', { anchors: 'some answer', failing: 20 }, 'open'],
    [
      'suspects us when anchors and more than the share fail',
      { anchors: 'all fail', failing: 11 },
      'suspect',
    ],
    ['stays open at exactly the share', { anchors: 'all fail', failing: 10 }, 'open'],
    [
      'stays open while too few targets were heard from',
      { anchors: 'all fail', failing: 1, answered: 7 },
      'open',
    ],
    ['acquits once enough were heard from', { anchors: 'all fail', failing: 1, answered: 8 }, 'acquitted'],
    ['needs no more than there are', { anchors: 'all fail', count: 4, failing: 1, answered: 3 }, 'acquitted'],
    [
      'stays open while most of those heard from fail',
      { anchors: 'all fail', failing: 6, answered: 5 },
      'open',
    ],
  ];
  for (const [what, given, expected] of cases) {
    it(what, () => {
      expect(judgeSoFar(evidence(given))).to.equal(expected);
    });
  }
});

describe('the final judgement', () => {
  const cases: readonly (readonly [string, Case, Judgement])[] = [
    ['waits for anchors', { anchors: 'pending', failing: 20 }, 'open'],
    ['acquits when an anchor answers', { anchors: 'some answer', failing: 20 }, 'acquitted'],
    ['suspects us when all that were heard from fail', { failing: 5 }, 'suspect'],
    ['acquits when one of them answered', { failing: 5, answered: 1 }, 'acquitted'],
    ['acquits when too few fail to tell', { failing: 3 }, 'acquitted'],
    [
      'suspects us when anchors and most targets fail',
      { anchors: 'all fail', failing: 5, answered: 4 },
      'suspect',
    ],
    ['acquits when half of them fail', { anchors: 'all fail', failing: 5, answered: 5 }, 'acquitted'],
    [
      'counts a target once that answered and then failed',
      { anchors: 'all fail', count: 8, failing: 5, answered: 8 },
      'suspect',
    ],
  ];
  for (const [what, given, expected] of cases) {
    it(what, () => {
      expect(judgeFinally(evidence(given))).to.equal(expected);
    });
  }
});
