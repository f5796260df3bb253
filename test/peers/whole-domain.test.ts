// A whole domain from the same master files as BIND, Knot and NSD have: every name and type is answered as they do, and
// where they differ among themselves an RFC says why (test/support/peers/differences.ts).

import { expect } from 'chai';
import { stepsMax } from '../../src/serving/answering/chain.ts';
import { RecordType, ResponseCode } from '../../src/wire/protocol.ts';
import type { TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  needProduct,
  type OtherNameServer,
  otherProducts,
  startProduct,
} from '../support/dns/other-name-server.ts';
import { askManyTcp, askManyUdp } from '../support/peers/ask-many.ts';
import { areSame, compareServers } from '../support/peers/compare-servers.ts';
import { DomainFacts } from '../support/peers/domain-facts.ts';
import { showName } from '../support/peers/domain-names.ts';
import { type DomainQuestion, questionsAbout, writeQuestion } from '../support/peers/domain-questions.ts';
import { followChain } from '../support/peers/follow-chain.ts';
import { type Outcome, readOutcome } from '../support/peers/read-outcome.ts';
import { serveDomain } from '../support/peers/serve-domain.ts';
import { makeWholeDomain } from '../support/peers/whole-domain.ts';
import { writeDomainFile } from '../support/peers/write-domain-file.ts';
import { testSeed } from '../support/seeded-random.ts';

const shownMax = 5;
const transports = { UDP: askManyUdp, TCP: askManyTcp } as const;
type Transport = keyof typeof transports;

describe(`A whole domain (TEST_SEED=${testSeed})`, () => {
  const domain = makeWholeDomain();
  const facts = new DomainFacts(domain);
  const [first, ...others] = domain.zones.map((zone) => ({
    apex: zone.apex,
    text: writeDomainFile(zone, domain.random),
  }));
  if (first === undefined) throw new Error('there is a zone');
  const questions = questionsAbout(domain);
  const queries = questions.map(writeQuestion);
  const ours: Record<Transport, Outcome[]> = { UDP: [], TCP: [] };

  before(async () => {
    const server: TestDaemon = await serveDomain([first, ...others]);
    try {
      for (const transport of ['UDP', 'TCP'] as const) ours[transport] = await ask(server, transport);
    } finally {
      await server.stop();
    }
  });

  async function ask({ port }: { readonly port: number }, transport: Transport): Promise<Outcome[]> {
    return (await transports[transport](port, queries)).map(readOutcome);
  }

  for (const product of otherProducts) {
    describe(`and ${product.name}`, () => {
      let theirs: OtherNameServer | undefined;
      before(async function () {
        needProduct(this, product);
        theirs = await startProduct(product, [first, ...others]);
      });
      // Nothing was started where it is not installed.
      after(() => theirs?.stop());

      for (const transport of ['UDP', 'TCP'] as const) {
        it(`agree on ${questions.length} questions over ${transport}, but for what an RFC leaves open`, async () => {
          if (theirs === undefined) throw new Error('it was started');
          const said = await ask(theirs, transport);
          const compared = { questions, ours: ours[transport], theirs: said, server: product.name, facts };
          const { alike, explained, unexplained } = compareServers(compared);
          const lines = [['alike', alike] as const, ...explained].map(
            ([what, count]) => `${String(count).padStart(13)}  ${what}\n`,
          );
          process.stdout.write(lines.join(''));
          const shown = unexplained.slice(0, shownMax).join('\n');
          expect(unexplained.length, shown).to.equal(0);
          expect(alike).to.be.above(questions.length / 2);
        });
      }
    });
  }

  it('is answered over UDP as over TCP, as far as it fits', () => {
    const differing = questions.filter((_, at) => {
      const [short, whole] = [ours.UDP[at], ours.TCP[at]];
      if (short === undefined || whole === undefined || whole.isTruncated) return true;
      if (short.isTruncated) return false;
      const isSame =
        short.code === whole.code &&
        short.isAuthoritative === whole.isAuthoritative &&
        areSame(short.answer, whole.answer) &&
        areSame(short.authority, whole.authority);
      return !isSame || [...short.additional.keys()].some((key) => !whole.additional.has(key));
    });
    expect(differing.slice(0, shownMax).map(showQuestion)).to.deep.equal([]);
  });

  it('is answered for an alias as for its target, in any of our zones', () => {
    const said = new Map(questions.map((question, at) => [showQuestion(question), ours.TCP[at]]));
    let compared = 0;
    const differing = questions.filter((question, at) => {
      const { name, type } = question;
      const reply = ours.TCP[at];
      if (reply === undefined || type === RecordType.ANY) return false;
      const { links, names, end, isLoop } = followChain(name, type, reply);
      const target = said.get(showQuestion({ ...question, name: end }));
      if (links.length === 0 || isLoop || target === undefined) return false;
      // It ends where we do not follow it further, or outside our zones.
      if (names.length > stepsMax || target.code === ResponseCode.REFUSED) return false;
      compared++;
      const answer = new Map([...links.map((link) => [link.key, link] as const), ...target.answer]);
      const isSame = reply.code === target.code && areSame(reply.answer, answer);
      return !isSame || !areSame(reply.authority, target.authority);
    });
    expect(differing.slice(0, shownMax).map(showQuestion)).to.deep.equal([]);
    expect(compared).to.be.above(1000);
  });

  it('is compared by a judge that notices what is missing, wrong, or too much', () => {
    const spoil: Readonly<Record<string, (outcome: Outcome) => Outcome | undefined>> = {
      'no AA': (outcome) => ({ ...outcome, isAuthoritative: !outcome.isAuthoritative }),
      AD: (outcome) => ({ ...outcome, resolverBits: 0x20 }),
      'another code': (outcome) => ({ ...outcome, code: outcome.code === 0 ? 3 : 0 }),
      TC: (outcome) => ({ ...outcome, isTruncated: !outcome.isTruncated }),
      'no answer': (outcome) => (outcome.answer.size === 0 ? undefined : { ...outcome, answer: new Map() }),
      'a record too few': (outcome) =>
        outcome.answer.size < 2 ? undefined : { ...outcome, answer: new Map([...outcome.answer].slice(1)) },
      'no SOA or referral': (outcome) =>
        outcome.authority.size === 0 ? undefined : { ...outcome, authority: new Map() },
      'a wrong address': (outcome) => {
        const [[key, record] = []] = outcome.additional;
        if (key === undefined || record === undefined) return undefined;
        return { ...outcome, additional: new Map([['wrong', { ...record, key: 'wrong', data: 'wrong' }]]) };
      },
    };
    for (const [what, change] of Object.entries(spoil)) {
      const noticed = { right: 0, all: 0 };
      for (const [at, question] of questions.entries()) {
        const right = ours.TCP[at];
        const wrong = right === undefined || at % 23 > 0 ? undefined : change(right);
        if (right === undefined || wrong === undefined || question.type === RecordType.ANY) continue;
        const one = { questions: [question], ours: [wrong], theirs: [right], server: 'Knot DNS', facts };
        noticed.all++;
        noticed.right += compareServers(one).unexplained.length;
      }
      expect(noticed.all, what).to.be.above(20);
      expect(noticed.right / noticed.all, what).to.be.above(0.9);
    }
  });
});

function showQuestion({ name, type, dnssecOk }: DomainQuestion): string {
  return `${showName(name)} ${type}${dnssecOk ? ' DO' : ''}`;
}
