// `healthy-dns`: serves until it is told to stop. Resolves to the process's exit code.

import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { type Finding, logFindings } from '../../config/finding.ts';
import type { CommandLine } from '../../config/gather-values.ts';
import type { RuntimeDirectory } from '../../config/read-runtime-directory.ts';
import { controlSocketPath } from '../../control/control-path.ts';
import { type ControlServer, openControl } from '../../control/control-server.ts';
import { chooseStart } from '../../daemon/choose-start.ts';
import { ConfigReader } from '../../daemon/config-reader.ts';
import { controlRoutes } from '../../daemon/control-routes.ts';
import type { Daemon } from '../../daemon/daemon.ts';
import { LastGoodKeeper, lastGoodPath } from '../../daemon/last-good.ts';
import { memoryPath } from '../../daemon/memory.ts';
import { Reloader } from '../../daemon/reloader.ts';
import { startDaemon } from '../../daemon/start-daemon.ts';
import { type Libc, loadLibc } from '../../linux/libc.ts';
import { readOpenFiles } from '../../linux/open-files.ts';
import { readPeerUid } from '../../linux/peer-user.ts';
import type { LogControl } from '../../logging/create-logger.ts';
import { overrideFilePath } from '../../operating/override-file.ts';
import type { LoadedConfig, StandIn } from '../../publishing/load-config.ts';
import { takeInheritedSockets } from '../../systemd/inherited-sockets.ts';
import { isJournalOutput } from '../../systemd/is-journal-output.ts';
import { readWatchdogMs } from '../../systemd/notifier.ts';
import { printFindings } from '../printing/print-error.ts';
import { ExitCode } from '../process/exit-codes.ts';
import { nextStopSignal } from '../process/stop-signal.ts';
import { openLog } from './open-log.ts';
import { openNotifier } from './open-notifier.ts';
import { prepareKeptDirectory } from './prepare-kept-directory.ts';

/**
 * The collector may let the heap grow by this much before it looks for garbage again. Left alone it waits for several
 * times as much, and the garbage of reading 100,000 names stays as resident memory for good: 270 MB, with this 225 MB.
 */
const heapGrowthPercent = 40;

/** How long whoever reads the log may take for the last lines. */
const lastWordsMs = 300;
/** Told to stop once more, we have this long to save what there is to save. */
const hurryMs = 1000;
const standardOutput = 1;

export async function serve(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${heapGrowthPercent}`);
  // What ps, top and the journal call us, instead of by the name of the runtime.
  process.title = 'healthy-dns';
  // From the start, as the kernel's own answer to these is to end us; a second order to stop is no failure.
  const stopSignal = nextStopSignal(() => setTimeout(() => process.exit(ExitCode.ok), hurryMs).unref());
  const hangUps = new HangUps();
  const reader = new ConfigReader(commandLine, environment);
  const settings = reader.readStartSettings();
  const libc = loadLibc();
  const log = openLog(settings.log, environment, libc);
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
  // With sockets from a service manager we are an installed service: it may run before anybody has configured it.
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
  let control: ControlServer | undefined;
  const started = await Promise.race([
    startDaemon(config.value, {
      logger,
      notifier: await openNotifier(environment, libc, logger),
      inherited: inherited.value,
      libc,
      readOpenFiles,
      watchdogMs: readWatchdogMs(environment, process.pid),
      notifySocket: environment['NOTIFY_SOCKET'],
      memoryPath: keptIn === undefined ? undefined : memoryPath(keptIn),
      overridesPath: keptIn === undefined ? undefined : overrideFilePath(keptIn),
      async beforeReady(daemon) {
        const { standsIn, content } = config.value;
        if (standsIn === undefined && content !== undefined) await lastGood.keep(config.value);
        const reloader = new Reloader({ daemon, reader, lastGood, log, mayLackZone });
        control = await openControlSocket(directory, { daemon, reloader, reader }, log, libc);
        hangUps.follow(() => reloader.signal());
      },
    }),
    stopSignal,
  ]);
  // Told to stop before it was ready: there is nobody who waits for an answer.
  if (typeof started === 'string') process.exit(ExitCode.ok);
  if (!started.ok) {
    for (const { event, message } of started.problem) logger.critical({ event }, message);
    return ExitCode.unavailable;
  }
  const daemon = started.value;
  const signal = await stopSignal;
  logger.info({ event: 'stopping', signal }, `stopping on ${signal}`);
  await control?.close();
  await daemon.stop();
  logger.info({ event: 'stopped' }, 'stopped');
  // When nobody reads our output, what was written last would keep us for ever.
  setTimeout(() => process.exit(ExitCode.ok), lastWordsMs).unref();
  return ExitCode.ok;
}

/** SIGHUP from the first moment on: what comes before anybody can act on it is acted on then. */
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

/** Where the journal reads our output, findings are entries of it; elsewhere somebody looks at standard error. */
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
      `going on without koffi: ${libc.problem}`,
    );
}

function announceStandIn({ keptAtSeconds, findings }: StandIn, logger: LogControl['logger']): void {
  logFindings(findings, logger);
  const keptAt = new Date(keptAtSeconds * 1000).toISOString();
  logger.warning(
    { event: 'serving-last-good', keptAt },
    `the configuration has errors; the last good one, of ${keptAt}, is served in its place until they are mended`,
  );
}

interface ControlledParts {
  readonly daemon: Daemon;
  readonly reloader: Reloader;
  readonly reader: ConfigReader;
}

async function openControlSocket(
  runtimeDirectory: RuntimeDirectory,
  { daemon, reloader, reader }: ControlledParts,
  { logger }: LogControl,
  libc: Result<Libc, string>,
): Promise<ControlServer | undefined> {
  const path = controlSocketPath(runtimeDirectory.path);
  const routes = controlRoutes({
    hand: daemon.hand,
    status: () => daemon.status(),
    explain: (request) => daemon.explain(request),
    reload: (request) => reloader.reload(request),
    environmentFile: reader.environmentFile,
  });
  const control = await openControl(path, routes, {
    readPeerUid: (fd) => (libc.ok ? readPeerUid(libc.value, fd) : undefined),
    connectionsMax: () => daemon.descriptors.controlConnectionsMax,
  });
  if (control.ok) return control.value;
  const level = runtimeDirectory.isDefault ? 'info' : 'warning';
  logger[level](
    { event: 'control-unavailable', path, reason: control.problem },
    `no control socket at ${path} (${control.problem}): reload and status will not work; see --runtime-directory`,
  );
  return undefined;
}

/** A program that caught a bug in the middle of something no longer knows what it holds: it says so and ends. */
function dieOnBugs({ logger }: LogControl): void {
  process.on('uncaughtException', (error) => {
    logger.critical(
      { event: 'bug', stack: error.stack ?? String(error) },
      `ending because of a bug: ${error.message}`,
    );
    process.exit(ExitCode.software);
  });
}
