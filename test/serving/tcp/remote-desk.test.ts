// The desk from two sides: what a thread leaves there, and what the main thread makes of it. The two are joined by queues that
// a test empties, in place of a thread.

import { expect } from 'chai';
import type { Attended } from '../../../src/serving/attendant.ts';
import { type Client, TextClient } from '../../../src/serving/client.ts';
import { closedDesk } from '../../../src/serving/desk-words.ts';
import type { ReplySource } from '../../../src/serving/reply-source.ts';
import { Errands } from '../../../src/serving/tcp/errands.ts';
import { RemoteDesk } from '../../../src/serving/tcp/remote-desk.ts';
import {
  type ErrandMail,
  type ErrandReply,
  repliesAheadMax,
} from '../../../src/serving/tcp/stream-thread-protocol.ts';
import { TcpTurns } from '../../../src/serving/tcp/tcp-turns.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function clientAt(address: string): Client {
  const client = new TextClient('tcp');
  client.set(address, 4711);
  return client;
}

const client = clientAt('192.0.2.1');
const octets = (text: string) => Uint8Array.from(Buffer.from(text));

/** Of so many messages, each a number; counts what was asked of it. */
class Numbers implements ReplySource {
  readonly #count: number;
  readonly #last: 'done' | 'broken';
  asked = 0;
  abandoned = 0;
  isReady = true;
  ready: (() => void) | undefined;

  constructor(count: number, last: 'done' | 'broken' = 'done') {
    this.#count = count;
    this.#last = last;
  }

  next(reply: Parameters<ReplySource['next']>[0]) {
    if (!this.isReady) return 'later';
    if (this.asked === this.#count) return this.#last;
    reply.octets.set(octets(`${this.asked++}`));
    reply.length = 1;
    return 'written';
  }

  whenReady(act: () => void): void {
    this.ready = act;
  }

  abandon(): void {
    this.abandoned++;
  }
}

describe('RemoteDesk', () => {
  let clock: FakeClock;
  let toMain: ErrandMail[];
  let toThread: ErrandReply[];
  let deferred: (() => void)[];
  let attend: (client: Client, packet: Uint8Array) => Attended;
  let desk: RemoteDesk;
  let errands: Errands;

  beforeEach(() => {
    clock = new FakeClock();
    [toMain, toThread, deferred] = [[], [], []];
    attend = () => undefined;
    desk = new RemoteDesk(closedDesk, (mail) => toMain.push(mail), clock);
    const turns = new TcpTurns((act) => deferred.push(act));
    errands = new Errands({ attend: (...asked) => attend(...asked) }, (reply) => toThread.push(reply), turns);
  });

  /** Until nothing is on its way. */
  function exchange(): void {
    while (toMain.length + toThread.length + deferred.length > 0) {
      for (const mail of toMain.splice(0)) errands.hear(mail);
      for (const act of deferred.splice(0)) act();
      for (const reply of toThread.splice(0)) desk.hear(reply);
    }
  }

  /** What can be read at once, and how it ended. */
  function read(source: ReplySource): string[] {
    const read: string[] = [];
    for (;;) {
      const reply = { octets: new Uint8Array(65_535), length: 0 };
      const step = source.next(reply);
      if (step !== 'written') return [...read, step];
      read.push(Buffer.from(reply.octets.subarray(0, reply.length)).toString());
    }
  }

  it('hands over the message alone, and nothing of the chunk that it came in', () => {
    const chunk = Buffer.alloc(65_536);
    const from: Client = { transport: 'tcp', family: 4, port: 4711, octets: chunk, addressAt: 100 };
    desk.attend(from, chunk.subarray(1000, 1012));
    const [mail] = toMain;
    expect(mail?.kind).to.equal('attend');
    if (mail?.kind !== 'attend') return;
    expect(mail.packet.buffer.byteLength).to.equal(12);
    expect(mail.client.octets.buffer.byteLength).to.equal(4);
  });

  it('brings who asks and what, and the reply back', () => {
    const seen: unknown[] = [];
    attend = (from, packet) => {
      const address = [...from.octets.subarray(from.addressAt)];
      seen.push([from.transport, from.family, from.port, address, Buffer.from(packet).toString()]);
      return octets('reply');
    };
    const source = desk.attend(client, octets('question'));
    expect(read(source)).to.deep.equal(['later']);
    exchange();
    expect(read(source)).to.deep.equal(['reply', 'done']);
    expect(seen).to.deep.equal([['tcp', 4, 4711, [192, 0, 2, 1], 'question']]);
  });

  it('copies the question, whose memory is used again', () => {
    const packet = octets('question');
    let seen = '';
    attend = (_from, asked) => {
      seen = Buffer.from(asked).toString();
      return undefined;
    };
    desk.attend(client, packet);
    packet.fill(0);
    exchange();
    expect(seen).to.equal('question');
  });

  it('is done at once where there is no reply', () => {
    const source = desk.attend(client, octets('?'));
    exchange();
    expect(read(source)).to.deep.equal(['done']);
  });

  for (const [what, promise, expected] of [
    ['a reply that comes later', Promise.resolve(octets('late')), ['late', 'done']],
    ['one that does not come', Promise.resolve(undefined), ['done']],
    ['one that fails', Promise.reject(new Error('no')), ['broken']],
  ] as const) {
    promise.catch(() => undefined);
    it(`waits for ${what}, and calls when it is here`, async () => {
      attend = () => promise;
      const source = desk.attend(client, octets('?'));
      let calls = 0;
      source.whenReady(() => calls++);
      exchange();
      await promise.catch(() => undefined);
      await new Promise(setImmediate);
      exchange();
      expect([calls, read(source)]).to.deep.equal([1, expected]);
    });
  }

  it('asks for no more of a long answer than so many ahead of what was taken', () => {
    const numbers = new Numbers(100);
    attend = () => numbers;
    const source = desk.attend(client, octets('?'));
    exchange();
    expect(numbers.asked).to.equal(repliesAheadMax);
    const reply = { octets: new Uint8Array(9), length: 0 };
    source.next(reply);
    exchange();
    expect(numbers.asked).to.equal(repliesAheadMax + 1);
    const read: string[] = [];
    while (source.next(reply) === 'written') {
      read.push(`${reply.octets[0]}`);
      exchange();
    }
    expect(read).to.have.length(99);
    expect([numbers.asked, source.next(reply)]).to.deep.equal([100, 'done']);
  });

  it('says how much waits here', () => {
    attend = () => new Numbers(100);
    const source = desk.attend(client, octets('question'));
    exchange();
    expect(source.octetsHeld).to.equal(repliesAheadMax);
    expect(source.isWhole).to.equal(false);
  });

  it('passes on that an answer cannot be completed', () => {
    attend = () => new Numbers(1, 'broken');
    const source = desk.attend(client, octets('?'));
    exchange();
    expect(read(source)).to.deep.equal(['0', 'broken']);
  });

  it('goes on when the source has more', () => {
    const numbers = new Numbers(1);
    numbers.isReady = false;
    attend = () => numbers;
    const source = desk.attend(client, octets('?'));
    exchange();
    expect(read(source)).to.deep.equal(['later']);
    numbers.isReady = true;
    numbers.ready?.();
    exchange();
    expect(read(source)).to.deep.equal(['0', 'done']);
  });

  it('abandons the source when the connection is gone, and asks it for nothing more', () => {
    const numbers = new Numbers(100);
    attend = () => numbers;
    const source = desk.attend(client, octets('?'));
    exchange();
    source.abandon();
    exchange();
    numbers.ready?.();
    exchange();
    expect([numbers.abandoned, numbers.asked]).to.deep.equal([1, repliesAheadMax]);
  });

  it('abandons all sources when the thread ends', () => {
    const all = [new Numbers(100), new Numbers(100)];
    let next = 0;
    attend = () => all[next++];
    for (const _ of all) desk.attend(client, octets('?'));
    exchange();
    errands.close();
    expect(all.map(({ abandoned }) => abandoned)).to.deep.equal([1, 1]);
  });

  describe('in a flood', () => {
    const sent = () => toMain.filter(({ kind }) => kind === 'attend').length;

    it('lets so many cross at a time, and as many again a while after they were taken up', () => {
      for (let i = 0; i < 200; i++) desk.attend(client, octets('?'));
      expect(sent()).to.equal(60);
      exchange();
      clock.advance(19);
      expect(sent()).to.equal(0);
      clock.advance(1);
      expect(sent()).to.equal(60);
    });

    it('lets others cross while replies are owed', () => {
      attend = () => new Promise(() => undefined);
      for (let i = 0; i < 120; i++) desk.attend(client, octets('?'));
      exchange();
      clock.advance(20);
      expect(sent()).to.equal(60);
    });

    it('has nobody wait for more than one of each other client', () => {
      for (let i = 0; i < 200; i++) desk.attend(client, octets('?'));
      desk.attend(clientAt('198.51.100.1'), octets('!'));
      exchange();
      clock.advance(20);
      const texts = toMain.map((mail) => (mail.kind === 'attend' ? Buffer.from(mail.packet).toString() : ''));
      expect(texts.indexOf('!')).to.be.within(0, 1);
    });

    it('gives back the places of those that were gone before they were taken up', () => {
      for (let i = 0; i < 10; i++) {
        const waiting = Array.from({ length: 60 }, () => desk.attend(client, octets('?')));
        for (const source of waiting) source.abandon();
        // The main thread hears of them, and has no time for them.
        for (const mail of toMain.splice(0)) errands.hear(mail);
        for (const reply of toThread.splice(0)) desk.hear(reply);
        clock.advance(20);
      }
      const last = desk.attend(client, octets('!'));
      exchange();
      expect(read(last)).to.deep.equal(['done']);
    });

    it('spends nothing on those whose connections are gone', () => {
      const waiting = Array.from({ length: 200 }, () => desk.attend(client, octets('?')));
      for (const source of waiting.slice(60)) source.abandon();
      const last = desk.attend(client, octets('!'));
      exchange();
      clock.advance(20);
      expect(sent()).to.equal(1);
      exchange();
      expect(read(last)).to.deep.equal(['done']);
    });
  });
});
