// Divides the file descriptors. Whatever answers or finds the truth comes first (sockets, workers, probes, control, a
// reload); TCP clients get what is left. Pure: numbers in, numbers out.
//
//   limit = open before us + to come + sockets + anchors + passing + control + HTTP + probes + TCP clients
//           └───────────────────── fixed ────────────────────────┘

import { fail, type Result, succeed } from '../base/result.ts';
import type { OpenFiles } from '../linux/open-files.ts';

export interface DescriptorNeeds {
  /** Addresses we open sockets for; inherited sockets are already open. */
  readonly addresses: number;
  /** Per address: one for TCP, and one for UDP or, with worker threads, one for each of them. */
  readonly socketsPerAddress: number;
  /** Opened later and kept, apart from sockets. */
  readonly toCome: number;
  /** A thread of its own serves TLS, on a socket for each address. */
  readonly hasTls: boolean;
  readonly anchors: number;
  /** Sockets that are opened for HTTP. */
  readonly httpListeners: number;
  /** How often each target is probed, and how long a probe may take. */
  readonly targets: readonly { readonly intervalMs: number; readonly timeoutMs: number }[];
}

export interface DescriptorBudget {
  readonly probesMax: number;
  readonly controlConnectionsMax: number;
  readonly tcpConnectionsMax: number;
  /** 0 without TLS. */
  readonly tlsConnectionsMax: number;
  /** 0 where HTTP is not served. */
  readonly httpConnectionsMax: number;
  /** Present if the limit is low: probes may be late, or TCP clients are disconnected early. */
  readonly shortage?: Shortage;
}

export interface Shortage {
  readonly limit: number;
  readonly wanted: number;
  /** If no target answered, not all could be probed on time. */
  readonly mayBeLate: boolean;
}

/** On all addresses together; far more than the honest clients of an authoritative server need at a time. */
export const tcpConnectionsUsual = 512;
/** Each takes ten times the memory of one without encryption. */
export const tlsConnectionsUsual = 256;
/** Operators' commands and a status page or two; each is answered within milliseconds. */
const controlConnectionsUsual = 16;
/** When there is plenty: a storm of reloads, done one at a time, turns nobody away. */
const controlConnectionsMost = 256;
/** A reload waiting for probes, and a `status` meanwhile. */
const controlConnectionsMin = 2;
/** People who look on, each with a stream of events and a page that loads; scrapers, and whoever asks for health. */
const httpConnectionsUsual = 256;
/** A scraper, a load balancer, a person. */
const httpConnectionsMin = 4;
/** The page is for looking at; answers come first. */
const httpShareMax = 1 / 8;
/** Node opens an epoll, an eventfd and a pipe for a thread's event loop. */
export const descriptorsPerThread = 4;
/** The control socket, and the descriptor libuv reserves to turn clients away when none is left. */
const ownListeners = 2;
/**
 * Open only briefly: files that a reload or a save of verdicts reads and writes, a message to the service manager, and above
 * all the source files of a starting thread, several of which are read at once.
 */
const passing = 20;
/** Even without room a few are probed at a time; a round then takes longer. */
const probesMin = 4;
/** A resolver that got a truncated answer must be able to retry over TCP, however many targets there are. */
const tcpConnectionsMin = 4;
const tcpShareMin = 1 / 8;
/** With fewer, a mere burst of truncated answers disconnects clients early. */
const tcpConnectionsComfortable = 64;
/** A failed probe is repeated half a second later, in addition to the regular ones. */
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
      tlsConnectionsMax: needs.hasTls ? tlsConnectionsUsual : 0,
      httpConnectionsMax: needs.httpListeners > 0 ? httpConnectionsUsual : 0,
    });
  }
  const streamsUsual = tcpConnectionsUsual + (needs.hasTls ? tlsConnectionsUsual : 0);
  const fixed = before.open + countFixed(needs);
  const free = before.limit - fixed;
  // A target that does not answer holds a descriptor for its whole timeout.
  const busy = needs.targets.reduce(
    (sum, { intervalMs, timeoutMs }) => sum + Math.min(1, timeoutMs / intervalMs),
    0,
  );
  const probesWanted = Math.min(targets, Math.max(probesMin, Math.ceil(secondLooks * busy)));
  const httpMin = needs.httpListeners > 0 ? httpConnectionsMin : 0;
  const least = controlConnectionsMin + httpMin + Math.min(targets, probesMin) + tcpConnectionsMin;
  if (free < least) return fail(printLack(before.limit, fixed + least));
  const wanted = fixed + controlConnectionsUsual + httpMin + probesWanted + tcpConnectionsComfortable;
  const control = clamp(Math.floor(free / 8), controlConnectionsMin, controlConnectionsUsual);
  const http =
    httpMin === 0 ? 0 : clamp(Math.floor((free - control) * httpShareMax), httpMin, httpConnectionsUsual);
  const rest = free - control - http;
  // When there is plenty, all can be probed at once, as at the start.
  const tcpLeast = Math.max(tcpConnectionsMin, Math.floor(rest * tcpShareMin));
  const probesMax = clamp(rest - streamsUsual, Math.min(probesWanted, rest - tcpLeast), targets);
  const streams = Math.min(streamsUsual, rest - probesMax);
  // Resolvers that need TCP have no other way to the answer.
  const tlsShare = Math.floor((streams * tlsConnectionsUsual) / streamsUsual);
  const tlsConnectionsMax = needs.hasTls ? Math.min(tlsShare, streams - tcpConnectionsMin) : 0;
  const tcpConnectionsMax = streams - tlsConnectionsMax;
  const left = rest - probesMax - streams;
  return succeed({
    probesMax,
    controlConnectionsMax: Math.min(control + left, controlConnectionsMost),
    tcpConnectionsMax,
    tlsConnectionsMax,
    httpConnectionsMax: http,
    ...(before.limit < wanted
      ? { shortage: { limit: before.limit, wanted, mayBeLate: probesMax < probesWanted } }
      : {}),
  });
}

function countFixed({
  addresses,
  socketsPerAddress,
  toCome,
  anchors,
  hasTls,
  httpListeners,
}: DescriptorNeeds): number {
  const forTls = hasTls ? addresses + descriptorsPerThread : 0;
  return addresses * socketsPerAddress + forTls + httpListeners + toCome + ownListeners + anchors + passing;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}

/** Ends a sentence. */
const wayToMoreDescriptors = 'raise LimitNOFILE= of the service, or "ulimit -n" by hand';

function printLack(limit: number, least: number): string {
  return `this process may open only ${limit} files, but this configuration needs at least ${least}; ${wayToMoreDescriptors}`;
}

export function printShortage({
  probesMax,
  tcpConnectionsMax,
  shortage,
}: DescriptorBudget): string | undefined {
  if (shortage === undefined) return undefined;
  const { limit, wanted, mayBeLate } = shortage;
  const late = mayBeLate ? ', and probes will be late while many targets do not answer' : '';
  return (
    `this process may open only ${limit} files, but this configuration calls for ${wanted}: ` +
    `at most ${probesMax} probes at a time and ${tcpConnectionsMax} TCP clients${late}; ${wayToMoreDescriptors}`
  );
}
