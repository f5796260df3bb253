// dnstap to a collector that is there, late, slow, stuck, wrong or gone: nothing is waited for, and what is lost is counted.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { DnstapOutput } from '../../../src/query-log/dnstap/dnstap-output.ts';
import { ControlType } from '../../../src/query-log/dnstap/frame-stream.ts';
import { Fate } from '../../../src/serving/query-log/log-record.ts';
import { makeQuery } from '../../support/dns/dns-client.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { makeRecord } from '../make-record.ts';
import { createToldOutput } from '../told-output.ts';
import { type Manner, openCollector } from './scripted-collector.ts';

const encoder = new TextEncoder();
const source = { identity: encoder.encode('ns1'), version: encoder.encode('healthy-dns 1') };

describe('DnstapOutput', () => {
  const atEnd = runAfterEach();
  let path: string;
  let told: ReturnType<typeof createToldOutput>;
  beforeEach(() => {
    path = join(makeTemporaryDirectory(), 'tap');
    told = createToldOutput();
  });

  function open(clock: Clock = systemClock): DnstapOutput {
    const output = new DnstapOutput({ path, source, clock, told });
    atEnd(() => output.close());
    return output;
  }

  async function collect(manner?: Manner) {
    const collector = await openCollector(path, manner);
    atEnd(() => collector.close());
    return collector;
  }

  function send(output: DnstapOutput, count = 1): void {
    for (let i = 0; i < count; i++) output.take(makeRecord());
    output.flush();
  }

  it('sends query and response, and says when it begins and ends', async () => {
    const collector = await collect();
    const output = open();
    send(output, 10);
    await until('they arrive', () => collector.frames.length === 20);
    await until('they are counted', () => told.counts.written === 10);
    expect(told.counts).to.deep.equal({ written: 10, lost: 0 });
    await output.close();
    expect(collector.controls).to.deep.equal([ControlType.ready, ControlType.start, ControlType.stop]);
    expect(told.words).to.deep.equal([]);
  });

  it('sends all that it has before it says goodbye', async () => {
    const collector = await collect();
    const output = open();
    await until('it is open', () => collector.controls.includes(ControlType.start));
    output.take(makeRecord());
    await output.close();
    expect(collector.frames).to.have.length(2);
    expect(told.counts).to.deep.equal({ written: 1, lost: 0 });
  });

  it('says that nobody collects, once, and sends what waited when somebody does', async () => {
    const output = open();
    send(output, 5);
    await until('it is said', () => told.words.length > 0);
    expect(told.words).to.deep.equal([
      `cannot send dnstap to ${path}: there is no such socket; is the collector running?`,
    ]);
    const collector = await collect();
    await until('they arrive', () => collector.frames.length === 10);
    await until('they are counted', () => told.counts.written === 5);
    expect(told.words.slice(1)).to.deep.equal(['works']);
    expect(told.counts).to.deep.equal({ written: 5, lost: 0 });
  });

  it('goes on when a collector dies and another one comes', async () => {
    const first = await collect();
    const output = open();
    send(output);
    await until('it arrives', () => first.frames.length === 2);
    await first.close();
    await until('it is said', () => told.words.length > 0);
    expect(told.words).to.deep.equal([`cannot send dnstap to ${path}: it closed the connection`]);
    send(output);
    const second = await collect();
    await until('the next one arrives', () => second.frames.length === 2);
    expect(told.words).to.deep.equal([told.words[0], 'works']);
  });

  it('holds what waits for a collector that is away within bounds, and counts the rest', async () => {
    const output = open();
    const reply = new Uint8Array(60_000);
    const long = makeRecord({ reply, replyOctets: reply.length });
    for (let i = 0; i < 200; i++) {
      output.take(long);
      output.flush();
    }
    expect(told.counts.lost).to.be.within(125, 135);
    const collector = await collect();
    await until('the others arrive', () => told.counts.written + told.counts.lost === 200);
    await until('they do', () => collector.frames.length === 2 * told.counts.written);
  });

  it('counts what a collector that does not read has no room for, and goes on when it reads', async () => {
    const collector = await collect('stuck');
    const output = open();
    await until('it begins', () => collector.connections === 1);
    const reply = new Uint8Array(60_000);
    const long = makeRecord({ reply, replyOctets: reply.length });
    await until('it is full', () => {
      output.take(long);
      output.flush();
      return told.counts.lost > 0;
    });
    const { lost } = told.counts;
    send(output, 100);
    expect(told.counts.lost).to.equal(lost + 100);
    expect(told.words).to.deep.equal([]);
    collector.cutAll();
    await until('it is said', () => told.words.length > 0);
    expect(told.words).to.deep.equal([`cannot send dnstap to ${path}: it closed the connection`]);
  });

  it('does not wait at its end for a collector that does not read', async () => {
    const collector = await collect('stuck');
    const output = open();
    await until('it begins', () => collector.connections === 1);
    send(output, 1000);
    await output.close();
    expect(collector.controls).to.deep.equal([ControlType.ready]);
  });

  for (const [manner, reason] of [
    ['other', 'it takes protobuf:other instead of protobuf:dnstap.Dnstap'],
    ['garbage', 'it does not speak frame streams'],
    ['hangs up', 'it closed the connection'],
  ] as const)
    it(`says what is wrong with a collector that is ${manner}`, async () => {
      await collect(manner);
      open();
      await until('it is said', () => told.words.length > 0);
      expect(told.words[0]).to.equal(`cannot send dnstap to ${path}: ${reason}`);
    });

  it('gives up on a collector that does not answer, and tries again ever more rarely', async () => {
    const clock = new FakeClock();
    const collector = await collect('silent');
    open(clock);
    for (const retryMs of [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]) {
      const { controls } = collector;
      await until('it is greeted', () => controls.length > 0 && controls.length === collector.connections);
      const { connections } = collector;
      clock.advance(5000);
      await until('it hangs up', () => clock.timerCount === 1);
      clock.advance(retryMs - 1);
      expect(collector.connections).to.equal(connections);
      clock.advance(1);
      await until('it comes again', () => collector.connections === connections + 1);
    }
    expect(told.words).to.deep.equal([`cannot send dnstap to ${path}: it does not answer`]);
  });

  it('says so where there is a file instead of a socket', async () => {
    writeFileSync(path, '');
    open();
    await until('it is said', () => told.words.length > 0);
    expect(told.words).to.deep.equal([`cannot send dnstap to ${path}: nobody listens there`]);
  });

  it('sends no response where there was none, or only its header is known', async () => {
    const collector = await collect();
    const output = open();
    const reply = new Uint8Array(12);
    output.take(makeRecord({ fate: Fate.droppedLimited, reply: new Uint8Array(), replyOctets: 0 }));
    output.take(makeRecord({ reply, replyOctets: 500 }));
    output.take(makeRecord({ fate: Fate.transfer, reply, replyOctets: 12 }));
    output.flush();
    await until('they arrive', () => collector.frames.length === 3);
    await output.close();
    expect(collector.frames).to.have.length(3);
  });

  it('tells updates from queries', async () => {
    const collector = await collect();
    const query = new Uint8Array(makeQuery('example.test', { opcode: 5, type: 6 }));
    const output = open();
    output.take(makeRecord({ query }));
    output.flush();
    await until('they arrive', () => collector.frames.length === 2);
    // The type of a message is its first field.
    const types = collector.frames.map(
      (frame) => frame[frame.indexOf(0x72) + 2 + (frame.length > 130 ? 1 : 0) + 1],
    );
    expect(types).to.deep.equal([13, 14]);
  });
});
