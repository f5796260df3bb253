// What the answering function does beside looking up: turns addresses, counts, and says codes that take twelve bits.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { Counter, CounterTable, counterOfType } from '../../../src/serving/counters.ts';
import { makeQuery, type QuerySettings, readReply } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { createOctetsAnswerer } from '../../support/dns/octets-answerer.ts';

const snapshot = new Snapshot();
snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));

function createAsker(transport: 'udp' | 'tcp' = 'udp') {
  const counters = new CounterTable().addRow();
  const answer = createOctetsAnswerer(transport, counters);
  const buffer = Buffer.alloc(65_535);
  const ask = (name: string, settings: QuerySettings = {}) => {
    const query = makeQuery(name, settings);
    return readReply(Buffer.from(buffer.subarray(0, answer(snapshot.image, query, query.length, buffer))));
  };
  return { ask, answer, counters };
}

describe('createAnswerer', () => {
  it('lets each address come first equally often, each reply being the last one turned by one', () => {
    const { ask } = createAsker();
    const replies = Array.from({ length: 9 }, () => ask('www.example.test').answers);
    for (const [index, answers] of replies.entries()) {
      const before = replies[index - 1];
      if (before !== undefined) expect(answers).to.deep.equal([...before.slice(1), ...before.slice(0, 1)]);
    }
    const firsts = replies.map(([first]) => first);
    for (const first of new Set(firsts)) expect(firsts.filter((other) => other === first)).to.have.length(3);
  });

  it('turns each name on its own', () => {
    const { ask } = createAsker();
    const [first] = ask('www.example.test').answers;
    ask('x.wild.example.test');
    const again = [ask('www.example.test'), ask('www.example.test'), ask('www.example.test')];
    expect(again.map(({ answers }) => answers[0]).indexOf(first ?? '')).to.equal(2);
  });

  it('splits a code of more than four bits between header and OPT (RFC 6891 §6.1.3)', () => {
    const reply = createAsker().ask('www.example.test', { edns: { version: 7 } });
    expect(reply).to.include({ code: 16, isAuthoritative: false });
    expect(reply.octets.readUInt8(3) & 0x0f).to.equal(0);
    expect(reply.edns).to.deep.equal({ payload: 1232, version: 0, dnssecOk: false });
    expect(reply.counts).to.deep.equal([1, 0, 0, 1]);
  });

  it('gives RD and DO back as they came, and no other flag of the query', () => {
    const { ask } = createAsker();
    const reply = ask('www.example.test', { flags: 0x07ff, edns: { dnssecOk: true } });
    expect(reply.octets.readUInt16BE(2)).to.equal(0x8500);
    expect(reply.edns?.dnssecOk).to.equal(true);
    expect(ask('www.example.test', { flags: 0x06ff, edns: {} })).to.include({ recursionDesired: false });
  });

  it('counts queries, codes, EDNS, truncation and what it drops', () => {
    const { ask, answer, counters } = createAsker();
    ask('www.example.test');
    ask('www.example.test', { edns: {} });
    ask('missing.example.test');
    ask('elsewhere.example');
    ask('big.example.test');
    ask('www.example.test', { opcode: 2 });
    ask('www.example.test', { edns: { version: 1 } });
    answer(snapshot.image, new Uint8Array(5), 5, Buffer.alloc(1232));
    answer(snapshot.image, makeQuery('www.example.test', { flags: 0x8000 }), 34, Buffer.alloc(1232));
    const row = (code: number) => counters[Counter.replies + code];
    expect(counters[Counter.queriesUdp]).to.equal(7);
    expect(counters[Counter.queriesTcp]).to.equal(0);
    expect(counters[Counter.droppedShort]).to.equal(1);
    expect(counters[Counter.droppedResponse]).to.equal(1);
    expect(counters[counterOfType(1)]).to.equal(6);
    expect(counters[Counter.octetsIn]).to.be.above(7 * 12);
    const sum = (first: number, end: number) =>
      counters.slice(first, end).reduce((all, count) => all + count, 0);
    expect(sum(Counter.sizes, Counter.count)).to.equal(7).and.to.equal(sum(Counter.replies, Counter.types));
    expect(counters[Counter.octetsOut]).to.be.above(counters[Counter.octetsIn] ?? 0);
    expect(counters[Counter.withEdns]).to.equal(2);
    expect(counters[Counter.truncated]).to.equal(1);
    expect([0, 1, 2, 3, 4, 5, 16].map(row)).to.deep.equal([3, 0, 0, 1, 1, 1, 1]);
    const overTcp = createAsker('tcp');
    expect(overTcp.ask('big.example.test').answers).to.have.length(60);
    expect(overTcp.counters[Counter.queriesUdp]).to.equal(0);
    expect(overTcp.counters[Counter.queriesTcp]).to.equal(1);
    expect(overTcp.counters[Counter.truncated]).to.equal(0);
  });

  it('knows nothing while there is no snapshot', () => {
    const { answer } = createAsker();
    const buffer = Buffer.alloc(1232);
    const query = makeQuery('www.example.test');
    const octets = answer(new Snapshot().image, query, query.length, buffer);
    expect(readReply(buffer.subarray(0, octets))).to.include({ code: 5, isAuthoritative: false });
  });
});
