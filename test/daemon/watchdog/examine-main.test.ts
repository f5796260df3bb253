// What the main thread finds wrong with itself.

import { expect } from 'chai';
import { createExamination } from '../../../src/daemon/watchdog/examine-main.ts';

describe('createExamination', () => {
  let overdueMs = 0;
  let canAnswer = true;
  let examine: () => string | undefined;

  beforeEach(() => {
    overdueMs = 0;
    canAnswer = true;
    examine = createExamination({
      monitor: {
        get overdueMs() {
          return overdueMs;
        },
      },
      canAnswer: () => canAnswer,
    });
  });

  it('finds nothing while all is well, even with probes nearly too late', () => {
    overdueMs = 10_000;
    for (let round = 0; round < 20; round++) expect(examine()).to.equal(undefined);
  });

  it('finds at once that queries cannot be answered', () => {
    canAnswer = false;
    expect(examine()).to.equal('a query of our own was not answered');
  });

  it('finds probes that stay away, but not those that were late once because everything was held up', () => {
    overdueMs = 30_000;
    expect(examine()).to.equal(undefined);
    overdueMs = 0;
    expect(examine()).to.equal(undefined);
    overdueMs = 30_000;
    const found = Array.from({ length: 4 }, () => examine());
    expect(found).to.deep.equal([undefined, undefined, undefined, 'a probe is 30 s late']);
  });
});
