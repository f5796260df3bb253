// Which of the servers can be measured here; for those that are missing, the command that installs them.

import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { BenchOptions } from './bench-options.ts';
import { allPeers } from './peers/all-peers.ts';
import type { Peer } from './peers/peer.ts';
import { searchPath } from './run-server.ts';

/** Nothing when there is no generator. */
export function findPeers(
  { peers }: BenchOptions,
  tell: (line: string) => void,
): readonly Peer[] | undefined {
  const wanted = allPeers.filter(({ name }) => peers?.includes(name) ?? true);
  const missing = wanted.filter(({ needs }) => needs !== undefined && !isThere(needs.program));
  const packages = missing.map(({ needs }) => needs?.debianPackage ?? '');
  const hasGenerator = isThere('dnsperf');
  if (!hasGenerator) packages.push('dnsperf');
  if (packages.length > 0) {
    tell(`not installed: ${packages.join(', ')}. Their services need not run:`);
    tell(`  apt-get install --no-install-recommends ${packages.join(' ')}`);
  }
  if (hasGenerator) return wanted.filter((peer) => !missing.includes(peer));
  tell('skipped: nothing can be asked without dnsperf');
  return undefined;
}

function isThere(program: string): boolean {
  return searchPath.split(':').some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
