// RFC 2782: priorities hold always, weights on average.

import { expect } from 'chai';
import { orderServices } from '../../src/discovery/order-services.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

const choices = 10_000;
/**
 * Chi-square beyond which chance alone gets once in 1000 times, for 1 to 4 degrees of freedom. The seed is fixed, so a
 * run that passes passes again; with another seed one in 1000 may fail.
 */
const chiSquareMax = [10.83, 13.82, 16.27, 18.47] as const;

function countFirst(weights: readonly number[]): number[] {
  const random = createSeededRandom().next;
  const counts = weights.map(() => 0);
  for (let i = 0; i < choices; i++) {
    const services = weights.map((weight, index) => ({ priority: 1, weight, index }));
    const first = orderServices(services, random)[0]?.index ?? 0;
    counts[first] = (counts[first] ?? 0) + 1;
  }
  return counts;
}

function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  return counts.reduce((total, count, index) => {
    const expected = (choices * (shares[index] ?? 0)) / sum;
    return total + (count - expected) ** 2 / expected;
  }, 0);
}

describe(`orderServices (TEST_SEED=${testSeed})`, () => {
  it('puts lower priorities first, whatever their weights', () => {
    const services = [
      { priority: 20, weight: 65_535 },
      { priority: 0, weight: 0 },
      { priority: 10, weight: 1 },
      { priority: 10, weight: 0 },
    ];
    const random = createSeededRandom().next;
    for (let i = 0; i < 200; i++) {
      const ordered = orderServices(services, random);
      expect(ordered.map(({ priority }) => priority)).to.deep.equal([0, 10, 10, 20]);
      expect(ordered).to.have.members(services);
    }
  });

  const cases: readonly (readonly [string, readonly number[], readonly number[]])[] = [
    ['the two of a pair evenly', [1, 1], [1, 1]],
    ['in proportion to the weights', [60, 40], [60, 40]],
    ['in proportion to many weights', [1, 2, 3, 4, 10], [1, 2, 3, 4, 10]],
    ['large weights too', [65_535, 65_535, 30_000], [65_535, 65_535, 30_000]],
    ['evenly where all weights are 0', [0, 0, 0], [1, 1, 1]],
    // RFC 2782: a number from 0 to the sum, of which 0 alone is for those without weight.
    ['those of weight 0 seldom, but not never', [0, 9], [1, 9]],
    ['several of weight 0 as one', [0, 0, 8], [0.5, 0.5, 8]],
  ];
  for (const [what, weights, shares] of cases) {
    it(`chooses ${what}: ${weights.join(', ')} in ${choices} choices`, () => {
      const counts = countFirst(weights);
      const bound = chiSquareMax[weights.length - 2] ?? 0;
      expect(chiSquare(counts, shares), counts.join(' ')).to.be.lessThan(bound);
    });
  }

  it('would notice a choice that does not follow the weights', () => {
    expect(chiSquare(countFirst([1, 1]), [60, 40])).to.be.greaterThan(chiSquareMax[0]);
    expect(chiSquare(countFirst([60, 40]), [1, 1])).to.be.greaterThan(chiSquareMax[0]);
  });

  it('draws the second place among the rest, by their weights', () => {
    const random = createSeededRandom().next;
    const second = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < choices; i++) {
      const services = (['a', 'b', 'c'] as const).map((id, index) => ({
        id,
        priority: 1,
        weight: index + 1,
      }));
      const chosen = orderServices(services, random)[1]?.id ?? 'a';
      second[chosen]++;
    }
    // P(second = x) = sum over the others y of P(first = y) × weight(x) / (6 - weight(y)).
    const shares = [2 / 24 + 3 / 18, 2 / 30 + 6 / 18, 3 / 30 + 6 / 24];
    expect(chiSquare([second.a, second.b, second.c], shares)).to.be.lessThan(chiSquareMax[1]);
  });
});
