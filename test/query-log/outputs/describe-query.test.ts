// A logged query in words, whatever strangers sent.

import { expect } from 'chai';
import { describeQuery } from '../../../src/query-log/outputs/describe-query.ts';
import { Fate } from '../../../src/serving/query-log/log-record.ts';
import { makeQuery } from '../../support/dns/dns-client.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeRecord } from '../make-record.ts';

describe('describeQuery', () => {
  it('says who asked what, when, and what was answered', () => {
    expect(describeQuery(makeRecord())).to.deep.equal({
      time: '2026-11-22T12:00:00.250Z',
      client: '192.0.2.1',
      port: 5353,
      transport: 'udp',
      name: 'www.example.test.',
      type: 'A',
      class: 'IN',
      flags: ['rd'],
      querySize: 34,
      outcome: 'answered',
      code: 'NXDOMAIN',
      size: 40,
      answers: 0,
    });
  });

  it('knows IPv6, and where it was asked', () => {
    const client = Uint8Array.from(Buffer.from('20010db8000000000000000000000001', 'hex'));
    const at = (address: Uint8Array) => describeQuery(makeRecord({ client, asked: { address, port: 53 } }));
    expect(at(client)).to.deep.include({ client: '2001:db8::1', server: '[2001:db8::1]:53' });
    expect(at(Uint8Array.of(192, 0, 2, 53))).to.deep.include({ server: '192.0.2.53:53' });
  });

  it('has no words for a client that is not logged', () => {
    const described = describeQuery(makeRecord({ client: new Uint8Array(), port: 0 }));
    expect(described).to.not.have.any.keys('client', 'port');
  });

  const cookie = [10, new Uint8Array(8)] as const;
  const flags: readonly (readonly [string, Buffer, readonly string[]])[] = [
    ['none', makeQuery('a.test'), []],
    ['ad and cd', makeQuery('a.test', { flags: 0x0030 }), ['ad', 'cd']],
    ['edns', makeQuery('a.test', { edns: {} }), ['edns']],
    ['do', makeQuery('a.test', { edns: { dnssecOk: true } }), ['edns', 'do']],
    ['a cookie', makeQuery('a.test', { edns: { options: [cookie] } }), ['edns', 'cookie']],
    ['nsid', makeQuery('a.test', { edns: { options: [[3, new Uint8Array()]] } }), ['edns', 'nsid']],
    ['padding', makeQuery('a.test', { edns: { options: [[12, new Uint8Array(9)]] } }), ['edns', 'padding']],
  ];
  for (const [what, query, expected] of flags)
    it(`sees ${what}`, () => {
      expect(describeQuery(makeRecord({ query: new Uint8Array(query) })).flags).to.deep.equal(expected);
    });

  it('names other opcodes, types and classes by number where they have no name', () => {
    const query = makeQuery('a.test', { opcode: 6, type: 65_280 });
    query.writeUInt16BE(42, query.length - 2);
    expect(describeQuery(makeRecord({ query: new Uint8Array(query) }))).to.deep.include({
      opcode: 'OPCODE6',
      type: 'TYPE65280',
      class: 'CLASS42',
    });
    const update = new Uint8Array(makeQuery('a.test', { opcode: 5, type: 6 }));
    expect(describeQuery(makeRecord({ query: update }))).to.deep.include({
      opcode: 'UPDATE',
      name: 'a.test.',
      type: 'SOA',
    });
  });

  for (const [fate, outcome] of [
    [Fate.truncated, 'truncated'],
    [Fate.slipped, 'slipped'],
    [Fate.droppedLimited, 'limited'],
    [Fate.droppedUnattended, 'unattended'],
    [Fate.unanswered, 'unanswered'],
    [Fate.transfer, 'transfer'],
  ] as const)
    it(`calls it ${outcome}`, () => {
      expect(describeQuery(makeRecord({ fate })).outcome).to.equal(outcome);
    });

  it('says nothing of a reply where there was none', () => {
    const none = { reply: new Uint8Array(), replyOctets: 0, fate: Fate.droppedLimited };
    expect(describeQuery(makeRecord(none))).to.not.have.any.keys('code', 'size', 'answers');
  });

  it('escapes what is not printable in names', () => {
    const query = new Uint8Array(makeQuery('a\n"\u001b[31m.test'));
    const { name } = describeQuery(makeRecord({ query }));
    expect(name).to.match(/^[\x21-\x7e]+$/);
  });

  it('leaves the question out where it is cut off, or leads in circles', () => {
    const whole = new Uint8Array(makeQuery('www.example.test'));
    const circle = Uint8Array.from([...whole.subarray(0, 12), 0xc0, 0x0c, 0, 1, 0, 1]);
    for (const query of [whole.subarray(0, 20), whole.subarray(0, whole.length - 1), circle])
      expect(describeQuery(makeRecord({ query }))).to.not.have.any.keys('name', 'type', 'class');
  });

  it(`describes whatever it gets (seed ${testSeed})`, () => {
    const random = createSeededRandom();
    const good = makeQuery('www.example.test', { edns: { options: [cookie] } });
    for (let round = 0; round < 3000; round++) {
      const query = random.chance(0.5) ? random.octets(random.below(80)) : Buffer.from(good);
      for (let i = random.below(4); i > 0 && query.length > 0; i--)
        query[random.below(query.length)] = random.below(256);
      const reply = new Uint8Array(random.octets(random.below(20)));
      const described = describeQuery(makeRecord({ query: new Uint8Array(query), reply }));
      expect(JSON.parse(JSON.stringify(described))).to.be.an('object');
    }
  });
});
