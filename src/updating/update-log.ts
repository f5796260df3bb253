// What the log says of updates, and how many there were: a line for each, but no more than a storm can bear. Refuses to know
// how they are judged.

import type { Peer } from '../attending/request.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { completeName, type Name, printName } from '../wire/name.ts';
import { printResponseCode, ResponseCode } from '../wire/protocol.ts';
import type { Done, Refused } from './batch.ts';
import { printRefusal } from './refusal.ts';
import type { Outcome } from './updater.ts';

/** Who asked for what. */
export interface Asked {
  readonly apex: Name;
  /** Absent: the operator, over the control socket. */
  readonly key?: Name | undefined;
  readonly peer?: Peer | undefined;
}

export interface UpdateCounts {
  readonly done: number;
  /** By a rule, by the configuration or by a limit, those that were not signed, and those for zones that are not ours. */
  readonly refused: number;
  /** Prerequisites that did not hold, and messages that made no sense. */
  readonly unmet: number;
  readonly failed: number;
}

/** A storm must not fill the disk with lines. */
const linesPerSecond = 20;
/** An entry about a thousand names helps nobody. */
const namesMax = 10;

export class UpdateLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #counts = { done: 0, refused: 0, unmet: 0, failed: 0 };
  #secondStartMs = Number.NEGATIVE_INFINITY;
  #linesLeft = 0;
  #leftOut = 0;

  constructor({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  get counts(): UpdateCounts {
    return this.#counts;
  }

  /** Anybody can send these, so they are only counted. */
  countOnly(outcome: 'refused' | 'unmet'): void {
    this.#counts[outcome]++;
  }

  tell(outcome: Outcome, asked: Asked): void {
    const by = asked.key === undefined ? 'the operator' : `the key ${printName(asked.key)}`;
    const zone = printName(asked.apex);
    const fields = {
      zone,
      key: asked.key && printName(asked.key),
      from: asked.peer?.address.text,
    };
    if (outcome.kind === 'done') this.#tellDone(outcome, asked, by, fields);
    else if (outcome.kind === 'refused') this.#tellRefused(outcome, asked, by, fields);
    else {
      this.#counts.failed++;
      const { reason } = outcome;
      this.#write(
        'error',
        'update-failed',
        { ...fields, reason },
        `an update of ${zone} by ${by} failed: ${reason}`,
      );
    }
  }

  #tellDone({ owners, added, removed }: Done, { apex }: Asked, by: string, fields: Fields): void {
    this.#counts.done++;
    if (owners.length === 0) return;
    const names = owners.slice(0, namesMax).map((owner) => printName(completeName(owner, apex) ?? apex));
    const others = owners.length > namesMax ? ` and ${owners.length - namesMax} others` : '';
    this.#write(
      'info',
      'updated',
      { ...fields, names, nameCount: owners.length, added, removed },
      `updated ${names.join(', ')}${others}: ${added} ${added === 1 ? 'record' : 'records'} added, ${removed} removed by ${by}`,
    );
  }

  #tellRefused({ code, refusal }: Refused, { apex }: Asked, by: string, fields: Fields): void {
    const shown = printResponseCode(code);
    if (code !== ResponseCode.REFUSED) {
      this.#counts.unmet++;
      this.#write(
        'debug',
        'update-unmet',
        { ...fields, code: shown },
        `answered an update of ${fields.zone} by ${by} with ${shown}`,
      );
      return;
    }
    this.#counts.refused++;
    const reason = refusal === undefined ? shown : printRefusal(refusal, apex);
    this.#write(
      'warning',
      'update-refused',
      { ...fields, kind: refusal?.kind, reason },
      `refused an update of ${fields.zone} by ${by}: ${reason}`,
    );
  }

  #write(level: keyof Logger, event: string, fields: object, message: string): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#secondStartMs >= 1000) {
      this.#secondStartMs = nowMs;
      this.#linesLeft = linesPerSecond;
    }
    if (this.#linesLeft === 0) {
      this.#leftOut++;
      return;
    }
    this.#linesLeft--;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    const note = leftOut === 0 ? '' : ` (${leftOut} lines about updates were left out before this one)`;
    this.#logger[level]({ event, ...fields, ...(leftOut > 0 && { leftOut }) }, message + note);
  }
}

interface Fields {
  readonly zone: string;
  readonly key: string | undefined;
  readonly from: string | undefined;
}
