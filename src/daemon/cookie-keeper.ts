// The secrets of cookies over time: those of the configuration, or random ones that change daily and outlive a restart. Stores them where all
// answering threads see them. Whatever happens to the file, there is a secret.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isCount, readKeptFile, writeKeptFileSoon } from '../base/kept-file.ts';
import type { Logger } from '../base/logger.ts';
import { sipKeyOctets } from '../base/sip-hash.ts';
import { isRecord } from '../base/value-reader.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { storeCookieSecrets } from '../serving/rules/cookie-secrets.ts';

/** As often as RFC 7873 §7.2 wants at least; the one before stays valid until the next change, longer than any cookie. */
const secretSeconds = 86_400;
/** Version of the format; no other is read. */
const format = 1;
const uint32Max = 0xffff_ffff;
const hexSecret = /^[0-9a-f]{32}$/;

export function cookieSecretsPath(directory: string): string {
  return join(directory, 'cookie-secrets.json');
}

/** Secrets of our own. */
interface OwnSecrets {
  readonly madeAtSeconds: number;
  /** The one in use, and the one before it. */
  readonly secrets: readonly Uint8Array[];
}

export interface CookieKeeperParts {
  /** Shared with all threads. */
  readonly memory: SharedArrayBuffer;
  /** Where our own secrets are kept; absent: a restart forgets them. */
  readonly path: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class CookieKeeper {
  readonly #parts: CookieKeeperParts;
  #own: OwnSecrets | undefined;
  #hasWarned = false;
  #callOff: (() => void) | undefined;

  constructor(parts: CookieKeeperParts) {
    this.#parts = parts;
  }

  /** At the start, and after every reload. */
  apply({ cookieSecrets }: Pick<LoadedConfig, 'cookieSecrets'>): void {
    this.stop();
    if (cookieSecrets.length > 0) this.#store(cookieSecrets.map((secret) => secret.export()));
    else this.#useOwn();
  }

  /** Those in use stay; they change no more. */
  stop(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }

  #useOwn(): void {
    this.#own ??= this.#recall();
    const ageSeconds = this.#parts.clock.wallSeconds() - (this.#own?.madeAtSeconds ?? 0);
    // One that was made in the future is of a clock that was wrong: nobody knows its age.
    if (this.#own === undefined || ageSeconds < 0 || ageSeconds >= secretSeconds) this.#change();
    else {
      this.#store(this.#own.secrets);
      this.#changeAfter(secretSeconds - ageSeconds);
    }
  }

  #change(): void {
    const before = this.#own?.secrets.slice(0, 1) ?? [];
    const own = {
      madeAtSeconds: this.#parts.clock.wallSeconds(),
      secrets: [randomBytes(sipKeyOctets), ...before],
    };
    this.#own = own;
    this.#store(own.secrets);
    void this.#save(own);
    this.#changeAfter(secretSeconds);
  }

  #changeAfter(seconds: number): void {
    this.#callOff = this.#parts.clock.after(seconds * 1000, () => this.#change());
  }

  #store(secrets: readonly Uint8Array[]): void {
    storeCookieSecrets(this.#parts.memory, secrets);
  }

  #recall(): OwnSecrets | undefined {
    const { path, logger } = this.#parts;
    if (path === undefined) return undefined;
    const read = readKeptFile(path, checkSecrets);
    if (read.ok) return read.value;
    logger.warning(
      { event: 'cookie-secrets-unreadable', path },
      `${path} ${read.problem}; clients get new cookies`,
    );
    return undefined;
  }

  async #save(own: OwnSecrets): Promise<void> {
    const { path, logger } = this.#parts;
    if (path === undefined) return;
    const { madeAtSeconds, secrets } = own;
    const texts = secrets.map((secret) => Buffer.from(secret).toString('hex'));
    const content = JSON.stringify({ format, madeAtSeconds, secrets: texts });
    const written = await writeKeptFileSoon(path, content, () => this.#own !== own);
    if (written.ok || this.#hasWarned) return;
    this.#hasWarned = true;
    logger.warning(
      { event: 'cookie-secrets-unwritable', path, reason: written.problem },
      `cannot save the secrets of cookies in ${path} (${written.problem}); after a restart clients get new cookies`,
    );
  }
}

function checkSecrets(value: unknown): OwnSecrets | undefined {
  if (!isRecord(value) || value['format'] !== format) return undefined;
  const { madeAtSeconds, secrets } = value;
  if (!isCount(madeAtSeconds, uint32Max) || !Array.isArray(secrets)) return undefined;
  if (secrets.length < 1 || secrets.length > 2) return undefined;
  const read = secrets.filter((text): text is string => typeof text === 'string' && hexSecret.test(text));
  if (read.length < secrets.length) return undefined;
  return { madeAtSeconds, secrets: read.map((text) => Buffer.from(text, 'hex')) };
}
