// Remembers what names published when they were healthy last, for those that go on with it when all is down.
// Refuses to know where this is kept between two runs of the program.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { RelativeName } from '../../wire/name.ts';
import { type Decision, isAllDown } from './decide.ts';
import type { Resolution } from './resolution.ts';

export type AddressesByOwner = ReadonlyMap<RelativeName, readonly IpAddress[]>;

export class LastHealthy {
  readonly #addresses: Map<RelativeName, readonly IpAddress[]>;

  /** Starts from what an earlier run knew. */
  constructor(known: AddressesByOwner = new Map()) {
    this.#addresses = new Map(known);
  }

  get all(): AddressesByOwner {
    return this.#addresses;
  }

  of({ owner }: Resolution): readonly IpAddress[] | undefined {
    return this.#addresses.get(owner);
  }

  /** To be told of every decision that is published. */
  note({ owner, whenAllDown }: Resolution, decision: Decision): void {
    if (whenAllDown?.kind !== 'last' || isAllDown(decision)) return;
    this.#addresses.set(owner, decision.addresses);
  }

  /** Forgets all names but those that will ask for it. */
  keepOnly(resolutions: readonly Resolution[]): void {
    const kept = new Set(
      resolutions.filter(({ whenAllDown }) => whenAllDown?.kind === 'last').map(({ owner }) => owner),
    );
    for (const owner of this.#addresses.keys()) if (!kept.has(owner)) this.#addresses.delete(owner);
  }
}
