// Both engines for UDP, by the same rules: replies to whom they belong and from where they were asked for, problems as
// values, nothing that a datagram could break.

import { createSocket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import type { Libc } from '../../../src/linux/libc.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { isReplyToOurselves, ownQuestion } from '../../../src/serving/answering/own-question.ts';
import { Counter, CounterTable, tookBoundsMs } from '../../../src/serving/counters.ts';
import type { Desk } from '../../../src/serving/desk.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import { type BatchEnginePlan, createBatchEngine } from '../../../src/serving/udp/batch-engine.ts';
import { createDgramEngine } from '../../../src/serving/udp/dgram-engine.ts';
import type { UdpEngine, UdpSocket } from '../../../src/serving/udp/udp-engine.ts';
import type { IpAddress } from '../../../src/wire/ip-address.ts';
import { requireLibc } from '../../support/daemon/test-libc.ts';
import { askUdp, isDropped, makeQuery, readReply } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone, goodAnswers } from '../../support/dns/fuzzed-zone.ts';
import { makeDesk } from '../../support/dns/make-desk.ts';
import { until } from '../../support/until.ts';

const query = makeQuery('www.example.test');
const loopback: IpAddress = { family: 4, text: '127.0.0.1' };

for (const name of ['dgram', 'batch'] as const) {
  describe(`the ${name} engine`, () => {
    let counters: CounterTable;
    let snapshot: Snapshot;
    let engine: UdpEngine;
    let desk: Desk;
    const open: UdpSocket[] = [];
    const deaths: Error[] = [];

    beforeEach(async () => {
      counters = new CounterTable();
      snapshot = new Snapshot();
      snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
      const onDeath = (error: Error) => deaths.push(error);
      desk = makeDesk();
      const libc = await requireLibc();
      engine =
        name === 'dgram'
          ? createDgramEngine({ snapshot, mainRow: counters.addRow(), desk, rules: new Rules() })
          : await startBatchEngine({
              libc,
              snapshot,
              counters,
              mainRow: counters.addRow(),
              desk,
              rules: new Rules(),
              workerCount: 2,
              onDeath,
            });
    });

    afterEach(async () => {
      await engine.stop();
      await Promise.all(open.splice(0).map((socket) => socket.close()));
      expect(deaths).to.deep.equal([]);
    });

    async function listen(address = loopback, port = 0): Promise<UdpSocket> {
      const result = await engine.open({ address, port });
      if (!result.ok) throw new Error(result.problem.code);
      open.push(result.value);
      return result.value;
    }

    it('answers, from the port that it says it got', async () => {
      const socket = await listen();
      await engine.serve([socket]);
      const reply = readReply(await askUdp(socket.endpoint.port, query));
      expect([...reply.answers].sort()).to.deep.equal([...goodAnswers].sort());
    });

    it('answers over IPv6', async function () {
      const opened = await engine.open({ address: { family: 6, text: '::1' }, port: 0 });
      if (!opened.ok) return this.skip();
      open.push(opened.value);
      await engine.serve(open);
      const reply = await askUdp(opened.value.endpoint.port, query, { address: '::1' });
      expect(readReply(reply).answers).to.have.length(3);
    });

    it('answers on several sockets at once, and many queries at a time', async () => {
      const sockets = [await listen(), await listen({ family: 4, text: '127.0.0.2' }), await listen()];
      await engine.serve(sockets);
      const asked = sockets.flatMap(({ endpoint: { address, port } }) =>
        Array.from({ length: 100 }, (_, id) =>
          askUdp(port, makeQuery('www.example.test', { id }), { address: address.text }),
        ),
      );
      const replies = (await Promise.all(asked)).map(readReply);
      for (const [index, reply] of replies.entries()) {
        expect(reply.id).to.equal(index % 100);
        expect(reply.answers).to.have.length(3);
      }
      expect(counters.sum()[Counter.queriesUdp]).to.equal(300);
      const countTimes = () =>
        counters
          .sum()
          .subarray(Counter.tookUdp, Counter.tookUdp + tookBoundsMs.length + 1)
          .reduce((sum, count) => sum + count, 0);
      await until('it is counted how long each took', () => countTimes() === 300);
    });

    it('answers from what is in the snapshot when the query comes', async () => {
      const socket = await listen();
      await engine.serve([socket]);
      for (const serial of [2, 3, 4]) {
        snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, serial));
        const shows = async () => {
          const reply = readReply(await askUdp(socket.endpoint.port, makeQuery('example.test', { type: 6 })));
          return reply.answers.join().includes(`"serial":${serial}`);
        };
        await until(`serial ${serial} is served`, shows);
      }
    });

    it('serves other sockets from now on, and misses nothing on those that stay', async () => {
      const stays = await listen();
      const goes = await listen();
      await engine.serve([stays, goes]);
      for (let turn = 0; turn < 5; turn++) {
        const asked = Array.from({ length: 50 }, () => askUdp(stays.endpoint.port, query));
        await engine.serve(turn % 2 === 0 ? [stays] : [stays, goes]);
        for (const reply of await Promise.all(asked)) expect(readReply(reply).answers).to.have.length(3);
      }
      expect(counters.sum()[Counter.queriesUdp]).to.equal(250);
      expect(await askUdp(goes.endpoint.port, query, { withinMs: 100 })).to.equal(undefined);
    });

    it('reports a port that another program has, and an address of another machine, as values', async () => {
      const other = createSocket('udp4');
      await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve));
      const endpoint = { address: loopback, port: other.address().port };
      const taken = await engine.open(endpoint);
      expect(taken).to.deep.equal({ ok: false, problem: { protocol: 'udp', endpoint, code: 'EADDRINUSE' } });
      other.close();
      const foreign = { address: { family: 4, text: '192.0.2.1' }, port: 0 } as const;
      const elsewhere = await engine.open(foreign);
      expect(elsewhere).to.deep.equal({
        ok: false,
        problem: { protocol: 'udp', endpoint: foreign, code: 'EADDRNOTAVAIL' },
      });
    });

    it('drops what is no query, cuts what is too long for one, and goes on', async () => {
      const socket = await listen();
      await engine.serve([socket]);
      const { port } = socket.endpoint;
      const probe = makeQuery('www.example.test', { id: 77 });
      expect(await isDropped(port, Buffer.alloc(5), probe)).to.equal(true);
      expect(await isDropped(port, makeQuery('www.example.test', { flags: 0x8000 }), probe)).to.equal(true);
      const endless = makeQuery('www.example.test', { tail: Buffer.alloc(60_000) });
      expect(readReply(await askUdp(port, endless)).code).to.equal(1);
      expect(readReply(await askUdp(port, query)).answers).to.have.length(3);
      expect(counters.sum()[Counter.droppedShort]).to.equal(1);
      expect(counters.sum()[Counter.droppedResponse]).to.equal(1);
    });

    it('has moved on when nothing of before is left to be sent, busy or at rest', async () => {
      const socket = await listen();
      await engine.serve([socket]);
      await engine.movedOn();
      const { port } = socket.endpoint;
      let isAsking = true;
      const asking = (async () => {
        while (isAsking) await askUdp(port, query);
      })();
      snapshot.replace([]);
      await engine.movedOn();
      // Of nothing that was served before: whoever asks now is refused.
      for (let i = 0; i < 20; i++) expect(readReply(await askUdp(port, query)).code).to.equal(5);
      isAsking = false;
      await asking;
    });

    it('has moved on when it has nobody who answers', async () => {
      await engine.movedOn();
      await engine.stop();
      await engine.movedOn();
    });

    it('answers what it is asked to answer at the same time, in the order of asking', async () => {
      const [one, two] = [await listen(), await listen()];
      await Promise.all([engine.serve([one]), engine.serve([one, two]), engine.serve([two])]);
      expect(readReply(await askUdp(two.endpoint.port, query)).answers).to.have.length(3);
      expect(await askUdp(one.endpoint.port, query, { withinMs: 100 })).to.equal(undefined);
    });
  });
}

async function startBatchEngine(plan: BatchEnginePlan): Promise<UdpEngine> {
  const engine = await createBatchEngine(plan);
  if (!engine.ok) throw new Error(engine.problem);
  return engine.value;
}

describe('the batch engine', () => {
  it('replies from the address that was asked, on a socket that listens everywhere', async () => {
    const snapshot = new Snapshot();
    snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
    const libc = await requireLibc();
    const onDeath = (error: Error) => {
      throw error;
    };
    const engine = await startBatchEngine({
      libc,
      snapshot,
      counters: new CounterTable(),
      mainRow: new CounterTable().addRow(),
      desk: makeDesk(),
      rules: new Rules(),
      workerCount: 2,
      onDeath,
    });
    const opened = await engine.open({ address: { family: 4, text: '0.0.0.0' }, port: 0 });
    if (!opened.ok) throw new Error(opened.problem.code);
    await engine.serve([opened.value]);
    for (const address of ['127.0.0.1', '127.0.0.2', '127.9.8.7']) {
      // A connected socket takes datagrams from that one address only.
      const socket = createSocket('udp4');
      await new Promise<void>((resolve) => socket.connect(opened.value.endpoint.port, address, resolve));
      const reply = new Promise<Buffer>((resolve) => socket.once('message', resolve));
      socket.send(query);
      expect(readReply(await reply).answers).to.have.length(3);
      socket.close();
    }
    await engine.stop();
    await opened.value.close();
  });

  describe('with two workers', () => {
    let libc: Libc;
    let counters: CounterTable;
    let engine: UdpEngine;
    const open: UdpSocket[] = [];

    beforeEach(async () => {
      libc = await requireLibc();
      counters = new CounterTable();
      engine = await startBatchEngine({
        libc,
        snapshot: new Snapshot(),
        counters,
        mainRow: counters.addRow(),
        desk: makeDesk(),
        rules: new Rules(),
        workerCount: 2,
        onDeath: (error) => {
          throw error;
        },
      });
    });
    afterEach(async () => {
      await engine.stop();
      await Promise.all(open.splice(0).map((socket) => socket.close()));
    });

    async function listen(): Promise<UdpSocket> {
      const opened = await engine.open({ address: loopback, port: 0 });
      if (!opened.ok) throw new Error(opened.problem.code);
      open.push(opened.value);
      return opened.value;
    }

    const threadIds = () => readdirSync('/proc/self/task').sort();

    it('keeps its threads whatever sockets come and go', async () => {
      const before = threadIds();
      const [one, two] = [await listen(), await listen()];
      for (const wanted of [[one], [one, two], [two], [], [one, two]]) await engine.serve(wanted);
      expect(threadIds()).to.deep.equal(before);
    });

    it('answers questions of our own on private sockets, by every worker, and counts none', async () => {
      await engine.serve([await listen()]);
      expect(engine.threads.map(({ name }) => name)).to.deep.equal(['UDP worker 0', 'UDP worker 1']);
      const reply = new Uint8Array(512);
      for (const { asks } of engine.threads) {
        expect(libc.write(asks, ownQuestion, ownQuestion.length)).to.equal(ownQuestion.length);
        let octets = -1;
        await until('a reply', () => {
          octets = libc.read(asks, reply, reply.length);
          return octets >= 0;
        });
        expect(isReplyToOurselves(reply, octets)).to.equal(true);
      }
      expect([...counters.sum()].every((count) => count === 0)).to.equal(true);
    });
  });

  const errno = { EMFILE: 24 } as const;
  for (const call of ['eventfd', 'socketpair'] as const) {
    it(`is a problem in words, and leaves no thread and no descriptor, when ${call}(2) fails for one worker`, async () => {
      const libc = await requireLibc();
      let calls = 0;
      const failing = (...values: readonly never[]) =>
        ++calls === 2 ? -1 : (libc[call] as (...values: readonly never[]) => number)(...values);
      const before = [readdirSync('/proc/self/task').length, readdirSync('/proc/self/fd').length];
      const started = await createBatchEngine({
        libc: { ...libc, [call]: failing, errno: () => errno.EMFILE },
        snapshot: new Snapshot(),
        counters: new CounterTable(),
        mainRow: new CounterTable().addRow(),
        desk: makeDesk(),
        rules: new Rules(),
        workerCount: 2,
        onDeath: (error) => {
          throw error;
        },
      });
      expect(started.ok).to.equal(false);
      if (!started.ok) expect(started.problem).to.match(/^cannot start a UDP worker: EMFILE; .*LimitNOFILE=/);
      await until('all is as before', () => {
        const now = [readdirSync('/proc/self/task').length, readdirSync('/proc/self/fd').length];
        return now.join() === before.join();
      });
    });
  }
});
