// `healthy-dns events`: what happened, as the log has it: the last ones, or one after the other while they happen.

import type { CommandLine } from '../../config/sources/raw-value.ts';
import { readDuration } from '../../config/sources/read-duration.ts';
import { viewControl } from '../../control/ask-control.ts';
import type { EventView } from '../../control/protocol/events.ts';
import { routes } from '../../control/protocol/routes.ts';
import { type OutputStyle, styleOf } from '../printing/output-style.ts';
import { printError } from '../printing/print-error.ts';
import { printEvent } from '../printing/print-event.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface EventsOptions {
  readonly follows: boolean;
  /** As typed. */
  readonly since: string | undefined;
  readonly asJson: boolean;
}

/** A screen. */
const shownUsually = 20;
/** Enough to see where one is. */
const shownBeforeFollowing = 10;

export async function events(
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { follows, since, asJson }: EventsOptions,
): Promise<number> {
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const seconds = since === undefined ? undefined : readDuration(since);
  if (since !== undefined && seconds === undefined) {
    printError(`error: --since: "${since}" is not a duration; write 45m, 24h or 7d`);
    return ExitCode.usage;
  }
  const asked = await viewControl(socketPath, routes.events, {});
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  if (asked.value.kind === 'refused') return printUnreachable(socketPath, asked.value.refusal.error);
  const { events: known, last } = asked.value.reply;
  const style = styleOf(process.stdout, environment);
  const print = (event: EventView) => process.stdout.write(printOne(event, asJson, style));
  const chosen = choose(known, seconds, follows);
  if (follows) {
    const { followEvents } = await import('./follow-events.ts');
    return followEvents(socketPath, { chosen, last }, print);
  }
  for (const event of chosen) print(event);
  return ExitCode.ok;
}

function choose(
  known: readonly EventView[],
  seconds: number | undefined,
  follows: boolean,
): readonly EventView[] {
  if (seconds === undefined) return known.slice(-(follows ? shownBeforeFollowing : shownUsually));
  const fromMs = Date.now() - seconds * 1000;
  return known.filter(({ atMs }) => atMs >= fromMs);
}

function printOne(event: EventView, asJson: boolean, style: OutputStyle): string {
  return asJson ? `${JSON.stringify(event)}\n` : `${printEvent(event, style).join('\n')}\n`;
}
