// Picks the UDP engine: batches where koffi can be loaded, otherwise Node's dgram, or what the operator chose.

import type { Snapshot } from '../answers/snapshot.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { UdpSettings } from '../config/settings/read-listen.ts';
import type { Libc } from '../linux/libc.ts';
import type { CounterRow, CounterTable } from '../serving/counters.ts';
import type { Desk } from '../serving/desk.ts';
import type { Rules } from '../serving/rules/rules.ts';
import { createBatchEngine } from '../serving/udp/batch-engine.ts';
import { createDgramEngine } from '../serving/udp/dgram-engine.ts';
import type { UdpEngine } from '../serving/udp/udp-engine.ts';
import { dieWithThread } from './die-with-thread.ts';

export interface EngineParts {
  readonly libc: Result<Libc, string>;
  readonly snapshot: Snapshot;
  readonly counters: CounterTable;
  /** The row of the main thread. */
  readonly mainRow: CounterRow;
  readonly desk: Desk;
  readonly rules: Rules;
  readonly logger: Logger;
}

export async function chooseUdpEngine(
  settings: UdpSettings,
  parts: EngineParts,
): Promise<Result<UdpEngine, string>> {
  const { engine, workers } = settings;
  const { libc, snapshot, counters, mainRow, desk, rules, logger } = parts;
  if (engine === 'dgram' || workers === 0) return succeed(createDgramEngine(parts));
  if (libc.ok) {
    return createBatchEngine({
      libc: libc.value,
      snapshot,
      counters,
      mainRow,
      desk,
      rules,
      workerCount: workers,
      onDeath: dieWithThread,
    });
  }
  if (engine === 'batch') return fail(`--udp-engine batch is not available here: ${libc.problem}`);
  logger.warning(
    { event: 'udp-engine-fallback', reason: libc.problem },
    `answering UDP through Node.js, at half the speed: ${libc.problem}`,
  );
  return succeed(createDgramEngine(parts));
}
