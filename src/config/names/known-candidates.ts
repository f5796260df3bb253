// The addresses and checks read so far, so that names with the same backends share them: most of a hundred thousand names
// do.

import type { Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { type CheckPlan, checkFor } from '../../health/deciding/check.ts';
import type { CandidateAddress } from '../../health/deciding/resolution.ts';
import type { ProbePlan } from '../../health/target.ts';
import { type IpAddress, parseIpAddress } from '../../wire/ip-address.ts';
import type { Findings } from '../findings/finding.ts';
import { type CheckDefaults, paceBeyond, readCheck } from './read-check.ts';

export class KnownCandidates {
  readonly #defaults: CheckDefaults;
  readonly #findings: Findings;
  readonly #plansByPort = new Map<number, ProbePlan>();
  /** By their JSON. Only checks without findings, which would otherwise be reported for the first name only. */
  readonly #plansByText = new Map<string, CheckPlan>();
  /** By check, if any, then by the address as it was written. */
  readonly #candidates = new Map<CheckPlan | undefined, Map<string, CandidateAddress>>();

  constructor(defaults: CheckDefaults, findings: Findings) {
    this.#defaults = defaults;
    this.#findings = findings;
  }

  planForPort(port: number): CheckPlan {
    const { health, shared = health } = this.#defaults;
    const pace = paceBeyond(health, shared);
    const plan = this.#plansByPort.get(port) ?? { kind: 'tcp', port, ...(pace && { pace }) };
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

  /** The address with its check; nothing, and a finding, when the text is not an address or the check does not fit it. */
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
        `"${address.text}" is IPv${address.family}, but the check has no IPv${address.family} "source"; name one of each family`,
      );
      return undefined;
    }
    const candidate = plan === undefined ? { address } : { address, check: checkFor(plan, address) };
    ofPlan.set(text, candidate);
    return candidate;
  }
}

/** Whether no source of the check is of the same family as the address to probe. */
export function lacksSource(plan: CheckPlan, published: Pick<IpAddress, 'family'>): boolean {
  if (plan.kind === 'not') return lacksSource(plan.part, published);
  if (plan.kind === 'all' || plan.kind === 'any')
    return plan.parts.some((part) => lacksSource(part, published));
  const { family } = plan.address ?? published;
  return plan.sources !== undefined && !plan.sources.some((source) => source.family === family);
}
