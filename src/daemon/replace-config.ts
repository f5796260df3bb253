// A reload: another configuration takes the place of the one that is served, or everything stays as it was.
//
//   shares of descriptors for both -> new sockets -> new targets probed -> snapshot replaced -> old targets and sockets let go

import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/finding.ts';
import type { LoadedConfig } from '../publishing/load-config.ts';
import { groupsOf } from '../publishing/zone-group.ts';
import { type ListenProblem, printListenProblem } from '../serving/listen-problem.ts';
import { type Parts, watchedIn } from './parts.ts';

export interface Replacement {
  readonly current: LoadedConfig;
  readonly next: LoadedConfig;
  /** A daemon that ends meanwhile takes nothing up any more. */
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
  // Until the old targets and sockets have gone, there must be room for both.
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
  // The old targets stay until nothing that is served depends on them.
  await watch.watchPatiently(watchedIn([current, next]));
  if (isStopping()) return fail([stoppingFinding]);
  try {
    await publisher.publishAll(groupsOf(next));
  } catch (error) {
    // What was served is served on, and so is the configuration that belongs to it.
    await sockets.listen(current.listen);
    void watch.watch(watchedIn([current]));
    shares.divide([current]);
    notifier.ready();
    return fail([{ severity: 'error', path: 'priv-key-path', message: `signing failed: ${error}` }]);
  }
  if (isStopping()) return fail([stoppingFinding]);
  settle(parts, next);
  return succeed(undefined);
}

/** Lets go what only the configuration before needed. */
function settle({ keeper, watch, shares, memory, notifier }: Parts, next: LoadedConfig): void {
  keeper.setPublishedTtl(next.timing.addressTtlSeconds);
  void watch.watch(watchedIn([next]));
  shares.divide([next]);
  shares.warnIfLow();
  memory.touch();
  notifier.ready();
}

const stoppingFinding: Finding = {
  severity: 'error',
  path: 'reload',
  message: 'came while the daemon was ending',
};

function toFinding(problem: ListenProblem): Finding {
  return { severity: 'error', path: 'listen', message: printListenProblem(problem) };
}
