// Remembers what names published when they were last healthy, for names that keep publishing it when all is down.
// Refuses to know where this is kept between runs.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { Name } from '../../wire/name.ts';
import { type Decision, isAllDown } from './decide.ts';
import type { Resolution } from './resolution.ts';

export type AddressesByName = ReadonlyMap<Name, readonly IpAddress[]>;

export class LastHealthy {
  readonly #addresses: Map<Name, readonly IpAddress[]>;

  /** `known`: from an earlier run. */
  constructor(known: AddressesByName = new Map()) {
    this.#addresses = new Map(known);
  }

  get all(): AddressesByName {
    return this.#addresses;
  }

  of({ name }: Resolution): readonly IpAddress[] | undefined {
    return this.#addresses.get(name);
  }

  /** To be called with every decision that gets published. */
  remember({ name, whenAllDown }: Resolution, decision: Decision): void {
    if (whenAllDown?.kind !== 'last' || isAllDown(decision)) return;
    this.#addresses.set(name, decision.addresses);
  }

  /** Forgets names that are gone or no longer have the policy `last`. */
  keepOnly(resolutions: readonly Resolution[]): void {
    const kept = new Set(
      resolutions.filter(({ whenAllDown }) => whenAllDown?.kind === 'last').map(({ name }) => name),
    );
    for (const name of this.#addresses.keys()) if (!kept.has(name)) this.#addresses.delete(name);
  }
}
