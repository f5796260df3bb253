// `healthy-dns`: serves until it is told to stop. Resolves to the process's exit code.

import { setFlagsFromString } from 'node:v8';
import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/finding.ts';
import type { CommandLine, Environment } from '../config/gather-values.ts';
import { type Config, readConfig } from '../config/read-config.ts';
import { controlSocketPath } from '../control/control-path.ts';
import { type ControlServer, openControl } from '../control/control-server.ts';
import { controlRoutes } from '../daemon/control-routes.ts';
import type { LogControl } from '../daemon/create-logger.ts';
import { type LoadedConfig, loadConfig } from '../daemon/load-config.ts';
import { type Daemon, startDaemon } from '../daemon/start-daemon.ts';
import { type Libc, loadLibc } from '../linux/libc.ts';
import { readOpenFiles } from '../linux/open-files.ts';
import { readPeerUid } from '../linux/peer-user.ts';
import { takeInheritedSockets } from '../systemd/inherited-sockets.ts';
import { readWatchdogMs } from '../systemd/notifier.ts';
import { ExitCode } from './exit-codes.ts';
import { openLog } from './open-log.ts';
import { openNotifier } from './open-notifier.ts';
import { prepareKeptPaths } from './prepare-kept-paths.ts';
import { printFindings } from './print-findings.ts';

/**
 * The collector may let the heap grow by this much before it looks for garbage again. Left alone it waits for several
 * times as much, and the garbage of reading 100,000 names stays as resident memory for good: 270 MB, with this 225 MB.
 */
const heapGrowthPercent = 40;

/** How long whoever reads the log may take for the last lines. */
const lastWordsMs = 300;

export async function serve(commandLine: CommandLine, environment: NodeJS.ProcessEnv): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${heapGrowthPercent}`);
  const inherited = takeInheritedSockets(environment, process.pid);
  if (!inherited.ok) {
    process.stderr.write(`error: ${inherited.problem}\n`);
    return ExitCode.unavailable;
  }
  // With sockets from a service manager we are an installed service: it may run before anybody has configured it.
  const read = (variables: Environment) => readWithKeys(commandLine, variables, inherited.value.length > 0);
  const config = read(environment);
  if (!config.ok) {
    printFindings(config.problem);
    return ExitCode.config;
  }
  const libc = await loadLibc();
  const log = openLog(config.value.log, environment, libc);
  const { logger } = log;
  dieOnBugs(log);
  // From the start: the kernel's own answer to SIGHUP is to end us. What comes too early has nothing to do yet.
  let reloader: Reloader | undefined;
  process.on('SIGHUP', () => void reloader?.reload(undefined));
  logWarnings(config.value, log);
  if (!libc.ok)
    logger.info(
      { event: 'koffi-unavailable', reason: libc.problem },
      `going on without koffi: ${libc.problem}`,
    );
  const stopSignal = nextStopSignal();
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
      ...prepareKeptPaths(config.value.runtimeDirectory, logger),
      async beforeReady(daemon) {
        reloader = new Reloader(daemon, log, read, environment);
        control = await openControlSocket(config.value, daemon, reloader, log, libc);
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

function readWithKeys(
  commandLine: CommandLine,
  variables: Environment,
  mayLackZone: boolean,
): Result<LoadedConfig, readonly Finding[]> {
  const config = readConfig(commandLine, variables, { mayLackZone });
  return config.ok ? loadConfig(config.value) : config;
}

/** Reads the configuration again and makes it take effect, or says why not. */
class Reloader {
  readonly #daemon: Daemon;
  readonly #log: LogControl;
  readonly #read: (environment: Environment) => Result<LoadedConfig, readonly Finding[]>;
  /** What the running configuration was read from; a SIGHUP reads the same variables and the files anew. */
  #environment: Environment;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    daemon: Daemon,
    log: LogControl,
    read: (environment: Environment) => Result<LoadedConfig, readonly Finding[]>,
    environment: Environment,
  ) {
    this.#daemon = daemon;
    this.#log = log;
    this.#read = read;
    this.#environment = environment;
  }

  /** The warnings when it worked, all findings when it did not. */
  reload(environment: Environment | undefined): Promise<Result<readonly Finding[], readonly Finding[]>> {
    // One after the other: what one of them read must not be put over what another one has brought since.
    const result = this.#last.then(() => this.#daemon.atLongWork(() => this.#reload(environment)));
    this.#last = result;
    return result;
  }

  async #reload(
    environment: Environment | undefined,
  ): Promise<Result<readonly Finding[], readonly Finding[]>> {
    const variables = environment ?? this.#environment;
    const config = this.#read(variables);
    if (!config.ok) return this.#refuse(config.problem);
    const reloaded = await this.#daemon.reload(config.value);
    if (!reloaded.ok) return this.#refuse(reloaded.problem);
    this.#environment = variables;
    this.#log.configure(config.value.log);
    logWarnings(config.value, this.#log);
    return succeed(config.value.warnings);
  }

  #refuse(findings: readonly Finding[]): Result<never, readonly Finding[]> {
    const { logger } = this.#log;
    for (const { severity, path, message } of findings) {
      const level = severity === 'error' ? 'error' : 'warning';
      logger[level]({ event: `configuration-${severity}`, path }, `${path}: ${message}`);
    }
    logger.error(
      { event: 'reload-failed' },
      'the new configuration was not taken; the old one goes on serving',
    );
    return fail(findings);
  }
}

async function openControlSocket(
  { runtimeDirectory }: Config,
  daemon: Daemon,
  reloader: Reloader,
  { logger }: LogControl,
  libc: Result<Libc, string>,
): Promise<ControlServer | undefined> {
  const path = controlSocketPath(runtimeDirectory.path);
  const routes = controlRoutes({
    hand: daemon.hand,
    status: () => daemon.status(),
    explain: (request) => daemon.explain(request),
    reload: (environment) => reloader.reload(environment),
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

function logWarnings({ warnings }: Config, { logger }: LogControl): void {
  for (const { path, message } of warnings) {
    logger.warning({ event: 'configuration-warning', path }, `${path}: ${message}`);
  }
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

export function nextStopSignal(): Promise<'SIGTERM' | 'SIGINT'> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}
