// What a configuration says about answering, as the data plane understands it.

import type { LoadedConfig } from '../publishing/loading/load-config.ts';
import { type ServingPolicy, usualPolicy } from '../serving/policy.ts';

export function servingPolicyOf({ cookies, replyLimit }: LoadedConfig): ServingPolicy {
  return { ...usualPolicy, cookieNeededAboveOctets: cookies.neededAboveOctets, replyLimit };
}
