// `healthy-dns undrain` and `healthy-dns release`: end what drain and force began.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { routes } from '../../control/protocol/routes.ts';
import { describeAction } from '../../health/deciding/overrides.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { askOverride } from './ask-override.ts';

export async function endOverride(
  kind: 'drain' | 'force',
  subject: string,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const route = kind === 'drain' ? routes.undrain : routes.release;
  const asked = await askOverride(commandLine, environment, route, { subject });
  if (!asked.ok) return asked.problem;
  const { ended, others, released, isKept } = asked.value.reply;
  if (ended !== undefined)
    process.stdout.write(`${ended.subject} is no longer ${describeAction(ended.action)}\n`);
  for (const target of released) process.stdout.write(`${target} is no longer held down\n`);
  const isNothing = ended === undefined && released.length === 0;
  if (isNothing) process.stdout.write(`${subject} was not ${kind === 'drain' ? 'drained' : 'forced'}\n`);
  for (const other of others)
    process.stderr.write(`warning: ${other.subject} is still ${describeAction(other.action)}\n`);
  if (!isKept) process.stderr.write('warning: this cannot be saved; a restart of the daemon may undo it\n');
  // Nothing was ended and something else still holds: a script must not go on as if it were free.
  return isNothing && others.length > 0 ? ExitCode.refused : ExitCode.ok;
}
