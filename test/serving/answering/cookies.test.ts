// What a cookie is worth, and which one goes back: the test vectors of RFC 9018, Appendix A, and everything around them.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { createAnswerer } from '../../../src/serving/answering/answer-query.ts';
import { uncounted } from '../../../src/serving/answering/own-question.ts';
import { TextClient } from '../../../src/serving/client.ts';
import { Counter } from '../../../src/serving/counters.ts';
import { usualPolicy } from '../../../src/serving/policy.ts';
import { storeCookieSecrets } from '../../../src/serving/rules/cookie-secrets.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import type { Transport } from '../../../src/serving/transport.ts';
import { datagramOctetsMax } from '../../../src/wire/message-format.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

const secret = Buffer.from('e5e973e5a6b2a43f48e7dc849e37bfcf', 'hex');
const olderSecret = Buffer.from('dd3bdf9344b678b185a6f5cb60fca715', 'hex');
const newerSecret = Buffer.from('445536bcd2513298075a5d379663c962', 'hex');
const learned = '2464c4abcf10c957010000005cf79f111f8130c3eee29480';
const learnedAt = 0x5cf79f11;
const v4 = '198.51.100.100';
const v6 = '2001:db8:220:1:59de:d0f4:8769:82b8';
const rootSoa = Buffer.from('0000060001', 'hex');
const cookieCode = 10;

interface Asked {
  readonly address?: string;
  readonly seconds?: number;
  readonly secrets?: readonly Uint8Array[];
  readonly transport?: Transport;
  readonly question?: Uint8Array;
  readonly cookieNeededAbove?: number;
  /** What stands behind the query. */
  readonly noise?: number;
}

function option(code: number, data: string): string {
  const octets = Buffer.from(data, 'hex').length;
  return Buffer.from([code >> 8, code & 255, octets >> 8, octets & 255]).toString('hex') + data;
}

function ask(options: string, asked: Asked = {}) {
  const { address = v4, seconds = learnedAt, secrets = [secret], transport = 'udp' } = asked;
  const { question = rootSoa } = asked;
  const rules = new Rules();
  storeCookieSecrets(rules.shared.cookieSecrets, secrets);
  rules.tick();
  rules.wallSeconds = seconds;
  rules.apply({ ...usualPolicy, cookieNeededAboveOctets: asked.cookieNeededAbove });
  const counters = uncounted();
  const answer = createAnswerer(counters, { rules, explains: false });
  const client = new TextClient(transport);
  client.set(address, 53);
  const header = Buffer.from([0, 7, 0, 0, 0, question.length > 0 ? 1 : 0, 0, 0, 0, 0, 0, 1]);
  const data = Buffer.from(options, 'hex');
  const opt = Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, data.length >> 8, data.length & 255]);
  const packet = Buffer.concat([header, question, opt, data]);
  const buffer = Buffer.concat([packet, Buffer.alloc(64, asked.noise ?? 0x5a)]);
  const reply = { octets: Buffer.alloc(datagramOctetsMax), length: 0 };
  const outcome = answer(new Snapshot().image, client, buffer, packet.length, reply);
  const octets = reply.octets.subarray(0, reply.length);
  const optAt = 12 + (octets[5] === 1 ? question.length : 0);
  return {
    outcome,
    code: ((octets[3] ?? 0) & 15) | ((octets[optAt + 5] ?? 0) << 4),
    isTruncated: ((octets[2] ?? 0) & 2) !== 0,
    options: octets.toString('hex', optAt + 11),
    growth: octets.length - packet.length,
    counted: [Counter.cookiesValid, Counter.cookiesInvalid, Counter.cookiesNew].map((at) => counters[at]),
  };
}

const askWith = (cookie: string, asked: Asked = {}) => ask(option(cookieCode, cookie), asked);
const cookieIn = ({ options }: { readonly options: string }) => options.slice(8);

describe('cookies', () => {
  describe('RFC 9018 Appendix A', () => {
    it('A.1: a client learns a cookie', () => {
      const reply = askWith(learned.slice(0, 16));
      expect(cookieIn(reply)).to.equal(learned);
      expect(reply.counted).to.deep.equal([0, 0, 1]);
    });

    it('A.2: a cookie older than half an hour is renewed', () => {
      const reply = askWith(learned, { seconds: 0x5cf7a871 });
      expect(cookieIn(reply)).to.equal('2464c4abcf10c957010000005cf7a871d4a564a1442aca77');
      expect(reply.counted).to.deep.equal([1, 0, 0]);
    });

    it('A.3: reserved octets that are not zero are hashed as they came, and new ones are zero', () => {
      const came = 'fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5';
      const reply = askWith(came, { address: '203.0.113.203', seconds: 0x5cf79f11 });
      expect(reply.counted).to.deep.equal([0, 1, 0]);
      const earlier = askWith(came, { address: '203.0.113.203', seconds: 0x5cf78f71 + 1800 });
      expect(earlier.counted).to.deep.equal([1, 0, 0]);
      expect(cookieIn(askWith(came, { address: '203.0.113.203', seconds: 0x5cf7a9ac }))).to.equal(
        'fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e',
      );
    });

    it('A.4: a cookie over IPv6 that was made by the secret of before is valid, and replaced', () => {
      const came = '22681ab97d52c298010000005cf7c57926556bd0934c72f8';
      const asked = { address: v6, seconds: 0x5cf7c609, secrets: [newerSecret, olderSecret] };
      const reply = askWith(came, asked);
      expect(cookieIn(reply)).to.equal('22681ab97d52c298010000005cf7c609a6bb79d16625507a');
      expect(reply.counted).to.deep.equal([1, 0, 0]);
      expect(askWith(came, { ...asked, secrets: [newerSecret] }).counted).to.deep.equal([0, 1, 0]);
    });
  });

  describe('RFC 9018 §4.3: in time', () => {
    for (const [what, age, counted, isKept] of [
      ['new', 0, 'valid', true],
      ['not yet half an hour old', 1799, 'valid', true],
      ['half an hour old', 1800, 'valid', false],
      ['an hour old', 3600, 'valid', false],
      ['older than an hour', 3601, 'invalid', false],
      ['five minutes in the future', -300, 'valid', true],
      ['further in the future', -301, 'invalid', false],
      ['as far away as time goes', 0x8000_0000, 'invalid', false],
    ] as const)
      it(`${what}: ${counted}, ${isKept ? 'sent back as it is' : 'replaced'}`, () => {
        const reply = askWith(learned, { seconds: learnedAt + age });
        expect(reply.counted).to.deep.equal(counted === 'valid' ? [1, 0, 0] : [0, 1, 0]);
        expect(cookieIn(reply) === learned).to.equal(isKept);
        const again = askWith(cookieIn(reply), { seconds: learnedAt + age });
        expect(again.counted).to.deep.equal([1, 0, 0]);
      });

    it('goes on when the clock of 32 bits begins anew', () => {
      const before = cookieIn(askWith(learned.slice(0, 16), { seconds: 0xffff_ffff }));
      expect(before.slice(24, 32)).to.equal('ffffffff');
      const reply = askWith(before, { seconds: 0xffff_ffff + 60 });
      expect([reply.counted, cookieIn(reply)]).to.deep.equal([[1, 0, 0], before]);
    });
  });

  describe('of nobody', () => {
    const others = Array.from({ length: 16 }, (_, at) => {
      const octets = Buffer.from(learned, 'hex');
      octets[8 + at] = (octets[8 + at] ?? 0) ^ 1;
      return [`another octet ${8 + at}`, octets.toString('hex')] as const;
    });
    for (const [what, cookie, address] of [
      ...others.map(([one, changed]) => [one, changed, v4] as const),
      ['another client cookie', `a5${learned.slice(2)}`, v4],
      ['another address', learned, '198.51.100.101'],
      ['an IPv6 address', learned, v6],
      ['a server cookie of 8 octets', learned.slice(0, 32), v4],
      ['a server cookie of 15 octets', learned.slice(0, 46), v4],
      ['a server cookie of 17 octets', `${learned}00`, v4],
      ['a server cookie of 32 octets', learned + '00'.repeat(16), v4],
    ] as const)
      it(`is answered as if the client's part alone had come: ${what}`, () => {
        const reply = askWith(cookie, { address });
        expect([reply.code, reply.counted]).to.deep.equal([5, [0, 1, 0]]);
        expect(cookieIn(reply)).to.equal(cookieIn(askWith(cookie.slice(0, 16), { address })));
      });

    it('is one that a secret made which is gone', () => {
      expect(askWith(learned, { secrets: [newerSecret, olderSecret] }).counted).to.deep.equal([0, 1, 0]);
    });
  });

  describe('RFC 7873 §5.2.2: malformed', () => {
    for (const octets of [0, 1, 7, 9, 15, 41, 64])
      it(`${octets} octets: FORMERR with OPT and without a cookie`, () => {
        const reply = askWith('ab'.repeat(octets));
        expect([reply.code, reply.options, reply.counted]).to.deep.equal([1, '', [0, 0, 0]]);
      });

    it('an option that reaches beyond the record: FORMERR, and nothing of what stands there', () => {
      for (const lie of ['000a0018', '000a0008aabb', '000a0018aabbccddeeff0011'])
        expect(ask(lie).options, lie).to.equal('');
    });
  });

  it('RFC 7873 §5.2: of two options the first counts', () => {
    const two = ask(option(cookieCode, learned) + option(cookieCode, 'ff'.repeat(8)));
    expect([two.options, two.counted]).to.deep.equal([option(cookieCode, learned), [1, 0, 0]]);
    const reversed = ask(option(cookieCode, 'ff'.repeat(8)) + option(cookieCode, learned));
    expect([cookieIn(reversed).slice(0, 16), reversed.counted]).to.deep.equal(['ff'.repeat(8), [0, 0, 1]]);
    expect(ask(option(cookieCode, learned) + option(cookieCode, '')).counted).to.deep.equal([1, 0, 0]);
  });

  it(`nothing that stands behind a query matters (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (let round = 0; round < 3000; round++) {
      const start = random.chance(0.5) ? learned : Buffer.from(random.octets(24)).toString('hex');
      let options = option(cookieCode, start.slice(0, 2 * random.below(25)));
      if (random.chance(0.5)) options += option(random.below(12), '00'.repeat(random.below(30)));
      // The option's length may be a lie.
      if (random.chance(0.3))
        options = `000a00${random.below(60).toString(16).padStart(2, '0')}${options.slice(8)}`;
      const [one, other] = [ask(options, { noise: 0x00 }), ask(options, { noise: 0xff })];
      expect(one, options).to.deep.equal(other);
    }
  });

  it('an IPv4 address within IPv6 is the IPv4 address', () => {
    expect(askWith(learned, { address: `::ffff:${v4}` }).counted).to.deep.equal([1, 0, 0]);
  });

  it('nothing of a cookie is understood without a secret', () => {
    const reply = askWith(learned, { secrets: [] });
    expect([reply.code, reply.options, reply.counted]).to.deep.equal([5, '', [0, 0, 0]]);
  });

  for (const transport of ['udp', 'tcp'] as const)
    describe(`RFC 7873 §5.4: without a question, over ${transport}`, () => {
      const noQuestion = { question: new Uint8Array(), transport };
      it('a client cookie is completed', () => {
        const reply = askWith(learned.slice(0, 16), noQuestion);
        expect([reply.code, cookieIn(reply)]).to.deep.equal([0, learned]);
      });

      it('a valid one is confirmed', () => {
        const reply = askWith(learned, noQuestion);
        expect([reply.code, cookieIn(reply)]).to.deep.equal([0, learned]);
      });

      it('one of nobody is BADCOOKIE, with the right one', () => {
        const reply = askWith(`${learned.slice(0, 46)}ff`, noQuestion);
        expect([reply.code, cookieIn(reply)]).to.deep.equal([23, learned]);
      });

      it('is FORMERR when there is no cookie either, or no secret', () => {
        expect(ask('', noQuestion).code).to.equal(1);
        expect(ask(option(3, ''), noQuestion).code).to.equal(1);
        expect(askWith(learned, { ...noQuestion, secrets: [] }).code).to.equal(1);
      });
    });

  describe('where a cookie is needed', () => {
    it('answers who shows a valid one, however it travelled', () => {
      for (const transport of ['udp', 'tcp'] as const)
        expect(askWith(learned, { cookieNeededAbove: 0, transport }).code).to.equal(5);
    });

    it('says BADCOOKIE with the right one to who shows another, or its own part alone', () => {
      for (const shown of [learned.slice(0, 16), `${learned.slice(0, 46)}ff`]) {
        const reply = askWith(shown, { cookieNeededAbove: 0 });
        expect([reply.code, reply.isTruncated, cookieIn(reply)]).to.deep.equal([23, false, learned]);
        expect(reply.growth).to.equal((learned.length - shown.length) / 2);
      }
    });

    it('says TC to who knows nothing of cookies, in no more octets than it sent', () => {
      const reply = ask('', { cookieNeededAbove: 0 });
      expect([reply.outcome, reply.code, reply.isTruncated, reply.growth]).to.deep.equal([
        'truncated',
        0,
        true,
        0,
      ]);
    });

    it('answers everybody over TCP', () => {
      expect(ask('', { cookieNeededAbove: 0, transport: 'tcp' }).code).to.equal(5);
    });

    it('answers everybody as long as the reply is short', () => {
      expect(ask('', { cookieNeededAbove: 100 }).code).to.equal(5);
    });
  });
});
