// Which addresses of a name are published, and on what grounds. Pure: verdicts and what was published when all was well
// come in, a decision comes out. Refuses to know how verdicts are reached and where decisions go.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { Target } from '../target.ts';
import { judgeCheck, type VerdictOf } from './check.ts';
import { type AllDownPolicy, type CandidateAddress, decidingFor, type Resolution } from './resolution.ts';

export interface Decision {
  /** Whose turn it is: the addresses that are wanted first, their backups, or what the name says when all is down. */
  readonly grounds: 'candidates' | 'backups' | AllDownPolicy['kind'];
  readonly addresses: readonly IpAddress[];
  /** Of the candidates, static ones included. */
  readonly healthyCount: number;
}

/** What is published of a name now. */
export type Decide = (resolution: Resolution) => Decision;

/** `lastHealthy`: what was published when enough was healthy last; absent or empty when nobody knows. */
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
 * With targets that are held down for going up and down too often. That never leaves a name worse off: when nothing steady
 * is healthy, it is as if nothing was held.
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
  const whatever = decide(resolution, verdictOf, lastHealthy);
  return isAllDown(whatever) ? steady : whatever;
}

/** The addresses of a name; of one that was made of another, its own address while the other one publishes that. */
export function publishedOf(resolution: Resolution, decideOn: Decide): readonly IpAddress[] {
  const { addresses } = decideOn(decidingFor(resolution));
  return ownAmong(resolution, addresses);
}

/**
 * The addresses that were looked at for what is published now, drained ones too: those that are wanted first, and what
 * comes instead as far as it came to that. If none of a kind is published, it is because none of these could be.
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

/** As if every check had passed: one that says `not` has, too. */
export function decideAllHealthy({ candidates }: Resolution): Decision {
  const addresses = candidates.map(({ address }) => address);
  return { grounds: 'candidates', addresses, healthyCount: addresses.length };
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
      // What the operator has taken out since is not brought back by an outage.
      const known = new Set([...candidates, ...backups].map(({ address }) => address.text));
      const addresses = lastHealthy.filter(({ text }) => known.has(text));
      // Who never was healthy, as far as we remember, has no last set: all of them is the next best guess.
      if (addresses.length === 0)
        return { grounds: 'all', addresses: candidates.map(({ address }) => address) };
      return { grounds: kind, addresses };
    }
  }
}

/** An address whose verdict is unknown is not healthy yet. */
function healthyOf(tier: readonly CandidateAddress[], verdictOf: VerdictOf): IpAddress[] {
  return tier
    .filter(({ check }) => check === undefined || judgeCheck(check, verdictOf) === 'up')
    .map(({ address }) => address);
}
