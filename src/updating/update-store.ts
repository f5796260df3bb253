// Where what updates made is kept, and what is said about it: recalled at a start, written before anybody is told. Without a
// place to keep them, no updates are accepted.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { fail, type Result } from '../base/result.ts';
import { readUpdateFile, writeUpdateFile } from './update-file.ts';
import type { UpdatedZones } from './updated-zone.ts';

export class UpdateStore {
  readonly #path: string | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** Why nothing can be kept; absent: it can. */
  #problem: string | undefined;
  /** The last failure to write was for this reason: it is said once. */
  #warnedOf: string | undefined;

  constructor(
    path: string | undefined,
    { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
    if (path === undefined) this.#problem = 'there is no state directory to keep them in';
  }

  /** Why no update can be accepted. */
  get problem(): string | undefined {
    return this.#problem;
  }

  recall(): UpdatedZones {
    const nothing: UpdatedZones = new Map();
    const path = this.#path;
    if (path === undefined) return nothing;
    const recalled = readUpdateFile(path, this.#clock.wallSeconds());
    switch (recalled.kind) {
      case 'none':
        return nothing;
      case 'read':
        return recalled.zones;
      case 'damaged': {
        const { problem, movedTo } = recalled;
        this.#logger.critical(
          { event: 'updates-damaged', path, reason: problem, movedTo },
          `${path} is damaged (${problem}): the records that updates made are gone. It is now ${movedTo}`,
        );
        return nothing;
      }
      case 'unreadable':
        this.#problem = `${path} cannot be read: ${recalled.problem}`;
        this.#logger.critical(
          { event: 'updates-unreadable', path, reason: recalled.problem },
          `${this.#problem}; the records that updates made are not served, and no update is accepted until a restart`,
        );
        return nothing;
    }
  }

  /** Returns once it is on the disk. */
  async write(zones: UpdatedZones): Promise<Result<void, string>> {
    if (this.#path === undefined || this.#problem !== undefined) return fail(this.#problem ?? '');
    const written = await writeUpdateFile(this.#path, zones);
    if (written.ok) this.#warnedOf = undefined;
    else this.#warnOnce(this.#path, written.problem);
    return written;
  }

  #warnOnce(path: string, reason: string): void {
    if (this.#warnedOf === reason) return;
    this.#warnedOf = reason;
    this.#logger.critical(
      { event: 'updates-unwritable', path, reason },
      `${path} cannot be written (${reason}): updates fail until it can`,
    );
  }
}
