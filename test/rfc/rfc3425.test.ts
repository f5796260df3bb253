// RFC 3425: Obsoleting IQUERY

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askStrictly, Code, transports } from '../support/dns/ask-strictly.ts';
import { makeQuery } from '../support/dns/dns-client.ts';

/** As in RFC 1035 §6.4.1: no question, but an answer whose owner is wanted. */
const address = Buffer.from([0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1]);
const header = (counts: readonly [number, number, number, number]) =>
  makeQuery('', { id: 0x4242, opcode: 1, counts }).subarray(0, 12);

describe('RFC 3425', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({ names: { www: ['192.0.2.1'] } });
  });
  after(() => server.stop());

  for (const transport of transports) {
    for (const [what, query] of [
      ['an inverse query', Buffer.concat([header([0, 1, 0, 0]), address])],
      ['an inverse query without anything', header([0, 0, 0, 0])],
      ['an inverse query with a question', makeQuery('www.example.test', { id: 0x4242, opcode: 1 })],
      ['a malformed inverse query', Buffer.concat([header([0, 1, 0, 0]), address.subarray(0, 5)])],
    ] as const) {
      it(`§3: answers NOTIMP to ${what} over ${transport}`, async () => {
        const reply = await askStrictly(transport, server.port, query);
        expect(reply.code).to.equal(Code.NOTIMP);
        expect([reply.id, reply.opcode]).to.deep.equal([0x4242, 1]);
        expect(reply.isAuthoritative).to.equal(false);
        expect(reply.counts).to.deep.equal([0, 0, 0, 0]);
        expect(reply.octets.length).to.equal(12);
      });
    }
  }
});
