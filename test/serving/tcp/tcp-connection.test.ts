// One TCP connection: messages cut in every way, clients that do not read, clients that go away.

import { expect } from 'chai';
import type { Attended } from '../../../src/serving/attendant.ts';
import type { ReplySource } from '../../../src/serving/reply-source.ts';
import type { AnswerMessage } from '../../../src/serving/tcp/message-answerer.ts';
import { listKernelSockets } from '../../support/daemon/kernel-sockets.ts';
import { requireLibc } from '../../support/daemon/test-libc.ts';
import { framed } from '../../support/dns/dns-client.ts';
import { makeTcpClients } from '../../support/dns/tcp-clients.ts';
import { echo, openTcpPair, type TcpPair } from '../../support/dns/tcp-pair.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { until } from '../../support/until.ts';

/** A message that can be told from the others. */
function message(number: number, octets = 12): Buffer {
  const text = Buffer.alloc(octets, number & 0xff);
  text.writeUInt32BE(number, 0);
  return text;
}

describe('TcpConnection', () => {
  let pair: TcpPair;
  afterEach(() => pair.close());

  it('answers a message that comes octet by octet', async () => {
    pair = await openTcpPair(echo);
    for (const octet of framed(message(1))) pair.socket.emit('data', Buffer.of(octet));
    expect(await pair.client.receive()).to.deep.equal(message(1));
  });

  it('answers messages that come octet by octet over the wire', async () => {
    pair = await openTcpPair(echo);
    const stream = Buffer.concat([framed(message(1)), framed(message(2))]);
    for (const octet of stream) {
      const seen = pair.socket.bytesRead;
      pair.client.socket.write(Buffer.of(octet));
      await until('the octet has arrived', () => pair.socket.bytesRead > seen);
    }
    expect(await pair.client.receive()).to.deep.equal(message(1));
    expect(await pair.client.receive()).to.deep.equal(message(2));
  });

  it(`answers in order however the stream is cut (TEST_SEED=${testSeed})`, async () => {
    const random = createSeededRandom();
    pair = await openTcpPair(echo);
    const messages = Array.from({ length: 500 }, (_, i) =>
      message(i, 4 + random.below(random.pick([20, 3000]))),
    );
    const stream = Buffer.concat(messages.map(framed));
    for (let at = 0; at < stream.length; ) {
      const end = at + 1 + random.below(random.pick([3, 100, 20_000]));
      pair.socket.emit('data', stream.subarray(at, end));
      at = end;
    }
    for (const sent of messages) expect(await pair.client.receive()).to.deep.equal(sent);
  });

  it('answers a message of 65,535 octets with one as long', async () => {
    pair = await openTcpPair(echo);
    pair.client.send(message(7, 65_535));
    expect(await pair.client.receive()).to.deep.equal(message(7, 65_535));
  });

  it('reads no more from a client that does not read, and answers everything in order once it does', async () => {
    const count = 3000;
    let unsentMost = 0;
    const answer: AnswerMessage = (_client, packet, reply) => {
      unsentMost = Math.max(unsentMost, pair.socket.writableLength);
      reply.octets.fill(0, 0, 16_384);
      reply.octets.set(packet.subarray(0, 4));
      reply.length = 16_384;
      return 'answered';
    };
    pair = await openTcpPair(answer);
    const { client, socket } = pair;
    client.socket.pause();
    // 6 MB of queries for 48 MB of replies: more than kernels buffer.
    for (let i = 0; i < count; i++) client.send(message(i, 2000));
    let before = -1;
    await until('nothing moves any more', async () => {
      const isStill = socket.bytesRead === before && socket.isPaused();
      before = socket.bytesRead;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return isStill;
    });
    expect(socket.bytesRead).to.be.below(count * 2002);
    expect(unsentMost).to.be.at.most(256 * 1024);

    client.socket.resume();
    for (let i = 0; i < count; i++) {
      const reply = await client.receive();
      expect(reply?.length).to.equal(16_384);
      expect(reply?.readUInt32BE(0)).to.equal(i);
    }
    expect(unsentMost).to.be.at.most(256 * 1024);
    expect(socket.bytesRead).to.equal(count * 2002);
  });

  it('answers what a client sent before it closed its side (RFC 7766 §6.2.4), then closes', async () => {
    pair = await openTcpPair(echo);
    const messages = Array.from({ length: 100 }, (_, i) => message(i, 5000));
    pair.client.send(...messages);
    pair.client.socket.end();
    for (const sent of messages) expect(await pair.client.receive()).to.deep.equal(sent);
    expect(await pair.client.receive()).to.equal(undefined);
    await until('the socket is closed', () => pair.socket.destroyed);
  });

  it('closes when a client ends in the middle of a message', async () => {
    pair = await openTcpPair(echo);
    pair.client.socket.end(framed(message(1)).subarray(0, 7));
    expect(await pair.client.receive()).to.equal(undefined);
    await until('the socket is closed', () => pair.socket.destroyed);
  });

  it('is cut off by what is no query, without an answer to what follows', async () => {
    const answered: number[] = [];
    pair = await openTcpPair((client, packet, reply) => {
      answered.push(Buffer.from(packet).readUInt32BE(0));
      return packet[3] === 2 ? 'dropped response' : echo(client, packet, reply);
    });
    pair.client.send(message(1));
    expect(await pair.client.receive()).to.deep.equal(message(1));
    pair.client.send(message(2), message(3));
    expect(await pair.client.receive()).to.equal(undefined);
    expect(answered).to.deep.equal([1, 2]);
  });

  it('answers what came in the same segment before what is no query, then closes', async () => {
    const nonsense = message(7);
    pair = await openTcpPair((client, packet, reply) =>
      nonsense.equals(packet) ? 'dropped response' : echo(client, packet, reply),
    );
    pair.socket.emit('data', Buffer.concat([framed(message(1)), framed(nonsense), framed(message(2))]));
    expect(await pair.client.receive()).to.deep.equal(message(1));
    expect(await pair.client.receive()).to.equal(undefined);
  });

  it('survives a client that resets while replies are on their way', async () => {
    pair = await openTcpPair(echo);
    pair.client.send(...Array.from({ length: 200 }, (_, i) => message(i, 5000)));
    pair.client.socket.resetAndDestroy();
    await until('the socket is closed', () => pair.socket.destroyed);
  });

  it('sends its end and the last replies when it is told to finish, and reads no more queries', async () => {
    pair = await openTcpPair(echo);
    pair.client.send(message(1));
    expect(await pair.client.receive()).to.deep.equal(message(1));
    pair.connection.finish();
    expect(await pair.client.receive()).to.equal(undefined);
    pair.client.send(message(2));
    pair.client.socket.end();
    await until('the socket is closed', () => pair.socket.destroyed);
    expect(await pair.client.receive()).to.equal(undefined);
  });

  it('is cut with a reset, and leaves nothing to the kernel', async () => {
    pair = await openTcpPair(echo);
    pair.client.socket.pause();
    const port = pair.socket.localPort ?? 0;
    pair.client.send(...Array.from({ length: 100 }, (_, i) => message(i, 20_000)));
    await until('replies wait', () => pair.socket.writableLength > 0);
    expect(listKernelSockets(port)).to.have.length(1);
    pair.connection.cut();
    expect(listKernelSockets(port)).to.deep.equal([]);
  });

  it('is cut also while its end is on the way', async () => {
    pair = await openTcpPair(echo);
    pair.client.send(message(1));
    expect(await pair.client.receive()).to.deep.equal(message(1));
    await until('the reply is acknowledged', () => {
      pair.connection.finish();
      return pair.socket.writableEnded;
    });
    pair.connection.cut();
    await until('the socket is closed', () => pair.socket.destroyed);
    expect(listKernelSockets(pair.socket.localPort ?? 0)).to.deep.equal([]);
  });

  it('does not end before the client has read everything, and is reset when it does not', async () => {
    pair = await openTcpPair(echo, { stallTimeoutMs: 600 });
    const { client, socket } = pair;
    const port = socket.localPort ?? 0;
    let orphans = 0;
    let hasEnded = false;
    socket.once('finish', () => {
      hasEnded = true;
    });
    client.socket.pause();
    client.send(...Array.from({ length: 300 }, (_, i) => message(i, 20_000)));
    client.socket.end();
    await until('it is closed', () => {
      orphans = Math.max(orphans, listKernelSockets(port).filter(({ isOrphan }) => isOrphan).length);
      return socket.destroyed;
    });
    expect([orphans, hasEnded]).to.deep.equal([0, false]);
    expect(listKernelSockets(port)).to.deep.equal([]);
  });

  it('keeps little of what a client does not read, here and in the kernel', async () => {
    pair = await openTcpPair(echo);
    const { client, socket } = pair;
    client.socket.pause();
    for (let i = 0; i < 2000; i++) client.send(message(i, 4000));
    await until('nothing moves any more', () => socket.writableLength > 0 && socket.isPaused());
    expect(socket.writableLength).to.be.below(32 * 1024);
    expect(pair.connection.octetsWaiting).to.be.below(128 * 1024);
    const [kernel] = listKernelSockets(socket.localPort ?? 0);
    expect(kernel?.unsentOctets).to.be.within(1, 192 * 1024);
  });

  it('spares an idle client that has read everything the reset', async () => {
    pair = await openTcpPair(echo, { idleTimeoutMs: 300 });
    let problem: unknown;
    pair.client.socket.on('error', (error) => {
      problem = error;
    });
    pair.client.send(message(1));
    expect(await pair.client.receive()).to.deep.equal(message(1));
    expect(await pair.client.receive()).to.equal(undefined);
    expect(problem).to.equal(undefined);
  });

  it('is cut when it was idle for too long, from the start and after a query', async () => {
    pair = await openTcpPair(echo, { idleTimeoutMs: 30 });
    expect(await pair.client.receive()).to.equal(undefined);
    pair.close();
    pair = await openTcpPair(echo, { idleTimeoutMs: 30 });
    pair.client.send(message(1));
    expect(await pair.client.receive()).to.deep.equal(message(1));
    expect(await pair.client.receive()).to.equal(undefined);
  });

  it('counts idleness from the last whole query: single octets do not keep it open', async () => {
    const clock = new FakeClock();
    const open = async () => {
      const clients = makeTcpClients({ idleTimeoutMs: 4000 }, await requireLibc(), clock);
      pair = await openTcpPair(echo, {}, clients);
      const [first = Buffer.alloc(0), last = Buffer.alloc(0)] = halves(framed(message(1)));
      pair.socket.emit('data', first);
      clock.advance(3000);
      for (const octet of last.subarray(0, -1)) pair.socket.emit('data', Buffer.of(octet));
      return last.subarray(-1);
    };
    await open();
    clock.advance(1100);
    expect(pair.socket.destroyed).to.equal(true);
    pair.close();
    const end = await open();
    pair.socket.emit('data', end);
    clock.advance(3000);
    expect(pair.socket.destroyed).to.equal(false);
    clock.advance(1100);
    await until('it is closed', () => pair.socket.destroyed);
  });

  it('counts what waits for it elsewhere as its memory', async () => {
    const waiting: ReplySource = {
      octetsHeld: 5000,
      next: () => 'later',
      whenReady: () => undefined,
      abandon: () => undefined,
    };
    pair = await openTcpPair(() => waiting);
    pair.client.send(message(1));
    await until('it waits', () => pair.connection.octetsWaiting === 5000);
    await until('it is measured', () => pair.clients.memory.octets >= 5000);
  });

  describe('answering with several messages', () => {
    const several = message(1);
    const count = 100;

    let abandoned = 0;
    beforeEach(() => {
      abandoned = 0;
    });

    /** For `several` that many messages; everything else is echoed. */
    function answerWith(messageOctets: number, pulled: number[] = []): AnswerMessage {
      return (client, packet, reply) => {
        if (!several.equals(packet)) return echo(client, packet, reply);
        let next = 0;
        return {
          next: (into) => {
            if (next === count) return 'done';
            pulled.push(pair.socket.writableLength);
            into.octets.set(message(next++, messageOctets));
            into.length = messageOctets;
            return 'written';
          },
          whenReady: () => undefined,
          abandon: () => {
            abandoned++;
          },
        };
      };
    }

    async function expectSeveral(messageOctets: number): Promise<void> {
      for (let i = 0; i < count; i++) {
        expect(await pair.client.receive()).to.deep.equal(message(i, messageOctets));
      }
    }

    it('sends all of them, in order, between the replies before and after', async () => {
      pair = await openTcpPair(answerWith(700));
      pair.client.send(message(500), several, message(501), several, message(502));
      expect(await pair.client.receive()).to.deep.equal(message(500));
      await expectSeveral(700);
      expect(await pair.client.receive()).to.deep.equal(message(501));
      await expectSeveral(700);
      expect(await pair.client.receive()).to.deep.equal(message(502));
    });

    it('asks for the next one only while the kernel has room', async () => {
      const pulled: number[] = [];
      pair = await openTcpPair(answerWith(65_535, pulled));
      const { client, socket } = pair;
      client.socket.pause();
      client.send(several);
      await until('replies wait', () => socket.writableLength > 0);
      const pulledBefore = pulled.length;
      expect(pulledBefore).to.be.below(count / 2);
      expect(pair.connection.octetsWaiting).to.be.below(128 * 1024);
      client.socket.resume();
      await expectSeveral(65_535);
      expect(pulled).to.have.length(count);
      // None was asked for while one of before still waited here.
      expect(Math.max(...pulled)).to.equal(0);
    });

    it('lets a client that has closed its side have all of them, then closes', async () => {
      pair = await openTcpPair(answerWith(20_000));
      pair.client.send(several);
      pair.client.socket.end();
      await expectSeveral(20_000);
      expect(await pair.client.receive()).to.equal(undefined);
      await until('the socket is closed', () => pair.socket.destroyed);
      expect(abandoned).to.equal(0);
    });

    it('asks for no more once the connection is cut', async () => {
      const pulled: number[] = [];
      pair = await openTcpPair(answerWith(65_535, pulled));
      pair.client.socket.pause();
      pair.client.send(several);
      await until('replies wait', () => pair.socket.writableLength > 0);
      const pulledBefore = pulled.length;
      pair.connection.cut();
      await until('the socket is closed', () => pair.socket.destroyed);
      expect(pair.connection.hasMore).to.equal(false);
      expect(pulled).to.have.length(pulledBefore);
      await until('it is abandoned', () => abandoned === 1);
    });

    it('is not cut as idle while it moves, and is when the client takes too little of it', async () => {
      const pulled: number[] = [];
      pair = await openTcpPair(answerWith(65_535, pulled), { idleTimeoutMs: 200 });
      const { client } = pair;
      client.socket.pause();
      client.send(several);
      // A client that takes a little at a time, for several times as long as it may be idle.
      const sinceMs = performance.now();
      let taken = 0;
      while (performance.now() - sinceMs < 1000) {
        // So rarely that the kernel's buffers cannot take the rest meanwhile, however fast the machine is.
        await new Promise((resolve) => setTimeout(resolve, 50));
        client.socket.resume();
        await new Promise((resolve) => client.socket.once('data', resolve));
        client.socket.pause();
        taken = client.socket.bytesRead;
      }
      expect(pair.socket.destroyed).to.equal(false);
      expect(taken).to.be.below(count * 65_535);
      await until('it is cut', () => pair.socket.destroyed);
      await until('the answer is abandoned', () => abandoned === 1);
    });

    it('lets other connections be served between its messages', async () => {
      pair = await openTcpPair(answerWith(65_535));
      const other = await openTcpPair(echo, {}, pair.clients);
      pair.client.send(several, message(501));
      for (let i = 0; i < 20; i++) {
        other.client.send(message(i));
        expect(await other.client.receive()).to.deep.equal(message(i));
      }
      other.close();
      await expectSeveral(65_535);
      expect(await pair.client.receive()).to.deep.equal(message(501));
    });
  });

  describe('answering later', () => {
    const late = message(1);

    /** For `late` what `attend` gives; everything else is echoed. */
    function answerLate(attend: () => Attended): AnswerMessage {
      return (client, packet, reply) => (late.equals(packet) ? attend() : echo(client, packet, reply));
    }

    it('sends a reply that is there already, or none, between the others', async () => {
      const given: Attended[] = [message(77), undefined, message(78)];
      pair = await openTcpPair(answerLate(() => given.shift()));
      pair.client.send(message(500), late, message(501), late, late, message(502));
      for (const expected of [500, 77, 501, 78, 502])
        expect(await pair.client.receive()).to.deep.equal(message(expected));
    });

    it('keeps the order: queries behind it wait, and those of other connections do not', async () => {
      let settle: ((reply: Uint8Array | undefined) => void) | undefined;
      pair = await openTcpPair(
        answerLate(
          () =>
            new Promise((resolve) => {
              settle = resolve;
            }),
        ),
      );
      const other = await openTcpPair(echo, {}, pair.clients);
      pair.client.send(message(500), late, message(501));
      expect(await pair.client.receive()).to.deep.equal(message(500));
      await until('it is asked', () => settle !== undefined);
      other.client.send(message(7));
      expect(await other.client.receive()).to.deep.equal(message(7));
      other.close();
      expect(pair.connection.hasMore).to.equal(false);
      settle?.(message(77));
      expect(await pair.client.receive()).to.deep.equal(message(77));
      expect(await pair.client.receive()).to.deep.equal(message(501));
    });

    it('answers what was asked before a client closed its side, however late', async () => {
      let settle: ((reply: Uint8Array | undefined) => void) | undefined;
      pair = await openTcpPair(
        answerLate(
          () =>
            new Promise((resolve) => {
              settle = resolve;
            }),
        ),
      );
      pair.client.send(late);
      pair.client.socket.end();
      await until('it is asked', () => settle !== undefined);
      settle?.(message(77));
      expect(await pair.client.receive()).to.deep.equal(message(77));
      expect(await pair.client.receive()).to.equal(undefined);
    });

    it('goes on after a promise of nothing', async () => {
      pair = await openTcpPair(answerLate(() => Promise.resolve(undefined)));
      pair.client.send(late, message(501));
      expect(await pair.client.receive()).to.deep.equal(message(501));
    });

    it('is reset when a promise fails', async () => {
      pair = await openTcpPair(answerLate(() => Promise.reject(new Error('on purpose'))));
      pair.client.send(late, message(501));
      expect(await pair.client.receive()).to.equal(undefined);
    });

    it('holds the connection beyond its idle time, but not for ever', async () => {
      let isReset = false;
      pair = await openTcpPair(
        answerLate(() => new Promise(() => undefined)),
        { idleTimeoutMs: 30, owedTimeoutMs: 300 },
      );
      pair.client.socket.on('error', (error: NodeJS.ErrnoException) => {
        isReset = error.code === 'ECONNRESET';
      });
      const sinceMs = performance.now();
      pair.client.send(late);
      expect(await pair.client.receive()).to.equal(undefined);
      expect(performance.now() - sinceMs).to.be.above(250);
      await until('the client knows', () => isReset);
    });

    it('reads little more while it waits', async () => {
      pair = await openTcpPair(answerLate(() => new Promise(() => undefined)));
      const { client, connection, socket } = pair;
      client.send(late, ...Array.from({ length: 2000 }, (_, i) => message(i + 2, 4000)));
      await until('it reads no more', () => socket.isPaused());
      expect(connection.octetsWaiting).to.be.below(256 * 1024);
    });

    it('cuts the connection where an answer cannot go on', async () => {
      let left = 3;
      pair = await openTcpPair(
        answerLate(() => ({
          next(into) {
            if (left-- === 0) return 'broken';
            into.octets.set(message(left));
            into.length = 12;
            return 'written';
          },
          whenReady: () => undefined,
          abandon: () => expect.fail('it knows'),
        })),
      );
      const port = pair.socket.localPort ?? 0;
      pair.client.send(late, message(501));
      await until('the socket is closed', () => pair.socket.destroyed);
      // With a reset: after an orderly end the kernel would wait for that of the client. What the client sees is chance: libuv tells it of
      // an end where a reset is there when it reads the last octets, such as replies that left in a go of their own.
      expect(listKernelSockets(port)).to.deep.equal([]);
      for (const expected of [2, 1, 0]) {
        const reply = await pair.client.receive();
        if (reply === undefined) break;
        expect(reply).to.deep.equal(message(expected));
      }
      expect(await pair.client.receive()).to.equal(undefined);
    });

    it('waits for a source that has nothing yet, also when that is over before it says so', async () => {
      let wake: (() => void) | undefined;
      const script = ['written', 'later', 'later', 'written', 'done'] as const;
      let step = 0;
      pair = await openTcpPair(
        answerLate(() => ({
          next(into) {
            const now = script[step++] ?? 'done';
            into.octets.set(message(step));
            into.length = 12;
            return now;
          },
          whenReady(act) {
            if (step === 2) act();
            else wake = act;
          },
          abandon: () => expect.fail('it was done'),
        })),
      );
      pair.client.send(late, message(501));
      expect(await pair.client.receive()).to.deep.equal(message(1));
      await until('it waits', () => wake !== undefined);
      wake?.();
      wake?.();
      expect(await pair.client.receive()).to.deep.equal(message(4));
      expect(await pair.client.receive()).to.deep.equal(message(501));
    });

    it('lets the end of one answer wake another, within the same turn', async () => {
      let wake: (() => void) | undefined;
      let hasRoom = false;
      const answer = answerLate(() => {
        if (hasRoom) {
          // The first of two: its end makes room for the second.
          return {
            next() {
              wake?.();
              return 'done';
            },
            whenReady: () => undefined,
            abandon: () => undefined,
          };
        }
        let step = 0;
        return {
          next(into) {
            if (step++ === 0) return 'later';
            if (step === 3) return 'done';
            into.octets.set(message(9));
            into.length = 12;
            return 'written';
          },
          whenReady(act) {
            wake = act;
            hasRoom = true;
          },
          abandon: () => undefined,
        };
      });
      pair = await openTcpPair(answer);
      const other = await openTcpPair(answer, {}, pair.clients);
      pair.client.send(late);
      await until('it waits', () => wake !== undefined);
      other.client.send(message(500), late, message(501));
      expect(await other.client.receive()).to.deep.equal(message(500));
      expect(await other.client.receive()).to.deep.equal(message(501));
      expect(await pair.client.receive()).to.deep.equal(message(9));
      other.close();
    });
  });
});

function halves(octets: Buffer): Buffer[] {
  const middle = octets.length >> 1;
  return [octets.subarray(0, middle), octets.subarray(middle)];
}
