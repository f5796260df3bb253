// History, assembled: takes states, probes and queries as they come, closes minute after minute, and answers questions about the past.
// Refuses to know where its facts come from and how they are shown.

import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { Archive } from './archive.ts';
import { type OpenFixedFile, openFixedFile } from './fixed-file.ts';
import { HistoryDisk } from './history-disk.ts';
import { MinuteJudge } from './minute-judge.ts';
import { Past } from './past.ts';
import { QueryMinutes } from './query-minutes.ts';
import { explainFull, Recorder } from './recorder.ts';
import { minuteSeconds, type Subject, type SubjectKind } from './shelves.ts';
import type { Holding } from './subject-table.ts';

export interface HistoryPlan {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absent: in memory only. */
  readonly path?: string | undefined;
  readonly openFile?: OpenFixedFile;
}

export class History {
  readonly #plan: HistoryPlan;
  #path: string | undefined;
  #disk: HistoryDisk | undefined;
  #archive = Archive.inMemory();
  readonly #queries = new QueryMinutes();
  readonly recorder: Recorder;
  readonly past: Past;
  #judge = new MinuteJudge(0);
  #minute: number;
  #callOff: () => void = () => undefined;
  #onMinute: (minute: number) => void = () => undefined;
  readonly #fullKinds = new Set<SubjectKind>();
  #isWaiting = false;

  constructor(plan: HistoryPlan) {
    const { clock, path } = plan;
    this.#plan = plan;
    this.#path = path;
    this.#minute = this.#wallMinute;
    this.recorder = new Recorder(this.#archive, { clock, onFull: (subject) => this.#warnOfSlots(subject) });
    this.past = new Past({
      clock,
      archive: () => this.#archive,
      queryMinutes: this.#queries,
      isStalled: () => this.#disk?.isStalled === true,
    });
    this.#disk = path === undefined ? undefined : this.#openDisk(path, 0);
  }

  /** All subjects with a history, including those that are gone. */
  get subjects(): Iterable<Holding> {
    return this.#archive.table.holdings;
  }

  find(subject: Subject): Holding | undefined {
    return this.#archive.table.find(subject);
  }

  /** Where it is kept now. */
  get keptIn(): 'files' | 'memory' {
    return this.#archive.files === undefined ? 'memory' : 'files';
  }

  /** The daemon's totals: see `countQueries`. */
  addQueries(totals: readonly number[]): void {
    this.#queries.take(totals);
  }

  /** `onMinute`: a minute is about to be closed; the last chance to record what was in it. */
  start(onMinute: (minute: number) => void = () => undefined): void {
    this.#onMinute = onMinute;
    void this.#disk?.work();
    this.#schedule();
  }

  /**
   * In another directory, which has a past of its own, or only in memory, which keeps what it has. What happens until the files
   * are open goes on in them.
   */
  keepIn(path: string | undefined): void {
    if (path === this.#path) return;
    this.#path = path;
    const before = this.#disk;
    this.#disk = path === undefined ? undefined : this.#openDisk(path, this.#plan.clock.wallSeconds());
    this.#stayWith(this.#archive.with(undefined));
    // Nobody waits for a disk that may not answer.
    void before?.work().then(() => before.close());
    void this.#disk?.work();
  }

  /** Resolves when all closed minutes are written, or something goes wrong. */
  async flush(): Promise<void> {
    await this.#disk?.work();
  }

  /** Writes the current minute, too. */
  async stop(): Promise<void> {
    this.#callOff();
    this.#closeMinute();
    await this.flush();
    await this.#disk?.close();
  }

  get #wallMinute(): number {
    return Math.floor(this.#plan.clock.wallSeconds() / minuteSeconds);
  }

  #schedule(): void {
    const { clock } = this.#plan;
    const leftSeconds = minuteSeconds - (clock.wallSeconds() % minuteSeconds);
    this.#callOff = clock.after(leftSeconds * 1000, () => {
      // A timer may come early.
      if (this.#wallMinute !== this.#minute) this.#closeMinute();
      this.#schedule();
    });
  }

  #closeMinute(): void {
    const minute = this.#minute;
    this.#minute = this.#wallMinute;
    this.#onMinute(minute);
    const minutes = this.recorder.closeMinute(minute);
    const queries = this.#queries.closeMinute(minute);
    const judgement = this.#judge.judge(minute, this.#plan.clock.monotonicMs());
    this.#tellOfClock(judgement === 'wait');
    if (judgement === 'wait') return;
    if (judgement === 'forget-future') this.#archive.dateBack(this.#plan.clock.wallSeconds());
    const rows = this.#archive.takeMinute(minute, minutes, queries);
    this.#disk?.save(rows, judgement === 'forget-future' ? minute * minuteSeconds : undefined);
  }

  /** `sinceSeconds`: what happened earlier is not carried over. */
  #openDisk(path: string, sinceSeconds: number): HistoryDisk {
    const { clock, logger, openFile = openFixedFile } = this.#plan;
    const isCurrent = () => this.#disk === disk;
    const disk = new HistoryDisk({
      ...{ path, clock, logger, openFile },
      onLoaded: (archive) => {
        if (isCurrent()) this.#goOnWith(archive, sinceSeconds);
      },
      onFiles: (archive) => {
        if (isCurrent()) this.#stayWith(archive);
      },
    });
    return disk;
  }

  #goOnWith(archive: Archive, sinceSeconds: number): void {
    this.#archive = archive;
    this.#judge = new MinuteJudge(archive.files?.newestMinute ?? 0);
    this.recorder.goOnWith(archive, sinceSeconds);
  }

  #stayWith(archive: Archive): void {
    this.#archive = archive;
    this.recorder.stayWith(archive);
  }

  #tellOfClock(isWaiting: boolean): void {
    if (isWaiting && !this.#isWaiting)
      this.#plan.logger.warning(
        { event: 'history-clock' },
        'the clock is behind the newest entry of history; nothing is added until it is set right, or for 15 minutes',
      );
    this.#isWaiting = isWaiting;
  }

  #warnOfSlots(subject: Subject): void {
    if (this.#fullKinds.has(subject.kind)) return;
    this.#fullKinds.add(subject.kind);
    this.#plan.logger.warning(
      { event: 'history-full', kind: subject.kind, key: subject.key },
      explainFull(subject),
    );
  }
}
