// RFC 8945: Secret Key Transaction Authentication for DNS (TSIG), as a server with keys and one without them keep it

import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { signRequest } from '../../src/tsig/sign-request.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  askTcp,
  askUdp,
  encodeOpt,
  makeQuery,
  type Reply,
  readReply,
  TcpClient,
} from '../support/dns/dns-client.ts';
import { makeTsigKey, testSecret } from '../support/dns/make-tsig-key.ts';
import { type HandSignature, signByHand, wireName } from '../support/dns/sign-by-hand.ts';
import { needTool } from '../support/run-openssl.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const ask = { udp: askUdp, tcp: (port: number, query: Uint8Array) => askTcp(port, query) };
const transports = ['udp', 'tcp'] as const;
const [NOERROR, FORMERR, NXDOMAIN, NOTIMP, REFUSED, NOTAUTH] = [0, 1, 3, 4, 5, 9];
const [BADSIG, BADKEY, BADTIME] = [16, 17, 18];
const key = makeTsigKey();
const systemTime = { wallSeconds: () => Math.floor(Date.now() / 1000) };
const www = makeQuery('www.example.test');

/** The error field of a TSIG record that ends a reply, and how long its signature is. */
function signatureOf(reply: Reply): {
  readonly error: number;
  readonly macOctets: number;
  readonly id: number;
} {
  const { octets } = reply;
  const algorithm = wireName('hmac-sha256');
  const at = octets.lastIndexOf(algorithm) + algorithm.length + 8;
  expect(at, 'a TSIG record').to.be.above(algorithm.length + 8);
  const macOctets = octets.readUInt16BE(at);
  const idAt = at + 2 + macOctets;
  expect(octets.length).to.equal(idAt + 6 + octets.readUInt16BE(idAt + 4));
  return { error: octets.readUInt16BE(idAt + 2), macOctets, id: octets.readUInt16BE(idAt) };
}

const signedNow = (query: Buffer, fields: HandSignature = {}) =>
  signByHand(query, { time: systemTime.wallSeconds(), ...fields });

const engineFlagsOf = {
  batch: { 'udp-engine': 'batch', 'udp-workers': '1' },
  dgram: { 'udp-engine': 'auto', 'udp-workers': '0' },
} as const;

describe('RFC 8945', () => {
  describe('without keys', () => {
    let server: TestDaemon;
    before(async () => {
      server = await startTestDaemon({ names: { www: ['192.0.2.1'] } });
    });
    after(() => server.stop());

    for (const transport of transports) {
      for (const [what, query] of [
        ['a query', www],
        ['a query with EDNS', makeQuery('www.example.test', { edns: {} })],
        ['a query for another zone', makeQuery('other.test')],
        ['AXFR', makeQuery('example.test', { type: 252 })],
        ['NOTIFY', makeQuery('example.test', { opcode: 4, type: 6 })],
      ] as const) {
        it(`§5.2.1: says NOTAUTH and BADKEY to ${what} that is signed, unsigned, over ${transport}`, async () => {
          const query_ = signedNow(query);
          const reply = readReply(await ask[transport](server.port, query_));
          expect(reply.code).to.equal(NOTAUTH);
          expect(reply.answers).to.deep.equal([]);
          expect(signatureOf(reply)).to.deep.equal({ error: BADKEY, macOctets: 0, id: 0x1234 });
          expect(reply.counts).to.deep.equal([1, 0, 0, reply.edns === undefined ? 1 : 2]);
          // Nobody can use it to send more than they sent themselves.
          expect(reply.octets.length).to.be.below(query_.length);
        });
      }

      for (const [what, fields] of [
        ['has a compressed algorithm', { writtenAlgorithm: Buffer.from([0xc0, 12]) }],
        ['claims a longer digest', { macSize: 200 }],
        ['claims more other data', { otherSize: 9 }],
        ['is cut off', { rdataSize: 20 }],
      ] as const) {
        it(`§5.2: says FORMERR where the signature ${what}, over ${transport}`, async () => {
          const reply = readReply(await ask[transport](server.port, signedNow(www, fields)));
          expect(reply.code).to.equal(FORMERR);
        });
      }

      it(`§5.1: says FORMERR where TSIG is not last, over ${transport}`, async () => {
        const signed = signedNow(www);
        signed.writeUInt16BE(2, 10);
        const reply = readReply(await ask[transport](server.port, Buffer.concat([signed, encodeOpt({})])));
        expect(reply.code).to.equal(FORMERR);
        expect(reply.edns?.version).to.equal(0);
      });
    }

    it('sets TC where there is no room to say BADKEY', async () => {
      const long = [63, 63, 63, 50].map((count) => 'x'.repeat(count)).join('.');
      const query = signedNow(makeQuery(`${long}.test`), { keyName: wireName(long) });
      const overUdp = readReply(await askUdp(server.port, query));
      expect([overUdp.isTruncated, overUdp.octets.length <= 512]).to.deep.equal([true, true]);
      const overTcp = readReply(await askTcp(server.port, query));
      expect(signatureOf(overTcp).error).to.equal(BADKEY);
    });

    it('answers a signed update as one that is not', async () => {
      const query = signedNow(makeQuery('example.test', { opcode: 5, type: 6 }));
      expect(readReply(await askUdp(server.port, query)).code).to.equal(NOTIMP);
    });
  });

  for (const engine of ['batch', 'dgram'] as const) {
    describe(`with keys, UDP by ${engine}`, () => {
      let server: TestDaemon;
      before(async () => {
        const path = join(makeTemporaryDirectory(), 'keys.conf');
        writeFileSync(path, `key "key.test." { algorithm hmac-sha256; secret "${testSecret}"; };\n`, {
          mode: 0o600,
        });
        const addresses = Array.from({ length: 25 }, (_, i) => `192.0.2.${i + 1}`);
        server = await startTestDaemon({
          names: { www: ['192.0.2.1'], big: addresses },
          flags: { 'tsig-key-file': path, ...engineFlagsOf[engine] },
        });
      });
      after(() => server.stop());

      for (const transport of transports) {
        const askSigned = async (query: Buffer) => {
          const request = signRequest(query, key, systemTime);
          const octets = await ask[transport](server.port, request.octets);
          const checked = octets && request.checkReply(octets);
          expect(checked, 'a reply with a good signature').not.to.equal(undefined);
          return readReply(Buffer.from(checked ?? []));
        };

        for (const [what, query, code, answerCount] of [
          ['an answer', www, NOERROR, 1],
          ['an answer with EDNS', makeQuery('www.example.test', { edns: {} }), NOERROR, 1],
          ['NXDOMAIN', makeQuery('absent.example.test'), NXDOMAIN, 0],
          ['REFUSED', makeQuery('other.test'), REFUSED, 0],
          ['a refused transfer', makeQuery('example.test', { type: 252 }), REFUSED, 0],
          ['a refused update', makeQuery('example.test', { opcode: 5, type: 6 }), REFUSED, 0],
          ['NOTIMP', makeQuery('example.test', { type: 253 }), NOTIMP, 0],
          ['the confirmation of a NOTIFY', makeQuery('example.test', { opcode: 4, type: 6 }), NOERROR, 0],
          ['NOTAUTH to a NOTIFY', makeQuery('other.test', { opcode: 4, type: 6 }), NOTAUTH, 0],
        ] as const) {
          it(`§5.3: signs ${what} over ${transport}`, async () => {
            const reply = await askSigned(query);
            expect([reply.code, reply.counts[1]]).to.deep.equal([code, answerCount]);
            if (query.readUInt16BE(10) === 1) expect(reply.edns?.version).to.equal(0);
          });
        }

        for (const [what, query, error, isSigned] of [
          [
            'BADKEY, unsigned, to a key that it does not know',
            signedNow(www, { keyName: wireName('x.test') }),
            BADKEY,
            false,
          ],
          [
            'BADSIG, unsigned, to a signature that is wrong',
            signedNow(www, { mac: Buffer.alloc(32, 1) }),
            BADSIG,
            false,
          ],
          [
            'BADTIME, signed, to a signature of an hour ago',
            signedNow(www, { time: systemTime.wallSeconds() - 3600 }),
            BADTIME,
            true,
          ],
        ] as const) {
          it(`§5.2: says ${what}, over ${transport}`, async () => {
            const reply = readReply(await ask[transport](server.port, query));
            expect([reply.code, reply.answers.length]).to.deep.equal([NOTAUTH, 0]);
            const signature = signatureOf(reply);
            expect([signature.error, signature.macOctets > 0]).to.deep.equal([error, isSigned]);
          });
        }

        it(`answers as ever what is not signed, over ${transport}`, async () => {
          const reply = readReply(await ask[transport](server.port, www));
          expect([reply.code, reply.answers.length, reply.counts[3]]).to.deep.equal([NOERROR, 1, 0]);
        });
      }

      it('§5.3: makes room for its signature: TC over UDP where an answer would fit without it', async () => {
        const query = makeQuery('big.example.test');
        expect(readReply(await askUdp(server.port, query)).answers).to.have.length(25);
        const request = signRequest(query, key, systemTime);
        const octets = (await askUdp(server.port, request.octets)) ?? Buffer.alloc(0);
        expect(octets.length).to.be.at.most(512);
        const reply = readReply(Buffer.from(request.checkReply(octets) ?? []));
        expect([reply.isTruncated, reply.counts]).to.deep.equal([true, [1, 0, 0, 0]]);
      });

      it('answers signed and other queries in their order over one connection', async () => {
        const client = new TcpClient(server.port);
        const ids = Array.from({ length: 200 }, (_, id) => id);
        client.send(
          ...ids.map((id) => {
            const query = makeQuery('www.example.test', { id });
            return id % 3 === 0 ? signRequest(query, key, systemTime).octets : query;
          }),
        );
        for (const id of ids) expect((await client.receive())?.readUInt16BE(0)).to.equal(id);
        client.close();
      });

      it('is believed by dnspython', async function () {
        const { status } = spawnSync('/usr/bin/python3', ['-c', 'import dns.tsig']);
        needTool(this, status === 0, 'dnspython is not usable; it comes with the package python3-dnspython');
        const script = `
import dns.message, dns.query, dns.rcode, dns.tsigkeyring, sys
ring = dns.tsigkeyring.from_text({'key.test': ('hmac-sha256', sys.argv[2])})
for ask in (dns.query.udp, dns.query.tcp):
    query = dns.message.make_query('www.example.test', 'A', use_edns=0)
    query.use_tsig(ring)
    reply = ask(query, '127.0.0.1', port=int(sys.argv[1]), timeout=10)
    print(dns.rcode.to_text(reply.rcode()), len(reply.answer), reply.had_tsig)
`;
        const run = promisify(execFile);
        const { stdout } = await run('/usr/bin/python3', ['-c', script, `${server.port}`, testSecret]);
        expect(stdout.trim().split('\n')).to.deep.equal(['NOERROR 1 True', 'NOERROR 1 True']);
      });

      it('says what it refuses once a minute, and each time at debug, without the secret', () => {
        const lines = server.log.filter(({ fields }) => fields.event === 'signature-refused');
        expect(lines.filter(({ level }) => level === 'info')).to.have.length(1);
        expect(lines.filter(({ level }) => level === 'debug')).to.have.length(5);
        expect(JSON.stringify(lines)).not.to.include(testSecret);
      });
    });
  }
});
