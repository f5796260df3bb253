// The query log as a file of JSON lines. Bounded: a full file is renamed, replacing the one renamed before. Records that cannot be
// written are lost; that is reported once and the file is tried again. Writes wait for the disk, hence a thread of its own.

import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  renameSync,
  type Stats,
  writeSync,
} from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import { errorCodeOf } from '../../base/error-code.ts';
import type { LogRecord } from '../../serving/query-log/log-record.ts';
import { describeQuery } from './describe-query.ts';
import { type LogOutput, type OutputTold, Trouble } from './log-output.ts';

export interface FileOutputPlan {
  readonly path: string;
  readonly octetsMax: number;
  readonly clock: Clock;
  readonly told: OutputTold;
}

/** About a thousand lines per system call. */
const chunkLengthMax = 256 * 1024;
/** Readable by a group that the administrator chooses, such as adm; client addresses are not for everybody. */
const mode = 0o640;
const retryMs = 5000;
const newLine = 0x0a;

// A pipe without a reader must hold us up neither when it is opened nor when it is full.
const openFlags = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK | constants.O_NOCTTY;

export class FileOutput implements LogOutput {
  readonly #plan: FileOutputPlan;
  readonly #trouble: Trouble;
  #fd: number | undefined;
  /** A pipe or a terminal has no size, and cannot be renamed. */
  #isRegular = false;
  #octets = 0;
  #lines = '';
  #count = 0;
  /** Only the beginning of the last line was written. */
  #isTorn = false;
  #nextTryMs = Number.NEGATIVE_INFINITY;

  constructor(plan: FileOutputPlan) {
    this.#plan = plan;
    this.#trouble = new Trouble(plan.told);
    // So that a wrong path is reported at once and not with the first query.
    this.#open();
  }

  take(record: LogRecord): void {
    this.#lines += `${JSON.stringify(describeQuery(record))}\n`;
    this.#count++;
    if (this.#lines.length >= chunkLengthMax) this.flush();
  }

  flush(): void {
    if (this.#count === 0) return;
    const count = this.#count;
    const octets = Buffer.from(this.#isTorn ? `\n${this.#lines}` : this.#lines);
    this.#lines = '';
    this.#count = 0;
    const written = this.#makeRoom(octets.length) ? this.#write(octets) : 0;
    const whole =
      written === octets.length ? count : countLines(octets.subarray(this.#isTorn ? 1 : 0, written));
    if (written > 0) this.#isTorn = octets[written - 1] !== newLine;
    this.#plan.told.written(whole);
    if (whole < count) this.#plan.told.lost(count - whole);
  }

  reopen(): void {
    this.#close();
    this.#nextTryMs = Number.NEGATIVE_INFINITY;
    this.#open();
  }

  async close(): Promise<void> {
    this.flush();
    this.#close();
  }

  /** Whether there is a file with room for so much. */
  #makeRoom(octets: number): boolean {
    if (this.#fd === undefined && !this.#open()) return false;
    if (!this.#isRegular || this.#octets + octets <= this.#plan.octetsMax || this.#octets === 0) return true;
    // Somebody else may have truncated it.
    if (this.#fd !== undefined) this.#octets = fstatSync(this.#fd).size;
    return this.#octets + octets <= this.#plan.octetsMax || this.#turnOver();
  }

  #turnOver(): boolean {
    const { path } = this.#plan;
    if (this.#plan.clock.monotonicMs() < this.#nextTryMs) return false;
    try {
      renameSync(path, `${path}.1`);
    } catch (error) {
      const code = errorCodeOf(error);
      // Somebody else has moved it, so a new one is what we want.
      if (code !== 'ENOENT') {
        this.#fail(`the query log ${path} is full and cannot be renamed (${code})`);
        return false;
      }
    }
    this.#close();
    return this.#open();
  }

  /** Returns how many octets were written. */
  #write(octets: Buffer): number {
    let written = 0;
    try {
      while (written < octets.length && this.#fd !== undefined)
        written += writeSync(this.#fd, octets, written);
      this.#trouble.over();
    } catch (error) {
      const code = errorCodeOf(error);
      // A slow reader of the pipe; the counters show it.
      if (code !== 'EAGAIN') {
        this.#close();
        this.#fail(`cannot write to the query log ${this.#plan.path}: ${explain(code)}`);
      }
    }
    this.#octets += written;
    return written;
  }

  #open(): boolean {
    const { path, clock } = this.#plan;
    if (clock.monotonicMs() < this.#nextTryMs) return false;
    try {
      this.#fd = openOrCreate(path);
      const status = fstatSync(this.#fd);
      this.#isRegular = status.isFile();
      this.#octets = status.size;
      if (!canBeWritten(status)) {
        this.#close();
        this.#fail(`cannot open the query log ${path}: it is neither a file nor a pipe`);
        return false;
      }
      return true;
    } catch (error) {
      this.#fail(`cannot open the query log ${path}: ${explain(errorCodeOf(error))}`);
      return false;
    }
  }

  #fail(reason: string): void {
    this.#nextTryMs = this.#plan.clock.monotonicMs() + retryMs;
    this.#trouble.meet(reason);
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

function openOrCreate(path: string): number {
  try {
    return openSync(path, openFlags);
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  }
  const fd = openSync(path, openFlags | constants.O_CREAT, mode);
  // Regardless of the umask: the service's own excludes the group.
  fchmodSync(fd, mode);
  return fd;
}

function canBeWritten(status: Stats): boolean {
  return status.isFile() || status.isFIFO() || status.isCharacterDevice();
}

function countLines(octets: Uint8Array): number {
  let lines = 0;
  for (const octet of octets) if (octet === newLine) lines++;
  return lines;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'part of its path is not a directory',
  EISDIR: 'it is a directory',
  EACCES: 'this user may not write it',
  EPERM: 'this user may not write it',
  EROFS: 'the file system is read-only for this service; its own directory is /var/log/healthy-dns',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this user is used up',
  ENXIO: 'nobody is reading from this pipe; if it is a socket of a collector, write dnstap: in front of it',
  EPIPE: 'nobody reads from this pipe any more',
  EIO: 'the disk failed',
};

function explain(code: string): string {
  return reasons[code] ?? code;
}
