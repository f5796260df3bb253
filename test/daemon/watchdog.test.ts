// The sign of life: given while we answer and probe, withheld when one of them stops.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import { startWatchdog } from '../../src/daemon/watchdog.ts';
import type { Monitor } from '../../src/health/monitor.ts';
import { createNotifier } from '../../src/systemd/notifier.ts';
import type { Endpoint } from '../../src/wire/endpoint.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { requireLibc } from '../support/test-libc.ts';
import { until } from '../support/until.ts';

describe('watchdog', () => {
  let socket: Socket;
  let endpoint: Endpoint;
  let answers: boolean;
  let overdueMs: number;
  const stuck: string[] = [];
  let sent: string[];
  let log: ReturnType<typeof createRecordingLogger>;
  let watchdog: { stop(): void };

  beforeEach(async () => {
    answers = true;
    overdueMs = 0;
    sent = [];
    log = createRecordingLogger();
    socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.on('message', (query, { port, address }) => {
      query.writeUInt8(0x80, 2);
      if (answers) socket.send(query, port, address);
    });
    endpoint = { address: { family: 4, text: '127.0.0.1' }, port: socket.address().port };
  });

  afterEach(() => {
    watchdog.stop();
    socket.close();
  });

  async function start(limitMs: number | undefined, where: () => Endpoint | undefined = () => endpoint) {
    const libc = await requireLibc();
    watchdog = startWatchdog({
      limitMs,
      endpoint: where,
      zone: () => undefined,
      libc,
      monitor: {
        get overdueMs() {
          return overdueMs;
        },
      } as Monitor,
      findStuck: () => stuck,
      notifier: createNotifier((state) => sent.push(state)),
      logger: log.logger,
      random: Math.random,
    });
  }

  const reasons = () => log.entries.map(({ fields }) => `${fields.event}: ${fields['reason']}`);

  it('is given at least twice in the time limit while all is well', async () => {
    const { setInterval } = globalThis;
    let askedMs: number | undefined;
    globalThis.setInterval = ((act: () => void, delayMs: number) => {
      askedMs = delayMs;
      return setInterval(act, delayMs);
    }) as typeof setInterval;
    try {
      await start(200);
    } finally {
      globalThis.setInterval = setInterval;
    }
    expect(askedMs).to.equal(100);
    await until('six signs', () => sent.length >= 6);
    expect(new Set(sent)).to.deep.equal(new Set(['WATCHDOG=1']));
    expect(log.entries).to.deep.equal([]);
  });

  it('is withheld, and the log says why, when a query of our own is not answered', async () => {
    await start(200);
    await until('a sign', () => sent.length >= 2);
    answers = false;
    await until('a complaint', () => log.entries.length > 0);
    const count = sent.length;
    await until('another complaint', () => log.entries.length > 1);
    expect(sent.length).to.equal(count);
    expect(reasons()[0]).to.match(/^watchdog-withheld: .*not answered/);
    answers = true;
    await until('a sign again', () => sent.length > count);
  });

  it('is withheld, and the log says why, when probes do not start', async () => {
    await start(100);
    overdueMs = 60_000;
    await until('a complaint', () => log.entries.length > 0);
    const count = sent.length;
    await until('another complaint', () => log.entries.length > 1);
    expect(sent.length).to.equal(count);
    expect(reasons()[0]).to.equal('watchdog-withheld: a probe is 60 s late');
    overdueMs = 9000;
    await until('a sign again', () => sent.length > count);
  });

  it('is given where there is no UDP socket to ask', async () => {
    await start(100, () => undefined);
    await until('three signs', () => sent.length >= 3);
  });

  it('is never given when nobody watches, and not after the end', async () => {
    await start(undefined);
    expect(sent).to.deep.equal([]);
    await start(50);
    await until('a sign', () => sent.length >= 2);
    watchdog.stop();
    const count = sent.length;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(sent.length).to.equal(count);
  });

  it('is not given without end for a limit of months', async () => {
    await start(5_000_000_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).to.deep.equal(['WATCHDOG=1']);
  });
});
