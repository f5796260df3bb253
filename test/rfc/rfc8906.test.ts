// RFC 8906: A Common Operational Problem in DNS Servers: Failure to Communicate.
// The queries of §8, which every server must answer, and answer correctly.

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  askStrictly,
  Code,
  queryStrictly,
  type StrictReply,
  transports,
} from '../support/dns/ask-strictly.ts';
import { encodeOpt, makeQuery } from '../support/dns/dns-client.ts';
import { manyIpv4 } from '../support/worlds/many-addresses.ts';

const zone = 'example.test';
const SOA = 6;
const bit = { aa: 0x0400, rd: 0x0100, z: 0x0040, ad: 0x0020, cd: 0x0010 };
const optionOf = {
  nsid: 3,
  clientSubnet: 8,
  expire: 9,
  cookie: 10,
  keepalive: 11,
  padding: 12,
  unknown: 100,
};

/** Every option that a query may carry today, as a client would send it. */
const definedOptions: readonly (readonly [number, Buffer])[] = [
  [optionOf.nsid, Buffer.alloc(0)],
  [optionOf.clientSubnet, Buffer.from([0, 1, 0, 0])],
  [optionOf.expire, Buffer.alloc(0)],
  [optionOf.cookie, Buffer.from('0123456789abcdef', 'hex')],
  [optionOf.keepalive, Buffer.alloc(0)],
  [optionOf.padding, Buffer.alloc(64)],
];

describe('RFC 8906', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({ names: { www: ['192.0.2.1'], many: manyIpv4(60) } });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const askZone = (settings = {}) =>
        queryStrictly(transport, server.port, zone, { type: SOA, ...settings });

      it('§8.1.1: answers for its zone with AA and the SOA', async () => {
        const reply = await askZone();
        expectSoa(reply);
        expect(reply.edns).to.equal(undefined);
      });

      it('§8.1.2: answers unknown types with NOERROR and no data', async () => {
        const reply = await askZone({ type: 1000 });
        expect([reply.code, reply.answers.length]).to.deep.equal([Code.NOERROR, 0]);
        expect(reply.isAuthoritative).to.equal(true);
      });

      for (const [section, name] of [
        ['§8.1.3.1', 'cd'],
        ['§8.1.3.2', 'ad'],
        ['§8.1.3.3', 'z'],
      ] as const) {
        it(`${section}: answers a query with ${name.toUpperCase()}, and does not set it`, async () => {
          const reply = await askZone({ flags: bit[name] });
          expectSoa(reply);
          expect(reply.octets.readUInt16BE(2) & 0x7fff).to.equal(bit.aa);
        });
      }

      it('§8.1.3.4: answers a query with RD, copies it and does not claim to recurse', async () => {
        const reply = await askZone({ flags: bit.rd });
        expectSoa(reply);
        expect(reply.octets.readUInt16BE(2) & 0x7fff).to.equal(bit.aa | bit.rd);
      });

      // 4 is NOTIFY, which we know: see rfc1996.test.ts.
      for (const opcode of [2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]) {
        it(`§8.1.4: answers NOTIMP to opcode ${opcode}, with only a header`, async () => {
          const headerOnly = makeQuery('', { opcode, counts: [0, 0, 0, 0] }).subarray(0, 12);
          for (const query of [headerOnly, makeQuery(zone, { opcode, type: SOA })]) {
            const reply = await askStrictly(transport, server.port, query);
            expect([reply.code, reply.opcode]).to.deep.equal([Code.NOTIMP, opcode]);
            expect(reply.isAuthoritative).to.equal(false);
            expect(reply.octets.length).to.equal(12);
          }
        });
      }

      it('§8.2.1: answers EDNS with EDNS', async () => {
        const reply = await askZone({ edns: {} });
        expectSoa(reply);
        expect(reply.edns?.version).to.equal(0);
      });

      it('§8.2.2: answers BADVERS to version 1, with our version and without the SOA', async () => {
        expectBadVersion(await askZone({ edns: { version: 1 } }));
      });

      it('§8.2.3: ignores unknown options', async () => {
        const reply = await askZone({ edns: { options: [[optionOf.unknown, Buffer.alloc(0)]] } });
        expectSoa(reply);
        expect(optionOctets(reply)).to.equal(0);
      });

      for (const [section, version] of [
        ['§8.2.4', 0],
        ['§8.2.5', 1],
      ] as const) {
        it(`${section}: ignores unknown flags of version ${version}`, async () => {
          const opt = encodeOpt({ version });
          opt.writeUInt16BE(0x0040, 7);
          const query = makeQuery(zone, { type: SOA, counts: [1, 0, 0, 1], tail: opt });
          const reply = await askStrictly(transport, server.port, query);
          if (version === 0) expectSoa(reply);
          else expectBadVersion(reply);
          const flags = (reply.message.additionals[0]?.ttlSeconds ?? 0) & 0xffff;
          expect(flags).to.equal(0);
        });
      }

      it('§8.2.6: answers BADVERS to version 1 with an unknown option, which it does not send back', async () => {
        const reply = await askZone({ edns: { version: 1, options: [[optionOf.unknown, Buffer.alloc(0)]] } });
        expectBadVersion(reply);
        expect(optionOctets(reply)).to.equal(0);
      });

      it('§8.2.8: answers a query with DO, and copies it', async () => {
        const reply = await askZone({ edns: { dnssecOk: true } });
        expectSoa(reply);
        expect(reply.edns?.dnssecOk).to.equal(true);
      });

      it('§8.2.9: answers BADVERS to version 1 with DO', async () => {
        const reply = await askZone({ edns: { version: 1, dnssecOk: true } });
        expectBadVersion(reply);
        expect(reply.edns?.dnssecOk).to.equal(true);
      });

      it('§8.2.10: answers a query with several defined options', async () => {
        expectSoa(await askZone({ edns: { options: definedOptions } }));
        for (const option of definedOptions) expectSoa(await askZone({ edns: { options: [option] } }));
      });

      it('§3.1.1: answers REFUSED for a zone that it does not have', async () => {
        const reply = await queryStrictly(transport, server.port, 'example.org', { type: SOA });
        expect([reply.code, reply.isAuthoritative]).to.deep.equal([Code.REFUSED, false]);
      });
    });
  }

  it('§8.1.5: answers over TCP as over UDP', async () => {
    const [udp, tcp] = await Promise.all(
      transports.map((transport) => queryStrictly(transport, server.port, zone, { type: SOA })),
    );
    expect(tcp?.octets).to.deep.equal(udp?.octets);
  });

  it('§8.2.7: truncates to a payload size of 512, with TC and OPT', async () => {
    const reply = await queryStrictly('udp', server.port, 'many.example.test', {
      edns: { payload: 512, dnssecOk: true },
    });
    expect([reply.code, reply.isTruncated]).to.deep.equal([Code.NOERROR, true]);
    expect(reply.octets.length).to.be.at.most(512);
    expect(reply.edns?.version).to.equal(0);
  });
});

function expectSoa(reply: StrictReply): void {
  expect(reply.code).to.equal(Code.NOERROR);
  expect(reply.isAuthoritative).to.equal(true);
  expect(reply.message.answers.map(({ owner, type }) => [owner, type])).to.deep.equal([[zone, SOA]]);
}

function expectBadVersion(reply: StrictReply): void {
  expect(reply.code).to.equal(Code.BADVERS);
  expect(reply.isAuthoritative).to.equal(false);
  expect(reply.edns?.version).to.equal(0);
  expect(reply.counts).to.deep.equal([1, 0, 0, 1]);
}

function optionOctets(reply: StrictReply): number | undefined {
  return reply.message.additionals.find(({ type }) => type === 41)?.data.length;
}
