// Who gets what: RFC 5936, RFC 1995, and the settings.

import { createSecretKey } from 'node:crypto';
import { expect } from 'chai';
import type { Peer } from '../../../src/attending/request.ts';
import type { TransferSettings } from '../../../src/config/zones/transfer-settings.ts';
import { Counter, countAt } from '../../../src/serving/counters.ts';
import type { ReplySource } from '../../../src/serving/reply-source.ts';
import { makeRRset } from '../../../src/wire/rrset.ts';
import { changeZone } from '../../../src/zone/build-zone.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { makeRecords, makeZone, nameOf } from '../../support/dns/make-zone.ts';
import { walkMessage } from '../../support/dns/walk-message.ts';
import { makeTransferQuery } from '../../support/transfers/make-transfer-query.ts';
import { applyTransfer, readTransfer } from '../../support/transfers/read-transfer.ts';
import {
  type Asking,
  peerOf,
  prefixOf,
  readAll,
  TransferWorld,
} from '../../support/transfers/transfer-world.ts';

const apex = nameOf('example.test');
const noerror = 0;
const formerr = 1;
const servfail = 2;
const refused = 5;
const notauth = 9;

const keyNamed = (text: string): Peer['key'] => ({
  name: nameOf(text),
  algorithm: 'hmac-sha256',
  secret: createSecretKey(Buffer.alloc(32)),
});

describe('transfers', () => {
  let world: TransferWorld;
  let zone: Zone;

  beforeEach(() => {
    world = new TransferWorld();
    zone = makeZone({ www: ['192.0.2.1'] }, { serial: 10 });
    world.serve([zone]);
  });

  function change(address: string): void {
    const changed = changeZone(zone, makeRecords({ www: [address] }), zone.serial + 1);
    if (changed === undefined) throw new Error('the address is another');
    world.histories.record([{ before: zone, after: changed.zone, names: changed.names }]);
    zone = changed.zone;
  }

  async function codeOf(query: Uint8Array, asking?: Asking): Promise<number> {
    const [message, ...more] = await world.ask(query, asking);
    expect(more).to.deep.equal([]);
    if (message === undefined) throw new Error('there is a reply');
    return walkMessage(message).flags & 0x0f;
  }

  async function recordsOf(held: number | undefined, asking?: Asking) {
    return readTransfer(await world.ask(makeTransferQuery({ apex, held }), asking)).records;
  }

  const events = (name: string) => world.log.filter(({ fields }) => fields.event === name);

  describe('what is sent', () => {
    it('is the whole zone from SOA to SOA, the NS records second', async () => {
      const types = (await recordsOf(undefined)).map((record) => record.split(' ')[1]);
      expect(types).to.deep.equal(['6', '2', '1', '6']);
    });

    it('is one difference from any version that history knows', async () => {
      for (const last of [2, 3, 4]) change(`192.0.2.${last}`);
      for (const held of [10, 11, 12]) expect(await recordsOf(held)).to.have.lengthOf(6);
    });

    it('is no more than SOA records where everything came back', async () => {
      change('192.0.2.2');
      change('192.0.2.1');
      expect(await recordsOf(10)).to.have.lengthOf(4);
    });

    for (const [what, held] of [
      ['the same', 10],
      ['a newer one', 11],
      ['one newer around the circle', 10 + 2 ** 31 - 1],
    ] as const) {
      it(`is our SOA alone to whoever has ${what}`, async () => {
        expect(await recordsOf(held)).to.have.lengthOf(1);
      });
    }

    it('is the whole zone from a version that history does not know', async () => {
      change('192.0.2.2');
      expect(applyTransfer(undefined, await recordsOf(9)).kind).to.equal('whole');
    });

    it('is of one serial throughout, whatever is published meanwhile', async () => {
      zone = makeZone(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`n${i}`, ['192.0.2.1']])), {
        serial: 20,
      });
      world.serve([zone]);
      const source = world.answer(makeTransferQuery({ apex })) as ReplySource;
      const first = { octets: Buffer.alloc(65_535), length: 0 };
      expect(source.next(first)).to.equal('written');
      const changed = changeZone(zone, makeRecords({ n4999: ['192.0.2.2'] }), 21);
      world.histories.record([{ before: zone, after: changed?.zone, names: changed?.names }]);
      const rest = await readAll(source);
      const messages = [first.octets.subarray(0, first.length), ...rest];
      expect(messages.length).to.be.greaterThan(1);
      const whole = applyTransfer(undefined, readTransfer(messages).records);
      expect(whole.kind === 'whole' && whole.records.size).to.equal(5002);
      expect(world.told).to.include('127.0.0.1 got 20');
    });

    it('is the whole zone where a long difference would be longer', async () => {
      const many = (serial: number, last: number) =>
        makeZone(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`n${i}`, [`192.0.2.${last}`]])), {
          serial,
        });
      zone = many(20, 1);
      world.serve([zone]);
      const after = many(21, 2);
      world.histories.record([{ before: zone, after }]);
      expect(applyTransfer(undefined, await recordsOf(20)).kind).to.equal('whole');
      expect(world.log.at(-1)?.fields['form']).to.equal('whole zone');
    });

    it('repeats id and RD, is authoritative, and has the question in its first message only', async () => {
      const names = Array.from({ length: 5000 }, (_, i) => [`n${i}`, ['192.0.2.1']] as const);
      world.serve([makeZone(Object.fromEntries(names), { serial: 20 })]);
      const query = makeTransferQuery({ apex, id: 0xbeef, hasEdns: true });
      query[2] = 1;
      const walked = (await world.ask(query)).map(walkMessage);
      expect(walked.map(({ id, flags }) => [id, flags])).to.deep.equal(walked.map(() => [0xbeef, 0x8500]));
      expect(walked.map(({ counts }) => counts[0])).to.deep.equal([1, ...walked.slice(1).map(() => 0)]);
      const opts = walked.map(({ records }) => records.filter(({ type }) => type === 41).length);
      expect(opts).to.deep.equal(walked.map(() => 1));
    });

    it('fills its messages, and leaves room for signatures', async () => {
      const names = Array.from({ length: 8000 }, (_, i) => [`n${i}`, ['192.0.2.1', '192.0.2.2']] as const);
      world.serve([makeZone(Object.fromEntries(names), { serial: 20 })]);
      const lengths: number[] = [];
      const replies = {
        octets: 100,
        sign(octets: Uint8Array, length: number) {
          lengths.push(length);
          octets.fill(0xaa, length, length + 100);
          return length + 100;
        },
      };
      const messages = await world.ask(makeTransferQuery({ apex }), { replies });
      expect(messages.map(({ length }) => length)).to.deep.equal(lengths.map((length) => length + 100));
      expect(lengths.length).to.be.greaterThan(3);
      for (const length of lengths.slice(0, -1)) expect(length).to.be.within(65_000, 65_435);
    });

    it('breaks off at a record that fits into no message', async () => {
      const long = makeRRset(16, 60, [`\xff${'x'.repeat(65_500)}` as never]);
      world.serve([makeZone({}, { serial: 20, records: { long: [long] } })]);
      const source = world.answer(makeTransferQuery({ apex })) as ReplySource;
      const reply = () => ({ octets: Buffer.alloc(65_535), length: 0 });
      expect(source.next(reply())).to.equal('written');
      expect(source.next(reply())).to.equal('broken');
      expect(events('transfer-broken').map(({ level }) => level)).to.deep.equal(['info']);
    });
  });

  describe('over UDP', () => {
    it('an AXFR is a format error', async () => {
      expect(await codeOf(makeTransferQuery({ apex }), { transport: 'udp' })).to.equal(formerr);
    });

    it('an IXFR brings our SOA, with TC where there is something new', async () => {
      change('192.0.2.2');
      for (const [held, isTruncated] of [
        [10, true],
        [11, false],
      ] as const) {
        const [message = Buffer.alloc(0)] = await world.ask(makeTransferQuery({ apex, held }), {
          transport: 'udp',
        });
        const { flags, records } = walkMessage(message);
        expect((flags & 0x0200) !== 0).to.equal(isTruncated);
        expect(records.map(({ type }) => type)).to.deep.equal([6]);
      }
      expect(world.told).to.deep.equal([]);
    });
  });

  describe('who may', () => {
    const secondary = { prefix: prefixOf('192.0.2.0/24') };
    const named = { key: nameOf('xfr.test') };
    for (const [what, allow, peer, code] of [
      ['nobody by default', undefined, peerOf(), refused],
      ['nobody of an empty list', [], peerOf(), refused],
      ['nobody by an entry that says nothing', [{}], peerOf(), refused],
      ['an address in a prefix', [secondary], peerOf('192.0.2.54'), noerror],
      ['no other address', [secondary], peerOf('192.0.3.54'), refused],
      ['no address of the other family', [secondary], peerOf('2001:db8::1'), refused],
      ['whoever has the key', [named], peerOf('203.0.113.1', keyNamed('xfr.test')), noerror],
      ['nobody with another key', [named], peerOf('192.0.2.54', keyNamed('other.test')), refused],
      ['nobody without the key', [named], peerOf('192.0.2.54'), refused],
      [
        'nobody with the key from elsewhere, where both are asked for',
        [{ ...secondary, ...named }],
        peerOf('192.0.3.54', keyNamed('xfr.test')),
        refused,
      ],
      [
        'the key at the address, where both are asked for',
        [{ ...secondary, ...named }],
        peerOf('192.0.2.54', keyNamed('xfr.test')),
        noerror,
      ],
      ['either of two', [secondary, named], peerOf('192.0.2.54'), noerror],
    ] as const) {
      it(what, async () => {
        const transfer: TransferSettings | undefined = allow && {
          allow,
          notify: [],
          notifiesServers: false,
        };
        const other = new TransferWorld();
        other.transfers.follow([
          { content: { hostedZone: apex, aliasZones: [] } as never, ...(transfer && { transfer }) },
        ]);
        other.histories.record([{ before: undefined, after: zone }]);
        const codes = readTransfer(await other.ask(makeTransferQuery({ apex }), { peer })).codes;
        expect(codes).to.deep.equal([code]);
        expect(other.log.some(({ fields }) => fields.event === 'transfer-refused')).to.equal(
          code === refused,
        );
      });
    }

    it('goes for aliases by the settings of their hosted zone', async () => {
      const alias = makeZone({ www: ['192.0.2.1'] }, { serial: 10, apex: 'alias.test' });
      const content = { hostedZone: apex, aliasZones: [alias.apex] } as never;
      world.transfers.follow([
        { content, transfer: { allow: [secondary], notify: [], notifiesServers: false } },
      ]);
      world.histories.record([{ before: undefined, after: alias }]);
      const query = makeTransferQuery({ apex: alias.apex });
      expect(await codeOf(query)).to.equal(refused);
      expect(await codeOf(query, { peer: peerOf('192.0.2.54') })).to.equal(noerror);
    });

    it('is mentioned once a minute for each peer that was refused', async () => {
      world.serve([zone], { allow: [], notify: [], notifiesServers: false });
      const ask = async (last: number) => {
        expect(await codeOf(makeTransferQuery({ apex }), { peer: peerOf(`192.0.2.${last}`) })).to.equal(
          refused,
        );
      };
      for (let i = 0; i < 5; i++) {
        await ask(1);
        await ask(2);
      }
      expect(events('transfer-refused')).to.have.lengthOf(2);
      world.clock.advance(60_000);
      await ask(1);
      expect(events('transfer-refused')).to.have.lengthOf(3);
    });

    it('is mentioned at once with a key, or for another reason', async () => {
      world.serve([zone], { allow: [], notify: [], notifiesServers: false });
      const unsigned = peerOf('192.0.2.1');
      const signed = peerOf('192.0.2.1', keyNamed('other.test'));
      await codeOf(makeTransferQuery({ apex }), { peer: unsigned });
      await codeOf(makeTransferQuery({ apex }), { peer: signed });
      await codeOf(makeTransferQuery({ apex: nameOf('absent.test') }), { peer: signed });
      expect(events('transfer-refused').map(({ fields }) => fields['reason'])).to.deep.equal([
        'not in "allow": its address is not, and it is not signed',
        'not in "allow": neither its address nor its key is',
        'not a zone of this server',
      ]);
    });
  });

  describe('what cannot be answered', () => {
    it('is another zone', async () => {
      expect(await codeOf(makeTransferQuery({ apex: nameOf('other.test') }))).to.equal(notauth);
      expect(await codeOf(makeTransferQuery({ apex: nameOf('www.example.test') }))).to.equal(notauth);
    });

    it('is a zone that is no longer served', async () => {
      world.histories.record([{ before: zone, after: undefined }]);
      expect(await codeOf(makeTransferQuery({ apex }))).to.equal(notauth);
      expect(world.histories.octets).to.equal(0);
    });

    it('is an IXFR that does not say from where', async () => {
      const query = makeTransferQuery({ apex, held: 3 });
      query[9] = 0;
      expect(await codeOf(query.subarray(0, 12 + apex.length + 4))).to.equal(formerr);
    });

    it('is a message cut off anywhere', async () => {
      const query = makeTransferQuery({ apex, held: 3, hasEdns: true });
      for (let length = 12; length < query.length; length++)
        expect(await codeOf(query.subarray(0, length)), `${length} octets`).to.equal(formerr);
    });
  });

  describe('many at once', () => {
    const whole = () =>
      world.answer(makeTransferQuery({ apex }), { peer: peerOf(`192.0.2.${next++ % 100}`) });
    let next = 0;
    const reply = () => ({ octets: Buffer.alloc(65_535), length: 0 });

    beforeEach(() => {
      next = 0;
      world.serve([zone], {
        allow: [{ prefix: prefixOf('192.0.2.0/24') }],
        notify: [],
        notifiesServers: false,
      });
    });

    it('wait from the eleventh on, in order, until one is done or its connection gone', () => {
      const sources = Array.from({ length: 13 }, whole) as ReplySource[];
      const ready: number[] = [];
      const steps = sources.map((source) => source.next(reply()));
      expect(steps).to.deep.equal([...Array(10).fill('written'), 'later', 'later', 'later']);
      for (const place of [10, 11, 12]) sources[place]?.whenReady(() => ready.push(place));
      expect(sources[0]?.next(reply())).to.equal('done');
      expect(ready).to.deep.equal([10]);
      sources[11]?.abandon();
      sources[1]?.abandon();
      expect(ready).to.deep.equal([10, 12]);
      expect(sources[12]?.next(reply())).to.equal('written');
    });

    it('of one peer leave half of the room to others', () => {
      const ask = (last: number) =>
        world.answer(makeTransferQuery({ apex }), { peer: peerOf(`192.0.2.${last}`) }) as ReplySource;
      const greedy = Array.from({ length: 20 }, () => ask(1));
      expect(greedy.filter((source) => source.next(reply()) === 'written')).to.have.lengthOf(5);
      expect(ask(2).next(reply())).to.equal('written');
    });

    it('of peers that read nothing leave room to another at once, and go on when they read', async () => {
      const records = Object.fromEntries(
        Array.from({ length: 2500 }, (_, i) => [`host-with-a-long-name-${i}`, ['192.0.2.1']]),
      );
      zone = makeZone(records, { serial: 10 });
      world.serve([zone], {
        allow: [{ prefix: prefixOf('192.0.2.0/24') }],
        notify: [],
        notifiesServers: false,
      });
      const ask = (last: number) =>
        world.answer(makeTransferQuery({ apex }), { peer: peerOf(`192.0.2.${last}`) }) as ReplySource;
      const deaf = [1, 2].flatMap((last) => Array.from({ length: 5 }, () => ask(last)));
      const begun = deaf.map((source) => {
        const into = reply();
        expect(source.next(into)).to.equal('written');
        return into.octets.subarray(0, into.length);
      });
      const sent = await readAll(ask(3));
      expect(sent).to.have.length.above(1);
      for (const [place, source] of deaf.entries()) {
        const first = begun[place] ?? expect.fail('it had begun');
        expect(readTransfer([first, ...(await readAll(source))])).to.deep.equal(readTransfer(sent));
      }
    });

    it('need no place to end', () => {
      const ask = (last: number) =>
        world.answer(makeTransferQuery({ apex }), { peer: peerOf(`192.0.2.${last}`) }) as ReplySource;
      const sources = [1, 2].flatMap((last) => Array.from({ length: 5 }, () => ask(last)));
      for (const source of sources) expect(source.next(reply())).to.equal('written');
      for (let last = 3; last < 12; last++) ask(last);
      for (const source of sources) expect(source.next(reply())).to.equal('done');
    });

    it('do not hold up the difference of the last change', async () => {
      for (let i = 0; i < 20; i++) whole();
      change('192.0.2.2');
      const source = world.answer(makeTransferQuery({ apex, held: 10 }), { peer: peerOf('192.0.2.7') });
      expect((source as ReplySource).next(reply())).to.equal('written');
    });

    it('beyond reason are told to come again', async () => {
      const ask = () => world.answer(makeTransferQuery({ apex }), { peer: peerOf('192.0.2.1') });
      const answers = Array.from({ length: 300 }, ask);
      const told = answers.filter((answer) => answer instanceof Uint8Array);
      expect(told).to.have.lengthOf(300 - 5 - 256);
      expect(walkMessage(told[0] as Uint8Array).flags & 0x0f).to.equal(servfail);
      for (const answer of answers) if (!(answer instanceof Uint8Array)) answer.abandon();
      expect(ask()).not.to.be.instanceOf(Uint8Array);
    });
  });

  it('are counted by what came of them', async () => {
    const { counters } = world;
    change('192.0.2.2');
    const messages = await world.ask(makeTransferQuery({ apex }));
    const octets = messages.reduce((sum, message) => sum + message.length, 0);
    expect(countAt(counters, Counter.transferOctets)).to.equal(octets);
    await world.ask(makeTransferQuery({ apex, held: 10 }));
    await world.ask(makeTransferQuery({ apex, held: 5 }));
    await world.ask(makeTransferQuery({ apex, held: 11 }));
    await world.ask(makeTransferQuery({ apex, held: 10 }), { transport: 'udp' });
    (world.answer(makeTransferQuery({ apex })) as ReplySource).abandon();
    await world.ask(makeTransferQuery({ apex: nameOf('other.test') }));
    await world.ask(makeTransferQuery({ apex }), { peer: peerOf('198.51.100.1') });
    const { transfersWhole, transfersBroken } = Counter;
    expect([...counters.subarray(transfersWhole, transfersBroken + 1)]).to.deep.equal([2, 1, 1, 2, 1]);
  });

  it('tell the witness who has what, and the log what became of it', async () => {
    change('192.0.2.2');
    await world.ask(makeTransferQuery({ apex }));
    await world.ask(makeTransferQuery({ apex, held: 10 }));
    (world.answer(makeTransferQuery({ apex, held: 10 })) as ReplySource).abandon();
    await world.ask(makeTransferQuery({ apex, held: 11 }));
    expect(world.told).to.deep.equal([
      '127.0.0.1 has undefined',
      '127.0.0.1 got 11',
      '127.0.0.1 has 10',
      '127.0.0.1 got 11',
      '127.0.0.1 has 10',
      '127.0.0.1 has 11',
      '127.0.0.1 got 11',
    ]);
    const finished = events('transfer-finished').map(({ fields }) => [fields['kind'], fields['form']]);
    expect(finished).to.deep.equal([
      ['AXFR', 'whole zone'],
      ['IXFR', 'difference'],
    ]);
    expect(events('transfer-broken')).to.have.lengthOf(1);
  });

  it('tell the witness nothing of what a datagram says that anybody may have sent', async () => {
    await world.ask(makeTransferQuery({ apex, held: 10 }), { transport: 'udp' });
    await world.ask(makeTransferQuery({ apex, held: 9 }), { transport: 'udp' });
    expect(world.told).to.deep.equal([]);
    await world.ask(makeTransferQuery({ apex, held: 10 }), {
      transport: 'udp',
      peer: peerOf('127.0.0.1', keyNamed('xfr')),
    });
    expect(world.told).to.deep.equal(['127.0.0.1 has 10', '127.0.0.1 got 10']);
  });
});
