// A whole domain served by us, each zone from a master file as an operator has it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printFinding } from '../../../src/config/findings/finding.ts';
import { type Config, readConfig } from '../../../src/config/read-config.ts';
import { startDaemon } from '../../../src/daemon/start-daemon.ts';
import { loadLibc } from '../../../src/linux/libc.ts';
import { loadConfig } from '../../../src/publishing/load-config.ts';
import { engineFlags, type TestDaemon } from '../daemon/start-test-daemon.ts';
import type { ServedFile } from '../dns/other-name-server.ts';
import { createRecordingLogger } from '../recording-logger.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';

/** `flagsOf` gives more settings of a zone, such as its key. */
export async function serveDomain(
  files: readonly ServedFile[],
  flagsOf: (apex: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<TestDaemon> {
  const folder = makeTemporaryDirectory();
  const configs = files.map(({ apex, text }) => {
    const file = join(folder, `${apex}.zone`);
    writeFileSync(file, text);
    return configOf(apex, file, flagsOf(apex));
  });
  const [first] = configs;
  if (first === undefined) throw new Error('there is a zone to serve');
  const loaded = loadConfig({ ...first, zones: configs.flatMap(({ zones }) => zones) });
  if (!loaded.ok) throw new Error(loaded.problem.map(printFinding).join('\n'));
  const { logger, entries } = createRecordingLogger();
  const started = await startDaemon(loaded.value, { logger, libc: loadLibc() });
  if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join('\n'));
  const daemon = started.value;
  return { daemon, port: daemon.endpoints[0]?.port ?? 0, log: entries, stop: () => daemon.stop() };
}

function configOf(apex: string, records: string, flags: Readonly<Record<string, string>>): Config {
  const config = readConfig(
    { 'hosted-zone': apex, records, listen: '127.0.0.1', port: '0', ...engineFlags, ...flags },
    {},
  );
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  return config.value;
}
