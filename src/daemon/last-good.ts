// The last configuration that was served, in a file that survives restarts: what a start falls back to when the present one
// is broken. It holds the values of flags, never a key, and is checked like any other when read back.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isCount, readKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { isRecord } from '../base/value-reader.ts';
import type { Config } from '../config/read-config.ts';
import { type FlagName, flags } from '../config/sources/flags.ts';
import type { Environment, RawValues } from '../config/sources/raw-value.ts';

export interface LastGood {
  readonly keptAtSeconds: number;
  readonly values: RawValues;
}

/** Version of the format; no other is read. */
const format = 1;
const fileName = 'last-good.json';
const uint32Max = 0xffff_ffff;
/** These concern the run, not what is served. */
const runFlags: ReadonlySet<FlagName> = new Set([
  'runtime-directory',
  'config',
  'environment-file',
  'strict-start',
]);
const source = 'the last good configuration';
const unkept = 'after a bad edit, a start cannot fall back to this configuration';
const unforgotten = 'a start may fall back to the configuration in it';

/** In the service manager's state directory, which survives a reboot, or else beside the verdicts, if they are saved at all. */
export function lastGoodPath(environment: Environment, keptIn: string | undefined): string | undefined {
  const state = environment['STATE_DIRECTORY']?.split(':')[0] || undefined;
  const directory = state ?? keptIn;
  return directory === undefined ? undefined : join(directory, fileName);
}

/** What decides whether to keep a configuration, and what is kept of it. */
type KeptConfig = Pick<Config, 'values'> & { readonly zones: readonly unknown[] };

export class LastGoodKeeper {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #hasWarned = false;

  constructor(
    path: string | undefined,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
  }

  recall(): LastGood | undefined {
    if (this.#path === undefined) return undefined;
    const read = readKeptFile(this.#path, checkLastGood);
    if (read.ok) return read.value;
    this.#logger.warning(
      { event: 'last-good-unreadable', path: this.#path, reason: read.problem },
      `${this.#path} ${read.problem}; there is no last good configuration to fall back to`,
    );
    return undefined;
  }

  /** Keeps nothing of a configuration without a zone and forgets the one before: whoever wants no zone wants no fallback. */
  async keep({ zones, values }: KeptConfig): Promise<void> {
    if (this.#path === undefined) return;
    const written =
      zones.length === 0
        ? remove(this.#path)
        : await writeKeptFileSoon(
            this.#path,
            print({ values, keptAtSeconds: this.#clock.wallSeconds() }),
            () => false,
          );
    if (written.ok) this.#hasWarned = false;
    else this.#warnOnce(written.problem, zones.length === 0 ? unforgotten : unkept);
  }

  #warnOnce(reason: string, what: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#logger.warning(
      { event: 'last-good-unwritable', path: this.#path, reason },
      `${this.#path} cannot be written (${reason}); ${what}`,
    );
  }
}

function remove(path: string): Result<void, string> {
  try {
    rmSync(path, { force: true });
    return succeed(undefined);
  } catch (error) {
    return fail((error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function print({ keptAtSeconds, values }: LastGood): string {
  const kept = [...values].filter(([name]) => !runFlags.has(name)).map(([name, { texts }]) => [name, texts]);
  return JSON.stringify({ format, keptAtSeconds, values: Object.fromEntries(kept) });
}

/** An unknown flag may change what the others mean, so none of it is believed then. */
function checkLastGood(value: unknown): LastGood | undefined {
  if (!isRecord(value) || value['format'] !== format || !isRecord(value['values'])) return undefined;
  const { keptAtSeconds } = value;
  if (!isCount(keptAtSeconds, uint32Max)) return undefined;
  const values = new Map<FlagName, { readonly texts: readonly string[]; readonly source: string }>();
  for (const [given, texts] of Object.entries(value['values'])) {
    const flag = flags.find(({ name }) => name === given);
    if (flag === undefined || !Array.isArray(texts) || texts.length === 0) return undefined;
    if (!texts.every((text) => typeof text === 'string')) return undefined;
    values.set(flag.name, { texts, source });
  }
  return { keptAtSeconds, values };
}
