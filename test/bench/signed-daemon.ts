// Prints how long a daemon takes to be ready with a signed zone of 10,000 names, and for how long at a stretch its main
// thread is busy while all of it is signed again with another key. Judges nothing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readConfig } from '../../src/config/read-config.ts';
import { startDaemon } from '../../src/daemon/start-daemon.ts';
import { loadLibc } from '../../src/linux/libc.ts';
import { type LoadedConfig, loadConfig } from '../../src/publishing/loading/load-config.ts';
import { traitsOf } from '../../src/signing/algorithms.ts';
import { printSecurityAlgorithm, SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const nameCount = 10_000;
/** Delays that are reported late still count. */
const afterMs = 200;

const folder = mkdtempSync(join(tmpdir(), 'hd-bench-'));

function keyPath(algorithm: SecurityAlgorithm, number: number): string {
  const path = join(folder, `${algorithm}-${number}.pem`);
  writeFileSync(path, traitsOf(algorithm).generate().export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  return path;
}

function configure(flags: Readonly<Record<string, string>>): LoadedConfig {
  const names = Array.from({ length: nameCount }, (_, index) => {
    const net = `10.${index >> 8}.${index & 0xff}`;
    return [`host${index}`, [`${net}.1`, `${net}.2`, `${net}.3`]];
  });
  const config = readConfig(
    {
      'hosted-zone': 'example.test',
      ns: '["ns1.example.net"]',
      'zone-resolutions': JSON.stringify(Object.fromEntries(names)),
      listen: '127.0.0.1',
      port: '0',
      ...flags,
    },
    {},
  );
  const loaded = config.ok ? loadConfig(config.value) : config;
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problem));
  return loaded.value;
}

async function measure(algorithm: SecurityAlgorithm, nsec3: 'yes' | 'no'): Promise<void> {
  const flags = { 'priv-key-alg': printSecurityAlgorithm(algorithm), nsec3 };
  const [first, second] = [keyPath(algorithm, 0), keyPath(algorithm, 1)];
  const { logger } = createRecordingLogger();
  const startedMs = performance.now();
  const config = configure({ ...flags, 'priv-key-path': first });
  const configuredMs = performance.now() - startedMs;
  const started = await startDaemon(config, { logger, libc: loadLibc() });
  const readyMs = performance.now() - startedMs;
  if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join());
  const daemon = started.value;
  const next = configure({ ...flags, 'priv-key-path': second });
  await new Promise((resolve) => setTimeout(resolve, 5 * afterMs));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const reloadedFromMs = performance.now();
  const reloaded = await daemon.reload(next);
  const reloadMs = performance.now() - reloadedFromMs;
  if (!reloaded.ok) throw new Error('it was not reloaded');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  delay.disable();
  await daemon.stop();
  const figures = {
    algorithm: printSecurityAlgorithm(algorithm),
    nsec3,
    readConfigMs: Math.round(configuredMs),
    readyMs: Math.round(readyMs),
    reloadMs: Math.round(reloadMs),
    loopDelayP99Ms: Number((delay.percentile(99) / 1e6).toFixed(1)),
    loopDelayMaxMs: Number((delay.max / 1e6).toFixed(1)),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

try {
  await measure(SecurityAlgorithm.ECDSAP256SHA256, 'no');
  await measure(SecurityAlgorithm.ECDSAP256SHA256, 'yes');
  await measure(SecurityAlgorithm.RSASHA256, 'no');
} finally {
  rmSync(folder, { recursive: true });
}
