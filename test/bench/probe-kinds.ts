// Prints what a probe of each kind costs this process. Judges nothing. The backends are in a separate process.

import { fork } from 'node:child_process';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { systemClock } from '../../src/base/clock.ts';
import { createProbe } from '../../src/health/probing/probe-target.ts';
import { type ProbePlan, type Target, targetFor } from '../../src/health/target.ts';
import { portOf, started } from '../support/listen.ts';
import { authorityPem, makeCertificate } from '../support/make-certificate.ts';

const warmUpCount = 500;
const measuredCount = 3000;
const concurrency = 20;

interface Backends {
  readonly plain: number;
  readonly secure: number;
  /** The authority to trust: every process makes its own. */
  readonly authority: string;
}

if (process.argv[2] === 'backends') await runBackends();
else await runBench();

async function runBackends(): Promise<void> {
  const answer: RequestListener = (_, response) => response.end('{"state": "ok"}');
  const plain = portOf(await started(createHttpServer(answer)));
  const secure = portOf(await started(createHttpsServer(makeCertificate(), answer)));
  process.send?.({ plain, secure, authority: authorityPem });
}

async function runBench(): Promise<void> {
  const child = fork(import.meta.filename, ['backends']);
  const { plain, secure, authority } = await new Promise<Backends>((resolve) =>
    child.once('message', (message) => resolve(message as Backends)),
  );
  const http = {
    method: 'GET',
    path: '/',
    expect: [[200, 399]],
    body: 'ok',
    host: 'www.example.test',
  } as const;
  const tls = { verify: true, servername: 'www.example.test' };
  const plans: readonly ProbePlan[] = [
    { kind: 'tcp', port: plain },
    { kind: 'http', port: plain, http },
    { kind: 'tls', port: secure, tls },
    { kind: 'https', port: secure, http, tls },
  ];
  const probe = createProbe(systemClock, authority);
  const figures: Record<string, number> = {};
  for (const plan of plans) {
    const target = targetFor(plan, { family: 4, text: '127.0.0.1' });
    await probeOften(target, warmUpCount);
    const before = process.cpuUsage();
    await probeOften(target, measuredCount);
    const { user, system } = process.cpuUsage(before);
    figures[plan.kind] = Math.round((user + system) / measuredCount);
  }
  process.stdout.write(`${JSON.stringify({ cpuMicrosecondsPerProbe: figures }, undefined, 2)}\n`);
  child.kill();

  async function probeOften(target: Target, count: number): Promise<void> {
    const next = () =>
      new Promise<void>((resolve, reject) => {
        probe(target, 10_000, ({ kind }) =>
          kind === 'success' ? resolve() : reject(new Error(`${target.key} did not answer`)),
        );
      });
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let i = 0; i < count / concurrency; i++) await next();
      }),
    );
  }
}
