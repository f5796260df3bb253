// The addresses and checks that were read so far. Of a hundred thousand names most share their backends, and then what is
// known of these too.

import type { Json } from '../base/parse-json.ts';
import { type CheckPlan, checkFor } from '../health/deciding/check.ts';
import type { CandidateAddress } from '../health/deciding/resolution.ts';
import type { ProbePlan } from '../health/target.ts';
import { type IpAddress, parseIpAddress } from '../wire/ip-address.ts';
import type { Findings } from './finding.ts';
import { quote } from './quote.ts';
import { type CheckDefaults, readCheck } from './read-check.ts';

export class KnownCandidates {
  readonly #defaults: CheckDefaults;
  readonly #findings: Findings;
  readonly #plansByPort = new Map<number, ProbePlan>();
  /** By their JSON: only those about which there was nothing to say, or it would be said once. */
  readonly #plansByText = new Map<string, CheckPlan>();
  /** By check, or nothing for those that need none; then by the address as it was written. */
  readonly #candidates = new Map<CheckPlan | undefined, Map<string, CandidateAddress>>();

  constructor(defaults: CheckDefaults, findings: Findings) {
    this.#defaults = defaults;
    this.#findings = findings;
  }

  planForPort(port: number): CheckPlan {
    const plan = this.#plansByPort.get(port) ?? { kind: 'tcp', port };
    this.#plansByPort.set(port, plan);
    return plan;
  }

  readCheck(path: string, json: Json): CheckPlan | undefined {
    const text = JSON.stringify(json);
    const known = this.#plansByText.get(text);
    if (known !== undefined) return known;
    const before = this.#findings.count;
    const plan = readCheck(path, json, this.#defaults, this.#findings);
    if (plan !== undefined && this.#findings.count === before) this.#plansByText.set(text, plan);
    return plan;
  }

  /** The address with its check; nothing, and a finding, when the text is no address or cannot be checked so. */
  find(at: () => string, text: string, plan: CheckPlan | undefined): CandidateAddress | undefined {
    let ofPlan = this.#candidates.get(plan);
    if (ofPlan === undefined) {
      ofPlan = new Map();
      this.#candidates.set(plan, ofPlan);
    }
    const known = ofPlan.get(text);
    if (known !== undefined) return known;
    const address = parseIpAddress(text.trim());
    if (address === undefined) {
      this.#findings.error(at(), `${quote(text)} is not an IPv4 or IPv6 address`);
      return undefined;
    }
    if (plan !== undefined && lacksSource(plan, address)) {
      this.#findings.error(
        at(),
        `"${address.text}" is IPv${address.family}, and the check has no "source" of that family; name one of each`,
      );
      return undefined;
    }
    const candidate = plan === undefined ? { address } : { address, check: checkFor(plan, address) };
    ofPlan.set(text, candidate);
    return candidate;
  }
}

/** Whether a probe would leave from another address than it was told to, its target being of the other family. */
function lacksSource(plan: CheckPlan, published: IpAddress): boolean {
  if (plan.kind === 'not') return lacksSource(plan.part, published);
  if (plan.kind === 'all' || plan.kind === 'any')
    return plan.parts.some((part) => lacksSource(part, published));
  const { family } = plan.address ?? published;
  return plan.sources !== undefined && !plan.sources.some((source) => source.family === family);
}
