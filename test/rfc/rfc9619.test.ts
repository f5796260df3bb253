// RFC 9619: In the DNS, QDCOUNT Is (Usually) One

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askStrictly, Code, kindOf, transports } from '../support/dns/ask-strictly.ts';
import { makeQuery } from '../support/dns/dns-client.ts';

const name = 'www.example.test';
const question = makeQuery(name).subarray(12);
const other = makeQuery('mail.example.test', { type: 15 }).subarray(12);

const queries: readonly (readonly [what: string, query: Buffer])[] = [
  ['no question and nothing else', makeQuery('', { counts: [0, 0, 0, 0] }).subarray(0, 12)],
  ['no question, but the octets of one', makeQuery(name, { counts: [0, 0, 0, 0] })],
  ['no question, but OPT', withoutQuestion(makeQuery('', { counts: [0, 0, 0, 1], edns: {} }))],
  ['two questions', makeQuery(name, { counts: [2, 0, 0, 0], tail: other })],
  ['the same question twice', makeQuery(name, { counts: [2, 0, 0, 0], tail: question })],
  ['two questions, the second as a pointer', makeQuery(name, { counts: [2, 0, 0, 0], tail: pointed() })],
  ['two questions announced and one sent', makeQuery(name, { counts: [2, 0, 0, 0] })],
  ['two questions and OPT', makeQuery(name, { counts: [2, 0, 0, 1], edns: {} })],
  ['three questions', makeQuery(name, { counts: [3, 0, 0, 0], tail: Buffer.concat([other, other]) })],
  ['256 questions announced', makeQuery(name, { counts: [256, 0, 0, 0] })],
  ['257 questions announced', makeQuery(name, { counts: [257, 0, 0, 0] })],
  ['65535 questions announced', makeQuery(name, { counts: [65535, 0, 0, 0] })],
];

describe('RFC 9619', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({ names: { www: ['192.0.2.1'], mail: ['192.0.2.2'] } });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      for (const [what, query] of queries) {
        it(`§4: answers FORMERR to ${what}`, async () => {
          const reply = await askStrictly(transport, server.port, query);
          expect(reply.code).to.equal(Code.FORMERR);
          expect([reply.answers, reply.authorities]).to.deep.equal([[], []]);
        });
      }

      it('§4: answers one question', async () => {
        expect(kindOf(await askStrictly(transport, server.port, makeQuery(name)))).to.equal('data');
      });

      it('§3: does not count questions of opcodes that it does not know', async () => {
        for (const opcode of [1, 2, 3, 5, 6]) {
          for (const counts of [
            [0, 0, 0, 0],
            [2, 0, 0, 0],
            [65535, 0, 0, 0],
          ] as const) {
            const reply = await askStrictly(transport, server.port, makeQuery(name, { opcode, counts }));
            expect(reply.code, `opcode ${opcode}`).to.equal(Code.NOTIMP);
          }
        }
      });
    });
  }
});

function withoutQuestion(query: Buffer): Buffer {
  return Buffer.concat([query.subarray(0, 12), query.subarray(12 + 5)]);
}

function pointed(): Buffer {
  return Buffer.from([0xc0, 0x0c, 0, 28, 0, 1]);
}
