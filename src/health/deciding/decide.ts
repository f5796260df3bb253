// Which addresses of a name are published, and on what grounds. Pure: verdicts and the last healthy set in, a decision
// out. Refuses to know how verdicts are reached and where decisions go.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { Target } from '../target.ts';
import { judgeCheck, type VerdictOf } from './check.ts';
import { type AllDownPolicy, type CandidateAddress, decidingFor, type Resolution } from './resolution.ts';

export interface Decision {
  /** Where the addresses come from: the candidates, their backups, or the policy for all being down. */
  readonly grounds: 'candidates' | 'backups' | AllDownPolicy['kind'];
  readonly addresses: readonly IpAddress[];
  /** Of the candidates, static ones included. */
  readonly healthyCount: number;
}

/** Decides what a name publishes now. */
export type Decide = (resolution: Resolution) => Decision;

/** `lastHealthy`: what was published when enough was last healthy; absent or empty if unknown. */
export function decide(
  resolution: Resolution,
  verdictOf: VerdictOf,
  lastHealthy: readonly IpAddress[] = [],
): Decision {
  const { candidates, backups = [], healthyMin = 1 } = resolution;
  const healthy = healthyOf(candidates, verdictOf);
  const healthyCount = healthy.length;
  if (healthyCount >= healthyMin) return { grounds: 'candidates', addresses: healthy, healthyCount };
  const instead = healthyOf(backups, verdictOf);
  if (instead.length > 0) return { grounds: 'backups', addresses: instead, healthyCount };
  return { ...applyPolicy(resolution, lastHealthy), healthyCount };
}

/**
 * Treats targets held for flapping as down. A hold never empties a name: where no steady target is healthy, holds are
 * ignored.
 */
export function decideSteadily(
  resolution: Resolution,
  verdictOf: VerdictOf,
  isHeld: (target: Target) => boolean,
  lastHealthy?: readonly IpAddress[],
): Decision {
  let hasHeld = false;
  const steadyVerdictOf: VerdictOf = (target) => {
    if (!isHeld(target)) return verdictOf(target);
    hasHeld = true;
    return 'down';
  };
  const steady = decide(resolution, steadyVerdictOf, lastHealthy);
  if (!hasHeld || !isAllDown(steady)) return steady;
  const withoutHolds = decide(resolution, verdictOf, lastHealthy);
  return isAllDown(withoutHolds) ? steady : withoutHolds;
}

/** The addresses that a name publishes. A host made for a service publishes its one address while its origin does. */
export function publishedOf(resolution: Resolution, decideOn: Decide): readonly IpAddress[] {
  const { addresses } = decideOn(decidingFor(resolution));
  return ownAmong(resolution, addresses);
}

/**
 * The addresses weighed for the present decision, drained ones included: the candidates and, if it came to that, what
 * stands in for them. A family that is not published is missing only if one of these belongs to it.
 */
export function consideredOf(resolution: Resolution, decideOn: Decide): readonly IpAddress[] {
  const deciding = decidingFor(resolution);
  const { candidates, backups = [], whenAllDown } = deciding;
  const { grounds } = decideOn(deciding);
  const tiers = grounds === 'candidates' ? candidates : [...candidates, ...backups];
  const considered = tiers.map(({ address }) => address);
  if (grounds === 'addresses' && whenAllDown?.kind === grounds) considered.push(...whenAllDown.addresses);
  return ownAmong(resolution, considered);
}

function ownAmong({ candidates, madeOf }: Resolution, addresses: readonly IpAddress[]): readonly IpAddress[] {
  if (madeOf === undefined) return addresses;
  return addresses.filter(({ text }) => text === candidates[0]?.address.text);
}

/** As if every check had passed, those with `not` included. */
export function decideAllHealthy({ candidates }: Resolution): Decision {
  const addresses = candidates.map(({ address }) => address);
  return { grounds: 'candidates', addresses, healthyCount: addresses.length };
}

/** Where the answers come from. */
export type NameRole = 'candidates' | 'backups' | 'policy' | 'nothing';

export function roleOf({ grounds, addresses }: Pick<Decision, 'grounds' | 'addresses'>): NameRole {
  if (grounds === 'candidates' || grounds === 'backups') return grounds;
  return addresses.length === 0 ? 'nothing' : 'policy';
}

export function isAllDown({ grounds }: Decision): boolean {
  return grounds !== 'candidates' && grounds !== 'backups';
}

function applyPolicy(
  { candidates, backups = [], whenAllDown = { kind: 'empty' } }: Resolution,
  lastHealthy: readonly IpAddress[],
): Pick<Decision, 'grounds' | 'addresses'> {
  const { kind } = whenAllDown;
  switch (kind) {
    case 'empty':
      return { grounds: kind, addresses: [] };
    case 'addresses':
      return { grounds: kind, addresses: whenAllDown.addresses };
    case 'all':
      return { grounds: kind, addresses: candidates.map(({ address }) => address) };
    case 'last': {
      // An outage must not bring back what the operator has since removed.
      const known = new Set([...candidates, ...backups].map(({ address }) => address.text));
      const addresses = lastHealthy.filter(({ text }) => known.has(text));
      // A name that was never healthy, as far as we know, has no last set: all of it is the next best guess.
      if (addresses.length === 0)
        return { grounds: 'all', addresses: candidates.map(({ address }) => address) };
      return { grounds: kind, addresses };
    }
  }
}

/** An unknown verdict is not healthy yet. */
function healthyOf(tier: readonly CandidateAddress[], verdictOf: VerdictOf): IpAddress[] {
  return tier
    .filter(({ check }) => check === undefined || judgeCheck(check, verdictOf) === 'up')
    .map(({ address }) => address);
}
