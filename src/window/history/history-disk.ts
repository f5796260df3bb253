// Writes history to its directory, be that full, hanging, gone or taken by another daemon. The window never waits for it. What cannot
// be written waits in memory for an hour; trouble is logged once. Refuses to know what the rows say.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { Archive } from './archive.ts';
import type { OpenFixedFile } from './fixed-file.ts';
import { HistoryDirectory } from './history-directory.ts';
import { HistoryFiles, type MinuteRows } from './history-files.ts';
import type { SubjectTable } from './subject-table.ts';

export interface DiskPlan {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly openFile: OpenFixedFile;
  /** What earlier runs left. What was kept meanwhile is carried over to it. */
  readonly onLoaded: (archive: Archive) => void;
  /** The same archive, with other files or none. */
  readonly onFiles: (archive: Archive) => void;
}

/** Minutes that wait to be written: 2 MB for ten thousand targets. */
const pendingMax = 60;
/** A write takes milliseconds, or seconds on a busy disk. */
const stallMs = 30_000;
const taken = 'another daemon writes to it';

export class HistoryDisk {
  readonly #plan: DiskPlan;
  readonly #directory: HistoryDirectory;
  #archive: Archive | undefined;
  #pending: MinuteRows[] = [];
  /** What lies after this was written by a clock that was wrong. */
  #forgetAfter: number | undefined;
  #working: Promise<void> | undefined;
  #workingSinceMs = 0;
  /** What was warned of last. */
  #trouble: string | undefined;
  #isTaken = false;

  constructor(plan: DiskPlan) {
    this.#plan = plan;
    this.#directory = new HistoryDirectory(plan.path);
  }

  /** Whether a reader would wait in vain. */
  get isStalled(): boolean {
    return this.#working !== undefined && this.#plan.clock.monotonicMs() - this.#workingSinceMs > stallMs;
  }

  save(rows: MinuteRows | undefined, forgetAfter?: number): void {
    if (this.#isTaken) return;
    if (rows !== undefined) this.#pending.push(rows);
    if (this.#pending.length > pendingMax) this.#pending.shift();
    this.#forgetAfter = forgetAfter ?? this.#forgetAfter;
    void this.work();
  }

  /** Resolves when everything is written, or something goes wrong. */
  work(): Promise<void> {
    if (this.#working !== undefined) {
      if (this.isStalled && !this.#isTaken) this.#warn('it does not answer');
      return this.#working;
    }
    this.#workingSinceMs = this.#plan.clock.monotonicMs();
    // A bug here costs history, not the window: a new thread would meet the same files.
    const attempt = this.#write().catch((error: unknown) => fail(`a bug: ${error}`));
    this.#working = attempt.then(async (written) => {
      if (!written.ok) await this.#giveUp(written.problem);
      else if (this.#trouble !== undefined && !this.#isTaken) this.#recover();
      this.#working = undefined;
    });
    return this.#working;
  }

  async close(): Promise<void> {
    await this.#archive?.files?.close();
  }

  async #write(): Promise<Result<void, string>> {
    if (this.#isTaken) return succeed(undefined);
    const archive = await this.#ready();
    if (!archive.ok) return archive;
    const { files } = archive.value;
    if (files === undefined) return succeed(undefined);
    if (this.#forgetAfter !== undefined) {
      const forgotten = await files.forgetAfter(this.#forgetAfter);
      if (!forgotten.ok) return forgotten;
      this.#forgetAfter = undefined;
    }
    for (let rows = this.#pending[0]; rows !== undefined; rows = this.#pending[0]) {
      const isOurs = await this.#directory.isOurs();
      if (!isOurs.ok) return isOurs;
      if (!isOurs.value) return fail(taken);
      const saved = await files.save(rows);
      if (!saved.ok) return saved;
      if (this.#pending[0] === rows) this.#pending.shift();
      this.#workingSinceMs = this.#plan.clock.monotonicMs();
    }
    return succeed(undefined);
  }

  /** The archive with its files, reopened if they failed. */
  async #ready(): Promise<Result<Archive, string>> {
    if (this.#archive?.files !== undefined) return succeed(this.#archive);
    const claimed = await this.#directory.claim();
    if (!claimed.ok) return claimed;
    const opened = this.#archive === undefined ? await this.#load() : await this.#reopen(this.#archive);
    if (opened.ok) this.#archive = opened.value;
    return opened;
  }

  async #load(): Promise<Result<Archive, string>> {
    const read = this.#directory.readTable();
    if (!read.ok) return fail(`subjects ${read.problem}`);
    const { table, damage } = read.value;
    if (damage !== undefined) this.#reportDamage(damage);
    const files = await this.#open({ table });
    if (!files.ok) return files;
    await this.#directory.removeShelvesBeyond({
      target: files.value.shelvesOf('target').length,
      name: files.value.shelvesOf('name').length,
    });
    const loaded = await Archive.load(table, files.value, this.#plan.clock.wallSeconds());
    if (!loaded.ok) {
      await files.value.close();
      return loaded;
    }
    // Their slots belong to the table that was in memory.
    this.#pending = [];
    this.#plan.onLoaded(loaded.value);
    return loaded;
  }

  async #reopen(archive: Archive): Promise<Result<Archive, string>> {
    archive.table.isChanged = true;
    const files = await this.#open({ table: archive.table, known: archive.changes });
    if (!files.ok) return files;
    const reopened = archive.with(files.value);
    this.#plan.onFiles(reopened);
    return succeed(reopened);
  }

  #open(rest: { readonly table: SubjectTable; readonly known?: Archive['changes'] }) {
    return HistoryFiles.open({ openFile: this.#plan.openFile, directory: this.#directory, ...rest });
  }

  async #giveUp(problem: string): Promise<void> {
    this.#isTaken = problem === taken;
    if (this.#isTaken) this.#pending = [];
    await this.#archive?.files?.close();
    if (this.#archive !== undefined) {
      this.#archive = this.#archive.with(undefined);
      this.#plan.onFiles(this.#archive);
    }
    this.#warn(problem);
  }

  #warn(reason: string): void {
    if (this.#trouble === reason) return;
    this.#trouble = reason;
    const { path, logger } = this.#plan;
    if (this.#isTaken)
      logger.warning(
        { event: 'history-taken', path },
        `${path}: ${reason}; this one keeps only the last day, in memory. Give each daemon a directory of its own with --history`,
      );
    else
      logger.warning(
        { event: 'history-unwritable', path, reason },
        `${path} cannot be written (${explain(reason)}); history is kept in memory for an hour and written once it can be`,
      );
  }

  #recover(): void {
    this.#trouble = undefined;
    const { path, logger } = this.#plan;
    logger.info({ event: 'history-writable', path }, `${path} can be written again`);
  }

  #reportDamage(reason: string): void {
    const { path, logger } = this.#plan;
    logger.warning(
      { event: 'history-lost', path, reason },
      `${path}/subjects ${reason}; without it nobody knows whose history the other files hold, so history starts over`,
    );
  }
}

/** What an operator can do something about; a code says no more to most. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only for this service; see ReadWritePaths= in docs/history.md',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  ENOTDIR: 'part of its path is not a directory',
  ENOENT: 'it cannot be made there',
  EIO: 'the disk failed',
};

function explain(reason: string): string {
  return reasons[reason] ?? reason;
}
