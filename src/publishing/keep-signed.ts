// Looks after the age of signatures: has them renewed long before they end, or as soon as the clock was set so that they have
// not begun, and says so loudly should any end all the same. Refuses to know how they are made.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { measureClockSteps } from '../base/measure-clock-steps.ts';
import { expiredOf } from '../signing/zone-signer.ts';
import type { Publisher } from './publisher.ts';

/** Renewals have days; a clock that drifts, or is slewed, is caught by this too. */
const lookIntervalMs = 60_000;
/** Signatures that begin in the future are refused: no longer than that passes before a clock that was put back is noticed. */
const tickMs = 1000;
/** Less is how seconds are counted, or a leap second, and no matter to signatures that are made an hour back. */
const stepSecondsMin = 2;

export function keepSigned(
  publisher: Publisher,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): { stop(): void } {
  const stepSeconds = measureClockSteps(clock);
  let lookAtMs = clock.monotonicMs() + lookIntervalMs;
  let isLooking = false;
  let callOff = clock.after(tickMs, tick);

  function tick(): void {
    callOff = clock.after(tickMs, tick);
    const nowMs = clock.monotonicMs();
    // What is being signed at this moment may have been signed by the clock of before.
    if (Math.abs(stepSeconds()) >= stepSecondsMin) lookAtMs = nowMs;
    if (nowMs < lookAtMs || isLooking) return;
    lookAtMs = nowMs + lookIntervalMs;
    isLooking = true;
    void renew().finally(() => {
      isLooking = false;
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
    stop: () => callOff(),
  };
}
