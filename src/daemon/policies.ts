// From a configuration to the policy that all answering threads go by, this one included.

import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { Rules } from '../serving/rules/rules.ts';
import type { UdpEngine } from '../serving/udp/udp-engine.ts';
import { servingPolicyOf } from './serving-policy.ts';

export class Policies {
  readonly #rules: Rules;
  readonly #engine: UdpEngine;

  /** `rules`: those of this thread. */
  constructor(rules: Rules, engine: UdpEngine) {
    this.#rules = rules;
    this.#engine = engine;
  }

  apply(config: LoadedConfig): void {
    const policy = servingPolicyOf(config);
    this.#rules.apply(policy);
    this.#engine.apply(policy);
  }
}
