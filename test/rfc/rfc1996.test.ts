// RFC 1996: A Mechanism for Prompt Notification of Zone Changes (DNS NOTIFY), as a primary sees it

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askStrictly, Code, transports } from '../support/dns/ask-strictly.ts';
import { encodeName, makeQuery, type QuerySettings } from '../support/dns/dns-client.ts';

const zone = 'example.test';
const NOTAUTH = 9;
const soaData = Buffer.concat([encodeName('ns9.test'), encodeName('h.test'), Buffer.alloc(20, 0x7f)]);
const soa = Buffer.concat([
  encodeName(zone),
  Buffer.from('0006000100000000', 'hex'),
  Buffer.from([0, soaData.length]),
  soaData,
]);
const notify = (name: string, settings: QuerySettings = {}) =>
  makeQuery(name, { opcode: 4, type: 6, flags: 0x0400, ...settings });

describe('RFC 1996', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({ names: { www: ['192.0.2.1'] }, aliases: ['alias.test'] });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (query: Buffer) => askStrictly(transport, server.port, query);

      for (const [what, query] of [
        ['a zone of ours', notify(zone)],
        ['an alias of it', notify('alias.test')],
        ['it in other letters', notify('EXAMPLE.Test')],
        ['it, with the new SOA (§3.7)', notify(zone, { counts: [1, 1, 0, 0], tail: soa })],
        ['it, without AA', notify(zone, { flags: 0 })],
      ] as const) {
        it(`§4.7: confirms a notification of ${what}, with the question echoed`, async () => {
          const reply = await ask(query);
          expect([reply.code, reply.opcode, reply.isAuthoritative]).to.deep.equal([Code.NOERROR, 4, true]);
          expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
          const questionEnd = 12 + encodeName(zone).length + 4;
          if (what === 'it in other letters')
            expect(reply.octets.subarray(12)).to.deep.equal(query.subarray(12, questionEnd));
        });
      }

      for (const [what, query] of [
        ['a zone of others', notify('other.test')],
        ['a name in a zone of ours', notify(`www.${zone}`)],
        ['a name that is not there', notify(`absent.${zone}`)],
        ['the root', notify('.')],
        ['a zone of ours in another class', notify(zone, { class: 3 })],
      ] as const) {
        it(`says NOTAUTH to a notification of ${what}`, async () => {
          const reply = await ask(query);
          expect([reply.code, reply.opcode, reply.isAuthoritative]).to.deep.equal([NOTAUTH, 4, false]);
          expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
        });
      }

      for (const [what, query] of [
        ['without a question', notify('', { counts: [0, 0, 0, 0] }).subarray(0, 12)],
        ['with two', notify(zone, { counts: [2, 0, 0, 0], tail: notify(zone).subarray(12) })],
        ['of another type', notify(zone, { type: 1 })],
        ['that is cut off', notify(zone, { counts: [1, 1, 0, 0], tail: soa.subarray(0, -1) })],
        ['with noise behind', notify(zone, { tail: Buffer.alloc(3) })],
      ] as const) {
        it(`says FORMERR to a notification ${what}`, async () => {
          const reply = await ask(query);
          expect([reply.code, reply.opcode]).to.deep.equal([Code.FORMERR, 4]);
        });
      }

      it('answers EDNS with EDNS', async () => {
        const reply = await ask(notify(zone, { edns: {} }));
        expect(reply.code).to.equal(Code.NOERROR);
        expect(reply.edns?.version).to.equal(0);
        expect((await ask(notify(zone, { edns: { version: 1 } }))).code).to.equal(Code.BADVERS);
      });
    });
  }

  it('believes none of it: the serial stays, and nothing is logged', async () => {
    const serialOf = async () =>
      (await askStrictly('udp', server.port, makeQuery(zone, { type: 6 }))).octets.toString('hex');
    const [before, logged] = [await serialOf(), server.log.length];
    for (let i = 0; i < 50; i++)
      await askStrictly('udp', server.port, notify(zone, { counts: [1, 1, 0, 0], tail: soa }));
    expect(await serialOf()).to.equal(before);
    expect(server.log).to.have.length(logged);
  });
});
