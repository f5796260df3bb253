// What several benchmarks do with a daemon of a thousand names and more, each with a probed target: start it, ask it at a steady pace, hear
// how late its probes are, scrape it. Refuses to know what is compared.

import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { backendAddress } from './backend-address.ts';
import { labelOf, nameServer, zoneName } from './bench-zone.ts';
import { forkTracked, nextFromDaemon, nextMessage } from './child-messages.ts';
import { workDirectory } from './clean-up.ts';
import type { OpenLoopPlan, OpenLoopResult } from './open-loop.ts';
import type { Percentiles } from './statistics.ts';

const intervalSeconds = 5;
/** What Prometheus sends. */
const headers = {
  accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  'accept-encoding': 'gzip',
};

export interface Scraped {
  readonly tookMs: number;
  readonly octets: number;
  readonly gzipOctets: number;
  readonly series: number;
}

export interface ProbingDaemon {
  readonly daemon: ChildProcess;
  readonly port: number;
}

export async function startProbing(
  count: number,
  backendPort: number,
  more: Readonly<Record<string, string>>,
): Promise<ProbingDaemon> {
  const entries = Array.from({ length: count }, (_, index) => [
    labelOf(index),
    { ips: [backendAddress(index)], health_port: backendPort },
  ]);
  const file = join(workDirectory, `probed-${count}.json`);
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  const flags = {
    'hosted-zone': zoneName,
    ns: JSON.stringify([nameServer]),
    'zone-resolutions': `@${file}`,
    listen: '127.0.0.1',
    // The limit is paid for, and not applied to a load from one address.
    'rrl-exempt': '127.0.0.0/8',
    port: '0',
    'test-min-interval': String(intervalSeconds),
    ...more,
  };
  const daemon = forkTracked('./observed-daemon.js', [], [JSON.stringify(flags)]);
  const { port } = await nextFromDaemon(daemon, 'serving');
  return { daemon, port };
}

/** All names in turn, whatever comes back. */
export async function askSteadily(
  generator: ChildProcess,
  port: number,
  nameCount: number,
  count: number,
  seconds: number,
): Promise<OpenLoopResult> {
  const names = Array.from({ length: nameCount }, (_, index) => `${labelOf(index)}.${zoneName}`);
  const plan: OpenLoopPlan = { port, perSecond: count / seconds, count, names };
  const told = nextMessage(generator, (message: unknown): message is OpenLoopResult => message !== undefined);
  generator.send(plan);
  return await told;
}

export async function tellLateness(daemon: ChildProcess): Promise<Percentiles> {
  const told = nextFromDaemon(daemon, 'lateness');
  daemon.send('tell lateness');
  return (await told).latenessMs;
}

/** Nothing is read of it before it is complete: that is not the daemon's time. */
export function scrape(url: string): Promise<Scraped> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => {
        const tookMs = performance.now() - startMs;
        const small = Buffer.concat(pieces);
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
        const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(small) : small;
        const series = body
          .toString()
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#')).length;
        resolve({ tookMs, octets: body.length, gzipOctets: small.length, series });
      });
    }).on('error', reject);
  });
}
