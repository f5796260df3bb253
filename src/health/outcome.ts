// What one probe found out. Failures are the target's; an inconclusive probe failed on this side (no file
// descriptor left, no memory) and says nothing about the target.

export type FailureReason =
  | 'refused'
  | 'timeout'
  | 'reset'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'not-permitted'
  | 'no-local-address'
  | 'other';

export type Outcome =
  | { readonly kind: 'success'; readonly tookMs: number }
  | { readonly kind: 'failure'; readonly reason: FailureReason; readonly detail: string }
  | { readonly kind: 'inconclusive'; readonly detail: string };

/** Starts one probe. `report` is called exactly once, later, unless the returned function called it off. */
export type Probe<Target> = (
  target: Target,
  timeoutMs: number,
  report: (outcome: Outcome) => void,
) => () => void;

const reasonsByCode: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EHOSTUNREACH: 'host-unreachable',
  EHOSTDOWN: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  ENETDOWN: 'network-unreachable',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  // No address of the target's family on this machine (or no free port): it cannot be reached from here.
  EADDRNOTAVAIL: 'no-local-address',
};

const exhaustedCodes: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN']);

/** Sorts an error of the operating system into the target's fault or ours. */
export function classifyError(code: string): Outcome {
  if (exhaustedCodes.has(code)) return { kind: 'inconclusive', detail: code };
  return { kind: 'failure', reason: reasonsByCode[code] ?? 'other', detail: code };
}
