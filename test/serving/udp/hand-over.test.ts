// Datagrams for an attendant, by both engines: they come with who sent them, replies find back, now or later, and no flood of
// them takes more than its share.

import { createSocket, type Socket } from 'node:dgram';
import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import type { Attended } from '../../../src/serving/attendant.ts';
import { Counter, CounterTable, countAt } from '../../../src/serving/counters.ts';
import { Desk } from '../../../src/serving/desk.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import { createBatchEngine } from '../../../src/serving/udp/batch-engine.ts';
import { createDgramEngine } from '../../../src/serving/udp/dgram-engine.ts';
import type { UdpEngine, UdpSocket } from '../../../src/serving/udp/udp-engine.ts';
import { requireLibc } from '../../support/daemon/test-libc.ts';
import { askUdp, makeQuery, readReply } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';

const update = (id: number) => makeQuery('example.test', { id, opcode: 5, type: 6 });
const plain = makeQuery('www.example.test');

/** A reply that says REFUSED, in a memory of its own. */
function refuse(packet: Uint8Array): Uint8Array {
  const reply = packet.slice(0, 12);
  reply.set([0xa8, 5, 0, 0], 2);
  return reply;
}

for (const name of ['dgram', 'batch'] as const) {
  describe(`what the ${name} engine hands over`, () => {
    const atEnd = runAfterEach();
    let counters: CounterTable;
    let desk: Desk;
    let engine: UdpEngine;

    beforeEach(async () => {
      counters = new CounterTable();
      const mainRow = counters.addRow();
      desk = new Desk(mainRow);
      const snapshot = new Snapshot();
      snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
      const onDeath = (error: Error) => {
        throw error;
      };
      const answering = { snapshot, mainRow, desk, rules: new Rules() };
      const plan = { ...answering, libc: await requireLibc(), counters, workerCount: 2, onDeath };
      const started = name === 'batch' ? await createBatchEngine(plan) : undefined;
      if (started?.ok === false) throw new Error(started.problem);
      engine = started?.value ?? createDgramEngine(answering);
      atEnd(async () => {
        await engine.stop();
        await Promise.all([...open].map(close));
      });
    });

    const open = new Set<UdpSocket>();

    async function close(socket: UdpSocket): Promise<void> {
      open.delete(socket);
      await socket.close();
    }

    async function listen(text = '127.0.0.1', port = 0): Promise<UdpSocket> {
      const opened = await engine.open({ address: { family: text.includes(':') ? 6 : 4, text }, port });
      if (!opened.ok) throw new Error(opened.problem.code);
      open.add(opened.value);
      await engine.serve([opened.value]);
      return opened.value;
    }

    /** What is dropped shows only by what comes after. */
    const dropped = () => countAt(counters.sum(), Counter.droppedUnattended);

    it('is answered as ever while the desk is closed, again after it was open', async () => {
      const { endpoint } = await listen();
      expect(readReply(await askUdp(endpoint.port, update(1))).code).to.equal(4);
      desk.open({ attend: (_client, packet) => refuse(packet) });
      await until('it is open', async () => readReply(await askUdp(endpoint.port, update(1))).code === 5);
      desk.close();
      await until('it is closed', async () => readReply(await askUdp(endpoint.port, update(1))).code === 4);
    });

    it('comes with its sender, whole, and the reply finds back', async () => {
      const seen: string[] = [];
      desk.open({
        attend({ transport, family, octets, addressAt, port }, packet) {
          const address = [...octets.subarray(addressAt, addressAt + 4)].join('.');
          seen.push([transport, family, address, port, Buffer.from(packet).toString('hex')].join());
          return refuse(packet);
        },
      });
      const { endpoint } = await listen();
      const client = await bound('127.0.0.1');
      atEnd(() => void client.close());
      const reply = new Promise<Buffer>((resolve) => client.once('message', resolve));
      const long = makeQuery('example.test', { id: 7, opcode: 5, tail: Buffer.alloc(3000, 9) });
      client.send(long, endpoint.port, '127.0.0.1');
      expect(readReply(await reply)).to.include({ id: 7, opcode: 5, code: 5 });
      expect(seen).to.deep.equal([
        ['udp', 4, '127.0.0.1', client.address().port, long.toString('hex')].join(),
      ]);
      expect(countAt(counters.sum(), Counter.queriesUdp)).to.equal(1);
      expect(countAt(counters.sum(), Counter.replies + 5)).to.equal(1);
    });

    it('may be answered later, in another order, or not at all', async () => {
      const replies = new Map<number, (reply: Uint8Array | undefined) => void>();
      desk.open({
        attend: (_client, packet) => {
          const copy = packet.slice();
          return new Promise((resolve) =>
            replies.set(copy[1] ?? 0, (reply) => resolve(reply && refuse(copy))),
          );
        },
      });
      const { endpoint } = await listen();
      const asked = [1, 2, 3].map((id) =>
        askUdp(endpoint.port, update(id), { withinMs: id === 2 ? 300 : 10_000 }),
      );
      await until('all three are attended to', () => replies.size === 3);
      // Nobody waits for them.
      expect(readReply(await askUdp(endpoint.port, plain)).answers).to.have.length(3);
      replies.get(3)?.(new Uint8Array());
      expect(readReply(await asked[2]).id).to.equal(3);
      replies.get(2)?.(undefined);
      replies.get(1)?.(new Uint8Array());
      expect(readReply(await asked[0]).id).to.equal(1);
      expect(await asked[1]).to.equal(undefined);
    });

    it('is no longer answered when its socket is closed, not even by another on its port', async () => {
      let reply: ((octets: Uint8Array) => void) | undefined;
      desk.open({
        attend: (_client, packet): Attended => {
          if (reply !== undefined) return refuse(packet);
          return new Promise((resolve) => {
            reply = resolve;
          });
        },
      });
      const first = await listen();
      const { port } = first.endpoint;
      const client = await bound('127.0.0.1');
      atEnd(() => void client.close());
      const got: number[] = [];
      client.on('message', (octets) => got.push(octets.readUInt16BE(0)));
      client.send(update(1), port, '127.0.0.1');
      await until('it is attended to', () => reply !== undefined);
      await engine.serve([]);
      await close(first);
      // The same port, and of descriptors the lowest that is free: most likely the same numbers.
      const second = await listen('127.0.0.1', port);
      expect(second.endpoint.port).to.equal(port);
      reply?.(refuse(update(1)));
      await Promise.resolve();
      client.send(update(2), port, '127.0.0.1');
      await until('the second is answered', () => got.length > 0);
      expect(got).to.deep.equal([2]);
    });

    it('comes no faster than permits come back: the rest of a flood is dropped and counted', async () => {
      let attended = 0;
      const waiting: (() => void)[] = [];
      desk.open({
        attend: (_client, packet) => {
          attended++;
          const reply = refuse(packet);
          return new Promise((resolve) => waiting.push(() => resolve(reply)));
        },
      });
      const { endpoint } = await listen();
      const client = await bound('127.0.0.1');
      atEnd(() => void client.close());
      for (let id = 0; id < 500; id++) client.send(update(id), endpoint.port, '127.0.0.1');
      await until('the rest is dropped', () => attended + dropped() === 500);
      expect(attended).to.equal(60);
      // Others notice nothing.
      expect(readReply(await askUdp(endpoint.port, plain)).answers).to.have.length(3);
      for (const finish of waiting.splice(0)) finish();
      await until('permits are back', async () => {
        void askUdp(endpoint.port, update(1), { withinMs: 1000 });
        await new Promise((resolve) => setImmediate(resolve));
        return waiting.length > 0;
      });
      for (const finish of waiting.splice(0)) finish();
    });

    it('gets no answer of several messages, which is for TCP', async () => {
      let abandoned = 0;
      desk.open({
        attend: () => ({
          next: () => 'done',
          whenReady: () => undefined,
          abandon: () => {
            abandoned++;
          },
        }),
      });
      const { endpoint } = await listen();
      expect(await askUdp(endpoint.port, update(1), { withinMs: 200 })).to.equal(undefined);
      expect(abandoned).to.equal(1);
    });

    if (name !== 'batch') return;

    for (const [everywhere, addresses] of [
      ['0.0.0.0', ['127.0.0.1', '127.0.0.2', '127.9.8.7']],
      ['::', ['::1']],
    ] as const) {
      it(`is answered from the address that was asked, on a socket that listens on ${everywhere}, now and later`, async () => {
        let count = 0;
        desk.open({
          attend: (_client, packet) => (++count % 2 === 0 ? refuse(packet) : Promise.resolve(refuse(packet))),
        });
        const { endpoint } = await listen(everywhere);
        for (const address of addresses) {
          for (const id of [1, 2]) {
            // A connected socket takes datagrams from that one address only.
            const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
            await new Promise<void>((resolve) => socket.connect(endpoint.port, address, resolve));
            const reply = new Promise<Buffer>((resolve) => socket.once('message', resolve));
            socket.send(update(id));
            expect(readReply(await reply).id).to.equal(id);
            socket.close();
          }
        }
      });
    }
  });
}

async function bound(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return socket;
}
