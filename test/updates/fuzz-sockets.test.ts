// The same drawn messages to a daemon of its own, over UDP and TCP, by both engines: nothing changes unsigned, questions are
// answered all the while, and it grows no larger.

import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { askTcp, framed, makeQuery, queryTcp, queryUdp, TcpClient } from '../support/dns/dns-client.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';
import { createMessageSource } from '../support/updates/draw-messages.ts';
import type { SharedKey } from '../support/updates/shared-keys.ts';
import { judgeSignature, signByHand } from '../support/updates/sign-by-hand.ts';
import { startUpdatedDaemon, type UpdatedDaemon } from '../support/updates/updated-daemon.ts';
import { keysOf } from '../support/updates/updated-server.ts';
import { apex, makeKeyedZone } from '../support/updates/updated-zone.ts';

const messageCount = Number(process.env['FUZZ_SOCKET_MESSAGES'] ?? 2500);
/** So many datagrams fit into the smallest receive buffer that a kernel gives. */
const batchSize = 50;
/** What a heap may grow to before it is tidied; a leak of a kilobyte for each message would soon take more. */
const grownOctetsMax = 150 * 1024 * 1024;
const textType = 16;
const soaType = 6;
const kept = ['', 'ns1.', 'www.', 'alias.'].map((owner) => `${owner}${apex}`);

for (const engine of ['batch', 'dgram']) {
  describe(`A daemon amid drawn messages, UDP by ${engine} (TEST_SEED=${testSeed}): it`, function () {
    this.timeout(120_000 + messageCount * 10);
    const zone = makeKeyedZone();
    const keys = keysOf(zone);
    const key = zone.dynamic['hmac-sha256'];
    const random = createSeededRandom();
    let server: UpdatedDaemon;
    let port = 0;
    let serial = 0;
    const draw = createMessageSource({
      random,
      apex,
      permitted: Array.from({ length: 12 }, (_, number) => `n${number}.dyn.${apex}`),
      kept,
      keys,
      nowSeconds,
      serial: () => serial,
    });
    const drawUnsigned = () => {
      for (;;) {
        const message = draw();
        if (judgeSignature(message, keys, nowSeconds()) === undefined) return message;
      }
    };
    before(async () => {
      server = await startUpdatedDaemon(zone, { HEALTHY_DNS_UDP_ENGINE: engine });
      port = server.port;
      serial = await serialOf(port);
    });
    after(() => server.stop());

    const roads = { UDP: sendDatagrams, TCP: sendStream } as const;
    for (const road of ['UDP', 'TCP'] as const) {
      it(`changes nothing for ${messageCount} messages over ${road} that are not signed well`, async () => {
        const before = await contentOf(port);
        for (let sent = 0; sent < messageCount; sent += batchSize) {
          await roads[road](port, Array.from({ length: batchSize }, drawUnsigned));
          expect(await serialOf(port)).to.equal(serial);
        }
        expect(await contentOf(port)).to.deep.equal(before);
      });

      it(`changes only what keys may for ${messageCount} messages over ${road}, and grows no larger`, async () => {
        const before = await contentOf(port);
        const octets = residentOctets(server.pid);
        for (let sent = 0; sent < messageCount; sent += batchSize) {
          await roads[road](port, Array.from({ length: batchSize }, draw));
          serial = await serialOf(port);
        }
        serial = await settled(port, key);
        expect(await contentOf(port)).to.deep.equal(before);
        expect(residentOctets(server.pid) - octets).to.be.below(grownOctetsMax);
        expect(server.hasEnded).to.equal(false);
        expect(server.log).to.not.match(/bug|cannot answer a request/);
      });
    }

    it('has been changed by those that were signed well', async () => {
      const status = await server.operated.status();
      expect(status.updates?.done).to.be.above(messageCount / 100);
    });
  });
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

async function serialOf(port: number): Promise<number> {
  const { answers } = await queryTcp(port, apex, { type: soaType });
  const [, data = '{}'] = /SOA (.*)$/.exec(answers[0] ?? '') ?? [];
  return (JSON.parse(data) as { readonly serial: number }).serial;
}

/** Updates are carried out in their order: once one that came later is answered, the earlier ones are done. */
async function settled(port: number, key: SharedKey): Promise<number> {
  let serial = 0;
  await until('no update is under way', async () => {
    const last = serial;
    await askTcp(
      port,
      signByHand(makeUpdate({ zone: `${apex}.` }), { key, nowSeconds: nowSeconds() }).octets,
    );
    serial = await serialOf(port);
    return serial === last;
  });
  return serial;
}

/** What nobody may change, over UDP. */
async function contentOf(port: number): Promise<readonly (readonly string[])[]> {
  const asked = kept.flatMap((name) =>
    [1, 2, textType].map(async (type) => (await queryUdp(port, name, { type })).answers),
  );
  return Promise.all(asked);
}

/** Returns when a question that came behind them is answered. */
async function sendDatagrams(port: number, messages: readonly Buffer[]): Promise<void> {
  const socket = createSocket('udp4');
  try {
    // Larger ones do not fit into a datagram.
    const fitting = messages.filter(({ length }) => length < 65_000);
    for (const message of fitting) socket.send(message, port, '127.0.0.1', () => undefined);
    let isAnswered = false;
    const query = makeQuery(`unique.${apex}`, { id: 0xabcd, type: textType });
    socket.on('message', (reply) => {
      isAnswered ||= reply.subarray(12, query.length).equals(query.subarray(12));
    });
    socket.send(query, port, '127.0.0.1');
    await until('questions are answered', () => isAnswered);
  } finally {
    socket.close();
  }
}

/** Returns when all has been answered that will be. */
async function sendStream(port: number, messages: readonly Buffer[]): Promise<void> {
  const client = new TcpClient(port);
  client.socket.write(Buffer.concat(messages.map(framed)));
  client.socket.end();
  await until('the connection is over', () => client.isClosed);
  client.close();
  const { code } = await queryTcp(port, `www.${apex}`);
  expect(code).to.equal(0);
}

function residentOctets(pid: number): number {
  const kibibytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) * 1024;
}
