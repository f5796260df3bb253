// Has BIND's named-compilezone read a master file and write it anew, one record a line.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What BIND writes; its complaints are thrown. */
export function rewriteZoneFile(zone: string, path: string, style: 'full' | 'relative' = 'full'): string {
  const out = join(dirname(path), `compiled-${style}`);
  // -i none: what names point to is not what is asked here. -k ignore: nor which names a host may have.
  const checks = ['-i', 'none', '-k', 'ignore', '-n', 'ignore', '-r', 'ignore', '-W', 'ignore'];
  const run = spawnSync('named-compilezone', [...checks, '-F', 'text', '-s', style, '-o', out, zone, path], {
    cwd: dirname(path),
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`${run.stdout}${run.stderr}`);
  return readFileSync(out, 'latin1');
}
