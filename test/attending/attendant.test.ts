// Who answers which message, what is signed of it, and what becomes of a signature that is not good.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { type Answerers, createAttendant } from '../../src/attending/attendant.ts';
import { OrdinaryAnswers } from '../../src/attending/ordinary-answers.ts';
import type { Request } from '../../src/attending/request.ts';
import { SignatureLog } from '../../src/attending/signature-log.ts';
import { StrangerLimit } from '../../src/attending/stranger-limit.ts';
import { decideAllHealthy } from '../../src/health/deciding/decide.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { ReplyKind } from '../../src/serving/answering/network-limit.ts';
import { uncounted } from '../../src/serving/answering/own-question.ts';
import type { Attended } from '../../src/serving/attendant.ts';
import { TextClient } from '../../src/serving/client.ts';
import { Counter, countAt } from '../../src/serving/counters.ts';
import { type ReplyLimit, usualPolicy } from '../../src/serving/policy.ts';
import type { ReplySource } from '../../src/serving/reply-source.ts';
import { Rules } from '../../src/serving/rules/rules.ts';
import { shareRules } from '../../src/serving/rules/shared-rules.ts';
import type { Transport } from '../../src/serving/transport.ts';
import { signRequest } from '../../src/tsig/sign-request.ts';
import { parseIpPrefix } from '../../src/wire/ip-prefix.ts';
import { clientAt } from '../support/dns/client-at.ts';
import { makeQuery, type Reply, readReply } from '../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../support/dns/fuzzed-zone.ts';
import { makeTsigKey, ringOf } from '../support/dns/make-tsig-key.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const key = makeTsigKey();
const axfr = makeQuery('example.test', { type: 252 });
const ixfr = makeQuery('example.test', { type: 251 });
const update = makeQuery('example.test', { opcode: 5, type: 6 });
const www = makeQuery('www.example.test');

const snapshot = new Snapshot();
snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));

const source: ReplySource = { next: () => 'done', whenReady: () => undefined, abandon: () => undefined };

describe('createAttendant', () => {
  const clock = new FakeClock();

  function attendant(answerers: Answerers = {}, replyLimit?: ReplyLimit) {
    const { logger, entries } = createRecordingLogger();
    const signatures = new SignatureLog({ clock, logger });
    const rules = new Rules(shareRules());
    rules.apply({ ...usualPolicy, replyLimit });
    const ordinary = new OrdinaryAnswers(snapshot, rules);
    const counters = uncounted();
    const strangers = new StrangerLimit(rules, counters);
    const keys = ringOf(key);
    const made = createAttendant({ keys, clock, logger, ordinary, signatures, strangers, answerers });
    const attend = (packet: Uint8Array, transport: Transport = 'udp', address = '192.0.2.54'): Attended => {
      const client = new TextClient(transport);
      client.set(address, 5353);
      return made.attend(client, packet);
    };
    return { attend, entries, counters, rules };
  }

  function octetsOf(attended: Attended): Buffer {
    if (!(attended instanceof Uint8Array)) throw new Error('no reply at once');
    return Buffer.from(attended);
  }

  /** What it says when asked with a good signature, whose own signature must be good. */
  async function askSigned(
    { attend }: ReturnType<typeof attendant>,
    query: Buffer,
    transport: Transport = 'udp',
  ): Promise<Reply> {
    const request = signRequest(query, key, clock);
    const octets = octetsOf(await attend(request.octets, transport));
    const checked = request.checkReply(octets);
    expect(checked, 'a good signature').not.to.equal(undefined);
    return readReply(Buffer.from(checked ?? []));
  }

  const refuse = (message: Uint8Array) => {
    const reply = message.slice(0, 12);
    reply.set([0x80 | (message[2] ?? 0), 3, 0, 0, 0, 0, 0, 0, 0, 0], 2);
    return reply;
  };

  for (const [what, query, kind] of [
    ['AXFR', axfr, 'transfer'],
    ['IXFR', ixfr, 'transfer'],
    ['UPDATE', update, 'update'],
  ] as const) {
    it(`hands ${what} to who answers it, without its signature, and signs a single reply`, async () => {
      const requests: Request[] = [];
      const desk = attendant({
        [kind]: (request: Request) => {
          requests.push(request);
          return refuse(request.message);
        },
      });
      expect((await askSigned(desk, query)).code).to.equal(3);
      const [request] = requests;
      expect(Buffer.from(request?.message ?? [])).to.deep.equal(query);
      expect(request?.peer).to.deep.equal({ address: { family: 4, text: '192.0.2.54' }, port: 5353, key });
      expect(request?.transport).to.equal('udp');
    });

    it(`hands over ${what} that is not signed, too, as a copy, and signs nothing`, () => {
      let seen: Request | undefined;
      const { attend } = attendant({
        [kind]: (request: Request) => {
          seen = request;
          return refuse(request.message);
        },
      });
      const packet = Buffer.from(query);
      expect(octetsOf(attend(packet, 'tcp', '2001:db8::54'))).to.have.length(12);
      packet.fill(0);
      expect(Buffer.from(seen?.message ?? [])).to.deep.equal(query);
      expect(seen).to.include({ transport: 'tcp', replies: undefined });
      expect(seen?.peer.address).to.deep.equal({ family: 6, text: '2001:db8::54' });
      expect(seen?.peer.key).to.equal(undefined);
    });

    it(`refuses ${what} where nobody answers it`, async () => {
      expect((await askSigned(attendant(), query)).code).to.equal(5);
      expect(readReply(octetsOf(attendant().attend(query))).code).to.equal(5);
    });
  }

  it('signs a reply that comes later, and lets several through as they are', async () => {
    const late = attendant({ update: ({ message }) => Promise.resolve(refuse(message)) });
    expect((await askSigned(late, update)).code).to.equal(3);
    const several = attendant({ transfer: () => source });
    expect(several.attend(signRequest(axfr, key, clock).octets, 'tcp')).to.equal(source);
    const nothing = attendant({ update: () => undefined });
    expect(nothing.attend(update)).to.equal(undefined);
  });

  for (const [how, answerUpdate] of [
    ['throws', () => expect.fail('on purpose')],
    ['fails later', () => Promise.reject(new Error('on purpose'))],
  ] as const) {
    it(`says SERVFAIL, signed, and logs a bug where the one who answers ${how}`, async () => {
      const desk = attendant({ update: answerUpdate });
      expect((await askSigned(desk, update)).code).to.equal(2);
      expect(desk.entries.map(({ fields }) => fields.event)).to.deep.equal(['bug']);
      expect(desk.entries[0]?.message).to.contain('192.0.2.54, key key.test.');
    });
  }

  it('answers everything else that is signed as if it were not', async () => {
    const plain = { answers: 3, code: 0 };
    const reply = await askSigned(attendant(), www);
    expect({ answers: reply.answers.length, code: reply.code }).to.deep.equal(plain);
    const overTcp = await askSigned(attendant(), makeQuery('big.example.test'), 'tcp');
    expect(overTcp.answers).to.have.length(60);
  });

  it('wants no cookie of who has signed, whatever others need one for', async () => {
    const desk = attendant();
    desk.rules.apply({ ...usualPolicy, cookieNeededAboveOctets: 0 });
    expect(await askSigned(desk, www)).to.deep.include({ code: 0, isTruncated: false });
  });

  it('sets TC, leaves the question and signs, where a reply has no room for its signature (RFC 8945 §5.3)', async () => {
    const long = (message: Uint8Array, octets: number) => {
      const reply = Buffer.alloc(octets);
      reply.set(message);
      reply.set([0x80 | (message[2] ?? 0), 5], 2);
      // One record that fills it: owned by the question, TXT, IN.
      reply.writeUInt16BE(1, 6);
      reply.set([0xc0, 12, 0, 16, 0, 1], message.length);
      reply.writeUInt16BE(octets - message.length - 12, message.length + 10);
      return reply;
    };
    for (const [octets, isTruncated] of [
      [400, false],
      [500, true],
    ] as const) {
      const desk = attendant({ transfer: ({ message }) => long(message, octets) });
      const request = signRequest(ixfr, key, clock);
      const reply = octetsOf(desk.attend(request.octets));
      expect(request.checkReply(reply)).not.to.equal(undefined);
      expect((reply.readUInt8(2) & 2) !== 0).to.equal(isTruncated);
      expect(reply.readUInt8(3) & 15).to.equal(isTruncated ? 0 : 5);
      if (isTruncated) expect(reply.subarray(12, ixfr.length)).to.deep.equal(ixfr.subarray(12));
      expect(reply.length).to.be.at.most(512);
    }
  });

  it('says why a signature is not good at debug, and sums up at info at most once a minute', () => {
    const { attend, entries } = attendant();
    const stranger = signRequest(www, makeTsigKey({ name: 'stranger.test' }), clock).octets;
    const forged = Buffer.from(signRequest(www, key, clock).octets);
    forged.writeUInt8(0xff, 20);
    for (let i = 0; i < 100; i++) {
      attend(stranger);
      attend(forged);
    }
    const infos = () => entries.filter(({ level }) => level === 'info').map(({ message }) => message);
    expect(infos()).to.have.length(1);
    expect(entries.filter(({ level }) => level === 'debug')).to.have.length(199);
    clock.advance(60_000);
    attend(stranger, 'udp', '2001:db8::1');
    expect(infos()[1]).to.equal(
      'messages whose signature was refused: 100 BADSIG, 100 BADKEY; the last from 2001:db8::1 with the key stranger.test.',
    );
  });

  describe('where replies are limited', () => {
    const limit: ReplyLimit = { perSecond: 100, slip: 1, ipv4Bits: 24, ipv6Bits: 56, exempt: [] };
    const stranger = () => signRequest(www, makeTsigKey({ name: 'stranger.test' }), clock).octets;
    const forged = () => {
      const octets = Buffer.from(signRequest(www, key, clock).octets);
      octets.writeUInt8(0xff, 20);
      return octets;
    };
    const approve = (message: Uint8Array) => {
      const reply = refuse(message);
      reply[3] = 0;
      return reply;
    };

    /** In a network that got as many replies of that kind already as can be owed. */
    function flooded(kind: number, replyLimit: Partial<ReplyLimit> = {}) {
      const desk = attendant({ transfer: ({ message }) => approve(message) }, { ...limit, ...replyLimit });
      for (let i = 0; i < 1000; i++) desk.rules.debts.charge(clientAt('192.0.2.200'), kind, 1);
      return desk;
    }
    const dropped = ({ counters }: ReturnType<typeof attendant>) => countAt(counters, Counter.droppedLimited);

    for (const [what, make, kind] of [
      ['an unsigned UPDATE', () => update, ReplyKind.error],
      ['an unsigned IXFR that is allowed', () => ixfr, ReplyKind.answer],
      ['a signature of an unknown key', stranger, ReplyKind.error],
      ['a bad signature of a key that is known', forged, ReplyKind.error],
    ] as const)
      it(`says no more over UDP to ${what} than the network may get, whose address may be forged`, () => {
        const desk = flooded(kind);
        expect(desk.attend(make())).to.equal(undefined);
        expect(dropped(desk)).to.equal(1);
        expect(desk.attend(make(), 'tcp')).to.be.instanceOf(Uint8Array);
        expect(desk.attend(make(), 'udp', '192.0.3.54')).to.be.instanceOf(Uint8Array);
        expect(dropped(desk)).to.equal(1);
        const exempt = [parseIpPrefix('192.0.2.0/24')].flatMap((prefix) => prefix ?? []);
        expect(flooded(kind, { exempt }).attend(make())).to.be.instanceOf(Uint8Array);
      });

    it('says as much as is asked to a good signature', () => {
      const { octets } = signRequest(www, key, clock);
      expect(flooded(ReplyKind.answer).attend(octets)).to.be.instanceOf(Uint8Array);
    });

    it('charges the network for each of them', () => {
      const desk = attendant({}, limit);
      for (let i = 0; i < 1000; i++) desk.attend(update);
      expect(dropped(desk)).to.be.above(0);
    });
  });
});
