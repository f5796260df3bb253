// Waits until no cache can hold an answer with what was drained, and counts down. The daemon knows when; it is polled, so
// that the end of the drain is noticed and a restart of the daemon is survived.

import { setTimeout as delay } from 'node:timers/promises';
import { getControl } from '../../control/ask-control.ts';
import type { OverrideStatus } from '../../control/protocol/overrides.ts';
import { routes } from '../../control/protocol/routes.ts';
import { printTime } from '../printing/print-time.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal } from '../process/stop-signal.ts';
import { printUnreachable } from './control-socket.ts';
import { printAwaited, printNames } from './print-override.ts';

/** Each poll is a step of the countdown. */
const pollMs = 1000;
/** A daemon that restarts answers within seconds, after its first health round. */
const patienceMs = 60_000;
/** Secondaries that follow have fetched the change by then. */
const promptMs = 1500;
/** Near the end the daemon is not asked in a busy loop. */
const pollMsMin = 20;

/** Resolves to the exit code. */
export async function waitForDrain(socketPath: string, drain: OverrideStatus): Promise<number> {
  const { subject, untilSeconds, clearInMs = 0 } = drain;
  if (untilSeconds !== undefined && Date.now() + clearInMs >= untilSeconds * 1000) {
    process.stderr.write(
      `error: ${subject} is drained until ${printTime(untilSeconds)}, but caches may hold answers with it for another ${printSeconds(clearInMs)}; give a longer --for\n`,
    );
    return ExitCode.drainEnded;
  }
  const stopped = new AbortController();
  void nextStopSignal().then(() => stopped.abort());
  if (clearInMs > 0 || drain.waitsFor !== undefined)
    process.stderr.write(
      `waiting until answers with ${subject} have expired; an interrupt ends the wait, not the drain\n`,
    );
  const code = await follow(socketPath, drain, stopped.signal);
  clearCountdown();
  if (code === 'interrupted') {
    process.stderr.write(
      `no longer waiting; ${subject} stays drained, and "healthy-dns undrain ${subject}" ends that\n`,
    );
    return ExitCode.interrupted;
  }
  if (code === ExitCode.ok)
    process.stdout.write(`every answer with ${subject} for ${printNames(drain.names)} has expired\n`);
  if (code === ExitCode.drainEnded)
    process.stderr.write(
      `error: ${subject} is no longer drained, and the last answer with it has not expired\n`,
    );
  return code;
}

async function follow(
  socketPath: string,
  drain: OverrideStatus,
  signal: AbortSignal,
): Promise<number | 'interrupted'> {
  let reachedMs = performance.now();
  const awaited = new AwaitedNotice();
  awaited.show(drain);
  for (let leftMs = drain.clearInMs; ; ) {
    if (leftMs === 0) return ExitCode.ok;
    if (leftMs !== undefined) showCountdown(drain.subject, leftMs);
    await delay(Math.max(pollMsMin, Math.min(leftMs ?? pollMs, pollMs)), undefined, { signal }).catch(
      () => undefined,
    );
    if (signal.aborted) return 'interrupted';
    const asked = await getControl(socketPath, routes.overrides);
    if (signal.aborted) return 'interrupted';
    if (!asked.ok) {
      if (performance.now() - reachedMs < patienceMs) continue;
      clearCountdown();
      return printUnreachable(socketPath, asked.problem);
    }
    reachedMs = performance.now();
    const found = asked.value.overrides.find(
      ({ action, subject }) => action === 'drain' && subject === drain.subject,
    );
    // A new drain of the same subject may have begun since; answers given between the two still count.
    if (found === undefined || found.sinceSeconds !== drain.sinceSeconds) return ExitCode.drainEnded;
    leftMs = found.clearInMs;
    awaited.show(found);
  }
}

/** Says once which secondaries are waited for, and again when they are others. */
class AwaitedNotice {
  readonly #sinceMs = performance.now();
  #said = '';

  show({ subject, waitsFor }: OverrideStatus): void {
    if (waitsFor === undefined || performance.now() - this.#sinceMs < promptMs) return;
    const who = waitsFor.map(({ secondary }) => secondary).join();
    if (who === this.#said) return;
    this.#said = who;
    clearCountdown();
    process.stderr.write(
      `waiting for secondaries that still answer with ${subject}: ${printAwaited(waitsFor)}; ` +
        'one that is gone for good has to leave "notify" in the configuration, and an interrupt ends the wait\n',
    );
  }
}

function showCountdown(subject: string, leftMs: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[Kanswers with ${subject} expire in ${printSeconds(leftMs)}`);
}

function clearCountdown(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

function printSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
