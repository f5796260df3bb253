// Who may have how many of the file descriptors. What answers and what finds the truth come first (sockets, workers, probes,
// control, a reload), TCP clients take what is left. Pure: numbers in, numbers out.
//
//   limit = open before us + to come + sockets + anchors + passing + control + probes + TCP clients
//           └───────────────────── fixed ────────────────────────┘

import { fail, type Result, succeed } from '../base/result.ts';
import type { OpenFiles } from '../linux/open-files.ts';

export interface DescriptorNeeds {
  /** Addresses that we open sockets for; inherited ones are open before us. */
  readonly addresses: number;
  /** On each address: one for TCP, and one for UDP or, with threads of its own, one for each of them. */
  readonly socketsPerAddress: number;
  /** What is opened later and stays, but for sockets. */
  readonly toCome: number;
  readonly anchors: number;
  /** How long a probe of each target may take, and how often there is one. */
  readonly targets: readonly { readonly intervalMs: number; readonly timeoutMs: number }[];
}

export interface DescriptorBudget {
  readonly probesMax: number;
  readonly controlConnectionsMax: number;
  readonly tcpConnectionsMax: number;
  /** Present when the limit is low: probes may come late, or TCP clients must leave early. */
  readonly shortage?: Shortage;
}

export interface Shortage {
  readonly limit: number;
  readonly wanted: number;
  /** If nobody answered, not all targets could be probed when it is their turn. */
  readonly mayBeLate: boolean;
}

/** On all addresses together; far more than an authoritative server's honest clients need at a time. */
export const tcpConnectionsUsual = 512;
/** Commands of operators and a status page or two; each is answered within milliseconds. */
const controlConnectionsUsual = 16;
/** Where there is plenty: a storm of reloads, which come one after the other, turns nobody away. */
const controlConnectionsMost = 256;
/** A reload that waits for probes, and a `status` meanwhile. */
const controlConnectionsMin = 2;
/** For a thread's event loop Node opens an epoll, an eventfd and a pipe. */
export const descriptorsPerThread = 4;
/** The control socket, and the descriptor that libuv keeps to turn clients away with when there is no other left. */
const ownListeners = 2;
/**
 * What is open for a moment: the files that a reload or a save of verdicts reads and writes, a message to the service
 * manager, and above all the source files of a starting thread, some of which are read at a time.
 */
const passing = 20;
/** Where there is no room, some are probed at a time all the same: a round takes longer then. */
const probesMin = 4;
/** A resolver that got a truncated answer must be able to come back, however many targets there are. */
const tcpConnectionsMin = 4;
const tcpShareMin = 1 / 8;
/** With fewer, a burst of truncated answers already has clients leave early. */
const tcpConnectionsComfortable = 64;
/** Failures are looked at a second time half a second later, on top of their turns. */
const secondLooks = 1.5;

export function planDescriptors(
  before: OpenFiles | undefined,
  needs: DescriptorNeeds,
): Result<DescriptorBudget, string> {
  const targets = needs.targets.length;
  if (before === undefined) {
    return succeed({
      probesMax: Number.POSITIVE_INFINITY,
      controlConnectionsMax: controlConnectionsMost,
      tcpConnectionsMax: tcpConnectionsUsual,
    });
  }
  const fixed = before.open + countFixed(needs);
  const free = before.limit - fixed;
  // If none of them answered, each would hold its descriptor for its whole time limit.
  const busy = needs.targets.reduce(
    (sum, { intervalMs, timeoutMs }) => sum + Math.min(1, timeoutMs / intervalMs),
    0,
  );
  const probesWanted = Math.min(targets, Math.max(probesMin, Math.ceil(secondLooks * busy)));
  const least = controlConnectionsMin + Math.min(targets, probesMin) + tcpConnectionsMin;
  if (free < least) return fail(printLack(before.limit, fixed + least));
  const wanted = fixed + controlConnectionsUsual + probesWanted + tcpConnectionsComfortable;
  const control = clamp(Math.floor(free / 8), controlConnectionsMin, controlConnectionsUsual);
  const rest = free - control;
  // Where there is plenty, all are probed at once when all are due, as at the start.
  const tcpLeast = Math.max(tcpConnectionsMin, Math.floor(rest * tcpShareMin));
  const probesMax = clamp(rest - tcpConnectionsUsual, Math.min(probesWanted, rest - tcpLeast), targets);
  const tcpConnectionsMax = Math.min(tcpConnectionsUsual, rest - probesMax);
  const left = rest - probesMax - tcpConnectionsMax;
  return succeed({
    probesMax,
    controlConnectionsMax: Math.min(control + left, controlConnectionsMost),
    tcpConnectionsMax,
    ...(before.limit < wanted
      ? { shortage: { limit: before.limit, wanted, mayBeLate: probesMax < probesWanted } }
      : {}),
  });
}

function countFixed({ addresses, socketsPerAddress, toCome, anchors }: DescriptorNeeds): number {
  return addresses * socketsPerAddress + toCome + ownListeners + anchors + passing;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}

/** How to get more, for the end of a sentence. */
const wayToMoreDescriptors = 'raise LimitNOFILE= of the service, or "ulimit -n" by hand';

function printLack(limit: number, least: number): string {
  return `this process may open ${limit} files, and with this configuration it needs at least ${least}; ${wayToMoreDescriptors}`;
}

export function printShortage({
  probesMax,
  tcpConnectionsMax,
  shortage,
}: DescriptorBudget): string | undefined {
  if (shortage === undefined) return undefined;
  const { limit, wanted, mayBeLate } = shortage;
  const late = mayBeLate ? ', so that probes come late while many targets do not answer' : '';
  return (
    `this process may open ${limit} files, and this configuration wants ${wanted}: ` +
    `at most ${probesMax} probes at a time and ${tcpConnectionsMax} TCP clients${late}; ${wayToMoreDescriptors}`
  );
}
