// RFC 8914: Extended DNS Errors: a name should have this type, but nothing behind it is healthy; and why an error is one

import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import {
  askStrictly,
  kindOf,
  queryStrictly,
  type StrictReply,
  type Transport,
  transports,
} from '../support/dns/ask-strictly.ts';
import { decodeReply } from '../support/dns/decode-reply.ts';
import { makeQuery, type QuerySettings } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { needTool } from '../support/run-openssl.ts';
import { until } from '../support/until.ts';
import { openTarget } from '../support/worlds/open-target.ts';

const type = { A: 1, NS: 2, TXT: 16, AAAA: 28, SRV: 33, RRSIG: 46, NSEC: 47, ANY: 255 };
const quick = { 'test-min-interval': '0.2', 'test-timeout': '0.2' };
/** Nothing listens on it. */
const health_port = 1;
const closed = { ips: ['127.0.89.14'], health_port };
const names = {
  '@': closed,
  www: ['192.0.2.1'],
  down: closed,
  'both-down': { ips: ['127.0.89.14', '::1'], health_port },
  'leaf.empty': closed,
  '*.wild': closed,
  backed: { ...closed, backup: ['::1'] },
  panic: { ...closed, when_all_down: 'all' },
  shorthand: { ...closed, service: { name: '_http._tcp', port: 80, txt: ['v=1'] } },
  '_imap._tcp': { srv: [{ target: 'down', port: 143 }] },
  '_pop3._tcp': {
    srv: [
      { target: 'down', port: 110 },
      { target: 'www', port: 110 },
    ],
  },
};
const told = '0 no healthy address';

/** The error that a query for a type gets, by names without their zone; nothing where there is none. */
const questions: readonly (readonly [name: string, type: keyof typeof type, what: string, told?: string])[] =
  [
    ['down', 'A', 'addresses that are all down', told],
    ['', 'A', 'addresses of the apex', told],
    ['both-down', 'A', 'one family of two that are down', told],
    ['both-down', 'AAAA', 'the other one', told],
    ['x.wild', 'A', 'a name below a wildcard', told],
    ['x.y.wild', 'A', 'a name further below it', told],
    ['*.wild', 'A', 'the wildcard itself', told],
    ['leaf.empty', 'A', 'a name below an empty one', told],
    ['backed', 'AAAA', 'backups that are down too', told],
    ['_imap._tcp', 'SRV', 'a service without a healthy host', told],
    ['_http._tcp.shorthand', 'SRV', 'a service at such addresses', told],
    ['ip-127-0-89-14.shorthand', 'A', 'the host that was made for it', told],
    ['down', 'AAAA', 'a family that nobody configured'],
    ['down', 'TXT', 'a type that nobody configured'],
    ['down', 'ANY', 'any type'],
    ['x.wild', 'AAAA', 'another family below a wildcard'],
    ['ip-127-0-89-14.shorthand', 'AAAA', 'the other family of a host that was made'],
    ['', 'NS', 'what is there'],
    ['www', 'A', 'addresses'],
    ['www', 'AAAA', 'a family that a healthy name has not'],
    ['panic', 'A', 'addresses that are answered although they are down'],
    ['_pop3._tcp', 'SRV', 'a service with a healthy host'],
    ['_http._tcp.shorthand', 'TXT', 'texts of a service that is down'],
    ['empty', 'A', 'a name without records'],
    ['wild', 'A', 'the name above a wildcard'],
    ['absent', 'A', 'a name that does not exist'],
    ['x.down', 'A', 'a name below one that is down'],
  ];

const extendedErrorIn = (reply: StrictReply) => decodeReply(reply.octets).extendedError;

describe('RFC 8914', () => {
  const atEnd = runAfterEach();

  for (const kind of ['unsigned', 'nsec', 'nsec3'] as const) {
    describe(kind === 'unsigned' ? 'in a zone that is not signed' : `in a zone with ${kind}`, () => {
      let server: TestDaemon;
      let ask: (
        transport: Transport,
        name: string,
        asked: number,
        edns: { readonly payload?: number; readonly dnssecOk?: boolean } | undefined,
      ) => Promise<StrictReply>;
      before(async () => {
        const settings = { aliases: ['alias.test'], names, flags: quick };
        if (kind === 'unsigned') {
          server = await startTestDaemon(settings);
          ask = (transport, name, asked, edns) =>
            queryStrictly(transport, server.port, name, {
              type: asked,
              ...(edns === undefined ? {} : { edns }),
            });
          return;
        }
        const signed = await startSignedDaemon(kind, settings);
        server = signed.server;
        ask = async (transport, name, asked, edns = {}) => {
          const reply = await signed.ask(name, asked, { edns }, transport);
          expect(reply.complaints).to.deep.equal([]);
          return reply;
        };
      });
      after(() => server.stop());

      for (const [name, asked, what, expected] of questions) {
        it(`§2: says ${expected === undefined ? 'nothing' : `"${expected}"`} to a query for ${what}`, async () => {
          for (const zone of ['example.test', 'alias.test']) {
            const owner = name === '' ? zone : `${name}.${zone}`;
            for (const transport of transports) {
              for (const dnssecOk of [false, true]) {
                const reply = await ask(transport, owner, type[asked], { dnssecOk });
                expect(extendedErrorIn(reply), `${owner} over ${transport}`).to.equal(expected);
                if (expected !== undefined) expect(kindOf(reply)).to.equal('nodata');
              }
            }
          }
        });
      }

      it("§2: says nothing to queries for DNSSEC's own records", async () => {
        for (const asked of [type.RRSIG, type.NSEC]) {
          const reply = await ask('udp', 'down.example.test', asked, { dnssecOk: true });
          expect(extendedErrorIn(reply)).to.equal(undefined);
        }
      });

      it('§2: puts the option into OPT: code, length, info code, text without a final zero', async () => {
        const { message } = await ask('udp', 'down.example.test', type.A, {});
        const opt = message.additionals.find((record) => record.type === 41);
        const shown = Buffer.from('no healthy address');
        const head = Buffer.from([0, 15, 0, 2 + shown.length, 0, 0]);
        expect(opt?.data).to.deep.equal(Buffer.concat([head, shown]));
      });
    });
  }

  it('§2: sends no extended error to clients that send no OPT: their reply is unchanged', async () => {
    const server = await startTestDaemon({ names, flags: quick });
    atEnd(() => server.stop());
    for (const transport of transports) {
      for (const [name, asked] of questions) {
        const settings = { type: type[asked] };
        const owner = name === '' ? 'example.test' : `${name}.example.test`;
        const plain = await queryStrictly(transport, server.port, owner, settings);
        expect(plain.message.additionals.filter((record) => record.type === 41)).to.deep.equal([]);
        const extended = await queryStrictly(transport, server.port, owner, { ...settings, edns: {} });
        expect([plain.code, plain.answers.length, plain.authorities]).to.deep.equal([
          ...[extended.code, extended.answers.length, extended.authorities],
        ]);
      }
    }
  });

  const errors: readonly (readonly [section: string, what: string, name: string, QuerySettings, string?])[] =
    [
      ['§4.21', 'a name outside of our zones', 'down.elsewhere.test', {}, '20 '],
      ['§4.21', 'a notification of a zone of others', 'elsewhere.test', { opcode: 4, type: 6 }, '20 '],
      ['§4.22', 'an opcode that nobody knows', 'down.example.test', { opcode: 15 }, '21 '],
      ['§4.22', 'an opcode that is obsolete', 'down.example.test', { opcode: 1 }, '21 '],
      ['§4.22', 'a type that is obsolete', 'down.example.test', { type: 254 }, '21 '],
      ['§4.22', 'a class that we have nothing of', 'down.example.test', { class: 4 }, '21 '],
      ['§4.22', 'a name of class CH that nobody has', 'down.example.test', { class: 3 }, '21 '],
      ['§4.19', 'a whole zone that nobody may have', 'example.test', { type: 252 }, '18 '],
      ['§4.19', 'a version that is not told', 'version.bind', { class: 3, type: 16 }, '18 '],
      ['§2', 'a question about OPT', 'down.example.test', { type: 41 }],
      ['§2', 'another version of EDNS', 'down.example.test', { edns: { version: 1 } }],
    ];
  const attended: typeof errors = [
    ['§4.19', 'a whole zone that others may have', 'example.test', { type: 252 }, '18 '],
    ['§4.21', 'a whole zone of others', 'elsewhere.test', { type: 252 }, '20 '],
    ['§4.19', 'an update without a key', 'example.test', { opcode: 5, type: 6 }, '18 '],
    ['§4.21', 'an update of a zone of others', 'elsewhere.test', { opcode: 5, type: 6 }, '20 '],
  ];
  for (const [where, flags, table] of [
    ['in errors', quick, errors],
    ['in errors of who has secondaries', { ...quick, transfer: '{"allow": ["192.0.2.54"]}' }, attended],
  ] as const) {
    describe(where, () => {
      let server: TestDaemon;
      before(async () => {
        server = await startTestDaemon({ names, flags });
      });
      after(() => server.stop());

      for (const [section, what, name, settings, expected] of table) {
        it(`${section}: says ${expected ?? 'nothing '}to ${what}, with six octets and no text`, async () => {
          for (const transport of transports) {
            const query = makeQuery(name, { edns: {}, ...settings });
            const reply = await askStrictly(transport, server.port, query);
            expect(reply.code).to.not.equal(0);
            expect(extendedErrorIn(reply)).to.equal(expected);
            expect(reply.octets.length).to.be.at.most(query.length + (expected === undefined ? 0 : 6));
          }
        });
      }
    });
  }

  it('§3: drops the option when there is no room, and does not truncate the reply for it', async () => {
    const long = (...octets: readonly number[]) => octets.map((count) => 'x'.repeat(count)).join('.');
    const owner = long(63, 63, 50);
    const server = await startTestDaemon({
      ns: [`${long(63, 63, 63, 31)}.elsewhere.test`],
      names: { [owner]: closed },
      flags: quick,
    });
    atEnd(() => server.stop());
    const name = `${owner}.example.test`;
    const whole = await queryStrictly('tcp', server.port, name, { edns: {} });
    expect(extendedErrorIn(whole)).to.equal(told);
    const optionOctets = 24;
    const { length } = whole.octets;
    // The smallest payload size that counts is 512: the reply must end just beyond it for this to show anything.
    expect(length).to.be.within(513, 512 + optionOctets);
    for (const payload of [512, length - 1, length, length + 1]) {
      const reply = await queryStrictly('udp', server.port, name, { edns: { payload } });
      expect([reply.isTruncated, kindOf(reply)]).to.deep.equal([false, 'nodata']);
      expect(reply.octets.length).to.equal(payload < length ? length - optionOctets : length);
      expect(extendedErrorIn(reply)).to.equal(payload < length ? undefined : told);
      expect(reply.authorities).to.deep.equal(whole.authorities);
    }
  });

  it('§3: gives signatures and proofs priority, and says nothing in a truncated reply', async () => {
    const signed = await startSignedDaemon('nsec3', { names, flags: quick });
    atEnd(() => signed.stop());
    const name = 'x.y.wild.example.test';
    const whole = await signed.ask(name, type.A);
    expect(extendedErrorIn(whole)).to.equal(told);
    const found = new Set<string>();
    for (let payload = 512; payload <= whole.octets.length; payload++) {
      const reply = await signed.ask(name, type.A, { edns: { payload, dnssecOk: true } }, 'udp');
      expect(reply.complaints).to.deep.equal([]);
      found.add(`${reply.isTruncated} ${extendedErrorIn(reply)}`);
    }
    expect([...found]).to.deep.equal(['true undefined', 'false undefined', `false ${told}`]);
  });

  it("comes and goes with the health of the name's backends", async () => {
    const target = await openTarget('127.0.89.15');
    atEnd(() => target.takeDown());
    const checked = { ips: [target.address], health_port: target.port };
    const server = await startTestDaemon({
      names: { www: checked, '*.wild': checked, '_http._tcp': { srv: [{ target: 'www', port: 80 }] } },
      flags: quick,
    });
    atEnd(() => server.stop());
    const asked = [
      ['www.example.test', type.A],
      ['x.wild.example.test', type.A],
      ['_http._tcp.example.test', type.SRV],
    ] as const;
    const replies = () =>
      Promise.all(asked.map(([name, type]) => queryStrictly('udp', server.port, name, { type, edns: {} })));
    const all = (kind: string) => async () => (await replies()).every((reply) => kindOf(reply) === kind);
    for (const _ of [1, 2]) {
      expect((await replies()).map(extendedErrorIn)).to.deep.equal(asked.map(() => undefined));
      await target.takeDown();
      await until('all are NODATA', all('nodata'));
      expect((await replies()).map(extendedErrorIn)).to.deep.equal(asked.map(() => told));
      await target.bringUp();
      await until('all have data', all('data'));
    }
  });

  it('comes and goes with what operators drain', async () => {
    const server = await startTestDaemon({ names: { www: ['192.0.2.1'], other: ['192.0.2.2'] } });
    atEnd(() => server.stop());
    const by = { uid: 0, name: undefined };
    const errors = () =>
      Promise.all(
        ['www', 'other'].map(async (name) =>
          extendedErrorIn(await queryStrictly('udp', server.port, `${name}.example.test`, { edns: {} })),
        ),
      );
    await server.daemon.hand.begin({
      ...{ action: 'drain', subject: 'www', forSeconds: undefined, mayEmpty: true, by },
    });
    expect(await errors()).to.deep.equal([told, undefined]);
    await server.daemon.hand.end(true, 'www', by);
    expect(await errors()).to.deep.equal([undefined, undefined]);
  });

  it('§4.1: is shown by dig', async function () {
    const isInstalled = spawnSync('dig', ['-v']).error === undefined;
    needTool(this, isInstalled, 'dig is not installed; it comes with the package bind9-dnsutils');
    const server = await startTestDaemon({ names, flags: quick });
    atEnd(() => server.stop());
    const dig = spawn('dig', ['@127.0.0.1', '-p', String(server.port), 'down.example.test', 'A']);
    expect(await text(dig.stdout)).to.include('\n; EDE: 0 (Other): (no healthy address)\n');
  });
});
