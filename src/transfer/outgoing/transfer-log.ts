// What the log says of transfers: who got what, how much and how fast, and who was refused. Refuses to know how it is done.

import type { Peer } from '../../attending/request.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { printName } from '../../wire/name.ts';
import type { TransferForm } from './choose-records.ts';
import { RefusalLog } from './refusal-log.ts';
import type { AskedTransfer } from './transfer-request.ts';
import type { TransferEnd, TransferTotals } from './transfer-stream.ts';

export interface TransferLine {
  started(form: TransferForm): void;
  ended(end: TransferEnd, totals: TransferTotals): void;
}

export class TransferLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #refusals: RefusalLog;

  constructor(dependencies: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = dependencies.clock;
    this.#logger = dependencies.logger;
    this.#refusals = new RefusalLog(dependencies);
  }

  refuse(peer: Peer, asked: AskedTransfer, reason: string): void {
    const fields = fieldsOf(peer, asked);
    // Whoever tries the next thing within a minute sees what it changed.
    this.#refusals.mention(
      `${printPeer(peer)} ${reason}`,
      { event: 'transfer-refused', ...fields, reason },
      `refused ${printPeer(peer)} the ${asked.kind} of ${fields.zone}: ${reason}`,
    );
  }

  begin(peer: Peer, asked: AskedTransfer, serial: number): TransferLine {
    const startedMs = this.#clock.monotonicMs();
    const logger = this.#logger;
    const what = { ...fieldsOf(peer, asked), ...(asked.held !== undefined && { held: asked.held }), serial };
    const text = `${what.zone} to ${printPeer(peer)}`;
    let form: TransferForm | undefined;
    return {
      started(chosen) {
        form = chosen;
        logger.debug(
          { event: 'transfer-started', ...what, form },
          `${asked.kind} of ${text} started (${form})`,
        );
      },
      ended: (end, totals) => {
        const ms = Math.round(this.#clock.monotonicMs() - startedMs);
        const fields = { ...what, ...(form !== undefined && { form }), ...totals, ms };
        if (end === 'done') {
          const sum = `${totals.records} records, ${totals.octets} octets, ${ms} ms`;
          logger.debug(
            { event: 'transfer-finished', ...fields },
            `${asked.kind} of ${text} finished: ${sum}`,
          );
          return;
        }
        const reason =
          end === 'abandoned' ? 'the connection is gone' : 'a record is too long for any message';
        logger.info(
          { event: 'transfer-broken', ...fields, reason },
          `${asked.kind} of ${text} broke off after ${totals.records} records: ${reason}`,
        );
      },
    };
  }
}

function fieldsOf({ address, port, key }: Peer, { apex, kind }: AskedTransfer) {
  const signed = key === undefined ? {} : { key: printName(key.name) };
  return { zone: printName(apex), kind, address: address.text, port, ...signed };
}

function printPeer({ address, key }: Peer): string {
  return key === undefined ? address.text : `${address.text} (key ${printName(key.name)})`;
}
