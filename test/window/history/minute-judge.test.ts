// Which minutes may be written, whatever the clock does.

import { expect } from 'chai';
import { MinuteJudge } from '../../../src/window/history/minute-judge.ts';

const minuteMs = 60_000;

describe('minute judge', () => {
  it('lets the clock go on, jump ahead and go back a little', () => {
    const judge = new MinuteJudge(1000);
    for (const [place, minute] of [1001, 1002, 5000, 4996, 4997, 5001].entries())
      expect(judge.judge(minute, place * minuteMs), `${minute}`).to.equal('write');
  });

  it('waits a quarter of an hour when it goes far back, and believes it then', () => {
    const judge = new MinuteJudge(1000);
    for (let minute = 0; minute < 15; minute++)
      expect(judge.judge(10 + minute, minute * minuteMs)).to.equal('wait');
    expect(judge.judge(25, 15 * minuteMs)).to.equal('forget-future');
    expect(judge.judge(26, 16 * minuteMs)).to.equal('write');
  });

  it('waits anew when it was right in between', () => {
    const judge = new MinuteJudge(1000);
    expect(judge.judge(10, 0)).to.equal('wait');
    expect(judge.judge(1001, minuteMs)).to.equal('write');
    expect(judge.judge(10, 20 * minuteMs)).to.equal('wait');
  });
});
