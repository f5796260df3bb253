// `healthy-dns drain`: keeps an address, or all of a name, out of answers until told otherwise; on request, waits until no
// cache can hold it.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { routes } from '../../control/protocol/routes.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { askOverride } from './ask-override.ts';
import { printAwaited, printBegun, printWarnings } from './print-override.ts';
import { readFor } from './read-for.ts';
import { waitForDrain } from './wait-for-drain.ts';

export interface DrainOptions {
  /** As typed. */
  readonly duration: string | undefined;
  readonly mayEmpty: boolean;
  readonly waits: boolean;
}

export async function drain(
  subject: string,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { duration, mayEmpty, waits }: DrainOptions,
): Promise<number> {
  const seconds = readFor(duration);
  if (seconds === undefined) return ExitCode.usage;
  const asked = await askOverride(commandLine, environment, routes.drain, {
    subject,
    mayEmpty,
    forSeconds: seconds === 'for ever' ? undefined : seconds,
  });
  if (!asked.ok) return asked.problem;
  const { reply, socketPath } = asked.value;
  process.stdout.write(printBegun(reply));
  process.stderr.write(printWarnings(reply));
  if (waits) return waitForDrain(socketPath, reply.override);
  const { clearInMs = 0, waitsFor } = reply.override;
  if (waitsFor !== undefined)
    process.stdout.write(
      `secondaries answer with it until they have fetched the change, and resolvers may cache that: ${printAwaited(waitsFor)}; --wait waits for both\n`,
    );
  if (clearInMs > 0)
    process.stdout.write(
      `resolvers may cache answers with it for another ${Math.ceil(clearInMs / 1000)} s; --wait waits that long\n`,
    );
  return ExitCode.ok;
}
