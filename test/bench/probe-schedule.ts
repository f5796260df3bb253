// Prints whether the probe schedule holds with 10,000 targets at 5 s, and what it costs. Judges nothing.
// The targets are loopback addresses, behind one listener in a separate process.

import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { createTcpProbe } from '../../src/health/probing/probe-tcp.ts';
import { tcpTarget } from '../../src/health/target.ts';
import { Monitor } from '../../src/health/watching/monitor.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const targetCount = 10_000;
const intervalMs = 5000;
const measuredMs = 30_000;

if (process.argv[2] === 'backends') await runBackends();
else await runBench();

async function runBackends(): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end();
  });
  server.listen({ port: 0, host: '0.0.0.0', backlog: 4096 }, () => {
    const address = server.address();
    process.send?.(typeof address === 'object' ? address?.port : undefined);
  });
}

async function runBench(): Promise<void> {
  const backends = fork(import.meta.filename, ['backends']);
  const port = await new Promise<number>((resolve) =>
    backends.once('message', (message) => resolve(Number(message))),
  );
  const { logger } = createRecordingLogger();
  const targets = Array.from({ length: targetCount }, (_, index) => {
    const text = `127.0.${index >> 8}.${index & 0xff || 1}`;
    return tcpTarget({ family: 4, text: index % 256 === 0 ? `127.1.${index >> 8}.1` : text }, port);
  });
  const settings = { intervalMs, timeoutMs: 2000, rise: 1, fall: 2 };
  const monitor = new Monitor(settings, {
    clock: systemClock,
    random: Math.random,
    logger,
    probe: createTcpProbe(systemClock),
    onChange: () => undefined,
  });
  const startedMs = performance.now();
  await monitor.watch(targets, settings);
  const firstRoundMs = performance.now() - startedMs;
  // One interval for the phases to spread, then the measurement.
  await delay(intervalMs);
  const probesBefore = monitor.lateness.total;
  const cpuBefore = process.cpuUsage();
  await delay(measuredMs);
  const cpu = process.cpuUsage(cpuBefore);
  const probes = monitor.lateness.total - probesBefore;
  const cpuMs = (cpu.user + cpu.system) / 1000;
  const figures = {
    targets: monitor.report().length,
    up: monitor.report().filter(({ verdict }) => verdict === 'up').length,
    intervalSeconds: intervalMs / 1000,
    firstRoundMs: Math.round(firstRoundMs),
    probesPerSecond: Math.round(probes / (measuredMs / 1000)),
    cpuPercentOfOneCore: Math.round((100 * cpuMs) / measuredMs),
    cpuMicrosecondsPerProbe: Math.round((1000 * cpuMs) / probes),
    latenessP50AtMostMs: monitor.lateness.percentileMs(0.5),
    latenessP95AtMostMs: monitor.lateness.percentileMs(0.95),
    latenessP99AtMostMs: monitor.lateness.percentileMs(0.99),
  };
  process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
  monitor.stop();
  backends.kill();
}
