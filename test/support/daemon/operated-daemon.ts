// A daemon in its own process, as operators run it: with a runtime directory, commands that find it there, and its log. A
// test that starts one ends it with endSpawned().

import { getControl } from '../../../src/control/ask-control.ts';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import { routes } from '../../../src/control/protocol/routes.ts';
import type { Status } from '../../../src/control/protocol/status.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { until } from '../until.ts';
import {
  type CommandResult,
  runCommand,
  type SpawnedProgram,
  type SpawnSettings,
  spawnProgram,
} from './spawn-daemon.ts';

/** Operators are told after ten seconds that nobody answers. Under attack, on a busy machine, an answer may take longer. */
const patienceMs = 60_000;

export class OperatedDaemon {
  readonly directory = makeTemporaryDirectory();
  /** Tells the daemon and the commands where to meet. */
  readonly place = { HEALTHY_DNS_RUNTIME_DIRECTORY: this.directory };

  /** Returns once it answers. May be called again after the previous one has ended. */
  async serve(
    variables: Readonly<Record<string, string>>,
    settings: Pick<SpawnSettings, 'prefix' | 'filesMax' | 'program'> = {},
    withinMs?: number,
  ): Promise<SpawnedProgram> {
    const program = spawnProgram({ environment: { ...this.place, ...variables }, ...settings });
    await until('it can be asked', async () => program.hasEnded || (await this.#ask()).ok, withinMs);
    if (program.hasEnded) throw new Error(`it does not start: ${program.output}${program.errors}`);
    return program;
  }

  run(...words: string[]): Promise<CommandResult> {
    return this.command(words);
  }

  /** Reloads with these variables. */
  command(
    words: readonly string[],
    variables: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    return runCommand(words, { ...this.place, ...variables });
  }

  async status(): Promise<Status> {
    const asked = await this.#ask();
    if (!asked.ok) throw new Error(`nobody answers at ${this.directory}`);
    return asked.value;
  }

  /** Where it answers UDP and TCP. */
  async dnsPort(): Promise<number> {
    return Number((await this.status()).endpoints[0]?.split(':').at(-1));
  }

  #ask() {
    return getControl(controlSocketPath(this.directory), routes.status, { patienceMs });
  }
}
