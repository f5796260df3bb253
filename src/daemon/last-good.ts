// The last configuration that was served, in a file that survives restarts: what a start falls back to when the present one
// is broken. It holds the values of flags, never a key, and is checked like any other when read back. Copies of master files
// lie beside it, so that it depends on no file but keys.

import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isCount, readKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import { isRecord } from '../base/value-reader.ts';
import type { Config } from '../config/read-config.ts';
import { type FlagName, flags } from '../config/sources/flags.ts';
import type { Environment, RawValue, RawValues } from '../config/sources/raw-value.ts';
import { isDigest } from '../zone/master-file/file-digests.ts';
import type { FileSource } from '../zone/master-file/file-source.ts';
import { type Digests, KeptCopies } from './kept-copies.ts';

export interface LastGood {
  readonly keptAtSeconds: number;
  readonly values: RawValues;
  /** As they were then. */
  readonly masterFiles: FileSource;
}

/** What is in the file. */
type Kept = Omit<LastGood, 'masterFiles'> & { readonly masterFiles: Digests };

/** Version of the format; no other is read. */
const format = 1;
const fileName = 'last-good.json';
/** Of the copies, beside the file. */
const copiesName = 'last-good-files';
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

/** From the service manager; it survives a reboot. */
export function stateDirectory(environment: Environment): string | undefined {
  return environment['STATE_DIRECTORY']?.split(':')[0] || undefined;
}

/** In the state directory, or else beside the verdicts, if they are saved at all. */
export function lastGoodPath(environment: Environment, keptIn: string | undefined): string | undefined {
  const directory = stateDirectory(environment) ?? keptIn;
  return directory === undefined ? undefined : join(directory, fileName);
}

/** What decides whether to keep a configuration, and what is kept of it. */
type KeptConfig = Pick<Config, 'values' | 'masterFiles'> & { readonly zones: readonly unknown[] };

export class LastGoodKeeper {
  readonly #path: string | undefined;
  readonly #copies: KeptCopies | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** What was warned of last, so that it is said once. */
  #warnedOf: string | undefined;

  constructor(
    path: string | undefined,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#path = path;
    if (path !== undefined) this.#copies = new KeptCopies(join(dirname(path), copiesName));
    this.#clock = clock;
    this.#logger = logger;
  }

  recall(): LastGood | undefined {
    if (this.#path === undefined || this.#copies === undefined) return undefined;
    const read = readKeptFile(this.#path, checkLastGood);
    if (read.ok)
      return read.value && { ...read.value, masterFiles: this.#copies.instead(read.value.masterFiles) };
    this.#logger.warning(
      { event: 'last-good-unreadable', path: this.#path, reason: read.problem },
      `${this.#path} ${read.problem}; there is no last good configuration to fall back to`,
    );
    return undefined;
  }

  /** Keeps nothing of a configuration without a zone and forgets the one before: whoever wants no zone wants no fallback. */
  async keep(config: KeptConfig): Promise<void> {
    const [path, copies] = [this.#path, this.#copies];
    if (path === undefined || copies === undefined) return;
    const hasZone = config.zones.length > 0;
    const written = hasZone ? await this.#write(path, copies, config) : remove(path);
    if (!written.ok) return this.#warnOnce(written.problem, hasZone ? unkept : unforgotten);
    this.#warnedOf = undefined;
    copies.removeOthers(hasZone ? config.masterFiles.values() : []);
  }

  async #write(
    path: string,
    copies: KeptCopies,
    { values, masterFiles }: KeptConfig,
  ): Promise<Result<void, string>> {
    const copied = await copies.write(masterFiles);
    if (!copied.ok) return copied;
    const text = print({ values, masterFiles, keptAtSeconds: this.#clock.wallSeconds() });
    const written = await writeKeptFileSoon(path, text, () => false);
    // On a full disk, nothing must be left that nobody needs.
    if (!written.ok) copies.remove(copied.value);
    return written;
  }

  #warnOnce(reason: string, what: string): void {
    if (this.#warnedOf === reason) return;
    this.#warnedOf = reason;
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

function print({ keptAtSeconds, values, masterFiles }: Kept): string {
  const kept = [...values].filter(([name]) => !runFlags.has(name));
  return JSON.stringify({
    format,
    keptAtSeconds,
    values: Object.fromEntries(kept.map(([name, { texts }]) => [name, texts])),
    folders: Object.fromEntries(kept.map(([name, { folder = '' }]) => [name, absoluteFolder(folder)])),
    files: Object.fromEntries(masterFiles),
  });
}

/** The next start may have another working directory; nothing if this one has been removed. */
function absoluteFolder(folder: string): string | undefined {
  try {
    return resolve(folder);
  } catch {
    return undefined;
  }
}

/** An unknown flag may change what the others mean, so none of it is believed then. */
function checkLastGood(value: unknown): Kept | undefined {
  if (!isRecord(value) || value['format'] !== format || !isRecord(value['values'])) return undefined;
  const { keptAtSeconds, folders = {}, files = {} } = value;
  if (!isCount(keptAtSeconds, uint32Max) || !isRecord(folders)) return undefined;
  const masterFiles = checkFiles(files);
  if (masterFiles === undefined) return undefined;
  const values = new Map<FlagName, RawValue>();
  for (const [given, texts] of Object.entries(value['values'])) {
    const flag = flags.find(({ name }) => name === given);
    if (flag === undefined || !Array.isArray(texts) || texts.length === 0) return undefined;
    if (!texts.every((text) => typeof text === 'string')) return undefined;
    const folder = folders[given];
    values.set(flag.name, { texts, source, ...(typeof folder === 'string' && { folder }) });
  }
  return { keptAtSeconds, values, masterFiles };
}

function checkFiles(files: unknown): Digests | undefined {
  if (!isRecord(files)) return undefined;
  const digests = new Map<string, string>();
  for (const [path, digest] of Object.entries(files)) {
    if (!isDigest(digest)) return undefined;
    digests.set(path, digest);
  }
  return digests;
}
