// Looks after the age of signatures: has them renewed long before they end, and says so loudly should any end all the
// same. Refuses to know how they are made.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { expiredOf } from '../signing/zone-signer.ts';
import type { Publisher } from './publisher.ts';

/** Renewals have days; this often, because the clock may be set forward by as many at any moment. */
const lookIntervalMs = 60_000;

export function keepSigned(
  publisher: Publisher,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): { stop(): void } {
  let isStopped = false;
  let callOff = clock.after(lookIntervalMs, look);

  function look(): void {
    void renew().finally(() => {
      if (!isStopped) callOff = clock.after(lookIntervalMs, look);
    });
  }

  async function renew(): Promise<void> {
    try {
      const count = await publisher.renewSignatures();
      if (count > 0) {
        const { serial } = publisher;
        logger.info(
          { event: 'signatures-renewed', names: count, serial },
          `renewed the signatures of ${count} names`,
        );
      }
    } catch (error) {
      logger.critical(
        { event: 'signing-failed', reason: String(error) },
        `signatures could not be renewed: ${error}`,
      );
      tellExpired();
    }
  }

  function tellExpired(): void {
    const nowSeconds = clock.wallSeconds();
    const expired = publisher.zones.flatMap((zone) => expiredOf(zone, nowSeconds));
    if (expired.length === 0) return;
    logger.critical(
      { event: 'signatures-expired', names: expired.length },
      `the signatures of ${expired.length} names have ended: resolvers that validate refuse them`,
    );
  }

  return {
    stop() {
      isStopped = true;
      callOff();
    },
  };
}
