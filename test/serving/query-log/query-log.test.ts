// What threads that answer leave for the log: which queries, what of them, and that a ring that is full is nobody's trouble.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { createAnswerer } from '../../../src/serving/answering/answer-query.ts';
import { Counter, CounterTable, countAt } from '../../../src/serving/counters.ts';
import { Desk } from '../../../src/serving/desk.ts';
import { type QueryLogPolicy, usualPolicy } from '../../../src/serving/policy.ts';
import { Fate, type LogRecord, readRecord } from '../../../src/serving/query-log/log-record.ts';
import { createRingMemory, ringOctets, ringsIn } from '../../../src/serving/query-log/ring-memory.ts';
import { RingReader } from '../../../src/serving/query-log/ring-reader.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import { shareRules } from '../../../src/serving/rules/shared-rules.ts';
import type { Transport } from '../../../src/serving/transport.ts';
import { clientAt } from '../../support/dns/client-at.ts';
import { makeQuery } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const query = makeQuery('www.example.test');

function openWorld(policy: Partial<Omit<QueryLogPolicy, 'memory'>> = {}, writers = 1) {
  const memory = { number: 1, octets: createRingMemory(writers) };
  const rules = new Rules(shareRules());
  const queryLog: QueryLogPolicy = { share: 1, keepsWhole: false, memory, ...policy };
  rules.apply({ ...usualPolicy, queryLog });
  const row = new CounterTable().addRow();
  const snapshot = new Snapshot();
  snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
  const clock = new FakeClock();
  const desk = new Desk(row, clock, rules.queryLog);
  const answer = createAnswerer(row, { rules, desk: desk.words, log: rules.queryLog });
  const readers = ringsIn(memory.octets).map((ring) => new RingReader(ring));
  return {
    rules,
    row,
    desk,
    queryLog,
    ask(packet: Uint8Array, transport: Transport = 'udp', address = '192.0.2.9') {
      const reply = { octets: new Uint8Array(65_535), length: 0 };
      rules.tick();
      const outcome = answer(snapshot.image, clientAt(address, transport), packet, packet.length, reply);
      return { outcome, reply: reply.octets.slice(0, reply.length) };
    },
    read(): LogRecord[] {
      const records: LogRecord[] = [];
      for (const reader of readers) reader.read(1_000_000, (record) => records.push(readRecord(record)));
      return records;
    },
  };
}

describe('QueryLog', () => {
  it('has who asked what, and what was answered', () => {
    const { ask, read } = openWorld({ keepsWhole: true });
    const beforeMs = Date.now();
    const { reply } = ask(query);
    const [record] = read();
    expect(record).to.deep.include({
      transport: 'udp',
      fate: Fate.answered,
      client: Uint8Array.of(192, 0, 2, 9),
      port: 1024,
      code: 0,
      query: Uint8Array.from(query),
      queryOctets: query.length,
      reply,
      replyOctets: reply.length,
    });
    expect(record?.receivedMs).to.be.within(beforeMs, Date.now());
    expect(record?.repliedMs).to.be.within(record?.receivedMs ?? 0, Date.now());
  });

  it('has addresses of both families, by every transport', () => {
    const { ask, read } = openWorld();
    for (const transport of ['udp', 'tcp', 'tls'] as const) ask(query, transport, '2001:db8::1');
    const records = read();
    expect(records.map(({ transport }) => transport)).to.deep.equal(['udp', 'tcp', 'tls']);
    expect(Buffer.from(records[0]?.client ?? []).toString('hex')).to.equal(
      '20010db8000000000000000000000001',
    );
  });

  it('keeps no more than the question and the header of the reply, unless all is wanted', () => {
    const { ask, read } = openWorld();
    const long = Buffer.concat([query, Buffer.alloc(2000)]);
    const { reply } = ask(long);
    expect(read()[0]).to.deep.include({
      query: Uint8Array.from(long.subarray(0, 512)),
      queryOctets: long.length,
      reply: reply.slice(0, 12),
      replyOctets: reply.length,
    });
  });

  it('has messages as long as messages can be', () => {
    const { ask, read } = openWorld({ keepsWhole: true });
    const long = Buffer.alloc(65_535);
    long.set(query);
    ask(long, 'tcp');
    expect(read()[0]?.query).to.deep.equal(Uint8Array.from(long));
  });

  it('has codes beyond the four bits of the header', () => {
    const { ask, read } = openWorld();
    ask(makeQuery('www.example.test', { edns: { version: 1 } }));
    expect(read()[0]?.code).to.equal(16);
  });

  it('has no messages that are no queries', () => {
    const { ask, read } = openWorld();
    const response = Uint8Array.from(query);
    response[2] = 0x80;
    expect([ask(response).outcome, ask(query.subarray(0, 11)).outcome]).to.deep.equal([
      'dropped response',
      'dropped short',
    ]);
    expect(read()).to.deep.equal([]);
  });

  it('has queries that get no reply, for the limit on replies', () => {
    const { ask, read, rules, queryLog } = openWorld();
    const replyLimit = { perSecond: 1, slip: 2, ipv4Bits: 24, ipv6Bits: 56, exempt: [] };
    rules.apply({ ...usualPolicy, queryLog, replyLimit });
    const outcomes = Array.from({ length: 40 }, () => ask(query).outcome);
    const fates = { answered: Fate.answered, slipped: Fate.slipped, 'dropped limited': Fate.droppedLimited };
    const records = read();
    expect(records.map(({ fate }) => fate)).to.deep.equal(
      outcomes.map((outcome) => fates[outcome as keyof typeof fates]),
    );
    const dropped = records.filter(({ fate }) => fate === Fate.droppedLimited);
    expect(dropped.length).to.be.greaterThan(0);
    expect(dropped.every(({ reply, replyOctets }) => reply.length === 0 && replyOctets === 0)).to.equal(true);
  });

  it('has about the share that was asked for, whatever comes between', () => {
    const { ask, read } = openWorld({ share: 0.1 });
    for (let i = 0; i < 3000; i++) ask(query);
    // Six times the standard deviation on each side.
    expect(read().length).to.be.within(200, 400);
  });

  it('begins and ends with the policy', () => {
    const { ask, read, rules, queryLog } = openWorld();
    ask(query);
    rules.apply(usualPolicy);
    ask(query);
    expect(read()).to.have.length(1);
    const memory = { number: 2, octets: createRingMemory(1) };
    rules.apply({ ...usualPolicy, queryLog: { ...queryLog, memory } });
    // The same memory again, as another thread would get it.
    rules.apply({ ...usualPolicy, queryLog: { ...queryLog, memory: { ...memory } } });
    ask(query);
    const [reader] = ringsIn(memory.octets).map((ring) => new RingReader(ring));
    expect(reader?.read(10, () => undefined)).to.equal(1);
  });

  it('answers on when the ring is full, and counts what it leaves out', () => {
    const { ask, read, row } = openWorld({ keepsWhole: true });
    const long = Buffer.alloc(60_000);
    long.set(query);
    const asked = 30;
    for (let i = 0; i < asked; i++) expect(ask(long, 'tcp').outcome).to.equal('answered');
    const noRoom = countAt(row, Counter.queryLogNoRoom);
    expect(noRoom).to.be.greaterThan(0);
    expect(read()).to.have.length(asked - noRoom);
    expect(asked - noRoom).to.equal(Math.floor(ringOctets / 60_144));
    ask(long, 'tcp');
    expect(read()).to.have.length(1);
  });

  it('counts everything when there are fewer rings than threads', () => {
    const { ask, row } = openWorld({}, 0);
    ask(query);
    expect(countAt(row, Counter.queryLogNoRoom)).to.equal(1);
  });
});

describe('what the desk logs', () => {
  const update = makeQuery('example.test', { opcode: 5, type: 6 });
  const reply = Uint8Array.of(0, 0, 0x80, 5, 0, 0, 0, 0, 0, 0, 0, 0);

  it('is each message once, with what the attendant replies', () => {
    const { ask, desk, read } = openWorld({ keepsWhole: true });
    desk.open({ attend: () => reply });
    expect(ask(update).outcome).to.equal('for an attendant');
    expect(read()).to.deep.equal([]);
    desk.attend(clientAt('192.0.2.1', 'tcp'), update);
    expect(read())
      .to.have.length(1)
      .and.to.have.nested.property('[0]')
      .that.deep.includes({
        transport: 'tcp',
        fate: Fate.answered,
        client: Uint8Array.of(192, 0, 2, 1),
        code: 5,
        query: Uint8Array.from(update),
        reply,
      });
  });

  it('is a reply that comes later when it comes, with the message and the client as they were', async () => {
    const { desk, read } = openWorld({ keepsWhole: true });
    let settle: (octets: Uint8Array) => void = () => undefined;
    desk.open({
      attend: () =>
        new Promise((resolve) => {
          settle = resolve;
        }),
    });
    const packet = Uint8Array.from(update);
    const client = clientAt('192.0.2.1');
    const attended = desk.attend(client, packet);
    packet.fill(0);
    client.octets.fill(0);
    expect(read()).to.deep.equal([]);
    settle(reply);
    await attended;
    const [record] = read();
    expect(record?.query).to.deep.equal(Uint8Array.from(update));
    expect(record?.client).to.deep.equal(Uint8Array.of(192, 0, 2, 1));
  });

  it('is the query alone where several messages follow, or none', () => {
    const { desk, read } = openWorld();
    const source = { next: () => 'done' as const, whenReady: () => undefined, abandon: () => undefined };
    for (const attend of [() => source, () => undefined]) {
      desk.open({ attend });
      desk.attend(clientAt('192.0.2.1', 'tcp'), update);
    }
    expect(read().map(({ fate, replyOctets }) => [fate, replyOctets])).to.deep.equal([
      [Fate.transfer, 0],
      [Fate.unanswered, 0],
    ]);
  });

  it('is a reply cut short as such', () => {
    const { desk, read } = openWorld();
    const short = Uint8Array.from(reply);
    short[2] = 0x82;
    desk.open({ attend: () => short });
    desk.attend(clientAt('192.0.2.1'), update);
    expect(read()[0]?.fate).to.equal(Fate.truncated);
  });

  it('is nothing while the log is off', () => {
    const { desk, read, rules } = openWorld();
    rules.apply(usualPolicy);
    desk.open({ attend: () => reply });
    desk.attend(clientAt('192.0.2.1'), update);
    expect(read()).to.deep.equal([]);
  });
});
