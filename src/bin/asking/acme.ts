// `healthy-dns acme`: sets and clears the texts that certificate authorities look for.

import { setTimeout as delay } from 'node:timers/promises';
import { quote } from '../../base/quote.ts';
import type { CommandLine } from '../../config/sources/raw-value.ts';
import { readDuration } from '../../config/sources/read-duration.ts';
import { getControl, postControl } from '../../control/ask-control.ts';
import { type AcmeChallenge, acmeForSecondsMax, isChallengeText } from '../../control/protocol/acme.ts';
import { routes } from '../../control/protocol/routes.ts';
import type { SecondariesStatus } from '../../control/protocol/secondaries.ts';
import { isNewerSerial } from '../../zone/serial.ts';
import { printError } from '../printing/print-error.ts';
import { printTime } from '../printing/print-time.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { findControlSocket, printUnreachable } from './control-socket.ts';

export interface AcmeWords {
  readonly action: string;
  readonly name: string;
  readonly text: string | undefined;
  /** The text, where it is given by `--txt`. */
  readonly option: string | undefined;
}

export interface AcmeOptions {
  /** As typed. */
  readonly duration: string | undefined;
  readonly waits: boolean;
}

const pollMs = 250;
/** A secondary that follows fetches a change within a second; one that is away for longer must not stop a renewal. */
const waitMsMax = 60_000;

export async function acme(
  words: AcmeWords,
  commandLine: CommandLine,
  environment: NodeJS.ProcessEnv,
  { duration, waits }: AcmeOptions,
): Promise<number> {
  const { action, name, option, text = option } = words;
  if (action !== 'set' && action !== 'clear')
    return complain(`"${action}" is nothing that acme does; write set or clear`);
  if (option !== undefined && option !== text)
    return complain(`there are two texts, ${quote(text ?? '')} and ${quote(option)}; give one`);
  if (action === 'set' && text === undefined)
    return complain('what is the text? healthy-dns acme set <name> <text>');
  if (text !== undefined && !isChallengeText(text))
    return complain(`${quote(text)} is no text; write 1 to 255 printable characters without a space`);
  const forSeconds = duration === undefined ? undefined : readDuration(duration);
  if (duration !== undefined && !isLife(forSeconds))
    return complain(
      `--for: ${quote(duration)} is not a duration; write seconds, or 45s, 15m, 2h, at most 7d`,
    );
  const socketPath = await findControlSocket(commandLine, environment);
  if (socketPath === undefined) return ExitCode.config;
  const asked = await (text !== undefined && action === 'set'
    ? postControl(socketPath, routes.acmeSet, { name, text, ...(forSeconds !== undefined && { forSeconds }) })
    : postControl(socketPath, routes.acmeClear, { name, ...(text !== undefined && { text }) }));
  if (!asked.ok) return printUnreachable(socketPath, asked.problem);
  const result = asked.value;
  if (result.kind !== 'done') {
    const { error, problem } =
      result.kind === 'refused' ? result.refusal : { error: result.error, problem: undefined };
    printError(`error: ${error}`);
    return problem === 'no-zone' ? ExitCode.noSuchService : ExitCode.refused;
  }
  process.stdout.write(print(result.reply));
  return waits ? waitForSecondaries(socketPath, result.reply) : ExitCode.ok;
}

function isLife(seconds: number | undefined): boolean {
  return Number.isInteger(seconds) && seconds !== undefined && seconds >= 1 && seconds <= acmeForSecondsMax;
}

function complain(sentence: string): number {
  printError(`error: ${sentence}`);
  return ExitCode.usage;
}

function print({ name, texts, untilSeconds }: AcmeChallenge): string {
  if (texts.length === 0) return `${name} has no text any more\n`;
  const until = untilSeconds === undefined ? '' : `, until ${printTime(untilSeconds)}`;
  return `${name} answers with ${texts.map(quote).join(', ')}${until}\n`;
}

/** Those that are told of changes: it is known what they have. */
async function waitForSecondaries(socketPath: string, challenge: AcmeChallenge): Promise<number> {
  const endMs = performance.now() + waitMsMax;
  for (;;) {
    const asked = await getControl(socketPath, routes.status);
    const isLate = performance.now() >= endMs;
    // The text outlives a restart of the daemon.
    if (!asked.ok && isLate) return printUnreachable(socketPath, asked.problem);
    const behind = asked.ok ? findBehind(asked.value.secondaries, challenge) : undefined;
    if (behind?.length === 0) return ExitCode.ok;
    if (behind !== undefined && isLate) {
      printError(
        `error: ${behind.join(', ')} still lacked it after ${waitMsMax / 1000} s; see "healthy-dns status"`,
      );
      return ExitCode.lookupFailed;
    }
    await delay(pollMs);
  }
}

function findBehind(
  secondaries: SecondariesStatus | undefined,
  { zone, serial }: AcmeChallenge,
): readonly string[] {
  const told = (secondaries?.list ?? []).filter(({ notified }) => notified);
  return told
    .filter(({ list }) => list.some((one) => one.zone === zone && lacks(one.serial, serial)))
    .map(({ secondary }) => secondary);
}

function lacks(held: number | undefined, wanted: number): boolean {
  return held === undefined || isNewerSerial(wanted, held);
}
