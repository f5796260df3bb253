// Who counts as alive, round by round.

import { expect } from 'chai';
import { LifeJudge, type Signs } from '../../../src/daemon/watchdog/judge-life.ts';

const patience = { rounds: 3, longWorkRounds: 6 };

interface Round {
  readonly isLate?: boolean;
  readonly answersUs?: boolean;
  readonly replies?: number;
  readonly turns?: number;
  readonly mainReplies?: number;
  readonly hasTrouble?: boolean;
  readonly isAtLongWork?: boolean;
}

/** The kind of trouble in each round; '' for none. */
function judgeAll(rounds: readonly Round[], workerCount = 1): string {
  const judge = new LifeJudge(workerCount, patience);
  const kinds = rounds.map((round, index) => {
    const signs: Signs = {
      isLate: round.isLate ?? false,
      workers: [{ hasAnsweredUs: round.answersUs ?? false, replies: round.replies ?? 0 }].slice(
        0,
        workerCount,
      ),
      main: {
        turns: round.turns ?? index + 1,
        replies: round.mainReplies ?? 0,
        hasTrouble: round.hasTrouble ?? false,
        isAtLongWork: round.isAtLongWork ?? false,
      },
    };
    return judge.judge(signs)?.kind ?? '-';
  });
  return kinds.join(' ');
}

describe('LifeJudge', () => {
  it('believes a worker that answers us', () => {
    expect(judgeAll([{ answersUs: true }, { answersUs: true }])).to.equal('- -');
  });

  it('believes a worker that answers others', () => {
    expect(judgeAll([{ replies: 1 }, { replies: 2 }, { replies: 9 }])).to.equal('- - -');
  });

  it('reports a worker that no longer answers anybody, until it does again', () => {
    const rounds = [{ replies: 5 }, { replies: 5 }, { replies: 5 }, { replies: 5, answersUs: true }];
    expect(judgeAll(rounds)).to.equal('- worker worker -');
  });

  it('is patient with a main thread that neither turns nor answers, but not forever', () => {
    const still = { turns: 7 };
    expect(judgeAll([still, still, still, still, still], 0)).to.equal('- - - - main');
  });

  it('is more patient with long work', () => {
    const still = { turns: 7, isAtLongWork: true };
    expect(judgeAll(Array(9).fill(still), 0)).to.equal('- - - - - - - main main');
  });

  it('counts TCP replies as life of the main thread, however long one turn lasts', () => {
    const rounds = Array.from({ length: 9 }, (_, index) => ({ turns: 7, mainReplies: index }));
    expect(judgeAll(rounds, 0)).to.equal('- - - - - - - - -');
  });

  it('passes on trouble that the main thread reports itself', () => {
    expect(judgeAll([{ hasTrouble: true }, {}], 0)).to.equal('reported -');
  });

  it('skips judgement after a pause of the whole process, but never twice in a row', () => {
    const late = { isLate: true };
    expect(judgeAll([late, late, late, late])).to.equal('- worker - worker');
  });

  it('names the worker and the duration', () => {
    const judge = new LifeJudge(2, patience);
    const main = { turns: 0, replies: 1, hasTrouble: false, isAtLongWork: false };
    const [good, bad] = [
      { hasAnsweredUs: true, replies: 0 },
      { hasAnsweredUs: false, replies: 0 },
    ];
    judge.judge({ isLate: false, workers: [good, bad], main });
    const trouble = judge.judge({ isLate: false, workers: [good, bad], main });
    expect(trouble).to.deep.equal({ kind: 'worker', index: 1, silentRounds: 2 });
  });
});
