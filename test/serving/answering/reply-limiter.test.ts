// What becomes of replies beyond the limit of the client's network.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { createAnswerer } from '../../../src/serving/answering/answer-query.ts';
import type { Client } from '../../../src/serving/client.ts';
import {
  Counter,
  CounterTable,
  countAt,
  counterOfCode,
  droppedQueries,
} from '../../../src/serving/counters.ts';
import { type ReplyLimit, usualPolicy } from '../../../src/serving/policy.ts';
import type { QueryOutcome } from '../../../src/serving/query-outcome.ts';
import { storeCookieSecrets } from '../../../src/serving/rules/cookie-secrets.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import { shareRules } from '../../../src/serving/rules/shared-rules.ts';
import { parseIpPrefix } from '../../../src/wire/ip-prefix.ts';
import { datagramOctetsMax } from '../../../src/wire/message-format.ts';
import { clientAt } from '../../support/dns/client-at.ts';
import { makeQuery, type QuerySettings, readReply } from '../../support/dns/dns-client.ts';
import { fuzzedNames } from '../../support/dns/fuzzed-zone.ts';
import { ns } from '../../support/dns/make-records.ts';
import { makeZone, nameOf } from '../../support/dns/make-zone.ts';

const usual: ReplyLimit = { perSecond: 200, slip: 2, ipv4Bits: 24, ipv6Bits: 56, exempt: [] };
const victim = clientAt('198.51.100.7');
const [COOKIE, NSID] = [10, 3];
const clientCookie = Buffer.alloc(8, 1);
const NOTIFY = 4;

const snapshot = new Snapshot();
const { www, big } = fuzzedNames;
const records = { sub: [ns(nameOf('ns.elsewhere.test'))] };
snapshot.replace([makeZone({ www, big }, { records })]);

/** Small answers, none of which is like the others. */
const kinds: Readonly<Record<string, readonly [name: string, settings: QuerySettings, isSlipped: boolean]>> =
  {
    'an answer': ['www.example.test', {}, true],
    'no data': ['www.example.test', { type: 16 }, true],
    'an absent name': ['absent.example.test', {}, true],
    'a referral': ['www.sub.example.test', {}, true],
    REFUSED: ['elsewhere.test', {}, false],
  };

function open(limit: Partial<ReplyLimit> = {}, settings: { isUnlimited?: boolean } = {}) {
  const counters = new CounterTable().addRow();
  const rules = new Rules(shareRules());
  rules.apply({ ...usualPolicy, replyLimit: { ...usual, ...limit } });
  const answer = createAnswerer(counters, { rules, ...settings });
  const reply = { octets: Buffer.alloc(datagramOctetsMax), length: 0 };
  const ask = (query: Buffer, client: Client = victim) => {
    const outcome = answer(snapshot.image, client, query, query.length, reply);
    return { outcome, octets: Buffer.from(reply.octets.subarray(0, reply.length)) };
  };
  const askOften = (times: number, name: string, asked: QuerySettings = {}, client: Client = victim) => {
    const query = makeQuery(name, asked);
    const outcomes: Partial<Record<QueryOutcome, number>> = {};
    for (let i = 0; i < times; i++) {
      const { outcome } = ask(query, client);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    return outcomes;
  };
  return { ask, askOften, counters, rules };
}

describe('ReplyLimiter', () => {
  for (const [kind, [name, asked, isSlipped]] of Object.entries(kinds)) {
    it(`lets through 200 replies that are ${kind}, and ${isSlipped ? 'half' : 'none'} of the others as a slip`, () => {
      const { answered, slipped = 0, 'dropped limited': dropped = 0 } = open().askOften(4200, name, asked);
      expect(answered).to.equal(200);
      expect(slipped + dropped).to.equal(4000);
      // Five times the standard deviation.
      if (isSlipped) expect(slipped).to.be.within(1842, 2158);
      else expect(slipped).to.equal(0);
    });

    it(`leaves other kinds alone when there is a flood for ${kind}`, () => {
      const { askOften } = open();
      askOften(1000, name, asked);
      for (const [other, [otherName, otherAsked]] of Object.entries(kinds))
        if (other !== kind) expect(askOften(1, otherName, otherAsked)).to.deep.equal({ answered: 1 });
    });
  }

  const asErrors: readonly (readonly [string, string, QuerySettings])[] = [
    ['FORMERR', 'www.example.test', { counts: [2, 0, 0, 0] }],
    ['NOTIMP', 'www.example.test', { opcode: 2 }],
    ['BADVERS', 'www.example.test', { edns: { version: 1 } }],
    ['REFUSED to a transfer', 'example.test', { type: 252 }],
    ['the confirmation of a NOTIFY', 'example.test', { opcode: NOTIFY, type: 6 }],
  ];
  for (const [what, name, asked] of asErrors)
    it(`counts ${what} as an error, which nobody is told to repeat over TCP`, () => {
      const { askOften } = open();
      expect(askOften(1000, name, asked)).to.deep.equal({ answered: 200, 'dropped limited': 800 });
      expect(askOften(10, 'elsewhere.test')).to.deep.equal({ 'dropped limited': 10 });
    });

  it('counts a reply once for each 512 octets that it has begun', () => {
    // 60 addresses: 33 + 60 * 16 = 993 octets.
    const { askOften } = open();
    expect(askOften(1000, 'big.example.test', { edns: {} })['answered']).to.equal(100);
  });

  it('slips one of as many as it is told to', () => {
    expect(open({ slip: 1 }).askOften(1000, 'www.example.test')).to.deep.equal({
      answered: 200,
      slipped: 800,
    });
    expect(open({ slip: 0 }).askOften(1000, 'www.example.test')).to.deep.equal({
      answered: 200,
      'dropped limited': 800,
    });
    expect(open({ slip: 10 }).askOften(10_200, 'www.example.test').slipped).to.be.within(850, 1150);
  });

  it('limits nothing where the operator has said so', () => {
    const { askOften, rules } = open();
    rules.apply(usualPolicy);
    expect(askOften(1000, 'www.example.test')).to.deep.equal({ answered: 1000 });
  });

  it('limits nothing over TCP', () => {
    const overTcp = clientAt('198.51.100.7', 'tcp');
    expect(open().askOften(1000, 'www.example.test', {}, overTcp)).to.deep.equal({ answered: 1000 });
  });

  it('limits nobody whose signature the attendant has seen', () => {
    const { askOften } = open({}, { isUnlimited: true });
    expect(askOften(1000, 'www.example.test')).to.deep.equal({ answered: 1000 });
  });

  it('limits no network that is exempt, and its neighbours as ever', () => {
    const exempt = ['198.51.100.0/25', '2001:db8::/32'].flatMap((text) => parseIpPrefix(text) ?? []);
    const { askOften } = open({ exempt });
    expect(askOften(1000, 'www.example.test')).to.deep.equal({ answered: 1000 });
    expect(askOften(1000, 'www.example.test', {}, clientAt('2001:db8:9::1'))).to.deep.equal({
      answered: 1000,
    });
    const neighbour = clientAt('198.51.100.200');
    expect(askOften(1000, 'www.example.test', {}, neighbour)['answered']).to.equal(undefined);
  });

  it('leaves other networks alone', () => {
    const { askOften } = open();
    askOften(10_000, 'www.example.test');
    expect(askOften(200, 'www.example.test', {}, clientAt('198.51.101.7'))).to.deep.equal({ answered: 200 });
    expect(askOften(200, 'www.example.test', {}, clientAt('2001:db8::7'))).to.deep.equal({ answered: 200 });
  });

  describe('with cookies', () => {
    function openWithCookies() {
      const opened = open({ slip: 1 });
      storeCookieSecrets(opened.rules.shared.cookieSecrets, [new Uint8Array(16)]);
      opened.rules.tick();
      return opened;
    }
    const withCookie = (cookie: Buffer): QuerySettings => ({ edns: { options: [[COOKIE, cookie]] } });

    it('limits nobody who shows a valid one, and charges their network for nothing', () => {
      const { ask, askOften } = openWithCookies();
      const cookie = ask(makeQuery('www.example.test', withCookie(clientCookie))).octets.subarray(-24);
      expect(askOften(1000, 'www.example.test', withCookie(cookie))).to.deep.equal({ answered: 1000 });
      expect(askOften(199, 'www.example.test')).to.deep.equal({ answered: 199 });
    });

    it('limits who shows one of nobody, and slips a good one to them in as many octets', () => {
      const { ask, askOften } = openWithCookies();
      const query = makeQuery('www.example.test', withCookie(Buffer.alloc(24, 1)));
      askOften(200, 'www.example.test');
      const { outcome, octets } = ask(query);
      expect(outcome).to.equal('slipped');
      expect(octets).to.have.lengthOf(query.length);
      expect(askOften(1, 'www.example.test', withCookie(octets.subarray(-24)))).to.deep.equal({
        answered: 1,
      });
    });

    it('slips no cookie to who has sent too little for one', () => {
      const { ask, askOften } = openWithCookies();
      const query = makeQuery('www.example.test', withCookie(clientCookie));
      askOften(200, 'www.example.test');
      const { octets } = ask(query);
      expect(octets).to.have.lengthOf(query.length - 12);
      expect(readReply(octets)).to.deep.include({ isTruncated: true, counts: [1, 0, 0, 1] });
    });

    it('asks nobody for one who is told to come back over TCP', () => {
      const { ask, askOften, counters, rules } = openWithCookies();
      rules.apply({ ...rules.policy, cookieNeededAboveOctets: 0 });
      askOften(200, 'www.example.test', withCookie(clientCookie));
      const badCookies = countAt(counters, counterOfCode(23));
      expect(badCookies).to.equal(200);
      const reply = readReply(ask(makeQuery('www.example.test', withCookie(clientCookie))).octets);
      expect(reply).to.deep.include({ isTruncated: true, code: 0, counts: [1, 0, 0, 1] });
      expect(countAt(counters, counterOfCode(23))).to.equal(badCookies);
    });
  });

  describe('a slip', () => {
    function slipOf(name: string, asked: QuerySettings = {}) {
      const { ask, askOften } = open({ slip: 1 });
      askOften(1000, name, asked);
      const query = makeQuery(name, asked);
      return { query, reply: readReply(ask(query).octets) };
    }

    it('is the question, TC, and nothing else', () => {
      const { query, reply } = slipOf('WWW.example.test', { id: 7, flags: 0x0100 });
      expect(reply).to.deep.include({ id: 7, isTruncated: true, code: 0, recursionDesired: true });
      expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
      expect(reply.octets.subarray(12).equals(query.subarray(12))).to.equal(true);
    });

    it('has OPT where the query had one', () => {
      const { query, reply } = slipOf('www.example.test', { edns: { dnssecOk: true } });
      expect(reply.edns).to.deep.equal({ payload: 1232, version: 0, dnssecOk: true });
      expect(reply.octets.length).to.equal(query.length);
    });

    it('says the code of the reply that was kept back', () => {
      expect(slipOf('absent.example.test').reply.code).to.equal(3);
    });

    it('does not say who answers, which takes more octets than asking for it', () => {
      const { ask, askOften, rules } = open({ slip: 1 });
      rules.apply({ ...rules.policy, serverId: Buffer.from('ns1.example.test') });
      const asked = { edns: { options: [[NSID, Buffer.alloc(0)]] } } as const;
      askOften(200, 'www.example.test', asked);
      const query = makeQuery('www.example.test', asked);
      expect(ask(query).octets.length).to.equal(query.length - 4);
    });

    for (const [kind, [name, asked, isSlipped]] of Object.entries(kinds))
      if (isSlipped)
        for (const edns of [undefined, {}, { dnssecOk: true, options: [[COOKIE, clientCookie]] }] as const)
          it(`is never longer than the question: ${kind}, ${JSON.stringify(edns) ?? 'without EDNS'}`, () => {
            const { query, reply } = slipOf(name, edns === undefined ? asked : { ...asked, edns });
            expect(reply.octets.length).to.be.at.most(query.length);
          });
  });

  it('counts what it keeps back, and as replies only what leaves', () => {
    const { askOften, counters } = open();
    const { slipped = 0, 'dropped limited': dropped = 0 } = askOften(1000, 'www.example.test');
    expect(countAt(counters, Counter.slipped)).to.equal(slipped);
    expect(countAt(counters, Counter.droppedLimited)).to.equal(dropped);
    expect(droppedQueries(counters)).to.equal(dropped);
    expect(countAt(counters, counterOfCode(0))).to.equal(200 + slipped);
    expect(countAt(counters, Counter.truncated)).to.equal(0);
  });

  it('notes whom it limits', () => {
    const { askOften, rules } = open();
    askOften(1000, 'www.example.test');
    expect(rules.limited.take().map(({ prefix }) => prefix.address.text)).to.deep.equal(['198.51.100.0']);
  });

  it('lets out less than the octets that come in, whatever is asked', () => {
    const queries = 20_000;
    for (const [name, asked] of Object.values(kinds)) {
      const { askOften, counters } = open();
      askOften(queries, name, { ...asked, edns: {} });
      const leaves = countAt(counters, Counter.octetsOut) / countAt(counters, Counter.octetsIn);
      expect(leaves, name).to.be.below(0.55);
    }
  });
});
