// RFC 7873: Domain Name System (DNS) Cookies. How those of this server are made is in rfc9018.test.ts.

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { askStrictly, queryStrictly, transports } from '../support/dns/ask-strictly.ts';
import {
  askTcp,
  askUdp,
  encodeOpt,
  makeQuery,
  type QuerySettings,
  readReply,
} from '../support/dns/dns-client.ts';
import { cookieOption, cookiesIn } from '../support/dns/plain-cookie.ts';

const client = '2464c4abcf10c957';
const name = 'www.example.test';
const txt = 16;
const [NOERROR, FORMERR, REFUSED, BADCOOKIE] = [0, 1, 5, 23];
const long = Array.from({ length: 8 }, (_, at) => `${at}`.repeat(100));

const showing = (...cookies: readonly string[]): QuerySettings => ({
  edns: { options: cookies.map((cookie) => [cookieOption, Buffer.from(cookie, 'hex')] as const) },
});
const withoutQuestion = (settings: QuerySettings) =>
  Buffer.concat([makeQuery('', { counts: [0, 0, 0, 1] }).subarray(0, 12), encodeOpt(settings.edns ?? {})]);

describe('RFC 7873', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({ names: { www: ['192.0.2.1'] } });
  });
  after(() => server.stop());

  for (const transport of transports) {
    describe(`over ${transport}`, () => {
      const ask = (asked: string, settings: QuerySettings) =>
        queryStrictly(transport, server.port, asked, settings);
      const learn = async () => {
        const [cookie = ''] = cookiesIn((await ask(name, showing(client))).octets);
        return cookie;
      };

      it('§5.2.1: says nothing of cookies to who does not', async () => {
        expect(cookiesIn((await ask(name, { edns: {} })).octets)).to.deep.equal([]);
        expect((await ask(name, {})).edns).to.equal(undefined);
      });

      for (const octets of [0, 1, 7, 9, 12, 15, 41, 100])
        it(`§5.2.2: answers a cookie of ${octets} octets with FORMERR, OPT and no cookie`, async () => {
          const reply = await ask(name, showing('ab'.repeat(octets)));
          expect([reply.code, reply.edns !== undefined]).to.deep.equal([FORMERR, true]);
          expect(cookiesIn(reply.octets)).to.deep.equal([]);
        });

      it('§5.2.3: completes a client cookie, whatever is asked for', async () => {
        for (const [asked, settings] of [
          [name, {}],
          ['absent.example.test', {}],
          ['other.test', {}],
          [name, { class: 3 }],
          ['example.test', { type: 252 }],
          ['example.test', { opcode: 4, type: 6 }],
          [name, { opcode: 2 }],
        ] as const) {
          const [cookie = '', ...others] = cookiesIn(
            (await ask(asked, { ...showing(client), ...settings })).octets,
          );
          expect([cookie.slice(0, 16), cookie.length, others.length], asked).to.deep.equal([client, 48, 0]);
        }
      });

      for (const octets of [16, 20, 23, 24, 25, 40])
        it(`§5.2.4: takes a cookie of nobody with ${octets} octets as a client cookie alone`, async () => {
          const reply = await ask(name, showing((client + 'ab'.repeat(40)).slice(0, 2 * octets)));
          expect([reply.code, reply.answers.length]).to.deep.equal([NOERROR, 1]);
          expect(cookiesIn(reply.octets)[0]?.slice(0, 16)).to.equal(client);
        });

      it('§5.2.5: sends a valid cookie back', async () => {
        const cookie = await learn();
        expect(cookiesIn((await ask(name, showing(cookie))).octets)).to.deep.equal([cookie]);
      });

      it('§5.2: of two options only the first counts', async () => {
        const cookie = await learn();
        expect(cookiesIn((await ask(name, showing(cookie, 'ff'.repeat(8)))).octets)).to.deep.equal([cookie]);
        expect(cookiesIn((await ask(name, showing(cookie, 'ff'))).octets)).to.deep.equal([cookie]);
        expect((await ask(name, showing('ff', cookie))).code).to.equal(FORMERR);
      });

      it('§5.4: answers a query for a cookie alone with NOERROR and a cookie', async () => {
        const reply = await askStrictly(transport, server.port, withoutQuestion(showing(client)));
        expect([reply.code, reply.counts]).to.deep.equal([NOERROR, [0, 0, 0, 1]]);
        expect(cookiesIn(reply.octets)).to.have.lengthOf(1);
      });

      it('§5.4: confirms a valid cookie, and says BADCOOKIE to another', async () => {
        const cookie = await learn();
        const confirmed = await askStrictly(transport, server.port, withoutQuestion(showing(cookie)));
        expect([confirmed.code, cookiesIn(confirmed.octets)]).to.deep.equal([NOERROR, [cookie]]);
        const other = `${cookie.slice(0, -2)}${cookie.endsWith('00') ? '01' : '00'}`;
        const rejected = await askStrictly(transport, server.port, withoutQuestion(showing(other)));
        expect(rejected.code).to.equal(BADCOOKIE);
        expect(cookiesIn(rejected.octets)[0]?.slice(0, 24)).to.equal(cookie.slice(0, 24));
      });

      it('§5.4: says FORMERR where there is neither a question nor a cookie', async () => {
        for (const query of [withoutQuestion({}), makeQuery('', { counts: [0, 0, 0, 0] }).subarray(0, 12)])
          expect((await askStrictly(transport, server.port, query)).code).to.equal(FORMERR);
      });
    });
  }

  it('§6: counts what cookies were worth', async () => {
    const read = () => server.daemon.status().queries.cookies ?? { valid: 0, invalid: 0, new: 0 };
    const earlier = read();
    const reply = await askUdp(server.port, makeQuery(name, showing(client)));
    const [cookie = ''] = cookiesIn(readReply(reply).octets);
    await askUdp(server.port, makeQuery(name, showing(cookie)));
    await askTcp(server.port, makeQuery(name, showing(`${client}${'ab'.repeat(16)}`)));
    const later = read();
    expect([
      later.valid - earlier.valid,
      later.invalid - earlier.invalid,
      later.new - earlier.new,
    ]).to.deep.equal([1, 1, 1]);
  });
});

describe('RFC 7873 where cookies are needed', () => {
  let server: TestDaemon;
  let strict: TestDaemon;
  before(async () => {
    const names = {
      www: ['192.0.2.1'],
      long: { records: { TXT: long.map((text) => `"${text}"`).join(' ') } },
    };
    server = await startTestDaemon({ names, flags: { 'require-cookie-above': '300' } });
    strict = await startTestDaemon({ names, flags: { 'require-cookie-above': '0' } });
  });
  after(async () => {
    await server.stop();
    await strict.stop();
  });
  const askFor = async (daemon: TestDaemon, asked: string, type: number, settings: QuerySettings) => {
    const query = makeQuery(asked, { type, ...settings });
    const reply = readReply(await askUdp(daemon.port, query));
    return { ...reply, growth: reply.octets.length - query.length, cookies: cookiesIn(reply.octets) };
  };

  it('§5.2.3: answers what is short to everybody', async () => {
    expect((await askFor(server, name, 1, {})).answers).to.have.lengthOf(1);
    expect((await askFor(server, name, 1, { edns: {} })).answers).to.have.lengthOf(1);
    expect((await askFor(server, 'elsewhere.test', 1, showing(client))).code).to.equal(REFUSED);
  });

  it('§5.2.3: says BADCOOKIE instead of a long answer, then answers who comes back', async () => {
    const first = await askFor(server, 'long.example.test', txt, showing(client));
    expect([first.code, first.isTruncated, first.answers.length, first.growth]).to.deep.equal([
      BADCOOKIE,
      false,
      0,
      16,
    ]);
    const again = await askFor(server, 'long.example.test', txt, showing(...first.cookies));
    expect([again.code, again.answers.length]).to.deep.equal([NOERROR, 1]);
  });

  it('§5.2.3: says TC, in no more octets than came, to who shows no cookie', async () => {
    const reply = await askFor(server, 'long.example.test', txt, { edns: {} });
    expect([reply.code, reply.isTruncated, reply.answers.length, reply.growth]).to.deep.equal([
      NOERROR,
      true,
      0,
      0,
    ]);
  });

  it('§5.2.3: answers everybody over TCP', async () => {
    for (const settings of [{}, { edns: {} }, showing(client)]) {
      const query = makeQuery('long.example.test', { type: txt, ...settings });
      for (const { port } of [server, strict])
        expect(readReply(await askTcp(port, query)).answers).to.have.lengthOf(1);
    }
  });

  it('§5.2.3: 0 asks for a cookie before every answer', async () => {
    for (const asked of [name, 'absent.example.test', 'elsewhere.test']) {
      expect((await askFor(strict, asked, 1, {})).isTruncated).to.equal(true);
      const { code, cookies, growth } = await askFor(strict, asked, 1, showing(client));
      expect([code, growth]).to.deep.equal([BADCOOKIE, 16]);
      const again = await askFor(strict, asked, 1, showing(...cookies));
      expect([again.code === BADCOOKIE, again.isTruncated]).to.deep.equal([false, false]);
    }
  });
});
