// Reloads, one at a time: reads the configuration again and applies it, or says why not. However many are requested at once,
// each result is that of a reading made after its request.

import { fail, type Result, succeed } from '../base/result.ts';
import { type Finding, logFindings } from '../config/findings/finding.ts';
import type { Environment } from '../config/sources/raw-value.ts';
import type { ForeseenReload } from '../control/protocol/reload.ts';
import type { LogControl } from '../logging/create-logger.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { ConfigReader, Reading } from './config-reader.ts';
import type { Daemon } from './daemon.ts';
import type { LastGoodKeeper } from './last-good.ts';

export interface ReloadRequest {
  /** Variables in place of the daemon's own; absent: the same as before, with all files read again. */
  readonly environment?: Environment | undefined;
  /** A configuration without a zone may replace one with zones. */
  readonly allowsEmpty?: boolean;
  /** Changes nothing, and says what would change. */
  readonly isDryRun?: boolean;
}

export interface ReloadDone {
  readonly warnings: readonly Finding[];
  /** Present after a dry run. */
  readonly foreseen?: ForeseenReload;
}

/** All findings if it did not work. */
export type ReloadVerdict = Result<ReloadDone, readonly Finding[]>;

export interface ReloaderDependencies {
  readonly daemon: Pick<
    Daemon,
    'atLongWork' | 'awaitingRestart' | 'foresee' | 'reload' | 'reopenLogs' | 'zones'
  >;
  readonly reader: ConfigReader;
  readonly lastGood: LastGoodKeeper;
  readonly log: LogControl;
  /** Whether a configuration without a zone is accepted while none is served. */
  readonly mayLackZone: boolean;
}

interface Waiting {
  readonly request: ReloadRequest;
  readonly key: string;
  readonly verdict: Promise<ReloadVerdict>;
  readonly settle: (verdict: ReloadVerdict) => void;
  /** From SIGHUP: nobody waits for the result. */
  readonly isSignal: boolean;
}

/** Serves a hundred deploys at once; a client gone wild is refused instead of filling our memory. */
const waitingMax = 128;

export class Reloader {
  readonly #with: ReloaderDependencies;
  #waiting: Waiting[] = [];
  #isAtWork = false;

  constructor(dependencies: ReloaderDependencies) {
    this.#with = dependencies;
  }

  /** Joins the last waiting reload if that asks for the same; not an earlier one, which would undo what came in between. */
  reload(request: ReloadRequest): Promise<ReloadVerdict> {
    const key = JSON.stringify(request);
    const last = this.#waiting.at(-1);
    if (last !== undefined && !last.isSignal && last.key === key) return last.verdict;
    if (this.#waiting.length >= waitingMax) return Promise.resolve(fail([crowdedFinding]));
    return this.#enqueue(request, key, false).verdict;
  }

  /** SIGHUP: at most one waits, behind everything requested before. */
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

  async #reload(request: ReloadRequest): Promise<ReloadVerdict> {
    const { daemon, lastGood, reader, log } = this.#with;
    const { isDryRun = false } = request;
    const reading = this.#read(request);
    const { config } = reading;
    if (isDryRun) {
      if (!config.ok) return config;
      return succeed({ warnings: this.#warningsOf(config.value), foreseen: daemon.foresee(config.value) });
    }
    // Whatever becomes of the configuration: logrotate has its files moved, and asks for nothing else.
    daemon.reopenLogs();
    if (!config.ok) return this.#refuse(config.problem);
    const reloaded = await daemon.reload(config.value);
    if (!reloaded.ok) return this.#refuse(reloaded.problem);
    reader.adopt(reading);
    await lastGood.keep(config.value);
    log.configure(config.value.log);
    const warnings = this.#warningsOf(config.value);
    logFindings(warnings, log.logger);
    return succeed({ warnings });
  }

  #warningsOf(config: LoadedConfig): readonly Finding[] {
    return [...config.warnings, ...this.#with.daemon.awaitingRestart(config)];
  }

  #read({ environment: given, allowsEmpty = false }: ReloadRequest): Reading {
    const { daemon, reader } = this.#with;
    const isServing = daemon.zones.length > 0;
    const mayLackZone = allowsEmpty || (this.#with.mayLackZone && !isServing);
    const reading = reader.read({ given, mayLackZone });
    const { config } = reading;
    if (config.ok || !isServing || mayLackZone || !this.#lacksOnlyZone(given)) return reading;
    return { ...reading, config: fail([...config.problem, emptyFinding]) };
  }

  /** An emptied file is usually an accident. */
  #lacksOnlyZone(given: Environment | undefined): boolean {
    return this.#with.reader.read({ given, mayLackZone: true }).config.ok;
  }

  #refuse(findings: readonly Finding[]): Result<never, readonly Finding[]> {
    const { logger } = this.#with.log;
    logFindings(findings, logger);
    logger.error(
      { event: 'reload-failed' },
      'the new configuration was rejected; the old one stays in force',
    );
    return fail(findings);
  }
}

const crowdedFinding: Finding = {
  severity: 'error',
  path: 'reload',
  message: `${waitingMax} reloads are already waiting; try again when they are done`,
};

const emptyFinding: Finding = {
  severity: 'error',
  path: 'reload',
  message:
    'a configuration without a zone would replace one that is being served; ' +
    'if you mean it, run "healthy-dns reload --allow-empty"',
};
