// Remembers what names published when they were last healthy, for those that keep publishing it when all is down.
// Refuses to know where this is kept between two runs of the program.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name } from '../../wire/name.ts';
import { type Decision, isAllDown } from './decide.ts';
import type { Resolution } from './resolution.ts';

export type AddressesByName = ReadonlyMap<Name, readonly IpAddress[]>;

export class LastHealthy {
  readonly #addresses: Map<Name, readonly IpAddress[]>;

  /** Starts from what an earlier run knew. */
  constructor(known: AddressesByName = new Map()) {
    this.#addresses = new Map(known);
  }

  get all(): AddressesByName {
    return this.#addresses;
  }

  of({ name }: Resolution): readonly IpAddress[] | undefined {
    return this.#addresses.get(name);
  }

  /** To be told of every decision that is published. */
  remember({ name, whenAllDown }: Resolution, decision: Decision): void {
    if (whenAllDown?.kind !== 'last' || isAllDown(decision)) return;
    this.#addresses.set(name, decision.addresses);
  }

  /** Forgets all names but those that will ask for it. */
  keepOnly(resolutions: readonly Resolution[]): void {
    const kept = new Set(
      resolutions.filter(({ whenAllDown }) => whenAllDown?.kind === 'last').map(({ name }) => name),
    );
    for (const name of this.#addresses.keys()) if (!kept.has(name)) this.#addresses.delete(name);
  }
}
