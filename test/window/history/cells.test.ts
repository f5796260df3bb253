// Minutes, hours and days, octet by octet.

import { expect } from 'chai';
import {
  addDay,
  addHour,
  addMinute,
  addTimeToDay,
  outcomesOctets,
  readOutcome,
  viewOf,
  writeHour,
  writeMinute,
  writeOutcome,
} from '../../../src/window/history/cells.ts';
import { type Outcome, Tally } from '../../../src/window/history/tally.ts';

const outcomes: readonly Outcome[] = ['clean', 'troubled', 'unprobed'];

describe('cells', () => {
  it('reads every minute as it was written', () => {
    for (let downSeconds = 0; downSeconds <= 60; downSeconds++)
      for (const outcome of outcomes) {
        const row = new Uint8Array(6);
        writeMinute(row, 3, 3, { downSeconds, outcome, meanMs: 10, maxMs: 200 });
        const tally = new Tally();
        expect(addMinute(tally, row, 3, 3)).to.equal(outcome);
        expect([tally.minutes, tally.downSeconds]).to.deep.equal([1, downSeconds]);
        expect(tally.meanMs).to.be.closeTo(10, 0.3);
        expect(tally.maxMs).to.be.closeTo(200, 6);
      }
  });

  it('adds nothing of an unknown minute', () => {
    const tally = new Tally();
    expect(addMinute(tally, new Uint8Array(3), 0, 3)).to.equal(undefined);
    expect(tally.upShare).to.equal(undefined);
  });

  it('makes something bounded of whatever octets there are', () => {
    for (let octet = 0; octet < 256; octet++) {
      const tally = new Tally();
      const row = new Uint8Array(12).fill(octet);
      addMinute(tally, row, 0, 3);
      addHour(tally, row, 0, 3);
      addDay(tally, row, 0);
      expect(tally.upShare ?? 0).to.be.within(0, 1);
      for (let minute = 0; minute < 60; minute++) expect(outcomes).to.include(readOutcome(row, 0, minute));
    }
  });

  it('reads an hour as it was written, and none of which less than half is known', () => {
    const hour = new Tally();
    hour.addTime(60, 45);
    hour.addLatency(30, 5, 50);
    const row = new Uint8Array(3);
    writeHour(row, 0, 3, hour);
    const read = new Tally();
    addHour(read, row, 0, 3);
    expect([read.minutes, read.downSeconds]).to.deep.equal([60, 45]);
    expect(read.maxMs).to.be.closeTo(50, 1.5);
    const brief = new Tally();
    brief.addTime(29, 45);
    writeHour(row, 0, 3, brief);
    expect(row[0]).to.equal(0);
  });

  it('counts for nothing what is not known of an hour', () => {
    const row = new Uint8Array(1);
    for (const downMinutes of [0, 15, 30]) {
      const hour = new Tally();
      hour.addTime(30, 60 * downMinutes);
      writeHour(row, 0, 1, hour);
      const read = new Tally();
      addHour(read, row, 0, 1);
      expect(read.upShare).to.be.closeTo(1 - downMinutes / 30, 0.01);
    }
  });

  it('reads the outcome of each minute of an hour as it was written', () => {
    const row = new Uint8Array(2 * outcomesOctets);
    const outcomeOf = (minute: number) => outcomes[(minute * 7) % 3] ?? 'clean';
    for (let minute = 0; minute < 60; minute++) writeOutcome(row, outcomesOctets, minute, outcomeOf(minute));
    for (let minute = 0; minute < 60; minute++)
      expect(readOutcome(row, outcomesOctets, minute)).to.equal(outcomeOf(minute));
    expect(row.subarray(0, outcomesOctets).every((octet) => octet === 0)).to.equal(true);
  });

  it('adds up a day, which has no more than it has', () => {
    const row = new Uint8Array(8);
    for (let minute = 0; minute < 2000; minute++) addTimeToDay(viewOf(row), 4, 1, 60);
    const tally = new Tally();
    addDay(tally, row, 4);
    expect([tally.minutes, tally.downSeconds]).to.deep.equal([1440, 86_400]);
  });
});
