// A reload: replaces the configuration that is served, or leaves everything as it was. And what it has in common with hosts
// that move: new targets are probed before names are answered with them.
//
//   new hosts looked up -> descriptors for both -> new sockets, old ones closed -> new targets probed -> snapshot replaced -> old targets dropped

import { fail, type Result, succeed } from '../base/result.ts';
import type { Finding } from '../config/findings/finding.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { type ListenProblem, printListenProblem } from '../serving/listen-problem.ts';
import { longestAddressTtlSeconds, watchedIn } from './facts-of-config.ts';
import type { Parts } from './parts.ts';
import { wantedOf } from './sockets.ts';

export interface Replacement {
  /** With the addresses of its hosts. */
  readonly current: LoadedConfig;
  readonly next: LoadedConfig;
  /** A daemon that is stopping must not open or start anything. */
  readonly isStopping: () => boolean;
}

export async function replaceConfig(
  parts: Parts,
  replacement: Replacement,
): Promise<Result<LoadedConfig, readonly Finding[]>> {
  const { notifier, sockets, tls, hosts, watch, publisher, shares } = parts;
  const { current, isStopping } = replacement;
  if (isStopping()) return fail([stoppingFinding]);
  notifier.reloading();
  // A host that cannot be looked up has no addresses yet, and fails no reload.
  await hosts.follow([current, replacement.next]);
  if (isStopping()) return fail([stoppingFinding]);
  const next = hosts.expand(replacement.next);
  // There must be room for both until the old targets and sockets are gone.
  const divided = shares.divide([current, next]);
  if (!divided.ok) {
    void hosts.follow([current]);
    notifier.ready();
    return fail([{ severity: 'error', path: 'descriptors', message: divided.problem }]);
  }
  tls.identifyFirst(next.tlsIdentity);
  const listening = await sockets.listen(wantedOf(next));
  if (isStopping()) {
    await sockets.close();
    return fail([stoppingFinding]);
  }
  if (!listening.ok) {
    tls.identify(current.tlsIdentity);
    void hosts.follow([current]);
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
    await sockets.listen(wantedOf(current));
    tls.identify(current.tlsIdentity);
    void hosts.follow([current]);
    void watch.watch(watchedIn([current]));
    shares.divide([current]);
    notifier.ready();
    return fail([{ severity: 'error', path: 'priv-key-path', message: `signing failed: ${error}` }]);
  }
  if (isStopping()) return fail([stoppingFinding]);
  dropOld(parts, next);
  return succeed(next);
}

export interface MovedHosts {
  readonly served: LoadedConfig;
  readonly configured: LoadedConfig;
  readonly isStopping: () => boolean;
}

/** Takes over the addresses that hosts have now, and returns what is served then. Fails only if signing does. */
export async function followHosts(
  { hosts, watch, publisher, shares, memory, statusLine }: Parts,
  { served, configured, isStopping }: MovedHosts,
): Promise<LoadedConfig> {
  const next = hosts.expand(configured);
  if (next === served) return served;
  // With too few descriptors, the shares stay as they are, and probes take their turns.
  shares.divide([served, next]);
  await watch.watchPatiently(watchedIn([served, next]));
  if (isStopping()) return served;
  await publisher.follow(next.zones);
  if (isStopping()) return next;
  void watch.watch(watchedIn([next]));
  shares.divide([next]);
  shares.warnIfLow();
  memory.touch();
  statusLine.sendSoon();
  return next;
}

/** Drops what only the previous configuration needed. */
function dropOld(parts: Parts, next: LoadedConfig): void {
  const {
    keeper,
    shared,
    updates,
    attended,
    policies,
    cookies,
    tls,
    certificates,
    hosts,
    watch,
    shares,
    memory,
    notifier,
    hand,
  } = parts;
  updates.apply(next);
  shared.apply(next);
  attended.apply(next);
  policies.apply(next);
  cookies.apply(next);
  tls.identify(next.tlsIdentity);
  certificates.apply(next.tlsIdentity);
  keeper.setPublishedTtl(longestAddressTtlSeconds(next));
  hand.configReplaced();
  void hosts.follow([next]);
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
