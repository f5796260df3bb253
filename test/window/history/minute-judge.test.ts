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

  it('never believes that it is before the first release, unless nothing is known of a later time', () => {
    const now = Date.UTC(2027, 0) / minuteMs;
    const judge = new MinuteJudge(now);
    for (const [hour, minute] of [10, 70, 1000, Date.UTC(2020, 0) / minuteMs].entries())
      expect(judge.judge(minute, hour * 60 * minuteMs)).to.equal('wait');
    expect(judge.judge(now + 300, 300 * minuteMs)).to.equal('write');
    expect(new MinuteJudge(0).judge(10, 0)).to.equal('write');
  });

  it('waits anew when it was right in between', () => {
    const judge = new MinuteJudge(1000);
    expect(judge.judge(10, 0)).to.equal('wait');
    expect(judge.judge(1001, minuteMs)).to.equal('write');
    expect(judge.judge(10, 20 * minuteMs)).to.equal('wait');
  });
});
