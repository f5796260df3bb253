// Gives each part of the daemon its share of the file descriptors, and warns when they are scarce. How to divide them is for
// `planDescriptors` to say.

import type { Logger } from '../base/logger.ts';
import { type Result, succeed } from '../base/result.ts';
import type { DescriptorStatus } from '../control/protocol/status.ts';
import { targetsOf } from '../health/deciding/resolution.ts';
import type { Target } from '../health/target.ts';
import { lookupsAtOnceMax } from '../hosts/lookup-queue.ts';
import type { OpenFiles } from '../linux/open-files.ts';
import { hostsIn } from '../publishing/loading/expand-config.ts';
import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { printEndpoint } from '../wire/endpoint.ts';
import {
  type DescriptorBudget,
  type DescriptorNeeds,
  descriptorsPerThread,
  planDescriptors,
  printShortage,
} from './descriptor-budget.ts';

export interface DescriptorSharesDependencies {
  /** Limit and number of open files; nothing if unknown. */
  readonly read: () => OpenFiles | undefined;
  /** Worker threads that answer UDP. */
  readonly workers: number;
  /** Opened later and kept, apart from sockets. */
  readonly toCome: number;
  /** Sockets were inherited and are already open. */
  readonly isAdopting: boolean;
  /** Inherited ones for HTTP; absent where nobody would serve any. */
  readonly httpSockets?: number | undefined;
  readonly logger: Logger;
  /** Called with new shares. */
  readonly onChange: (budget: DescriptorBudget) => void;
}

export class DescriptorShares {
  readonly #with: DescriptorSharesDependencies;
  /** Read before sockets are opened, but after the worker threads have started. */
  readonly #before: OpenFiles | undefined;
  #budget: DescriptorBudget;
  #told: string | undefined;

  constructor(dependencies: DescriptorSharesDependencies) {
    this.#with = dependencies;
    this.#before = dependencies.read();
    this.#budget = {
      probesMax: Number.POSITIVE_INFINITY,
      controlConnectionsMax: 1,
      tcpConnectionsMax: 1,
      tlsConnectionsMax: 0,
      httpConnectionsMax: 0,
    };
  }

  get budget(): DescriptorBudget {
    return this.#budget;
  }

  /** For operators; nothing while there are enough. */
  describe(): DescriptorStatus | undefined {
    const { shortage, probesMax, tcpConnectionsMax } = this.#budget;
    const message = printShortage(this.#budget);
    if (shortage === undefined || message === undefined) return undefined;
    const { limit, wanted } = shortage;
    return { limit, wanted, probesMax, tcpConnectionsMax, message };
  }

  /** Shares for all of these configurations at once. If there are too few, nothing changes and a sentence says why. */
  divide(configs: readonly LoadedConfig[]): Result<void, string> {
    const { read, onChange } = this.#with;
    const before = this.#before;
    // The limit may have been changed from outside since (prlimit(1)).
    const now = before === undefined ? undefined : { ...before, limit: read()?.limit ?? before.limit };
    const planned = planDescriptors(now, this.#needsOf(configs));
    if (!planned.ok) return planned;
    this.#budget = planned.value;
    onChange(planned.value);
    return succeed(undefined);
  }

  /** Warns if there are few, unless the last warning said the same. */
  warnIfLow(): void {
    const { shortage, probesMax, tcpConnectionsMax } = this.#budget;
    const text = printShortage(this.#budget);
    if (text === this.#told) return;
    this.#told = text;
    if (text === undefined) return;
    this.#with.logger.warning({ event: 'descriptors-low', ...shortage, probesMax, tcpConnectionsMax }, text);
  }

  #needsOf(configs: readonly LoadedConfig[]): DescriptorNeeds {
    const { workers, toCome, isAdopting, httpSockets } = this.#with;
    const http = new Set(configs.flatMap(({ http }) => http.listen.map(printEndpoint)));
    const endpoints = new Set(configs.flatMap(({ listen }) => listen.endpoints.map(printEndpoint)));
    const anchors = new Set(
      configs.flatMap(({ health }) => (health.doubt?.anchors ?? []).map(printEndpoint)),
    );
    const targets = new Map<string, { readonly intervalMs: number; readonly timeoutMs: number }>();
    for (const { health, zones } of configs) {
      for (const target of zones.flatMap(({ content }) => content.resolutions).flatMap(targetsOf))
        targets.set(target.key, paceOf(target, health));
    }
    return {
      addresses: isAdopting ? 0 : endpoints.size,
      socketsPerAddress: Math.max(1, workers) + 1,
      toCome: toCome + lookupSockets(configs) + logDescriptors(configs),
      hasTls: configs.some(({ tls }) => tls !== undefined),
      anchors: anchors.size,
      // Inherited ones win over those of the configuration; each has a second descriptor in the window's thread.
      httpListeners: httpSockets === undefined ? 0 : httpSockets || http.size,
      targets: [...targets.values()],
    };
  }
}

/** Lookups under way have a socket for each of their two questions. */
function lookupSockets(configs: readonly LoadedConfig[]): number {
  const hosts = hostsIn(configs.flatMap(({ zones }) => zones)).size;
  return Math.min(hosts, lookupsAtOnceMax) * 2;
}

/** The thread of the query log, with its file or socket. */
function logDescriptors(configs: readonly LoadedConfig[]): number {
  return configs.some(({ queryLog }) => queryLog !== undefined) ? descriptorsPerThread + 1 : 0;
}

function paceOf(
  { pace }: Target,
  { intervalMs, timeoutMs }: LoadedConfig['health'],
): { readonly intervalMs: number; readonly timeoutMs: number } {
  return { intervalMs: pace?.intervalMs ?? intervalMs, timeoutMs: pace?.timeoutMs ?? timeoutMs };
}
