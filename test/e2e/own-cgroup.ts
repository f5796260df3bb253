// A control group for one machine. Without it, two machines that run at the same time share systemd's, and each systemd
// signals, and waits for, the processes of the other.

import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

export interface OwnCgroup {
  /** The program and its arguments, to run inside. */
  wrap(words: readonly string[]): string[];
  /** Once everything in it has ended. */
  remove(): void;
}

/** Where systemd keeps track of processes: cgroup2 alone, or beside the old hierarchies and its own old one. */
const mounts = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];

export function createOwnCgroup(name: string): OwnCgroup {
  const folders = mounts.filter(isHierarchy).map((mount) => join(mount, ownPath(mount), name));
  for (const folder of folders) mkdirSync(folder);
  return {
    wrap(words) {
      const joining = folders.map((folder) => `echo $$ > ${folder}/cgroup.procs`);
      return ['sh', '-c', `${[...joining, 'exec "$@"'].join(' && ')}`, 'sh', ...words];
    },
    remove() {
      for (const folder of folders) removeTree(folder);
    },
  };
}

function isHierarchy(mount: string): boolean {
  try {
    return readdirSync(mount).includes('cgroup.procs');
  } catch {
    return false;
  }
}

/** cgroups(7): one line for each hierarchy, `0::` is cgroup2. */
function ownPath(mount: string): string {
  const hierarchy = mount.endsWith('/systemd') ? ':name=systemd:' : '0::';
  const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  const line = lines.find((each) => each.includes(hierarchy)) ?? '';
  return line.slice(line.lastIndexOf(':') + 1);
}

/** Only directories can be removed there, leaves first; what is still busy goes with the machine. */
function removeTree(folder: string): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeTree(join(folder, entry.name));
    }
    rmdirSync(folder);
  } catch {}
}
