// Keeps signatures fresh: has them renewed long before they expire, or at once when the clock was set back to before their
// inception, and logs loudly if any expire all the same. Refuses to know how they are made.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { measureClockSteps } from '../base/measure-clock-steps.ts';
import { repeatEvery } from '../base/repeat-every.ts';
import { dueForRenewal, expiredOf, firstExpirySeconds } from '../signing/zone-signer.ts';
import type { Publisher } from './publisher.ts';

/** Renewals have days to spare; this also catches a clock that drifts or is slewed. */
const lookIntervalMs = 60_000;
/** Validators reject signatures from the future, so a clock set back must be noticed this soon. */
const tickMs = 1000;
/** Less is rounding or a leap second, harmless to signatures that are back-dated by an hour. */
const stepSecondsMin = 2;
/** In a row: keys on slow devices may fail once, and there are days to spare. */
const failuresToBeLate = 3;

export function keepSigned(
  publisher: Publisher,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): { stop(): void } {
  const stepSeconds = measureClockSteps(clock);
  let lookAtMs = clock.monotonicMs() + lookIntervalMs;
  let isLooking = false;
  let failures = 0;
  let isLate = false;

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
      logFresh();
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
      failures++;
      if (!logExpired() && failures === failuresToBeLate) logLate(error);
    }
  }

  function logFresh(): void {
    failures = 0;
    if (!isLate) return;
    isLate = false;
    logger.info({ event: 'signatures-fresh' }, 'signatures are renewed again, and none is late any more');
  }

  function logLate(error: unknown): void {
    const nowSeconds = clock.wallSeconds();
    const { zones } = publisher;
    const names = zones.reduce((sum, zone) => sum + dueForRenewal(zone, nowSeconds).length, 0);
    const leftSeconds = Math.min(...zones.flatMap((zone) => firstExpirySeconds(zone, nowSeconds) ?? []));
    isLate = true;
    logger.error(
      { event: 'signatures-late', names, leftSeconds, reason: String(error) },
      `the signatures of ${names} names are due and cannot be renewed (${error}); the first expires in ${printLeft(leftSeconds)}`,
    );
  }

  function logExpired(): boolean {
    const nowSeconds = clock.wallSeconds();
    const expired = publisher.zones.flatMap((zone) => expiredOf(zone, nowSeconds));
    if (expired.length === 0) return false;
    isLate = true;
    logger.critical(
      { event: 'signatures-expired', names: expired.length },
      `the signatures of ${expired.length} names have expired: validating resolvers reject them`,
    );
    return true;
  }

  return { stop: repeatEvery(clock, tickMs, tick) };
}

function printLeft(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
