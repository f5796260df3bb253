// The last configuration that was served, in a file that outlives restarts: what a start falls back upon when somebody has
// broken the present one. It holds what flags said, never a key; whoever reads it back checks it like any other.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isCount, readKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { isRecord } from '../base/value-reader.ts';
import { type FlagName, flags } from '../config/flags.ts';
import type { Environment, RawValues } from '../config/gather-values.ts';
import type { Config } from '../config/read-config.ts';

export interface LastGood {
  readonly keptAtSeconds: number;
  readonly values: RawValues;
}

/** Number of the file's format: another one is not read. */
const format = 1;
const fileName = 'last-good.json';
const uint32Max = 0xffff_ffff;
/** Matters of the run, not of what is served. */
const runFlags: ReadonlySet<FlagName> = new Set(['runtime-directory', 'environment-file', 'strict-start']);
const source = 'the last good configuration';
const unkept = 'a start after a bad edit will not fall back upon this configuration';
const unforgotten = 'a start will fall back upon the configuration that is in it';

/** The service manager's place for what outlives a reboot, or else where the verdicts are; nothing where they are nowhere. */
export function lastGoodPath(environment: Environment, keptIn: string | undefined): string | undefined {
  const state = environment['STATE_DIRECTORY']?.split(':')[0] || undefined;
  const directory = state ?? keptIn;
  return directory === undefined ? undefined : join(directory, fileName);
}

export class LastGoodKeeper {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #hasComplained = false;

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
      `${this.#path} ${read.problem}; there is no last good configuration to fall back upon`,
    );
    return undefined;
  }

  /** A configuration without a zone is nothing to fall back upon, and whoever wanted it wants no other. */
  async keep({ content, values }: Config): Promise<void> {
    if (this.#path === undefined) return;
    const written =
      content === undefined
        ? remove(this.#path)
        : await writeKeptFileSoon(
            this.#path,
            print({ values, keptAtSeconds: this.#clock.wallSeconds() }),
            () => false,
          );
    if (written.ok) this.#hasComplained = false;
    else this.#complain(written.problem, content === undefined ? unforgotten : unkept);
  }

  #complain(reason: string, what: string): void {
    if (this.#hasComplained) return;
    this.#hasComplained = true;
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

/** A flag that is not known here may have changed what all the others mean: then nothing of it is believed. */
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
