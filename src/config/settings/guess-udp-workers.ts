// How many UDP workers there will be, guessed from two variables before anything else of the configuration is read. A wrong
// guess costs milliseconds; readConfig decides, and reports what is wrong with the values.

import { availableParallelism } from 'node:os';
import type { Environment } from '../sources/raw-value.ts';

/** One thread answers hundreds of thousands of queries a second; beyond four, nobody's zone is served better. */
const defaultWorkersMax = 4;

export function defaultUdpWorkers(): number {
  return Math.min(availableParallelism(), defaultWorkersMax);
}

/** At most the default: a guess must not cost more than that. */
export function guessUdpWorkers(environment: Environment): number {
  if (environment['HEALTHY_DNS_UDP_ENGINE'] === 'dgram') return 0;
  const most = defaultUdpWorkers();
  const asked = environment['HEALTHY_DNS_UDP_WORKERS']?.trim() ?? '';
  return /^\d+$/.test(asked) ? Math.min(Number(asked), most) : most;
}
