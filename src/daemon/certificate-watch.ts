// Says in time that the certificate of DNS over TLS expires: whatever was to renew it may have failed, or renewed a file that
// nobody read again.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { repeatEvery } from '../base/repeat-every.ts';
import type { TlsIdentity } from '../serving/tls-identity.ts';

const daySeconds = 86_400;
/** Certificates for 90 days are usually renewed 30 days before they expire; two weeks before, that has failed. */
const warnSeconds = 14 * daySeconds;
/** Often enough to notice a clock that was set, and seldom enough to cost nothing. */
const lookIntervalMs = 60_000;

export class CertificateWatch {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #identity: TlsIdentity | undefined;
  /** Of the last warning about this certificate. */
  #warnedSeconds = Number.NEGATIVE_INFINITY;
  #callOff: (() => void) | undefined;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** The one that is served from now on. */
  apply(identity: TlsIdentity | undefined): void {
    const isNew = identity?.certificate.fingerprint !== this.#identity?.certificate.fingerprint;
    this.#identity = identity;
    const hadWarned = this.#hasWarned;
    if (isNew) this.#warnedSeconds = Number.NEGATIVE_INFINITY;
    this.stop();
    if (identity !== undefined) {
      this.#callOff = repeatEvery(this.#clock, lookIntervalMs, () => this.#look(identity));
      this.#look(identity);
    }
    if (hadWarned && !this.#hasWarned) this.#logRenewed();
  }

  stop(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }

  get #hasWarned(): boolean {
    return this.#warnedSeconds !== Number.NEGATIVE_INFINITY;
  }

  #logRenewed(): void {
    const expiresSeconds = this.#identity?.certificate.expiresSeconds;
    const message =
      expiresSeconds === undefined
        ? 'there is no DNS over TLS any more, and no certificate that expires'
        : `the certificate of DNS over TLS is renewed, until ${new Date(expiresSeconds * 1000).toISOString()}`;
    this.#logger.info({ event: 'certificate-renewed', expiresSeconds }, message);
  }

  #look({ certificate }: TlsIdentity): void {
    const nowSeconds = this.#clock.wallSeconds();
    const { expiresSeconds, names } = certificate;
    const leftSeconds = expiresSeconds - nowSeconds;
    if (leftSeconds > warnSeconds || Math.abs(nowSeconds - this.#warnedSeconds) < daySeconds) return;
    this.#warnedSeconds = nowSeconds;
    const what = `the certificate of DNS over TLS (${names.join(', ') || 'without a name'})`;
    if (leftSeconds <= 0)
      this.#logger.error(
        { event: 'certificate-expired', expiresSeconds },
        `${what} has expired; clients that check certificates refuse it: renew it, then reload`,
      );
    else
      this.#logger.warning(
        { event: 'certificate-expiring', expiresSeconds },
        `${what} expires ${printLeft(leftSeconds)}; renew it, then reload`,
      );
  }
}

function printLeft(seconds: number): string {
  const days = Math.floor(seconds / daySeconds);
  if (days === 0) return 'within a day';
  return days === 1 ? 'in 1 day' : `in ${days} days`;
}
