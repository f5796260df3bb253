// What one probe found out. A failure is the target's; an inconclusive probe failed on this side (no file descriptor left, no
// memory) and says nothing about the target.

export type FailureReason =
  | 'refused'
  | 'timeout'
  | 'reset'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'not-permitted'
  | 'no-local-address'
  | 'tls'
  | 'reply'
  | 'status'
  | 'body'
  | 'other';

export type Outcome =
  | {
      readonly kind: 'success';
      readonly tookMs: number;
      /** What the target did, such as `status 200`; absent: it accepted the connection. */
      readonly detail?: string;
    }
  | {
      readonly kind: 'failure';
      readonly reason: FailureReason;
      readonly detail: string;
      /** Of a timeout: the target had accepted the connection. */
      readonly hasConnected?: true;
    }
  | { readonly kind: 'inconclusive'; readonly detail: string };

/** Starts one probe. Calls `report` exactly once, later, unless the returned function called it off. */
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

/** Whether an error of the operating system is the target's fault or ours. */
export function classifyError(code: string, systemCall?: string): Outcome {
  if (exhaustedCodes.has(code)) return { kind: 'inconclusive', detail: code };
  // The source address is missing: that says nothing about the target.
  if (systemCall === 'bind') return { kind: 'inconclusive', detail: `${code} for the source address` };
  return { kind: 'failure', reason: reasonsByCode[code] ?? 'other', detail: code };
}

/** Failures that only a machine that hears us can cause. */
const heardReasons: ReadonlySet<FailureReason> = new Set([
  'refused',
  'reset',
  'tls',
  'reply',
  'status',
  'body',
]);

/** Whether anything came back, even a refusal: then the network between us works. */
export function showsLife(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'success':
      return true;
    case 'failure':
      return outcome.hasConnected === true || heardReasons.has(outcome.reason);
    case 'inconclusive':
      return false;
  }
}

/** Whether both say the same, but for how long it took. */
export function isAlike(a: Outcome, b: Outcome | undefined): boolean {
  if (a.kind !== b?.kind || a.detail !== b.detail) return false;
  return a.kind !== 'failure' || (b.kind === 'failure' && a.reason === b.reason);
}

/** Reasons that mean nothing without their detail. */
const detailedReasons: ReadonlySet<FailureReason> = new Set(['tls', 'reply', 'status', 'body', 'other']);

/** For people: `accepted in 1.3 ms`, `refused`, `status 503`. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'success':
      return `${outcome.detail ?? 'accepted'} in ${outcome.tookMs.toFixed(1)} ms`;
    case 'failure':
      return detailedReasons.has(outcome.reason) ? outcome.detail : outcome.reason;
    case 'inconclusive':
      return outcome.detail;
  }
}
