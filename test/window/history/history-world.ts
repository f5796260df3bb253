// A history with a clock that a test moves, on real files unless a test gives others.

import { join } from 'node:path';
import type { Clock } from '../../../src/base/clock.ts';
import { type FixedFile, type OpenFixedFile, openFixedFile } from '../../../src/window/history/fixed-file.ts';
import { History, type HistoryPlan } from '../../../src/window/history/history.ts';
import type { PastChange } from '../../../src/window/history/past.ts';
import type { Subject } from '../../../src/window/history/shelves.ts';
import type { State } from '../../../src/window/history/track.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

/** Midnight of UTC. */
export const firstSeconds = 20_834 * 86_400;

export const up: State = { word: 'up', reason: 'accepted in 1.0 ms', isDown: false, isTroubled: false };
export const down: State = { word: 'down', reason: 'refused', isDown: true, isTroubled: false };

export function target(key: string): Subject {
  return { kind: 'target', key };
}

export class HistoryWorld {
  readonly clock = new FakeClock();
  readonly #log = createRecordingLogger();
  readonly path: string;
  history: History;
  readonly #rest: Partial<HistoryPlan>;
  #kill: () => void = () => undefined;
  /** What happens at the end of every minute. */
  onMinute: (minute: number) => void = () => undefined;

  constructor(rest: Partial<HistoryPlan> = {}) {
    this.clock.wall = firstSeconds;
    this.path = join(makeTemporaryDirectory(), 'history');
    this.#rest = { path: this.path, ...rest };
    this.history = this.#open();
  }

  /** As after SIGKILL, unless the one before was stopped. */
  async begin(): Promise<void> {
    this.#kill();
    await this.beginBeside();
  }

  /** The one before runs on. */
  async beginBeside(): Promise<void> {
    this.history = this.#open();
    await this.history.flush();
  }

  #open(): History {
    let isAlive = true;
    const clock: Clock = {
      monotonicMs: () => this.clock.monotonicMs(),
      wallSeconds: () => this.clock.wallSeconds(),
      after: (delayMs, act) =>
        this.clock.after(delayMs, () => {
          if (isAlive) act();
        }),
    };
    const opened: FixedFile[] = [];
    const openFile: OpenFixedFile = async (path, octets) => {
      const file = await (this.#rest.openFile ?? openFixedFile)(path, octets);
      if (file.ok) opened.push(file.value);
      return file;
    };
    this.#kill = () => {
      isAlive = false;
      for (const file of opened) void file.close();
    };
    const { logger } = this.#log;
    const history = new History({ ...this.#rest, clock, logger, openFile });
    history.start((minute) => {
      if (history === this.history) this.onMinute(minute);
    });
    return history;
  }

  /** Each is written before the next begins. */
  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.passSeconds(60);
      await this.history.flush();
    }
  }

  passSeconds(seconds: number): void {
    this.clock.wall += seconds;
    this.clock.advance(seconds * 1000);
  }

  get messages(): readonly string[] {
    return this.#log.entries.map(({ message }) => message);
  }

  /** Events of the log. */
  get told(): readonly string[] {
    return this.#log.entries.map(({ fields }) => fields.event);
  }

  /** The last `minutes`, each by itself, or as finely as it is known. */
  async lastMinutes(subject: Subject, minutes: number): Promise<readonly (number | null)[]> {
    return (await this.#series(subject, 60 * minutes)).series.up;
  }

  async upOver(subject: Subject, seconds: number): Promise<number | undefined> {
    return (await this.#series(subject, seconds)).up;
  }

  changes(subject: Subject | undefined): readonly PastChange[] {
    return this.history.past.changes(subject, { fromSeconds: 0, toSeconds: this.clock.wall }, 1000);
  }

  #series(subject: Subject, seconds: number) {
    const now = this.clock.wall;
    const span = { fromSeconds: now - seconds, toSeconds: now - 1, pointsMax: 2000 };
    return this.history.past.series(subject, span);
  }
}
