// Which addresses are published: rule by rule, and against a decision that was written to be obvious.

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
import { targetsOf } from '../../../src/health/deciding/resolution.ts';
import type { Verdict } from '../../../src/health/step-state.ts';
import { type Target, tcpTarget } from '../../../src/health/target.ts';
import type { IpAddress } from '../../../src/wire/ip-address.ts';
import { nameOf, ownerOf } from '../../support/dns/make-zone.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { addressNumber, generateResolution } from '../../support/worlds/generate-check.ts';
import { makeTargets } from '../../support/worlds/scripted-probe.ts';

const checked = (number: number): CandidateAddress => {
  const address = addressNumber(number);
  return { address, check: tcpTarget(address, 80) };
};
const name: Resolution = {
  owner: ownerOf('www'),
  name: nameOf('www.example.test'),
  label: 'www',
  candidates: [checked(1), checked(2), checked(3)],
};
const numbersOf = (addresses: readonly IpAddress[]) =>
  addresses.map(({ text }) => Number(text.split('.')[3]));

/** What is published when the targets of these addresses are up: on which grounds, and the last octets. */
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

  it('publishes addresses that are not checked, whatever happens to others', () => {
    const candidates = [checked(1), { address: addressNumber(2) }];
    expect(publish({ candidates }, [])).to.deep.equal(['candidates', 2]);
    expect(publish({ candidates }, [1])).to.deep.equal(['candidates', 1, 2]);
  });

  it('does not publish what is unknown', () => {
    expect(decide(name, () => 'unknown').addresses).to.deep.equal([]);
  });

  describe('when all is down', () => {
    it('publishes nothing unless told otherwise', () => {
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

    it('publishes nothing that was healthy last and is not configured any more', () => {
      expect(publish({ whenAllDown: { kind: 'last' } }, [], [2, 7])).to.deep.equal(['last', 2]);
    });

    it('publishes all when nobody knows what was healthy last', () => {
      const whenAllDown = { kind: 'last' } as const;
      expect(publish({ whenAllDown }, [])).to.deep.equal(['all', 1, 2, 3]);
      expect(publish({ whenAllDown }, [], [7])).to.deep.equal(['all', 1, 2, 3]);
    });
  });

  describe('with a least number of healthy addresses', () => {
    const given = { healthyMin: 2, whenAllDown: { kind: 'all' } } as const;

    it('publishes what is healthy while that is enough', () => {
      expect(publish(given, [1, 3])).to.deep.equal(['candidates', 1, 3]);
    });

    it('does below it what it does when all is down', () => {
      expect(publish(given, [3])).to.deep.equal(['all', 1, 2, 3]);
      expect(publish({ healthyMin: 2 }, [3])).to.deep.equal(['empty']);
      expect(publish({ healthyMin: 2, whenAllDown: { kind: 'last' } }, [3], [1, 3])).to.deep.equal([
        'last',
        1,
        3,
      ]);
    });

    it('counts addresses that are not checked', () => {
      const candidates = [checked(1), checked(2), { address: addressNumber(3) }];
      expect(publish({ ...given, candidates }, [2])).to.deep.equal(['candidates', 2, 3]);
      expect(publish({ ...given, candidates }, [])).to.deep.equal(['all', 1, 2, 3]);
    });
  });

  describe('with backups', () => {
    const given = { backups: [checked(11), checked(12)], whenAllDown: { kind: 'all' } } as const;

    it('leaves them alone while one address is up', () => {
      expect(publish(given, [2, 11, 12])).to.deep.equal(['candidates', 2]);
    });

    it('publishes those that are up when no address is', () => {
      expect(publish(given, [12])).to.deep.equal(['backups', 12]);
    });

    it('publishes them alone when too few addresses are up', () => {
      expect(publish({ ...given, healthyMin: 2 }, [1, 11])).to.deep.equal(['backups', 11]);
    });

    it('does what it is told for all being down only when they are down too', () => {
      expect(publish(given, [])).to.deep.equal(['all', 1, 2, 3]);
    });

    it('goes on with them when they were healthy last', () => {
      expect(publish({ ...given, whenAllDown: { kind: 'last' } }, [], [12])).to.deep.equal(['last', 12]);
    });

    it('needs no check for them', () => {
      expect(publish({ backups: [{ address: addressNumber(11) }] }, [])).to.deep.equal(['backups', 11]);
    });
  });

  it('tells how many addresses are healthy, whatever is published', () => {
    expect(
      decide({ ...name, healthyMin: 3 }, ({ address }) => (address.text.endsWith('1') ? 'up' : 'down')),
    ).to.deep.equal({
      grounds: 'empty',
      addresses: [],
      healthyCount: 1,
    });
  });

  it(`decides as one who takes every rule by itself (TEST_SEED=${testSeed})`, () => {
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

/** Slow and obvious: asks of every address that could be published whether one of the rules wants it. */
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

  it('names what is wanted first, whatever of it is up', () => {
    expect(considered(given, 2)).to.deep.equal([1, 2, 3]);
  });

  it('names backups once it has come to them, and other addresses once it has come to these', () => {
    expect(considered(given, 12)).to.deep.equal([1, 2, 3, 11, 12]);
    expect(considered(given)).to.deep.equal([1, 2, 3, 11, 12, 21]);
    expect(considered({ ...given, whenAllDown: { kind: 'all' } })).to.deep.equal([1, 2, 3, 11, 12]);
  });

  it('names what has been drained', () => {
    const drained = { ...given, candidates: [checked(1)], whenAllDown: { ...whenAllDown, addresses: [] } };
    expect(numbersOf(consideredOf(given, () => decide(drained, () => 'down')))).to.deep.equal([
      ...[1, 2, 3, 11, 12, 21],
    ]);
  });

  it('names of a host that was made of a name its own address, in its turn', () => {
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
  it('is true of every ground but the two that have healthy addresses', () => {
    const grounds = ['candidates', 'backups', 'empty', 'all', 'last', 'addresses'] as const;
    const down = grounds.filter((ground) => isAllDown({ grounds: ground, addresses: [], healthyCount: 0 }));
    expect(down).to.deep.equal(['empty', 'all', 'last', 'addresses']);
  });
});

describe('decideAllHealthy', () => {
  it('publishes the addresses that come first, those too that are up while a target is not', () => {
    const candidates: CandidateAddress[] = [
      checked(1),
      { address: addressNumber(2), check: { kind: 'not', part: tcpTarget(addressNumber(2), 80) } },
    ];
    const { addresses } = decideAllHealthy({ ...name, candidates, backups: [checked(11)] });
    expect(numbersOf(addresses)).to.deep.equal([1, 2]);
  });
});

describe('targetsOf', () => {
  it('finds the targets of addresses and backups, each once', () => {
    const [first, second] = makeTargets(2) as [Target, Target];
    const resolution: Resolution = {
      ...name,
      candidates: [
        { address: addressNumber(1), check: { kind: 'any', parts: [first, { kind: 'not', part: second }] } },
        { address: addressNumber(2), check: { ...first } },
        { address: addressNumber(3) },
      ],
      backups: [checked(11), { address: addressNumber(12), check: second }],
    };
    expect(targetsOf(resolution).map(({ key }) => key)).to.deep.equal([
      first.key,
      second.key,
      'tcp 192.0.2.11:80',
    ]);
  });
});

describe('decideSteadily', () => {
  /** What is published with these up and those held down. */
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

  it('leaves out who is held, up or not', () => {
    expect(publishSteadily({}, [1, 2], [2, 3])).to.deep.equal(['candidates', 1]);
  });

  it('turns to backups that are not held', () => {
    const backups = [checked(4), checked(5)];
    expect(publishSteadily({ backups }, [1, 4, 5], [1, 5])).to.deep.equal(['backups', 4]);
  });

  it('takes who is held and up rather than what is said for all being down', () => {
    const whenAllDown = { kind: 'addresses', addresses: [addressNumber(9)] } as const;
    expect(publishSteadily({ whenAllDown }, [1, 2], [1, 2, 3])).to.deep.equal(['candidates', 1, 2]);
    expect(publishSteadily({ healthyMin: 2 }, [1, 2], [1])).to.deep.equal(['candidates', 1, 2]);
    expect(publishSteadily({ whenAllDown }, [], [1, 2])).to.deep.equal(['addresses', 9]);
  });

  it('decides as ever when nobody is held', () => {
    expect(publishSteadily({}, [1, 3], [])).to.deep.equal(['candidates', 1, 3]);
  });
});
