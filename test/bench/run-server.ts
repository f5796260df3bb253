// Starts a server on its core, waits until it answers, and stops it. Its output is kept for the error message if it
// does not start.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeQuery } from '../support/dns/dns-client.ts';
import { until } from '../support/until.ts';
import { labelOf, zoneName } from './bench-zone.ts';
import { keepTrack, killGroup, workDirectory } from './clean-up.ts';
import { onServerCore } from './cores.ts';
import { findPort } from './find-port.ts';
import type { Peer } from './peers/peer.ts';
import type { PreparedZone } from './zone-files.ts';

export interface RunningServer {
  readonly peer: Peer;
  readonly pid: number;
  readonly port: number;
  /** From the start of the process to its first right answer. */
  readonly startedInMs: number;
  stop(): Promise<void>;
}

/** Servers are in sbin, which is not in everyone's PATH. */
export const searchPath: string = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;

const answersWithinMs = 60_000;
const endsWithinMs = 10_000;
/** How often a starting server is asked: the resolution of `startedInMs`. */
const askEveryMs = 2;
const wordsMax = 2000;

export async function startServer(peer: Peer, zone: PreparedZone): Promise<RunningServer> {
  const directory = mkdtempSync(join(workDirectory, 's-'));
  const port = await findPort();
  const { words, environment = {} } = peer.prepare({ directory, port, zone });
  const [program = '', ...rest] = onServerCore(words);
  const startedMs = performance.now();
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { PATH: searchPath, ...environment },
  });
  keepTrack(child);
  let said = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-wordsMax);
    });
  }
  child.once('error', (error) => {
    said += String(error);
    hasEnded = true;
  });
  child.once('exit', () => {
    hasEnded = true;
  });
  const startedInMs = await waitForAnswer(port, () => hasEnded).then(
    (answeredMs) => answeredMs - startedMs,
    (error: unknown) => {
      killGroup(child, 'SIGKILL');
      throw new Error(`${peer.name} does not answer: ${said.trim() || String(error)}`);
    },
  );
  return {
    peer,
    pid: child.pid ?? 0,
    port,
    startedInMs,
    async stop() {
      killGroup(child, 'SIGTERM');
      await until(`${peer.name} ends`, () => hasEnded, endsWithinMs).catch(() => killGroup(child, 'SIGKILL'));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** When the first answer with records came; until then, a server that is loading may refuse or fail queries. */
function waitForAnswer(port: number, hasEnded: () => boolean): Promise<number> {
  const query = makeQuery(`${labelOf(0)}.${zoneName}`);
  const socket = createSocket('udp4');
  const deadlineMs = performance.now() + answersWithinMs;
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearInterval(timer);
      socket.close();
      settle();
    };
    const timer = setInterval(() => {
      if (hasEnded()) finish(() => reject(new Error('it ended')));
      else if (performance.now() > deadlineMs) finish(() => reject(new Error('no answer in time')));
      else socket.send(query, port, '127.0.0.1');
    }, askEveryMs);
    socket.on('error', () => undefined);
    socket.on('message', (reply) => {
      const isRight = reply.length > 12 && (reply.readUInt8(3) & 0x0f) === 0 && reply.readUInt16BE(6) > 0;
      if (isRight) finish(() => resolve(performance.now()));
    });
  });
}
