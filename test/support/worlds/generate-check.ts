// Random conditions and names, over a few shared targets.

import type { Check } from '../../../src/health/deciding/check.ts';
import type { AllDownPolicy, CandidateAddress, Resolution } from '../../../src/health/deciding/resolution.ts';
import type { Target } from '../../../src/health/target.ts';
import type { IpAddress } from '../../../src/wire/ip-address.ts';
import { nameOf, ownerOf } from '../dns/make-zone.ts';
import type { SeededRandom } from '../seeded-random.ts';

export function generateCheck(random: SeededRandom, targets: readonly Target[], depth: number): Check {
  if (depth === 0 || random.chance(0.3)) return random.pick(targets);
  const kind = random.pick(['all', 'any', 'not'] as const);
  const part = () => generateCheck(random, targets, depth - 1);
  if (kind === 'not') return { kind, part: part() };
  return { kind, parts: Array.from({ length: 1 + random.below(3) }, part) };
}

export function generateResolution(random: SeededRandom, targets: readonly Target[]): Resolution {
  const policy = random.pick<AllDownPolicy | undefined>([
    undefined,
    { kind: 'empty' },
    { kind: 'all' },
    { kind: 'last' },
    { kind: 'addresses', addresses: [addressNumber(99)] },
  ]);
  const candidates = generateTier(random, targets, 1, 1 + random.below(4));
  const backups = generateTier(random, targets, 11, random.below(3));
  return {
    owner: ownerOf('www'),
    name: nameOf('www.example.test'),
    label: 'www',
    candidates,
    ...(policy === undefined ? {} : { whenAllDown: policy }),
    ...(backups.length === 0 ? {} : { backups }),
    ...(random.chance(0.5) ? {} : { healthyMin: 1 + random.below(candidates.length) }),
  };
}

function generateTier(
  random: SeededRandom,
  targets: readonly Target[],
  from: number,
  count: number,
): CandidateAddress[] {
  return Array.from({ length: count }, (_, index) => {
    const address = addressNumber(from + index);
    return random.chance(0.15)
      ? { address }
      : { address, check: generateCheck(random, targets, random.below(3)) };
  });
}

export function addressNumber(number: number): IpAddress {
  return { family: 4, text: `192.0.2.${number}` };
}
