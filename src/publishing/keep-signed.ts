// Keeps signatures fresh: has them renewed long before they expire, or at once when the clock was set back to before their
// inception, and logs loudly if any expire all the same. Refuses to know how they are made.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { measureClockSteps } from '../base/measure-clock-steps.ts';
import { repeatEvery } from '../base/repeat-every.ts';
import { expiredOf } from '../signing/zone-signer.ts';
import type { Publisher } from './publisher.ts';

/** Renewals have days to spare; this also catches a clock that drifts or is slewed. */
const lookIntervalMs = 60_000;
/** Validators reject signatures from the future, so a clock set back must be noticed this soon. */
const tickMs = 1000;
/** Less is rounding or a leap second, harmless to signatures that are back-dated by an hour. */
const stepSecondsMin = 2;

export function keepSigned(
  publisher: Publisher,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): { stop(): void } {
  const stepSeconds = measureClockSteps(clock);
  let lookAtMs = clock.monotonicMs() + lookIntervalMs;
  let isLooking = false;

  function tick(): void {
    const nowMs = clock.monotonicMs();
    // Signatures in the making may still carry the time from before the step: check again afterwards.
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
        `could not renew signatures: ${error}`,
      );
      logExpired();
    }
  }

  function logExpired(): void {
    const nowSeconds = clock.wallSeconds();
    const expired = publisher.zones.flatMap((zone) => expiredOf(zone, nowSeconds));
    if (expired.length === 0) return;
    logger.critical(
      { event: 'signatures-expired', names: expired.length },
      `the signatures of ${expired.length} names have expired: validating resolvers reject them`,
    );
  }

  return { stop: repeatEvery(clock, tickMs, tick) };
}
