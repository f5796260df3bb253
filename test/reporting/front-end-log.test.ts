// What the log says of front ends without headers.

import { expect } from 'chai';
import { FrontEndLog } from '../../src/reporting/front-end-log.ts';
import { add, Counter, CounterTable } from '../../src/serving/counters.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

describe('FrontEndLog', () => {
  function start() {
    const clock = new FakeClock();
    const { logger, entries } = createRecordingLogger();
    const counters = new CounterTable();
    const row = counters.addRow();
    const log = new FrontEndLog({ clock, logger, count: () => counters.sum() });
    log.start();
    const come = (proxied: number, refused: number) => {
      add(row, Counter.proxied, proxied);
      add(row, Counter.badProxyHeaders, refused);
    };
    return { clock, entries, log, come, messages: () => entries.map(({ message }) => message) };
  }

  const said = (refused: number, all: number) =>
    `${refused} of ${all} datagrams and connections from addresses in --proxy-from had no valid PROXY header (version 2) and were not answered`;

  it('is nothing while all have one', () => {
    const { clock, entries, come } = start();
    for (let i = 0; i < 100; i++) {
      come(1000, 0);
      clock.advance(6000);
    }
    expect(entries).to.deep.equal([]);
  });

  it('is a warning within seconds', () => {
    const { clock, entries, come, messages } = start();
    clock.advance(60_000);
    come(0, 7);
    clock.advance(5000);
    expect(messages()).to.deep.equal([said(7, 7)]);
    expect(entries[0]?.level).to.equal('warning');
    expect(entries[0]?.fields).to.deep.equal({ event: 'front-end-refused', refused: 7, proxied: 0 });
  });

  it('is one a minute while it goes on, each of what is new', () => {
    const { clock, come, messages } = start();
    for (let second = 0; second < 130; second++) {
      come(2, 1);
      clock.advance(1000);
    }
    expect(messages()).to.deep.equal([said(5, 15), said(60, 180), said(60, 180)]);
  });

  it('ends with the program', () => {
    const { clock, entries, log, come } = start();
    log.stop();
    come(0, 1);
    clock.advance(600_000);
    expect(entries).to.deep.equal([]);
  });
});
