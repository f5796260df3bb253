// Why one question, to one name server or to all of them, got no answer.

import { printServer, type ServerAddress } from './name-servers.ts';
import type { EndReason } from './scope.ts';

export interface LookupProblem {
  readonly kind: 'timeout' | 'server-failure' | 'malformed' | 'refused' | 'aborted';
  /** For people: which server, and what went wrong. */
  readonly detail: string;
  readonly cause?: Error;
}

export function problemOfEnd(reason: EndReason, servers: readonly ServerAddress[]): LookupProblem {
  if (reason === 'aborted') return { kind: 'aborted', detail: 'called off' };
  return { kind: 'timeout', detail: `no answer in time from ${servers.map(printServer).join(', ')}` };
}

export function problemOfSocket(error: Error, server: ServerAddress): LookupProblem {
  return {
    kind: 'server-failure',
    detail: `${printServer(server)} cannot be reached: ${error.message}`,
    cause: error,
  };
}

/** What tells most about why all attempts failed: an answer rather than silence, the latest of several. */
export function worstOf(problems: readonly LookupProblem[]): LookupProblem {
  return (
    problems.findLast(({ kind }) => kind !== 'timeout') ??
    problems.at(-1) ?? { kind: 'server-failure', detail: 'there is no name server to ask' }
  );
}
