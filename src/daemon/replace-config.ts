// A reload: replaces the configuration that is served, or leaves everything as it was.
//
//   descriptors for both -> new sockets, old ones closed -> new targets probed -> snapshot replaced -> old targets dropped

import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import type { LoadedConfig } from '../publishing/load-config.ts';
import { type ListenProblem, printListenProblem } from '../serving/listen-problem.ts';
import { longestTtl, type Parts, watchedIn } from './parts.ts';

export interface Replacement {
  readonly current: LoadedConfig;
  readonly next: LoadedConfig;
  /** A daemon that is stopping must not open or start anything. */
  readonly isStopping: () => boolean;
}

export async function replaceConfig(
  parts: Parts,
  replacement: Replacement,
): Promise<Result<void, readonly Finding[]>> {
  const { notifier, sockets, watch, publisher, shares } = parts;
  const { current, next, isStopping } = replacement;
  if (isStopping()) return fail([stoppingFinding]);
  notifier.reloading();
  // There must be room for both until the old targets and sockets are gone.
  const divided = shares.divide([current, next]);
  if (!divided.ok) {
    notifier.ready();
    return fail([{ severity: 'error', path: 'descriptors', message: divided.problem }]);
  }
  const listening = await sockets.listen(next.listen);
  if (isStopping()) {
    await sockets.close();
    return fail([stoppingFinding]);
  }
  if (!listening.ok) {
    shares.divide([current]);
    notifier.ready();
    return fail(listening.problem.map(toFinding));
  }
  // The old targets stay until nothing served depends on them.
  await watch.watchPatiently(watchedIn([current, next]));
  if (isStopping()) return fail([stoppingFinding]);
  try {
    await publisher.publishAll(next.zones);
  } catch (error) {
    // The old snapshot is still served: restore what belongs to it.
    await sockets.listen(current.listen);
    void watch.watch(watchedIn([current]));
    shares.divide([current]);
    notifier.ready();
    return fail([{ severity: 'error', path: 'priv-key-path', message: `signing failed: ${error}` }]);
  }
  if (isStopping()) return fail([stoppingFinding]);
  dropOld(parts, next);
  return succeed(undefined);
}

/** Drops what only the previous configuration needed. */
function dropOld({ keeper, watch, shares, memory, notifier }: Parts, next: LoadedConfig): void {
  keeper.setPublishedTtl(longestTtl(next));
  void watch.watch(watchedIn([next]));
  shares.divide([next]);
  shares.warnIfLow();
  memory.touch();
  notifier.ready();
}

const stoppingFinding: Finding = {
  severity: 'error',
  path: 'reload',
  message: 'the daemon is stopping',
};

function toFinding(problem: ListenProblem): Finding {
  return { severity: 'error', path: 'listen', message: printListenProblem(problem) };
}
