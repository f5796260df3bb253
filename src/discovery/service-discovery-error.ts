// The one error that callers get for anything that goes wrong out there; its code says what.

import type { LookupProblem } from '../resolving/lookup-problem.ts';

/**
 * - `NO_SUCH_SERVICE`: the name servers say that there is no such service, or none with an address.
 * - `TIMEOUT`: no name server answered in time.
 * - `SERVER_FAILURE`: no name server could be reached, or they answered that they could not answer.
 * - `MALFORMED`: an answer could not be read, or the name is not a domain name.
 * - `REFUSED`: the name servers do not answer such questions, or not from us.
 * - `ABORTED`: the signal called it off, or the client was closed.
 */
export type ServiceDiscoveryErrorCode =
  | 'NO_SUCH_SERVICE'
  | 'TIMEOUT'
  | 'SERVER_FAILURE'
  | 'MALFORMED'
  | 'REFUSED'
  | 'ABORTED';

/** A lookup without a result. `cause` is the error of the operating system, or the reason of a signal. */
export class ServiceDiscoveryError extends Error {
  override readonly name = 'ServiceDiscoveryError';
  readonly code: ServiceDiscoveryErrorCode;

  constructor(code: ServiceDiscoveryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What goes wrong when name servers do answer. */
interface NoSuchService extends Omit<LookupProblem, 'kind'> {
  readonly kind: 'no-such-service';
}

type Problem = LookupProblem | NoSuchService;

const codes: Readonly<Record<Problem['kind'], ServiceDiscoveryErrorCode>> = {
  'no-such-service': 'NO_SUCH_SERVICE',
  timeout: 'TIMEOUT',
  'server-failure': 'SERVER_FAILURE',
  malformed: 'MALFORMED',
  refused: 'REFUSED',
  aborted: 'ABORTED',
};

export function toError(service: string, { kind, detail, cause }: Problem): ServiceDiscoveryError {
  const message = `looking up ${service}: ${detail}`;
  return new ServiceDiscoveryError(codes[kind], message, cause === undefined ? undefined : { cause });
}

export function abortedError(service: string, signal: AbortSignal | undefined): ServiceDiscoveryError {
  const isBySignal = signal?.aborted === true;
  const detail = isBySignal ? 'called off' : 'the client is closed';
  const options = isBySignal ? { cause: signal.reason } : undefined;
  return new ServiceDiscoveryError('ABORTED', `looking up ${service}: ${detail}`, options);
}
