// Has BIND's named-checkzone judge a master file. Without BIND a test is skipped with this reason.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ZoneFileVerdict {
  readonly isAccepted: boolean;
  readonly output: string;
}

const isInstalled = spawnSync('named-checkzone', ['-v']).error === undefined;
export const missingTool: string | undefined = isInstalled
  ? undefined
  : 'named-checkzone is not installed; it comes with the package bind9-utils';

/** Skips the running test, with the reason in its title, when the tool is missing. */
export function needNamedCheckzone(context: Mocha.Context): void {
  if (missingTool === undefined) return;
  if (context.test !== undefined) context.test.title += ` (skipped: ${missingTool})`;
  context.skip();
}

export function checkZoneFile(zone: string, text: string): ZoneFileVerdict {
  const folder = mkdtempSync(join(tmpdir(), 'healthy-dns-zone-'));
  const file = join(folder, 'zone');
  try {
    writeFileSync(file, text);
    // -i local: do not look up name servers outside the zone; a test must not use the internet.
    const run = spawnSync('named-checkzone', ['-i', 'local', '-k', 'fail', zone, file]);
    return { isAccepted: run.status === 0, output: `${run.stdout}${run.stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
