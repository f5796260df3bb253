// From a configuration to the policy that all answering threads go by, this one included.

import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import type { QueryLogThread } from '../query-log/query-log-thread.ts';
import type { ServingPolicy } from '../serving/policy.ts';
import type { Rules } from '../serving/rules/rules.ts';
import { servingPolicyOf, wantedLogOf } from './serving-policy.ts';

/** Hands it on to threads of its own. */
interface Answering {
  apply(policy: ServingPolicy): void;
}

export class Policies {
  readonly #rules: Rules;
  readonly #others: readonly Answering[];
  readonly #queryLog: Pick<QueryLogThread, 'apply'>;

  /** `rules`: those of this thread. */
  constructor(rules: Rules, others: readonly Answering[], queryLog: Pick<QueryLogThread, 'apply'>) {
    this.#rules = rules;
    this.#others = others;
    this.#queryLog = queryLog;
  }

  apply(config: LoadedConfig): void {
    const policy = servingPolicyOf(config, this.#queryLog.apply(wantedLogOf(config)));
    this.#rules.apply(policy);
    for (const other of this.#others) other.apply(policy);
  }
}
