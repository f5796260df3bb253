// A history with a clock that a test moves, on real files unless a test gives others.

import { join } from 'node:path';
import { History, type HistoryPlan } from '../../../src/window/history/history.ts';
import type { Subject } from '../../../src/window/history/shelves.ts';
import type { State } from '../../../src/window/history/track.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

/** Midnight of UTC. */
export const firstSeconds = 1_800_057_600;

export const up: State = { word: 'up', reason: 'accepted in 1.0 ms', isDown: false, isTroubled: false };
export const down: State = { word: 'down', reason: 'refused', isDown: true, isTroubled: false };

export function target(key: string): Subject {
  return { kind: 'target', key };
}

export class HistoryWorld {
  readonly clock = new FakeClock();
  readonly log = createRecordingLogger();
  readonly path: string;
  history: History;
  readonly #rest: Partial<HistoryPlan>;
  /** What happens at the end of every minute. */
  onMinute: (minute: number) => void = () => undefined;

  constructor(rest: Partial<HistoryPlan> = {}) {
    this.clock.wall = firstSeconds;
    this.path = join(makeTemporaryDirectory(), 'history');
    this.#rest = { path: this.path, ...rest };
    this.history = this.#open();
  }

  /** As after SIGKILL, unless it was stopped. */
  async begin(): Promise<void> {
    this.history = this.#open();
    await this.history.flush();
  }

  #open(): History {
    const { clock } = this;
    const history = new History({ clock, logger: this.log.logger, ...this.#rest });
    history.start((minute) => {
      if (history === this.history) this.onMinute(minute);
    });
    return history;
  }

  /** Each is written before the next begins. */
  async pass(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.clock.wall += 60;
      this.clock.advance(60_000);
      await this.history.flush();
    }
  }

  /** Without a second of the machine's own time: it was off, or its clock was set. */
  leap(seconds: number): void {
    this.clock.wall += seconds;
  }

  get warnings(): readonly string[] {
    return this.log.entries.filter(({ level }) => level === 'warning').map(({ fields }) => fields.event);
  }

  /** The last `minutes`, each by itself. */
  async lastMinutes(subject: Subject, minutes: number): Promise<readonly (number | null)[]> {
    const now = this.clock.wall;
    const { series } = await this.history.past.series(subject, {
      fromSeconds: now - 60 * minutes,
      toSeconds: now - 1,
      pointsMax: 2000,
    });
    return series.up;
  }
}
