// A Debian system booted by systemd in its own network namespace, and a way to run programs in it.

import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createOwnCgroup } from './own-cgroup.ts';
import { findRootArchive, type Release } from './root-archive.ts';
import { type Ended, runCommand } from './run-command.ts';
import { waitUntil } from './wait-until.ts';

export interface Machine {
  readonly release: Release;
  /** A shell command, run as root. */
  run(line: string, msMax?: number): Promise<Ended>;
  /** A program that keeps running; whoever starts it ends it. */
  start(words: readonly string[]): ChildProcess;
  /** Its disk is all that is left; programs that were started in it end. */
  reboot(): Promise<void>;
  stop(): Promise<void>;
}

export interface Brought {
  readonly from: string;
  readonly to: string;
}

const bootMsMax = 20_000;
const stopMsMax = 15_000;
const endMsMax = 3000;
const environment = [
  'env',
  '-i',
  'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LANG=C.UTF-8',
  'DEBIAN_FRONTEND=noninteractive',
  // A line of output is a line for the checks.
  'COLUMNS=1000',
];

export async function bootMachine(release: Release, brought: readonly Brought[]): Promise<Machine> {
  const archive = await findRootArchive(release);
  const root = await mkdtemp(join(tmpdir(), `healthy-dns-e2e-${release}-`));
  // The machine's services access / with their own accounts.
  await chmod(root, 0o755);
  const unpacked = await runCommand(['tar', '-xf', archive, '-C', root, '--exclude=./dev/*']);
  if (unpacked.code !== 0) throw new Error(`cannot unpack ${archive}: ${unpacked.output}`);
  const binds = brought.map(({ from, to }) => `--bind-ro=${from}:${to}`);
  const cgroup = createOwnCgroup(basename(root));
  const [program = '', ...rest] = cgroup.wrap([
    ...['systemd-nspawn', '-q', '-D', root, '--register=no', '--keep-unit', '--private-network'],
    ...binds,
    ...['-b', '--console=pipe'],
  ]);
  let said = '';
  const launch = () => {
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4000);
      });
    }
    return { child, exited: new Promise<void>((resolve) => child.once('exit', () => resolve())) };
  };
  let nspawn = launch();
  const removeRoot = () => {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    cgroup.remove();
  };
  const started = new Set<ChildProcess>();
  // nsenter stops when systemd stops what is left in the machine, and would never be woken.
  const endStarted = () => {
    for (const child of started) child.kill('SIGKILL');
  };
  const clearAtExit = () => {
    endStarted();
    nspawn.child.kill('SIGKILL');
    removeRoot();
  };
  process.once('exit', clearAtExit);

  const powerOff = async (): Promise<void> => {
    const { child, exited } = nspawn;
    const leader = await findLeader(child.pid ?? -1);
    if (leader !== undefined) await runCommand([...enter(leader), 'systemctl', 'poweroff'], 5000);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
    if (child.exitCode === null && child.signalCode === null) await exited;
    clearTimeout(timer);
  };

  const stop = async (): Promise<void> => {
    // Programs end when their input does; those that do not are killed.
    for (const child of started) child.stdin?.end();
    await waitUntil(async () => (started.size === 0 ? true : undefined), endMsMax, 'programs end').catch(
      endStarted,
    );
    await powerOff();
    process.off('exit', clearAtExit);
    removeRoot();
  };

  try {
    let leader = -1;
    const boot = async () => {
      leader = await waitUntil(() => findLeader(nspawn.child.pid ?? -1), bootMsMax, 'systemd is there');
      await waitUntil(
        async () => {
          const { stdout } = await runCommand([...enter(leader), 'systemctl', 'is-system-running']);
          return /^(running|degraded)/.test(stdout) ? true : undefined;
        },
        bootMsMax,
        'systemd has booted',
      );
      await run('ip link set lo up');
    };
    const run = (line: string, msMax?: number) => runCommand([...enter(leader), 'sh', '-c', line], msMax);
    const start = (words: readonly string[]) => {
      const [program = '', ...rest] = [...enter(leader), ...words];
      const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
      started.add(child);
      child.once('exit', () => started.delete(child));
      return child;
    };
    // With --keep-unit, systemd-nspawn would leave this to its service, too.
    const reboot = async () => {
      endStarted();
      await powerOff();
      nspawn = launch();
      await boot();
    };
    await boot();
    return { release, run, start, reboot, stop };
  } catch (error) {
    await stop();
    throw new Error(`${release} does not boot: ${said}`, { cause: error });
  }
}

function enter(leader: number): string[] {
  return ['nsenter', '-t', String(leader), '-m', '-u', '-i', '-n', '-p', '-C', '-r', '-w', ...environment];
}

/** systemd itself: the child of systemd-nspawn with that name. */
async function findLeader(nspawnPid: number): Promise<number | undefined> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
    const match = /^(\d+) \(systemd\) \S (\d+) /.exec(status);
    if (match !== null && Number(match[2]) === nspawnPid) return Number(match[1]);
  }
  return undefined;
}
