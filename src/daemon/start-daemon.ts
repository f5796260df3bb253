// Starts a daemon in an order that makes its first answer true.
//
//   parts -> remembered verdicts -> hosts looked up -> first health round -> first snapshot -> serials saved -> sockets -> heartbeats -> control -> ready

import type { Logger } from '../base/logger.ts';
import { fail, type Result, succeed } from '../base/result.ts';
import type { Status } from '../control/protocol/status.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { printStatusLine } from '../reporting/print-status.ts';
import { printListenProblem } from '../serving/listen-problem.ts';
import type { Daemon, DaemonSurroundings, StartProblem } from './daemon.ts';
import { firstZone, longestAddressTtlSeconds, watchedIn } from './facts-of-config.ts';
import { assembleParts, type Parts } from './parts.ts';
import { RunningDaemon } from './running-daemon.ts';
import { wantedOf } from './sockets.ts';

export async function startDaemon(
  config: LoadedConfig,
  surroundings: DaemonSurroundings,
): Promise<Result<Daemon, readonly StartProblem[]>> {
  const assembled = await assembleParts(config, surroundings);
  if (!assembled.ok) return fail([{ event: 'listen-failed', message: assembled.problem }]);
  const parts = assembled.value;
  const { sockets, watch, shares, notifier, statusLine, logger } = parts;
  const divided = shares.divide([config]);
  if (!divided.ok) {
    await sockets.close();
    return fail([{ event: 'descriptors-short', message: divided.problem }]);
  }
  const daemon = new RunningDaemon(parts, config, surroundings);
  const served = await publishFirst(parts, config);
  await daemon.beforeServing();
  const problems = await openAll(parts, config);
  if (problems.length > 0) {
    parts.hosts.stop();
    watch.stop();
    parts.cookies.stop();
    await sockets.close();
    return fail(problems.map((message) => ({ event: 'listen-failed', message })));
  }
  daemon.start(served);
  await surroundings.beforeReady?.(daemon);
  notifier.ready();
  shares.warnIfLow();
  const status = daemon.status();
  statusLine.send(status);
  logServing(status, logger);
  daemon.openWindow();
  return succeed(daemon);
}

/** Sockets open only after this, when every target has a verdict as far as possible. */
async function publishFirst(parts: Parts, config: LoadedConfig): Promise<LoadedConfig> {
  const {
    keeper,
    handedOut,
    hand,
    hosts,
    shares,
    watch,
    changes,
    updates,
    attended,
    policies,
    cookies,
    remembered,
  } = parts;
  const recalled = keeper.recall(firstZone(config));
  handedOut.expectEarlier(Math.max(recalled.earlierTtlSeconds ?? 0, longestAddressTtlSeconds(config)));
  hand.logExpired(recalled.expired);
  await hosts.follow([config]);
  const served = hosts.expand(config);
  // Shares were found for the configured addresses; with those of hosts, there may be more to probe.
  if (served !== config) shares.divide([served]);
  await watch.watchPatiently(watchedIn([served]), remembered.verdicts);
  await updates.start();
  await changes.open(served.zones);
  updates.apply(served);
  attended.apply(served);
  policies.apply(served);
  cookies.apply(served);
  return served;
}

async function openAll({ sockets, tls, inherited }: Parts, config: LoadedConfig): Promise<readonly string[]> {
  tls.identify(config.tlsIdentity);
  const problems = inherited.length > 0 ? await sockets.adopt(inherited) : [];
  if (problems.length > 0) return problems;
  const listening = await sockets.listen(wantedOf(config));
  return listening.ok ? [] : listening.problem.map(printListenProblem);
}

/** An entry about a thousand zones helps nobody. */
const zonesLoggedMax = 20;

function logServing(status: Status, logger: Logger): void {
  const { zones, endpoints, targets, udp } = status;
  if (zones.length === 0) {
    logger.warning(
      { event: 'ready-without-zone' },
      `answering everything with REFUSED: ${printStatusLine(status)}`,
    );
    return;
  }
  if (targets.total > 0 && targets.list.every(({ state }) => state !== 'up')) {
    logger.warning(
      { event: 'all-targets-down' },
      targets.total === 1
        ? 'the only target did not answer the first probe'
        : `none of the ${targets.total} targets answered the first probe`,
    );
  }
  logger.info(
    {
      event: 'serving',
      zones: zones.slice(0, zonesLoggedMax),
      zoneCount: zones.length,
      serial: status.serial,
      endpoints,
      udp,
    },
    `${printStatusLine(status)}, on ${endpoints.join(', ')}, UDP by ${udp.engine}`,
  );
}
