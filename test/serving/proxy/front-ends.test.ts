// A daemon behind front ends: whom it takes to be the client, over UDP by both engines and over TCP.

import { expect } from 'chai';
import type { CommandLine } from '../../../src/config/sources/raw-value.ts';
import { parseName } from '../../../src/wire/name.ts';
import { startReloadableDaemon, stopDaemons } from '../../support/daemon/start-reloadable-daemon.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon/start-test-daemon.ts';
import { askFrom } from '../../support/dns/ask-from.ts';
import { framed, makeQuery, readReply, TcpClient } from '../../support/dns/dns-client.ts';
import {
  type HeaderSettings,
  localHeader,
  makeProxyHeader,
  proxySignature,
} from '../../support/dns/make-proxy-header.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeTransferQuery } from '../../support/transfers/make-transfer-query.ts';
import { until } from '../../support/until.ts';

const names = { www: ['192.0.2.1'] };
const frontEnd = '127.0.91.8';
const stranger = '127.0.91.9';
/** Who may have the zone; and who may not. */
const secondary = '192.0.2.54';
const secondary6 = '2001:db8::54';
const other = '192.0.2.55';
const other6 = '2001:db8::55';

const [NOERROR, NOTIMP, REFUSED] = [0, 4, 5];
const apex = parseName('example.test');
if (!apex.ok) throw new Error('example.test is a name');
const ixfr = makeTransferQuery({ apex: apex.value, held: 1 });
const axfr = makeTransferQuery({ apex: apex.value });
const plain = makeQuery('www.example.test');
const probe = makeQuery('www.example.test', { id: 0x7777 });
const header = (client: string, settings: HeaderSettings = {}) => makeProxyHeader(client, settings);
const codeOf = (reply: Buffer | undefined) => (reply === undefined ? 'none' : reply.readUInt8(3) & 0x0f);

const start = (flags: CommandLine) =>
  startTestDaemon({
    names,
    flags: {
      'proxy-from': [frontEnd, '::1'],
      transfer: JSON.stringify({ allow: [secondary, secondary6] }),
      ...flags,
    },
  });

const frontEndsOf = ({ daemon }: TestDaemon) => daemon.status().frontEnds;

for (const engine of ['batch', 'dgram'] as const) {
  describe(`front ends over UDP, by the ${engine} engine`, () => {
    let server: TestDaemon;
    before(async () => {
      server = await start({ 'udp-engine': engine, 'udp-workers': engine === 'batch' ? '1' : '0' });
    });
    after(() => server.stop());

    const ask = async (from: string, ...parts: readonly Uint8Array[]) => {
      const [reply] = await askFrom(from, server.port, [Buffer.concat(parts)]);
      return reply;
    };

    it('get the answer that their client gets, without a header', async () => {
      const reply = readReply(await ask(frontEnd, header(other), plain));
      expect([reply.code, reply.answers.length]).to.deep.equal([NOERROR, 1]);
      expect(reply.octets.subarray(12, plain.length)).to.deep.equal(plain.subarray(12));
    });

    for (const [what, from, parts, code] of [
      ['a client that may have the zone', frontEnd, [header(secondary), ixfr], NOERROR],
      ['a client that may not', frontEnd, [header(other), ixfr], REFUSED],
      ['a client with IPv6, over IPv4', frontEnd, [header(secondary6), ixfr], NOERROR],
      ['another one with IPv6', frontEnd, [header(other6), ixfr], REFUSED],
      ['a client with IPv4 in the form of IPv6', frontEnd, [header(`::ffff:${secondary}`), ixfr], NOERROR],
      ['a client that came over TCP', frontEnd, [header(secondary, { protocol: 1 }), ixfr], NOERROR],
      ['a header with more to it', frontEnd, [header(secondary, { more: Buffer.alloc(480) }), ixfr], NOERROR],
      ['a front end that asks for itself', frontEnd, [localHeader, ixfr], REFUSED],
      ['one that says for whom, but by LOCAL', frontEnd, [header(secondary, { command: 0 }), ixfr], REFUSED],
      [
        'a client that has no address',
        frontEnd,
        [header(secondary, { family: 0, protocol: 0 }), ixfr],
        REFUSED,
      ],
      ['a stranger who claims to be a client', stranger, [header(secondary), ixfr], NOTIMP],
      ['a stranger who asks for itself', stranger, [ixfr], REFUSED],
      ['a stranger without a header', stranger, [plain], NOERROR],
      ['a header before a header', frontEnd, [header(other), header(secondary), ixfr], NOTIMP],
    ] as const) {
      it(`say ${code} for ${what}`, async () => expect(codeOf(await ask(from, ...parts))).to.equal(code));
    }

    for (const [what, datagram] of [
      ['no header', plain],
      [
        'a header of version 1',
        Buffer.concat([Buffer.from('PROXY UDP4 192.0.2.54 127.0.0.1 53 53\r\n'), plain]),
      ],
      ['a header that is cut off', header(secondary).subarray(0, 27)],
      ['a signature alone', proxySignature],
      ['half a signature', proxySignature.subarray(0, 5)],
      ['nothing at all', new Uint8Array()],
      ['a header that counts more than came', Buffer.concat([header(secondary, { length: 400 }), plain])],
      [
        'a header that counts more than any has',
        Buffer.concat([header(secondary, { length: 65_535 }), plain]),
      ],
      ['a command that is none', Buffer.concat([header(secondary, { command: 7 }), plain])],
      ['a header and no message', header(secondary)],
    ] as const) {
      it(`get nothing for ${what}`, async () => {
        const before = frontEndsOf(server)?.refused ?? 0;
        const replies = await askFrom(
          frontEnd,
          server.port,
          [datagram, Buffer.concat([localHeader, probe])],
          1,
        );
        expect(replies.map((reply) => reply.readUInt16BE(0))).to.deep.equal([0x7777]);
        const isCounted = what !== 'a header and no message';
        expect((frontEndsOf(server)?.refused ?? 0) - before).to.equal(isCounted ? 1 : 0);
      });
    }

    it('may ask for many at once, each of whom is told apart', async () => {
      // Fewer than the desk takes at a time.
      const clients = Array.from({ length: 40 }, (_, i) => [secondary, other, secondary6][i % 3] ?? other);
      const datagrams = clients.map((client, i) => {
        const query = Buffer.from(ixfr);
        query.writeUInt16BE(i);
        return Buffer.concat([header(client), query]);
      });
      const replies = await askFrom(frontEnd, server.port, datagrams);
      expect(new Set(replies.map((reply) => reply.readUInt16BE(0))).size).to.equal(clients.length);
      for (const reply of replies) {
        const isOther = clients[reply.readUInt16BE(0)] === other;
        expect(codeOf(reply)).to.equal(isOther ? REFUSED : NOERROR);
      }
    });

    it('may send as long a message behind the longest header as others may without', async () => {
      const long = makeQuery('www.example.test', {
        edns: { options: [[65_001, Buffer.alloc(4096 - plain.length - 15)]] },
      });
      expect(long).to.have.lengthOf(4096);
      expect(codeOf(await ask(stranger, long))).to.equal(NOERROR);
      expect(codeOf(await ask(frontEnd, header(other, { more: Buffer.alloc(508) }), long))).to.equal(NOERROR);
    });

    it(`survive datagrams in any state of repair (TEST_SEED=${testSeed})`, async () => {
      const random = createSeededRandom();
      for (let round = 0; round < 20; round++) {
        const datagrams = Array.from({ length: 30 }, (_, i) => {
          const query = Buffer.from(plain);
          query.writeUInt16BE(0x1000 + i);
          const client = random.pick([secondary, other, secondary6, other6]);
          const octets = Buffer.concat([header(client, { more: random.octets(random.below(40)) }), query]);
          for (let changes = random.below(3); changes > 0; changes--)
            octets[random.below(octets.length)] = random.below(256);
          return octets.subarray(0, random.chance(0.8) ? octets.length : random.below(octets.length));
        });
        const replies = await askFrom(
          frontEnd,
          server.port,
          [...datagrams, Buffer.concat([localHeader, probe])],
          1,
        );
        for (const reply of replies) expect(reply.length).to.be.at.most(100);
      }
      expect(codeOf(await ask(frontEnd, header(other), plain))).to.equal(NOERROR);
    });

    it('are counted', () => expect(frontEndsOf(server)?.proxied).to.be.above(50));

    it('are those that the last reload names', async () => {
      const flags = { 'udp-engine': engine, 'udp-workers': engine === 'batch' ? '1' : '0' };
      const daemon = await startReloadableDaemon({ names, flags });
      const withHeader = Buffer.concat([header(other), plain]);
      const asked = async (datagram: Uint8Array) =>
        codeOf((await askFrom(frontEnd, daemon.port, [datagram]))[0]);
      expect([await asked(plain), await asked(withHeader)]).to.deep.equal([NOERROR, NOTIMP]);
      expect((await daemon.reload({ names, flags: { ...flags, 'proxy-from': [frontEnd] } })).ok).to.equal(
        true,
      );
      expect(await asked(withHeader)).to.equal(NOERROR);
      expect((await daemon.reload({ names, flags })).ok).to.equal(true);
      expect([await asked(plain), await asked(withHeader)]).to.deep.equal([NOERROR, NOTIMP]);
      await stopDaemons();
    });

    it('may themselves have IPv6', async () => {
      const v6 = await start({
        listen: '::1',
        'udp-engine': engine,
        'udp-workers': engine === 'batch' ? '1' : '0',
      });
      try {
        for (const [client, code] of [
          [secondary, NOERROR],
          [other, REFUSED],
          [secondary6, NOERROR],
        ] as const) {
          const [reply] = await askFrom('::1', v6.port, [Buffer.concat([header(client), ixfr])]);
          expect(codeOf(reply)).to.equal(code);
        }
      } finally {
        await v6.stop();
      }
    });
  });
}

describe('front ends over TCP', () => {
  let server: TestDaemon;
  before(async () => {
    server = await start({});
  });
  after(() => server.stop());

  /** What comes back for these pieces, or nothing when the connection is cut. */
  const ask = async (from: string, pieces: readonly Uint8Array[], isEnding = false) => {
    const client = new TcpClient(server.port, '127.0.0.1', from);
    try {
      for (const piece of pieces) {
        client.socket.write(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (isEnding) client.socket.end();
      return codeOf(await client.receive());
    } finally {
      client.close();
    }
  };

  for (const [what, from, pieces, code] of [
    [
      'a client that may have the zone',
      frontEnd,
      [header(secondary, { protocol: 1 }), framed(axfr)],
      NOERROR,
    ],
    [
      'the same in one piece',
      frontEnd,
      [Buffer.concat([header(secondary, { protocol: 1 }), framed(axfr)])],
      NOERROR,
    ],
    ['a client that may not', frontEnd, [header(other), framed(axfr)], REFUSED],
    ['a client with IPv6, over IPv4', frontEnd, [header(secondary6), framed(axfr)], NOERROR],
    [
      'a client with IPv4 in the form of IPv6',
      frontEnd,
      [header(`::ffff:${secondary}`), framed(axfr)],
      NOERROR,
    ],
    [
      'a header with more to it',
      frontEnd,
      [header(secondary, { more: Buffer.alloc(480) }), framed(axfr)],
      NOERROR,
    ],
    ['a front end that asks for itself', frontEnd, [localHeader, framed(axfr)], REFUSED],
    ['a stranger who asks for itself', stranger, [framed(axfr)], REFUSED],
    ['a query in the same segment', frontEnd, [Buffer.concat([header(other), framed(plain)])], NOERROR],
  ] as const) {
    it(`say ${code} for ${what}`, async () => expect(await ask(from, pieces)).to.equal(code));
  }

  it('may send the header octet by octet', async () => {
    const whole = Buffer.concat([header(secondary), framed(axfr)]);
    expect(
      await ask(
        frontEnd,
        Array.from(whole, (octet) => Uint8Array.of(octet)),
      ),
    ).to.equal(NOERROR);
  });

  it('may end their side with the last query', async () => {
    expect(await ask(frontEnd, [Buffer.concat([header(other), framed(plain)])], true)).to.equal(NOERROR);
  });

  for (const [what, from, pieces] of [
    ['no header', frontEnd, [framed(plain)]],
    ['version 1', frontEnd, [Buffer.from('PROXY TCP4 192.0.2.54 127.0.0.1 53 53\r\n'), framed(plain)]],
    ['a header that counts more than any has', frontEnd, [header(other, { length: 600 }), framed(plain)]],
    ['a command that is none', frontEnd, [header(other, { command: 3 }), framed(plain)]],
  ] as const) {
    it(`are cut off for ${what}, which is counted`, async () => {
      const before = frontEndsOf(server)?.refused ?? 0;
      expect(await ask(from, pieces)).to.equal('none');
      await until('it is counted', () => (frontEndsOf(server)?.refused ?? 0) === before + 1);
    });
  }

  it('are cut off when they end with half a header', async () => {
    const before = frontEndsOf(server)?.refused ?? 0;
    expect(await ask(frontEnd, [header(other).subarray(0, 20)], true)).to.equal('none');
    await until('it is counted', () => (frontEndsOf(server)?.refused ?? 0) === before + 1);
  });

  it('may look whether anybody listens, which is not counted', async () => {
    const before = frontEndsOf(server)?.refused;
    expect(await ask(frontEnd, [], true)).to.equal('none');
    expect(frontEndsOf(server)?.refused).to.equal(before);
  });

  it('say nothing of a stranger who claims to be a client: its header is the length of a message that never ends', async () => {
    const client = new TcpClient(server.port, '127.0.0.1', stranger);
    client.socket.write(Buffer.concat([header(secondary), framed(axfr)]));
    client.socket.end();
    expect(await client.receive()).to.equal(undefined);
    client.close();
  });
});
