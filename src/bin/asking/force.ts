// `healthy-dns force`: makes an address count as up or down, whatever its probes say.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { routes } from '../../control/protocol/routes.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { askOverride } from './ask-override.ts';
import { printBegun, printWarnings } from './print-override.ts';
import { readFor } from './read-for.ts';

export interface ForceOptions {
  /** As typed. */
  readonly duration: string | undefined;
  readonly mayEmpty: boolean;
}

export async function force(
  verdict: string,
  subject: string,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { duration, mayEmpty }: ForceOptions,
): Promise<number> {
  if (verdict !== 'up' && verdict !== 'down') {
    process.stderr.write(`error: "${verdict}" is not a verdict; write up or down\n`);
    return ExitCode.usage;
  }
  const seconds = readFor(duration);
  if (seconds === undefined) return ExitCode.usage;
  const asked = await askOverride(commandLine, environment, routes.force, {
    subject,
    verdict,
    mayEmpty,
    forSeconds: seconds === 'for ever' ? undefined : seconds,
  });
  if (!asked.ok) return asked.problem;
  process.stdout.write(printBegun(asked.value.reply));
  process.stderr.write(printWarnings(asked.value.reply));
  return ExitCode.ok;
}
