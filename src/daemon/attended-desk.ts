// Who attends to messages that are signed, transfer a zone or update one. The desk is open while the configuration has use
// for it.

import type { Snapshot } from '../answers/snapshot.ts';
import { type Answerers, createAttendant } from '../attending/attendant.ts';
import { OrdinaryAnswers } from '../attending/ordinary-answers.ts';
import { SignatureLog } from '../attending/signature-log.ts';
import { StrangerLimit } from '../attending/stranger-limit.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { isFollowed } from '../config/zones/transfer-settings.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { CounterRow } from '../serving/counters.ts';
import type { Desk } from '../serving/desk.ts';
import type { Rules } from '../serving/rules/rules.ts';

export interface AttendedDeskParts {
  readonly desk: Desk;
  readonly snapshot: Snapshot;
  readonly rules: Rules;
  /** The row of this thread. */
  readonly mainRow: CounterRow;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly answerers: Answerers;
}

export class AttendedDesk {
  readonly #parts: AttendedDeskParts;
  readonly #ordinary: OrdinaryAnswers;
  readonly #signatures: SignatureLog;
  readonly #strangers: StrangerLimit;

  constructor(parts: AttendedDeskParts) {
    this.#parts = parts;
    this.#ordinary = new OrdinaryAnswers(parts.snapshot, parts.rules);
    this.#signatures = new SignatureLog(parts);
    this.#strangers = new StrangerLimit(parts.rules, parts.mainRow);
  }

  /** At the start, and after every reload: requests of before keep the keys that they were signed with. */
  apply(config: LoadedConfig): void {
    const { desk, clock, logger, answerers } = this.#parts;
    if (!needsDesk(config)) {
      desk.close();
      return;
    }
    const { tsigKeys: keys } = config;
    const [ordinary, signatures, strangers] = [this.#ordinary, this.#signatures, this.#strangers];
    desk.open(createAttendant({ keys, clock, logger, ordinary, signatures, strangers, answerers }));
  }
}

function needsDesk({ tsigKeys, zones, catalog }: LoadedConfig): boolean {
  const isShared = ({ transfer, updates = [] }: LoadedConfig['zones'][number]) =>
    (transfer !== undefined && isFollowed(transfer)) || updates.length > 0;
  return tsigKeys.size > 0 || catalog !== undefined || zones.some(isShared);
}
