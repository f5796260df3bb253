// A Debian root with systemd as a tar file, made once by mmdebstrap and cached. It has nothing of healthy-dns, only the
// package's dependencies, because the machines that use it have no network.

import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

export type Release = 'bookworm' | 'trixie';

/** The version of this list: a different list must not find the old archive. */
const contentsVersion = 1;
const packages = 'systemd,systemd-sysv,dbus,iproute2,procps,bind9-dnsutils,libstdc++6,libsystemd0';
const ageDaysMax = 14;
const makingMsMax = 300_000;

export async function findRootArchive(release: Release): Promise<string> {
  const folder = process.env['HEALTHY_DNS_E2E_CACHE'] ?? join(homedir(), '.cache/healthy-dns-e2e');
  const archive = join(folder, `${release}-${contentsVersion}.tar`);
  if (await isFresh(archive)) return archive;
  await mkdir(folder, { recursive: true });
  const unfinished = `${archive}.${process.pid}.tar`;
  process.stdout.write(`making ${archive} (once in ${ageDaysMax} days)\n`);
  const made = await runCommand(
    ['mmdebstrap', '-q', '--variant=minbase', `--include=${packages}`, release, unfinished],
    makingMsMax,
  );
  if (made.code !== 0) {
    await rm(unfinished, { force: true });
    throw new Error(`mmdebstrap ${release} failed: ${made.output}`);
  }
  await rename(unfinished, archive);
  return archive;
}

async function isFresh(file: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    return Date.now() - mtimeMs < ageDaysMax * 86_400_000;
  } catch {
    return false;
  }
}
