// RFC 6891: Extension Mechanisms for DNS (EDNS(0)). Payload sizes are in rfc6891-size.test.ts.

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  askStrictly,
  Code,
  kindOf,
  queryStrictly,
  type StrictReply,
  transports,
} from '../support/dns/ask-strictly.ts';
import {
  type EdnsSettings,
  encodeName,
  encodeOpt,
  makeQuery,
  type QuerySettings,
} from '../support/dns/dns-client.ts';

const name = 'www.example.test';
const opt = encodeOpt({});
/** An unknown additional record: root owner, TYPE65280, class IN, two octets of data. */
const stranger = Buffer.from([0, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 2, 1, 2]);
const octets = (text: string) => Buffer.from(text, 'latin1');

/** One query for each response code that a plain query can get. */
const questions = [
  ['NOERROR', name, {}],
  ['NODATA', name, { type: 16 }],
  ['NXDOMAIN', 'absent.example.test', {}],
  ['REFUSED', 'other.test', {}],
  ['REFUSED for a class', name, { class: 3 }],
  ['REFUSED for a transfer', 'example.test', { type: 252 }],
  ['FORMERR for a type', name, { type: 250 }],
  ['NOTIMP for a type', name, { type: 254 }],
] as const;

const question = makeQuery(name).subarray(12);
const soa = Buffer.concat([encodeName('example.test'), Buffer.from('000600010000000000020000', 'hex')]);

/** Rejected before their records matter: the queries without OPT, and where it would go. */
const refusedEarly: readonly (readonly [
  what: string,
  settings: QuerySettings,
  before: Buffer,
  behind: Buffer,
])[] = [
  ...[1, 2, 3, 5, 6, 15].map(
    (opcode) => [`NOTIMP, opcode ${opcode}`, { opcode }, Buffer.alloc(0), Buffer.alloc(0)] as const,
  ),
  ['NOTIMP, UPDATE with records', { opcode: 5, counts: [1, 1, 2, 0] }, times(3, soa), Buffer.alloc(0)],
  ['NOTIMP, noise behind', { opcode: 2 }, Buffer.alloc(0), Buffer.alloc(9, 255)],
  ['FORMERR, two questions', { counts: [2, 0, 0, 0] }, question, Buffer.alloc(0)],
  ['FORMERR, three questions', { counts: [3, 0, 0, 0] }, times(2, question), Buffer.alloc(0)],
  ['FORMERR, an answer', { counts: [1, 1, 0, 0] }, soa, Buffer.alloc(0)],
  ['FORMERR, an authority record', { counts: [1, 0, 1, 0] }, soa, Buffer.alloc(0)],
  ['FORMERR, noise behind', {}, Buffer.alloc(0), Buffer.alloc(9, 255)],
  ['FORMERR, many additional records', { counts: [1, 0, 0, 9] }, times(9, stranger), Buffer.alloc(0)],
];

function times(count: number, record: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => record));
}

describe('RFC 6891', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      names: { www: ['192.0.2.1'] },
    });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (asked: string, settings = {}) => queryStrictly(transport, server.port, asked, settings);
      const askWith = (edns: EdnsSettings) => ask(name, { edns });
      const askRecords = (count: number, ...records: readonly Buffer[]) =>
        askStrictly(
          transport,
          server.port,
          makeQuery(name, { counts: [1, 0, 0, count], tail: Buffer.concat(records) }),
        );

      for (const [what, asked, settings] of questions) {
        it(`§6.1.1, §7: has OPT in a reply of ${what} if and only if the query had it`, async () => {
          const plain = await ask(asked, settings);
          expect(plain.edns).to.equal(undefined);
          const extended = await ask(asked, { ...settings, edns: {} });
          expect(extended.edns).to.deep.equal({ payload: 1232, version: 0, dnssecOk: false });
          expect(extended.code).to.equal(plain.code);
          expect([extended.answers, extended.authorities]).to.deep.equal([plain.answers, plain.authorities]);
        });
      }

      for (const [what, settings, before, behind] of refusedEarly) {
        it(`§6.1.1, §7: has OPT in an early refusal if and only if the query had it: ${what}`, async () => {
          const counts = settings.counts ?? [1, 0, 0, 0];
          const more = [counts[0], counts[1], counts[2], counts[3] + 1] as const;
          const plain = makeQuery(name, { ...settings, tail: Buffer.concat([before, behind]) });
          const expected = await askStrictly(transport, server.port, plain);
          expect(expected.edns).to.equal(undefined);
          const sent = encodeOpt({ dnssecOk: true });
          const tail = Buffer.concat([before, sent, behind]);
          const query = makeQuery(name, { ...settings, counts: more, tail });
          const reply = await askStrictly(transport, server.port, query);
          expect(reply.edns).to.deep.equal({ payload: 1232, version: 0, dnssecOk: true });
          expect([reply.code, reply.opcode]).to.deep.equal([expected.code, expected.opcode]);
          expect(what).to.contain(reply.code === Code.FORMERR ? 'FORMERR' : 'NOTIMP');
        });
      }

      it('§6.1.1, §7: has OPT in FORMERR to a query without a question', async () => {
        const serverId = [3, Buffer.alloc(0)] as const;
        const header = makeQuery('', { counts: [0, 0, 0, 1] }).subarray(0, 12);
        const query = Buffer.concat([header, encodeOpt({ options: [serverId] })]);
        const reply = await askStrictly(transport, server.port, query);
        expect(reply.code).to.equal(Code.FORMERR);
        expect(reply.edns).to.deep.equal({ payload: 1232, version: 0, dnssecOk: false });
      });

      it('§6.1.3: answers BADVERS to version 1 of any opcode', async () => {
        for (const opcode of [1, 2, 4, 5, 6, 15]) {
          const reply = await ask(name, { opcode, edns: { version: 1 } });
          expect([reply.code, reply.opcode]).to.deep.equal([Code.BADVERS, opcode]);
        }
      });

      it('§7: has no OPT where it cannot be told from noise', async () => {
        for (const query of [
          makeQuery(name, { opcode: 2, counts: [1, 0, 0, 1], tail: Buffer.alloc(30, 255) }),
          makeQuery(name, { opcode: 2, counts: [1, 0, 0, 1], tail: opt.subarray(0, -1) }),
          makeQuery(name, { opcode: 2, counts: [1, 1, 0, 0], tail: opt }),
          makeQuery(name, { opcode: 2, counts: [1, 0, 0, 0], tail: opt }),
          makeQuery(name, { counts: [2, 0, 0, 1], tail: opt }),
        ]) {
          expect((await askStrictly(transport, server.port, query)).edns).to.equal(undefined);
        }
      });

      it('§6.1.1: finds OPT anywhere among the additional records', async () => {
        for (const records of [
          [opt, stranger],
          [stranger, opt],
        ]) {
          const reply = await askRecords(2, ...records);
          expect(kindOf(reply)).to.equal('data');
          expect(reply.edns?.version).to.equal(0);
        }
      });

      it('§6.1.1: answers FORMERR to two OPT records', async () => {
        expect((await askRecords(2, opt, opt)).code).to.equal(Code.FORMERR);
        expect((await askRecords(2, opt, encodeOpt({ version: 1 }))).code).to.equal(Code.FORMERR);
      });

      it('§6.1.1: answers FORMERR to OPT outside the additional section', async () => {
        for (const counts of [
          [1, 1, 0, 0],
          [1, 0, 1, 0],
        ] as const) {
          for (const type of [1, 251]) {
            const query = makeQuery(name, { type, counts, tail: opt });
            expect((await askStrictly(transport, server.port, query)).code).to.equal(Code.FORMERR);
          }
        }
      });

      it('§6.1.2: answers FORMERR to OPT whose owner is not the root', async () => {
        for (const owner of ['\x01x\0', '\xc0\x0c', '\xc0\x1c']) {
          const reply = await askRecords(1, octets(owner), opt.subarray(1));
          expect(reply.code).to.equal(Code.FORMERR);
        }
      });

      for (const [what, options] of [
        ['an unknown option', [[65001, octets('hello')]]],
        ['an option without data', [[65001, octets('')]]],
        ['an option of 400 octets', [[65001, Buffer.alloc(400)]]],
        [
          'several options',
          [
            [1, octets('a')],
            [65001, octets('')],
            [65534, octets('bc')],
          ],
        ],
        [
          'the same option twice',
          [
            [65001, octets('a')],
            [65001, octets('b')],
          ],
        ],
        ['option 0, which is reserved', [[0, octets('')]]],
      ] as readonly [string, EdnsSettings['options']][]) {
        it(`§6.1.2: ignores ${what}, and does not send it back`, async () => {
          const reply = await askWith({ options: options ?? [] });
          expect(kindOf(reply)).to.equal('data');
          expect(optOf(reply).data.length).to.equal(0);
        });
      }

      for (const [what, data] of [
        ['one octet', [0]],
        ['half an option header', [0, 3, 0]],
        ['an option that is longer than the record', [0, 3, 0, 2, 1]],
        ['an octet behind an option', [0, 3, 0, 1, 1, 0]],
        ['an option of 65535 octets', [0, 3, 0xff, 0xff]],
      ] as const) {
        it(`§6.1.2: answers FORMERR to options whose lengths do not match: ${what}`, async () => {
          const record = Buffer.concat([opt, Buffer.from(data)]);
          record.writeUInt16BE(data.length, 9);
          expect((await askRecords(1, record)).code).to.equal(Code.FORMERR);
        });
      }

      for (const version of [1, 2, 100, 255]) {
        it(`§6.1.3: answers BADVERS to version ${version}, and that ours is 0`, async () => {
          for (const [, asked, settings] of questions) {
            const reply = await ask(asked, { ...settings, edns: { version, dnssecOk: true } });
            expect(reply.code).to.equal(Code.BADVERS);
            // The code's lower bits are in the header, its upper bits in OPT.
            expect(reply.octets.readUInt8(3)).to.equal(0);
            expect(reply.edns).to.deep.equal({ payload: 1232, version: 0, dnssecOk: true });
            expect(reply.counts).to.deep.equal([1, 0, 0, 1]);
          }
        });
      }

      it('§6.1.4: copies DO', async () => {
        for (const dnssecOk of [true, false]) {
          expect((await askWith({ dnssecOk })).edns?.dnssecOk).to.equal(dnssecOk);
        }
      });

      it('§6.1.4: ignores undefined flags, and sends none of them', async () => {
        for (const flags of [0x7fff, 0xffff, 0x0040, 0x4000, 0x2000]) {
          const record = Buffer.from(opt);
          record.writeUInt16BE(flags, 7);
          const reply = await askRecords(1, record);
          expect(kindOf(reply)).to.equal('data');
          expect(optOf(reply).ttlSeconds & 0xffff).to.equal(flags & 0x8000);
        }
      });

      it('§6.1.3: ignores the extended code of a query', async () => {
        const record = Buffer.from(opt);
        record[5] = 0xff;
        expect(kindOf(await askRecords(1, record))).to.equal('data');
      });
    });
  }
});

function optOf(reply: StrictReply) {
  const [found] = reply.message.additionals.filter(({ type }) => type === 41);
  if (found === undefined) throw new Error('there is no OPT');
  return found;
}
