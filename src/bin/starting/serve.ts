// `healthy-dns`: serves until told to stop.

import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { type Finding, logFindings } from '../../config/findings/finding.ts';
import type { StartSettings } from '../../config/read-start-settings.ts';
import type { CommandLine } from '../../config/sources/raw-value.ts';
import type { ControlServer } from '../../control/control-server.ts';
import { chooseStart } from '../../daemon/choose-start.ts';
import { ConfigReader } from '../../daemon/config-reader.ts';
import { cookieSecretsPath } from '../../daemon/cookie-keeper.ts';
import { LastGoodKeeper, lastGoodPath, stateDirectory } from '../../daemon/last-good.ts';
import { memoryPath } from '../../daemon/memory.ts';
import { Reloader } from '../../daemon/reloader.ts';
import { startDaemon } from '../../daemon/start-daemon.ts';
import type { KeptUpdates } from '../../daemon/updates.ts';
import { type Libc, loadLibc } from '../../linux/libc.ts';
import { readOpenFiles } from '../../linux/open-files.ts';
import type { LogControl } from '../../logging/create-logger.ts';
import { overrideFilePath } from '../../operating/override-file.ts';
import type { LoadedConfig, StandIn } from '../../publishing/loading/load-config.ts';
import { Happenings } from '../../reporting/news/happenings.ts';
import { type InheritedSocket, takeInheritedSockets } from '../../systemd/inherited-sockets.ts';
import { isJournalOutput } from '../../systemd/is-journal-output.ts';
import { readWatchdogMs } from '../../systemd/notifier.ts';
import { keptZonesPath } from '../../transfer/kept/kept-zones.ts';
import { updateFilePath } from '../../updating/update-file.ts';
import { printFindings } from '../printing/print-error.ts';
import { endProcess } from '../process/end-process.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal, type StopSignal } from '../process/stop-signal.ts';
import { openControlSocket } from './open-control-socket.ts';
import { openLog } from './open-log.ts';
import { openNotifier } from './open-notifier.ts';
import { prepareKeptDirectory } from './prepare-kept-directory.ts';

/**
 * How much the heap may grow before the next garbage collection. V8's own figure is several times as large, and the garbage
 * of reading 100,000 names then stays resident for good: 270 MB instead of 225 MB.
 */
const heapGrowthPercent = 40;

/** How long a reader of the log may take for the last lines. */
const lastWordsMs = 300;
/** Told to stop a second time, we have this long to save what must be saved. */
const hurryMs = 1000;
const standardOutput = 1;

export async function serve(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${heapGrowthPercent}`);
  // The name in ps, top and the journal, instead of the runtime's.
  process.title = 'healthy-dns';
  // Before anything else: the default action of these signals kills us. A second order to stop is not a failure.
  const stopSignal = nextStopSignal(() => setTimeout(() => endProcess(ExitCode.ok, libc), hurryMs).unref());
  const hangUps = new HangUps();
  const reader = new ConfigReader(commandLine, environment);
  const settings = reader.readStartSettings();
  const libc = loadLibc();
  const happenings = new Happenings();
  const log = openLog(settings.log, environment, libc, happenings.hear);
  const { logger } = log;
  dieOnBugs(log);
  const inherited = takeInheritedSockets(environment, process.pid);
  if (!inherited.ok) {
    const finding: Finding = { severity: 'error', path: 'listen', message: inherited.problem };
    report([finding], log, environment);
    return ExitCode.unavailable;
  }
  const directory = settings.runtimeDirectory;
  const keptIn = prepareKeptDirectory(directory, logger);
  const lastGood = new LastGoodKeeper(lastGoodPath(environment, keptIn), { clock: systemClock, logger });
  // With sockets from a service manager we are an installed service, which may run before it is configured.
  const mayLackZone = inherited.value.length > 0;
  const config = chooseStart({
    reader,
    runtimeDirectory: directory,
    recallLastGood: () => (settings.isStrict ? undefined : lastGood.recall()),
    mayLackZone,
  });
  if (!config.ok) {
    report(config.problem, log, environment);
    return ExitCode.config;
  }
  log.configure(config.value.log);
  announce(config.value, libc, log);
  return runDaemon(config.value, {
    ...{
      environment,
      stopSignal,
      hangUps,
      log,
      libc,
      reader,
      settings,
      lastGood,
      keptIn,
      mayLackZone,
      happenings,
    },
    inherited: inherited.value,
  });
}

/** What a daemon is run with, beside its configuration. */
interface Run {
  readonly environment: NodeJS.ProcessEnv;
  readonly stopSignal: Promise<StopSignal>;
  readonly hangUps: HangUps;
  readonly log: LogControl;
  readonly happenings: Happenings;
  readonly libc: Result<Libc, string>;
  readonly reader: ConfigReader;
  readonly settings: StartSettings;
  readonly lastGood: LastGoodKeeper;
  /** The directory for verdicts and overrides, if there is one. */
  readonly keptIn: string | undefined;
  readonly mayLackZone: boolean;
  readonly inherited: readonly InheritedSocket[];
}

/** Resolves when it has stopped, to the exit code. */
async function runDaemon(config: LoadedConfig, run: Run): Promise<number> {
  const { environment, stopSignal, log, libc, reader, lastGood, keptIn, mayLackZone } = run;
  const { logger } = log;
  let control: ControlServer | undefined;
  const started = await Promise.race([
    startDaemon(config, {
      logger,
      notifier: await openNotifier(environment, libc, logger),
      inherited: run.inherited,
      libc,
      readOpenFiles,
      watchdogMs: readWatchdogMs(environment, process.pid),
      notifySocket: environment['NOTIFY_SOCKET'],
      memoryPath: keptIn === undefined ? undefined : memoryPath(keptIn),
      zonesPath: keptIn === undefined ? undefined : keptZonesPath(keptIn),
      overridesPath: keptIn === undefined ? undefined : overrideFilePath(keptIn),
      cookieSecretsPath: keptIn === undefined ? undefined : cookieSecretsPath(keptIn),
      updates: keptUpdates(environment, keptIn),
      window: { happenings: run.happenings, stateDirectory: stateDirectory(environment) },
      async beforeReady(daemon) {
        const { standsIn, zones } = config;
        if (standsIn === undefined && zones.length > 0) await lastGood.keep(config);
        const reloader = new Reloader({ daemon, reader, lastGood, log, mayLackZone });
        control = await openControlSocket(
          run.settings.runtimeDirectory,
          { daemon, reloader, reader },
          log,
          libc,
        );
        run.hangUps.follow(() => reloader.signal());
      },
    }),
    stopSignal,
  ]);
  // Told to stop before it was ready: no client waits for an answer.
  if (typeof started === 'string') process.exit(ExitCode.ok);
  if (!started.ok) {
    for (const { event, message } of started.problem) logger.critical({ event }, message);
    return ExitCode.unavailable;
  }
  const signal = await stopSignal;
  logger.info({ event: 'stopping', signal }, `stopping on ${signal}`);
  await control?.close();
  await started.value.stop();
  logger.info({ event: 'stopped' }, 'stopped');
  // If nobody reads our output, the last lines would keep us alive for ever, as would a thread that waits for a disk.
  setTimeout(() => endProcess(ExitCode.ok, libc), lastWordsMs).unref();
  return ExitCode.ok;
}

/** Where the last good configuration is, too. */
function keptUpdates(environment: NodeJS.ProcessEnv, keptIn: string | undefined): KeptUpdates | undefined {
  const state = stateDirectory(environment);
  const directory = state ?? keptIn;
  return directory === undefined
    ? undefined
    : { path: updateFilePath(directory), isVolatile: state === undefined };
}

/** Takes SIGHUP from the start; one that comes before it can be acted on is acted on as soon as it can. */
class HangUps {
  #isPending = false;
  #act: (() => void) | undefined;

  constructor() {
    process.on('SIGHUP', () => {
      this.#isPending = this.#act === undefined;
      this.#act?.();
    });
  }

  follow(act: () => void): void {
    this.#act = act;
    if (this.#isPending) act();
  }
}

/** In the journal findings are entries; elsewhere they go to standard error. */
function report(findings: readonly Finding[], { logger }: LogControl, environment: NodeJS.ProcessEnv): void {
  if (isJournalOutput(standardOutput, environment)) logFindings(findings, logger);
  else printFindings(findings);
}

function announce(
  { warnings, standsIn }: LoadedConfig,
  libc: Result<Libc, string>,
  { logger }: LogControl,
): void {
  if (standsIn !== undefined) announceStandIn(standsIn, logger);
  logFindings(warnings, logger);
  if (!libc.ok)
    logger.info(
      { event: 'koffi-unavailable', reason: libc.problem },
      `continuing without koffi: ${libc.problem}`,
    );
}

function announceStandIn({ keptAtSeconds, findings }: StandIn, logger: LogControl['logger']): void {
  logFindings(findings, logger);
  const keptAt = new Date(keptAtSeconds * 1000).toISOString();
  logger.warning(
    { event: 'serving-last-good', keptAt },
    `the configuration has errors; the last good one, of ${keptAt}, is served until they are fixed`,
  );
}

/** After a bug in the middle of something, the state can no longer be trusted: say so and end. */
function dieOnBugs({ logger }: LogControl): void {
  process.on('uncaughtException', (error) => {
    logger.critical(
      { event: 'bug', stack: error.stack ?? String(error) },
      `ending because of a bug: ${error.message}`,
    );
    process.exit(ExitCode.software);
  });
}
