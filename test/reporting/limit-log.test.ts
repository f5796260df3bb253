// What the log says while replies are limited.

import { expect } from 'chai';
import { LimitLog } from '../../src/reporting/limit-log.ts';
import { add, Counter, CounterTable } from '../../src/serving/counters.ts';
import { createLimitedWords, LimitedNetworks } from '../../src/serving/rules/limited-networks.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

/** 198.51.100.0 and 192.0.2.0. */
const [victim, other] = [0xc6336400 | 0, 0xc0000200 | 0];

describe('LimitLog', () => {
  function start() {
    const clock = new FakeClock();
    const { logger, entries } = createRecordingLogger();
    const counters = new CounterTable();
    const row = counters.addRow();
    const limited = new LimitedNetworks(createLimitedWords());
    const log = new LimitLog({ clock, logger, count: () => counters.sum(), limited });
    log.start();
    const limit = (slipped: number, dropped: number, network = victim) => {
      add(row, Counter.slipped, slipped);
      add(row, Counter.droppedLimited, dropped);
      limited.note(network, 0, 4, 24);
    };
    return { clock, entries, log, limit, messages: () => entries.map(({ message }) => message) };
  }

  it('says nothing while nothing is limited', () => {
    const { clock, entries } = start();
    clock.advance(600_000);
    expect(entries).to.deep.equal([]);
  });

  it('says within seconds that replies are limited, how many and whose', () => {
    const { clock, entries, limit, messages } = start();
    clock.advance(60_000);
    for (let i = 0; i < 3; i++) limit(100, 101);
    limit(0, 0, other);
    clock.advance(5000);
    expect(messages()).to.deep.equal([
      'limited 603 replies within 5 s: 300 truncated, 303 dropped; ' +
        'most for 198.51.100.0/24 (75 %), 192.0.2.0/24 (25 %)',
    ]);
    expect(entries[0]?.level).to.equal('warning');
    expect(entries[0]?.fields).to.deep.equal({
      event: 'replies-limited',
      slipped: 300,
      dropped: 303,
      networks: ['198.51.100.0/24', '192.0.2.0/24'],
    });
  });

  it('says it once a minute while it goes on, and each time only what is new', () => {
    const { clock, limit, messages } = start();
    for (let second = 0; second < 180; second++) {
      limit(1, 1);
      clock.advance(1000);
    }
    expect(messages().map((message) => message.split(':')[0])).to.deep.equal([
      'limited 10 replies within 5 s',
      'limited 120 replies within 60 s',
      'limited 120 replies within 60 s',
    ]);
  });

  it('does not count the quiet time before as part of it', () => {
    const { clock, limit, messages } = start();
    limit(1, 1);
    clock.advance(600_000);
    limit(2, 2, other);
    clock.advance(5000);
    expect(messages()[1]).to.equal(
      'limited 4 replies within 5 s: 2 truncated, 2 dropped; most for 192.0.2.0/24 (100 %)',
    );
  });

  it('says the rest when the daemon stops', () => {
    const { clock, log, limit, messages } = start();
    limit(1, 1);
    clock.advance(5000);
    limit(5, 5);
    log.stop();
    expect(messages()).to.have.lengthOf(2);
    expect(clock.timerCount).to.equal(0);
  });
});
