// How rings are emptied: all of them, in pieces, more often the more there is, and once more at the end.

import { expect } from 'chai';
import { Drain } from '../../src/query-log/drain.ts';
import type { LogOutput } from '../../src/query-log/outputs/log-output.ts';
import { CounterTable } from '../../src/serving/counters.ts';
import type { LogRecord } from '../../src/serving/query-log/log-record.ts';
import { QueryLog } from '../../src/serving/query-log/query-log.ts';
import { createRingMemory, ringsIn } from '../../src/serving/query-log/ring-memory.ts';
import { RingReader } from '../../src/serving/query-log/ring-reader.ts';
import { clientAt } from '../support/dns/client-at.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { FakeClock } from '../support/fake-clock.ts';

const query = makeQuery('www.example.test');

function openWorld(clients: 'whole' | 'network' | 'none' = 'whole') {
  const memory = { number: 1, octets: createRingMemory(2) };
  const row = new CounterTable().addRow();
  const logs = [1, 2].map(() => {
    const log = new QueryLog();
    log.apply({ share: 1, keepsWhole: false, memory });
    return log;
  });
  const taken: LogRecord[] = [];
  const flushed: number[] = [];
  const times: number[] = [];
  const clock = new FakeClock();
  const output: LogOutput = {
    take: (record) => taken.push(record),
    flush() {
      flushed.push(taken.length);
      times.push(clock.monotonicMs());
    },
    reopen: () => undefined,
    close: () => Promise.resolve(),
  };
  const rings = ringsIn(memory.octets).map((ring) => new RingReader(ring));
  const drain = new Drain(rings, output, clients, { clock });
  const ask = (count: number, thread = 0, address = '192.0.2.77') => {
    for (let i = 0; i < count; i++) logs[thread]?.noteUnattended(clientAt(address), query, query.length, row);
  };
  return { drain, clock, ask, taken, flushed, times, output };
}

describe('Drain', () => {
  it('takes what is in all rings, and flushes after each turn', () => {
    const { drain, ask, taken, flushed } = openWorld();
    ask(3);
    ask(4, 1);
    drain.start();
    expect([taken.length, flushed]).to.deep.equal([7, [7]]);
  });

  it('takes much in pieces, without a rest in between', () => {
    const { drain, clock, ask, flushed } = openWorld();
    ask(1200);
    drain.start();
    clock.advance(1);
    expect(flushed.slice(0, 3)).to.deep.equal([500, 1000, 1200]);
  });

  for (const [perSecond, restMs] of [
    [0, 160],
    [100, 160],
    [13_000, 20],
    [60_000, 10],
  ] as const)
    it(`rests for ${restMs} ms while ${perSecond} come in a second`, () => {
      const { drain, clock, ask, times } = openWorld();
      drain.start();
      for (let step = 0; step < 100; step++) {
        ask(perSecond / 100);
        clock.advance(10);
      }
      const late = times.slice(-20);
      const gaps = late.map((at, index) => at - (late[index - 1] ?? at));
      expect(Math.max(...gaps)).to.equal(restMs);
    });

  it('takes what is left when it stops, and rests no more', () => {
    const { drain, clock, ask, taken } = openWorld();
    drain.start();
    ask(1700);
    drain.stop();
    expect([taken.length, clock.timerCount]).to.deep.equal([1700, 0]);
  });

  it('gives records to another output from one moment on', () => {
    const { drain, clock, ask, taken, output } = openWorld();
    drain.start();
    const others: LogRecord[] = [];
    drain.apply({ ...output, take: (record) => others.push(record) }, 'none');
    ask(2);
    clock.advance(200);
    expect([taken.length, others.length]).to.deep.equal([0, 2]);
    expect(others[0]).to.deep.include({ client: new Uint8Array(), port: 0 });
  });

  it('leaves of clients what it was told', () => {
    const { drain, ask, taken } = openWorld('network');
    ask(1);
    ask(1, 0, '2001:db8:1:2:3::4');
    drain.start();
    expect(taken.map(({ client, port }) => [Buffer.from(client).toString('hex'), port])).to.deep.equal([
      ['c0000200', 0],
      ['20010db8000100000000000000000000', 0],
    ]);
  });
});
