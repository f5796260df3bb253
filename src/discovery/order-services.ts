// RFC 2782: the order to try the targets of a service in, by priority and by chance.

import type { Random } from '../base/random.ts';

export interface Weighted {
  readonly priority: number;
  readonly weight: number;
}

/** Lower priorities first; among equals, each place is drawn with chances in proportion to the weights. */
export function orderServices<Service extends Weighted>(
  services: readonly Service[],
  random: Random,
): Service[] {
  const priorities = [...new Set(services.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((wanted) =>
    drawAll(
      services.filter(({ priority }) => priority === wanted),
      random,
    ),
  );
}

function drawAll<Service extends Weighted>(services: readonly Service[], random: Random): Service[] {
  // Weights of 0 come first, so that they win a draw of 0 and no other. Shuffled, because they have no order among
  // themselves: where all weights are 0, all places are equally good.
  const left = shuffle(services, random).sort((a, b) => Number(a.weight > 0) - Number(b.weight > 0));
  let sum = left.reduce((total, { weight }) => total + weight, 0);
  const drawn: Service[] = [];
  while (left.length > 0) {
    // The RFC draws from 0 to the sum. Without a weight of 0, that would be one number too many for the first target.
    const lowest = left[0]?.weight === 0 ? 0 : 1;
    const mark = lowest + Math.floor(random() * (sum - lowest + 1));
    let passed = 0;
    const index = left.findIndex(({ weight }) => {
      passed += weight;
      return passed >= mark;
    });
    const [chosen] = left.splice(Math.max(index, 0), 1);
    if (chosen === undefined) break;
    drawn.push(chosen);
    sum -= chosen.weight;
  }
  return drawn;
}

export function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
