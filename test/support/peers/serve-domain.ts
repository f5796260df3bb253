// A whole domain served by us, each zone from a master file as an operator has it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestDaemon, type TestDaemon } from '../daemon/start-test-daemon.ts';
import type { ServedFile } from '../dns/other-name-server.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

/** `settingsOf` gives more settings of a zone, such as its key. */
export function serveDomain(
  files: readonly ServedFile[],
  settingsOf: (apex: string) => Readonly<Record<string, unknown>> = () => ({}),
): Promise<TestDaemon> {
  const folder = makeTemporaryDirectory();
  const zones = files.map(({ apex, text }) => {
    const records = join(folder, `${apex}.zone`);
    writeFileSync(records, text);
    return [apex, { records, ...settingsOf(apex) }] as const;
  });
  return startTestDaemon({ flags: { zones: JSON.stringify(Object.fromEntries(zones)) } });
}
