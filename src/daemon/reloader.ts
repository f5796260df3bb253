// Reloads, one after the other: reads the configuration again and makes it take effect, or says why not. However many are
// asked for at a time, each verdict is true of what was there when it was asked for, or later.

import { fail, type Result, succeed } from '../base/result.ts';
import { type Finding, logFindings } from '../config/finding.ts';
import type { Environment } from '../config/gather-values.ts';
import type { LogControl } from '../logging/create-logger.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Daemon } from './daemon.ts';
import type { LastGoodKeeper } from './last-good.ts';

export interface ReloadRequest {
  /** Variables that take the place of those we have; without, the same again, and all files anew. */
  readonly environment?: Environment | undefined;
  /** No zone at all is what is meant, although there is one. */
  readonly allowsEmpty?: boolean;
}

/** The warnings when it worked, all findings when it did not. */
export type ReloadVerdict = Result<readonly Finding[], readonly Finding[]>;

export interface ReloaderDependencies {
  readonly daemon: Pick<Daemon, 'atLongWork' | 'reload' | 'zones'>;
  readonly reader: ConfigReader;
  readonly lastGood: LastGoodKeeper;
  readonly log: LogControl;
  /** As long as nobody has named a zone. */
  readonly mayLackZone: boolean;
}

interface Waiting {
  readonly request: ReloadRequest;
  readonly key: string;
  readonly verdict: Promise<ReloadVerdict>;
  readonly settle: (verdict: ReloadVerdict) => void;
  /** Nobody waits for the verdict. */
  readonly isSignal: boolean;
}

/** A hundred deploys at once get their verdicts; a program gone wild gets a refusal, and we do not grow. */
const waitingMax = 128;

export class Reloader {
  readonly #with: ReloaderDependencies;
  #waiting: Waiting[] = [];
  #isAtWork = false;

  constructor(dependencies: ReloaderDependencies) {
    this.#with = dependencies;
  }

  /** Whoever asks for the same as the last one who waits shares its verdict; what came in between must not be undone. */
  reload(request: ReloadRequest): Promise<ReloadVerdict> {
    const key = JSON.stringify(request);
    const last = this.#waiting.at(-1);
    if (last !== undefined && !last.isSignal && last.key === key) return last.verdict;
    if (this.#waiting.length >= waitingMax) return Promise.resolve(fail([crowdedFinding]));
    return this.#enqueue(request, key, false).verdict;
  }

  /** SIGHUP: one waits at most, behind everything that was asked for before. */
  signal(): void {
    this.#waiting = this.#waiting.filter(({ isSignal }) => !isSignal);
    this.#enqueue({}, '', true);
  }

  #enqueue(request: ReloadRequest, key: string, isSignal: boolean): Waiting {
    let settle: (verdict: ReloadVerdict) => void = () => undefined;
    const verdict = new Promise<ReloadVerdict>((resolve) => {
      settle = resolve;
    });
    const waiting: Waiting = { request, key, verdict, settle, isSignal };
    this.#waiting.push(waiting);
    if (!this.#isAtWork) void this.#work();
    return waiting;
  }

  async #work(): Promise<void> {
    this.#isAtWork = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { request } = next;
      next.settle(await this.#with.daemon.atLongWork(() => this.#reload(request)));
    }
    this.#isAtWork = false;
  }

  async #reload({ environment: given, allowsEmpty = false }: ReloadRequest): Promise<ReloadVerdict> {
    const { daemon, reader, lastGood, log } = this.#with;
    const isServing = daemon.zones.length > 0;
    const mayLackZone = allowsEmpty || (this.#with.mayLackZone && !isServing);
    const reading = reader.read({ given, mayLackZone });
    const { config } = reading;
    if (!config.ok) {
      const isEmpty = isServing && !mayLackZone && this.#lacksOnlyZone(given);
      return this.#refuse(isEmpty ? [...config.problem, emptyFinding] : config.problem);
    }
    const reloaded = await daemon.reload(config.value);
    if (!reloaded.ok) return this.#refuse(reloaded.problem);
    reader.adopt(reading);
    await lastGood.keep(config.value);
    log.configure(config.value.log);
    logFindings(config.value.warnings, log.logger);
    return succeed(config.value.warnings);
  }

  /** An emptied file is an accident far more often than it is meant. */
  #lacksOnlyZone(given: Environment | undefined): boolean {
    return this.#with.reader.read({ given, mayLackZone: true }).config.ok;
  }

  #refuse(findings: readonly Finding[]): Result<never, readonly Finding[]> {
    const { logger } = this.#with.log;
    logFindings(findings, logger);
    logger.error(
      { event: 'reload-failed' },
      'the new configuration was not taken; the old one goes on serving',
    );
    return fail(findings);
  }
}

const crowdedFinding: Finding = {
  severity: 'error',
  path: 'reload',
  message: `${waitingMax} others are waiting already; ask again when they are done`,
};

const emptyFinding: Finding = {
  severity: 'error',
  path: 'reload',
  message:
    'a configuration without a zone does not take the place of one that is served; ' +
    '"healthy-dns reload --allow-empty" is for those who mean it',
};
