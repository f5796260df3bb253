// RFC 1035: what is not a message, not a query or not well-formed. EDNS's own rules are in rfc6891.test.ts.

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  askStrictly,
  Code,
  kindOf,
  makeRawQuery,
  queryStrictly,
  transports,
} from '../support/dns/ask-strictly.ts';
import { encodeName, isDropped, makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';

const name = 'www.example.test';
const wireName = encodeName(name);
const good = makeQuery(name);
/** An ordinary record: TXT, class IN, one octet of text; without its owner. */
const recordBody = Buffer.from([0, 16, 0, 1, 0, 0, 0, 0, 0, 2, 1, 0x78]);
const record = Buffer.concat([Buffer.from([0xc0, 0x0c]), recordBody]);

const malformed: readonly (readonly [section: string, what: string, query: Buffer])[] = [
  ['§3.1', 'a label of 64 octets', withName([64, ...Buffer.alloc(64, 'l'), ...wireName])],
  ['§3.1', 'a name of 256 octets', withName([...longName(256)])],
  ['§3.1', 'a name of 300 octets', withName([...longName(300)])],
  ['§3.1', 'a name without an end', good.subarray(0, 12 + wireName.length - 1)],
  ['§3.1', 'a label that is longer than the rest', withName([63, ...Buffer.from('www')])],
  ['§4.1.1', 'an answer count without an answer', makeQuery(name, { counts: [1, 1, 0, 0] })],
  ['§4.1.1', 'an answer', makeQuery(name, { counts: [1, 1, 0, 0], tail: record })],
  ['§4.1.1', 'an authority record', makeQuery(name, { counts: [1, 0, 1, 0], tail: record })],
  ['§4.1.1', 'an additional count without a record', makeQuery(name, { counts: [1, 0, 0, 1] })],
  ['§4.1.1', 'all counts at their maximum', makeQuery(name, { counts: [65535, 65535, 65535, 65535] })],
  [
    '§4.1.1',
    'more than two additional records',
    makeQuery(name, { counts: [1, 0, 0, 3], tail: Buffer.concat([record, record, record]) }),
  ],
  ['§4.1.2', 'an octet after the question', makeQuery(name, { tail: Buffer.from([0]) })],
  [
    '§4.1.2',
    'a second question that the count does not mention',
    makeQuery(name, { tail: good.subarray(12) }),
  ],
  ['§4.1.3', 'an octet after a record', withRecords(record, Buffer.from([0]))],
  ['§4.1.3', 'record data that is longer than the message', withRecords(lengthened(record, 200))],
  ['§4.1.3', 'an owner with a label of type 01', withRecords(Buffer.from([0x41]), recordBody)],
  ['§4.1.3', 'an owner with a label of type 10', withRecords(Buffer.from([0x81]), recordBody)],
  ['§4.1.3', 'an owner of 256 octets', withRecords(longName(256), recordBody)],
  ['§4.1.4', 'a pointer as the question', withName([0xc0, 0x00])],
  ['§4.1.4', 'a question that points to itself', withName([0xc0, 0x0c])],
  ['§4.1.4', 'a question that ends in a pointer', withName([...wireName.subarray(0, -1), 0xc0, 0x0c])],
  ['§4.1.4', 'a question that points past itself', Buffer.concat([withName([0xc0, 0x12]), wireName])],
  ['§4.1.4', 'a label of type 01', withName([0x41, 0x01, ...wireName])],
  ['§4.1.4', 'a label of type 10', withName([0x83, ...wireName])],
];

describe('RFC 1035: malformed queries', () => {
  const atEnd = runAfterEach();
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({ names: { www: ['192.0.2.1'], '*': ['192.0.2.2'] } });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      for (const [section, what, query] of malformed) {
        it(`${section}: answers FORMERR to ${what}`, async () => {
          const reply = await askStrictly(transport, server.port, query);
          expect(reply.code).to.equal(Code.FORMERR);
        });
      }

      it('§4.1.2: answers FORMERR to a query that is cut off anywhere after its header', async () => {
        const query = makeQuery(name, { edns: { options: [[65001, Buffer.from('abc')]] } });
        for (let end = 12; end < query.length; end++) {
          const reply = await askStrictly(transport, server.port, query.subarray(0, end));
          expect(reply.code, `${end} octets`).to.equal(Code.FORMERR);
        }
        expect(kindOf(await askStrictly(transport, server.port, query))).to.equal('data');
      });

      it('§4.1.1: echoes id and RD with FORMERR, and the question if it could be read', async () => {
        const settings = { id: 0xbeef, flags: 0x0100, tail: Buffer.from([1, 2, 3]) };
        const reply = await queryStrictly(transport, server.port, 'WwW.example.test', settings);
        expect(reply.id).to.equal(0xbeef);
        expect(reply.octets.readUInt16BE(2)).to.equal(0x8101);
        expect(reply.counts).to.deep.equal([1, 0, 0, 0]);
        const unreadable = makeRawQuery(Buffer.from([0xc0, 0x0c]), { id: 0xbeef });
        expect((await askStrictly(transport, server.port, unreadable)).octets.length).to.equal(12);
      });

      it('§4.1.3: ignores unknown additional records', async () => {
        for (const query of [
          withRecords(record),
          makeQuery(name, { counts: [1, 0, 0, 2], tail: Buffer.concat([record, record]) }),
        ]) {
          expect(kindOf(await askStrictly(transport, server.port, query))).to.equal('data');
        }
      });
    });
  }

  it('§4.1.1: drops datagrams that are shorter than a header', async () => {
    for (let octets = 0; octets < 12; octets++) {
      const dropped = await isDropped(server.port, good.subarray(0, octets), makeQuery(name, { id: 0x7777 }));
      expect(dropped, `${octets} octets`).to.equal(true);
    }
  });

  it('§4.1.1: drops responses, whatever else they are', async () => {
    for (const query of [
      makeQuery(name, { flags: 0x8000 }),
      makeQuery(name, { flags: 0x8400, opcode: 4 }),
      makeQuery(name, { flags: 0x8000, counts: [0, 0, 0, 0] }),
      makeQuery(name, { flags: 0x8001 }),
    ]) {
      expect(await isDropped(server.port, query, makeQuery(name, { id: 0x7777 }))).to.equal(true);
    }
  });

  for (const [what, message] of [
    ['nothing', Buffer.alloc(0)],
    ['less than a header', good.subarray(0, 11)],
    ['a response', makeQuery(name, { flags: 0x8000 })],
  ] as const) {
    it(`§4.2.2: closes a TCP connection that sends ${what} as a message`, async () => {
      const client = new TcpClient(server.port);
      atEnd(() => client.close());
      client.send(message);
      expect(await client.receive()).to.equal(undefined);
    });
  }
});

function withName(octets: readonly number[]): Buffer {
  return makeRawQuery(Buffer.from(octets));
}

/** With one additional record, given in parts, and perhaps something after it. */
function withRecords(...parts: readonly Buffer[]): Buffer {
  return makeQuery(name, { counts: [1, 0, 0, 1], tail: Buffer.concat(parts) });
}

function lengthened(original: Buffer, dataOctets: number): Buffer {
  const copy = Buffer.from(original);
  copy.writeUInt16BE(dataOctets, 10);
  return copy;
}

function longName(octets: number): Buffer {
  const labels: Buffer[] = [];
  let left = octets - 1;
  for (; left > 64; left -= 32) labels.push(Buffer.from([31, ...Buffer.alloc(31, 'n')]));
  return Buffer.concat([...labels, Buffer.from([left - 1]), Buffer.alloc(left - 1, 'n'), Buffer.alloc(1)]);
}
