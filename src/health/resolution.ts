// What a name resolves to, and which of it is to be published now: the addresses that need no check and those
// whose target is up. Refuses to know how a target came to be up.

import type { IpAddress } from '../wire/ip-address.ts';
import type { RelativeName } from '../wire/name.ts';
import type { Target } from './target.ts';

export interface CandidateAddress {
  readonly address: IpAddress;
  /** Absent: static, published always. */
  readonly target?: Target;
}

export interface Resolution {
  readonly owner: RelativeName;
  /** As the operator wrote it, for logs. */
  readonly label: string;
  readonly candidates: readonly CandidateAddress[];
  /** Made for a service out of another name's address: that name is the one to talk of. */
  readonly isGenerated?: true;
}

export function choosePublished(resolution: Resolution, isUp: (target: Target) => boolean): IpAddress[] {
  return resolution.candidates
    .filter(({ target }) => target === undefined || isUp(target))
    .map(({ address }) => address);
}
