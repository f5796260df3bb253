// Which addresses are published: rule by rule, and compared with a slow and obvious model.

import { expect } from 'chai';
import { judgeCheck, type VerdictOf } from '../../../src/health/deciding/check.ts';
import {
  consideredOf,
  decide,
  decideAllHealthy,
  decideSteadily,
  isAllDown,
} from '../../../src/health/deciding/decide.ts';
import type { CandidateAddress, Resolution } from '../../../src/health/deciding/resolution.ts';
import type { Verdict } from '../../../src/health/step-state.ts';
import { type Target, tcpTarget } from '../../../src/health/target.ts';
import type { IpAddress } from '../../../src/wire/ip-address.ts';
import { nameOf, ownerOf } from '../../support/dns/make-zone.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { addressNumber, generateResolution } from '../../support/worlds/generate-check.ts';
import { makeTargets } from '../../support/worlds/scripted-probe.ts';
import { checked, threeCandidates } from '../../support/worlds/three-candidates.ts';

const name = threeCandidates;
const numbersOf = (addresses: readonly IpAddress[]) =>
  addresses.map(({ text }) => Number(text.split('.')[3]));

/** What is published when the targets of these addresses are up: grounds and last octets. */
function publish(given: Partial<Resolution>, up: readonly number[], last?: readonly number[]) {
  const verdictOf: VerdictOf = ({ address }) =>
    up.includes(Number(address.text.split('.')[3])) ? 'up' : 'down';
  const { grounds, addresses } = decide({ ...name, ...given }, verdictOf, last?.map(addressNumber));
  return [grounds, ...numbersOf(addresses)];
}

describe('decide', () => {
  it('publishes what is up, in the order of the configuration', () => {
    expect(publish({}, [3, 1])).to.deep.equal(['candidates', 1, 3]);
  });

  it('publishes unchecked addresses whatever happens to others', () => {
    const candidates = [checked(1), { address: addressNumber(2) }];
    expect(publish({ candidates }, [])).to.deep.equal(['candidates', 2]);
    expect(publish({ candidates }, [1])).to.deep.equal(['candidates', 1, 2]);
  });

  it('does not publish what is unknown', () => {
    expect(decide(name, () => 'unknown').addresses).to.deep.equal([]);
  });

  describe('when all is down', () => {
    it('publishes nothing by default', () => {
      expect(publish({}, [])).to.deep.equal(['empty']);
      expect(publish({ whenAllDown: { kind: 'empty' } }, [])).to.deep.equal(['empty']);
    });

    it('publishes all', () => {
      expect(publish({ whenAllDown: { kind: 'all' } }, [])).to.deep.equal(['all', 1, 2, 3]);
    });

    it('publishes other addresses', () => {
      const whenAllDown = { kind: 'addresses', addresses: [addressNumber(9)] } as const;
      expect(publish({ whenAllDown }, [])).to.deep.equal(['addresses', 9]);
      expect(publish({ whenAllDown }, [2])).to.deep.equal(['candidates', 2]);
    });

    it('publishes what was healthy last', () => {
      expect(publish({ whenAllDown: { kind: 'last' } }, [], [2, 3])).to.deep.equal(['last', 2, 3]);
    });

    it('publishes no last healthy address that is no longer configured', () => {
      expect(publish({ whenAllDown: { kind: 'last' } }, [], [2, 7])).to.deep.equal(['last', 2]);
    });

    it('publishes all when the last healthy addresses are unknown', () => {
      const whenAllDown = { kind: 'last' } as const;
      expect(publish({ whenAllDown }, [])).to.deep.equal(['all', 1, 2, 3]);
      expect(publish({ whenAllDown }, [], [7])).to.deep.equal(['all', 1, 2, 3]);
    });
  });

  describe('with a minimum of healthy addresses', () => {
    const given = { healthyMin: 2, whenAllDown: { kind: 'all' } } as const;

    it('publishes the healthy ones while they are enough', () => {
      expect(publish(given, [1, 3])).to.deep.equal(['candidates', 1, 3]);
    });

    it('applies the all-down policy below it', () => {
      expect(publish(given, [3])).to.deep.equal(['all', 1, 2, 3]);
      expect(publish({ healthyMin: 2 }, [3])).to.deep.equal(['empty']);
      expect(publish({ healthyMin: 2, whenAllDown: { kind: 'last' } }, [3], [1, 3])).to.deep.equal([
        'last',
        1,
        3,
      ]);
    });

    it('counts unchecked addresses', () => {
      const candidates = [checked(1), checked(2), { address: addressNumber(3) }];
      expect(publish({ ...given, candidates }, [2])).to.deep.equal(['candidates', 2, 3]);
      expect(publish({ ...given, candidates }, [])).to.deep.equal(['all', 1, 2, 3]);
    });
  });

  describe('with backups', () => {
    const given = { backups: [checked(11), checked(12)], whenAllDown: { kind: 'all' } } as const;

    it('ignores them while one address is up', () => {
      expect(publish(given, [2, 11, 12])).to.deep.equal(['candidates', 2]);
    });

    it('publishes the ones that are up when no candidate is', () => {
      expect(publish(given, [12])).to.deep.equal(['backups', 12]);
    });

    it('publishes only them when too few candidates are up', () => {
      expect(publish({ ...given, healthyMin: 2 }, [1, 11])).to.deep.equal(['backups', 11]);
    });

    it('applies the all-down policy only when they are down too', () => {
      expect(publish(given, [])).to.deep.equal(['all', 1, 2, 3]);
    });

    it('keeps them as the last healthy addresses', () => {
      expect(publish({ ...given, whenAllDown: { kind: 'last' } }, [], [12])).to.deep.equal(['last', 12]);
    });

    it('does not require them to be checked', () => {
      expect(publish({ backups: [{ address: addressNumber(11) }] }, [])).to.deep.equal(['backups', 11]);
    });
  });

  it('counts healthy addresses, whatever is published', () => {
    expect(
      decide({ ...name, healthyMin: 3 }, ({ address }) => (address.text.endsWith('1') ? 'up' : 'down')),
    ).to.deep.equal({
      grounds: 'empty',
      addresses: [],
      healthyCount: 1,
    });
  });

  it(`agrees with a model that applies each rule separately (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const targets = makeTargets(5);
    const seen = new Set<string>();
    for (let round = 0; round < 5000; round++) {
      const resolution = generateResolution(random, targets);
      const verdicts = new Map(
        targets.map(({ key }) => [key, random.pick<Verdict>(['up', 'down', 'unknown'])]),
      );
      const verdictOf = ({ key }: Target) => verdicts.get(key) ?? 'unknown';
      const last = random.chance(0.3)
        ? undefined
        : [1, 3, 12, 50].filter(() => random.chance(0.5)).map(addressNumber);
      const { grounds, addresses } = decide(resolution, verdictOf, last);
      seen.add(grounds);
      expect(
        numbersOf(addresses),
        JSON.stringify({ resolution, verdicts: [...verdicts], last }),
      ).to.deep.equal(numbersOf(decideSlowly(resolution, verdictOf, last)));
    }
    expect([...seen].sort()).to.deep.equal(['addresses', 'all', 'backups', 'candidates', 'empty', 'last']);
  });
});

/** Slow and obvious: asks of every address whether one of the rules wants it. */
function decideSlowly(
  resolution: Resolution,
  verdictOf: VerdictOf,
  last: readonly IpAddress[] = [],
): readonly IpAddress[] {
  const isHealthy = ({ check }: CandidateAddress) => !check || judgeCheck(check, verdictOf) === 'up';
  const { candidates } = resolution;
  const backups = resolution.backups ?? [];
  const policy = resolution.whenAllDown ?? { kind: 'empty' };
  const hasEnough = candidates.filter(isHealthy).length >= (resolution.healthyMin ?? 1);
  const hasBackup = !hasEnough && backups.some(isHealthy);
  const isLost = !hasEnough && !hasBackup;
  const isKnown = (one: IpAddress) =>
    [...candidates, ...backups].some(({ address }) => address.text === one.text);
  const kept = last.filter(isKnown);
  return [
    ...candidates.filter((one) => hasEnough && isHealthy(one)).map(({ address }) => address),
    ...backups.filter((one) => hasBackup && isHealthy(one)).map(({ address }) => address),
    ...(isLost && policy.kind === 'addresses' ? policy.addresses : []),
    ...(isLost && policy.kind === 'last' ? kept : []),
    ...(isLost && (policy.kind === 'all' || (policy.kind === 'last' && kept.length === 0))
      ? candidates.map(({ address }) => address)
      : []),
  ];
}

describe('consideredOf', () => {
  const whenAllDown = { kind: 'addresses', addresses: [addressNumber(21)] } as const;
  const given: Resolution = { ...name, backups: [checked(11), checked(12)], whenAllDown };
  const considered = (resolution: Resolution, ...up: readonly number[]) =>
    numbersOf(
      consideredOf(resolution, (one) =>
        decide(one, ({ address }) => (up.includes(Number(address.text.split('.')[3])) ? 'up' : 'down')),
      ),
    );

  it('contains the candidates, up or not', () => {
    expect(considered(given, 2)).to.deep.equal([1, 2, 3]);
  });

  it('contains backups and fallback addresses once their turn has come', () => {
    expect(considered(given, 12)).to.deep.equal([1, 2, 3, 11, 12]);
    expect(considered(given)).to.deep.equal([1, 2, 3, 11, 12, 21]);
    expect(considered({ ...given, whenAllDown: { kind: 'all' } })).to.deep.equal([1, 2, 3, 11, 12]);
  });

  it('contains drained addresses', () => {
    const drained = { ...given, candidates: [checked(1)], whenAllDown: { ...whenAllDown, addresses: [] } };
    expect(numbersOf(consideredOf(given, () => decide(drained, () => 'down')))).to.deep.equal([
      ...[1, 2, 3, 11, 12, 21],
    ]);
  });

  it('contains only its own address for a host made from a name, when its turn has come', () => {
    const hostOf = (number: number): Resolution => ({
      owner: ownerOf('host'),
      name: nameOf('host.example.test'),
      label: 'host',
      candidates: [checked(number)],
      madeOf: given,
    });
    expect(considered(hostOf(1), 2)).to.deep.equal([1]);
    expect(considered(hostOf(12), 2)).to.deep.equal([]);
    expect(considered(hostOf(12), 11)).to.deep.equal([12]);
  });
});

describe('isAllDown', () => {
  it('holds for all grounds except the two with healthy addresses', () => {
    const grounds = ['candidates', 'backups', 'empty', 'all', 'last', 'addresses'] as const;
    const down = grounds.filter((ground) => isAllDown({ grounds: ground, addresses: [], healthyCount: 0 }));
    expect(down).to.deep.equal(['empty', 'all', 'last', 'addresses']);
  });
});

describe('decideAllHealthy', () => {
  it('publishes all candidates, including those with an inverted check', () => {
    const candidates: CandidateAddress[] = [
      checked(1),
      { address: addressNumber(2), check: { kind: 'not', part: tcpTarget(addressNumber(2), 80) } },
    ];
    const { addresses } = decideAllHealthy({ ...name, candidates, backups: [checked(11)] });
    expect(numbersOf(addresses)).to.deep.equal([1, 2]);
  });
});

describe('decideSteadily', () => {
  /** What is published with some targets up and some held. */
  function publishSteadily(given: Partial<Resolution>, up: readonly number[], held: readonly number[]) {
    const isOneOf = (few: readonly number[], { address }: Target) =>
      numbersOf([address]).some((one) => few.includes(one));
    const { grounds, addresses } = decideSteadily(
      { ...name, ...given },
      (target) => (isOneOf(up, target) ? 'up' : 'down'),
      (target) => isOneOf(held, target),
    );
    return [grounds, ...numbersOf(addresses)];
  }

  it('leaves out held targets, up or not', () => {
    expect(publishSteadily({}, [1, 2], [2, 3])).to.deep.equal(['candidates', 1]);
  });

  it('turns to backups that are not held', () => {
    const backups = [checked(4), checked(5)];
    expect(publishSteadily({ backups }, [1, 4, 5], [1, 5])).to.deep.equal(['backups', 4]);
  });

  it('prefers a held target that is up to the all-down policy', () => {
    const whenAllDown = { kind: 'addresses', addresses: [addressNumber(9)] } as const;
    expect(publishSteadily({ whenAllDown }, [1, 2], [1, 2, 3])).to.deep.equal(['candidates', 1, 2]);
    expect(publishSteadily({ healthyMin: 2 }, [1, 2], [1])).to.deep.equal(['candidates', 1, 2]);
    expect(publishSteadily({ whenAllDown }, [], [1, 2])).to.deep.equal(['addresses', 9]);
  });

  it('decides as usual when no target is held', () => {
    expect(publishSteadily({}, [1, 3], [])).to.deep.equal(['candidates', 1, 3]);
  });
});
