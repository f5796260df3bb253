// An SVCB or HTTPS record (RFC 9460) whose target is a name of ours and whose hints may follow that name's health.

import type { ServiceHost } from '../../health/deciding/service.ts';
import type { RelativeName } from '../../wire/name.ts';
import type { ServiceParameters } from '../../wire/svcb-rdata.ts';

export interface ServiceBinding {
  readonly owner: RelativeName;
  /** SVCB or HTTPS. */
  readonly type: number;
  /** Absent: that of the zone's addresses. */
  readonly ttlSeconds?: number;
  /** 0: an alias (RFC 9460 §2.4.2). */
  readonly priority: number;
  /** Absent: `.`, which is the owner itself, or no service if this is an alias. */
  readonly target?: ServiceHost;
  readonly parameters: ServiceParameters;
  /** The addresses that the target publishes are hints of the record. */
  readonly hasHints: boolean;
}

/** The name whose addresses are the hints. */
export function hintedOwner({ owner, target, hasHints }: ServiceBinding): RelativeName | undefined {
  if (!hasHints) return undefined;
  if (target === undefined) return owner;
  return target.kind === 'inside' ? target.owner : undefined;
}
