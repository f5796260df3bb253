import { expect } from 'chai';
import type { NameFacts, TargetFacts } from '../../../src/window/model/news.ts';
import { explainName } from '../../../src/window/model/why.ts';
import { makeName, makeTarget } from '../../support/worlds/window-facts.ts';

const nowSeconds = 2000;
const key = 'tcp 192.0.2.1:80';
const missing = [{ address: '192.0.2.1', targets: [key] }];
const partial: Partial<NameFacts> = { candidates: 3, healthy: 2, addresses: ['a', 'b'], missing };

function explain(name: Partial<NameFacts>, target: Partial<TargetFacts> = {}): string {
  const targets = new Map([
    [key, makeTarget({ state: 'down', sinceSeconds: 1700, reason: 'refused', ...target })],
  ]);
  return explainName(makeName(name), { targets, nowSeconds });
}

describe('explainName', () => {
  const cases: readonly (readonly [string, Partial<NameFacts>, Partial<TargetFacts>?])[] = [
    ['answered with its address', {}],
    ['answered with all 3 addresses', { candidates: 3, healthy: 3, addresses: ['a', 'b', 'c'] }],
    ['answered with 2 of 3 addresses: 192.0.2.1 has been down for 5 min (refused)', partial],
    [
      'answered with 2 of 3 addresses: 192.0.2.1 is held down for flapping',
      partial,
      { state: 'up', held: { sinceSeconds: 1, untilSeconds: 2 } },
    ],
    [
      'answered with 2 of 3 addresses: 192.0.2.1 is forced down',
      partial,
      { state: 'up', override: 'forced down' },
    ],
    ['answered with 2 of 3 addresses: 192.0.2.1 has not been probed yet', partial, { state: 'unknown' }],
    [
      'answered with 2 of 3 addresses: 192.0.2.1 is down',
      partial,
      { sinceSeconds: undefined, reason: undefined },
    ],
    // Its target is up, and the check wants it not to be.
    ['answered with 2 of 3 addresses: 192.0.2.1 fails its check', partial, { state: 'up' }],
    [
      'answered with 2 of 3 addresses: 192.0.2.1 is drained',
      { ...partial, missing: [{ address: '192.0.2.1', targets: [key], isDrained: true }] },
    ],
    [
      'answered with 2 of 3 addresses: 192.0.2.1 fails its check',
      { ...partial, missing: [{ address: '192.0.2.1', targets: ['gone'] }] },
    ],
    [
      'answered with 1 of 2 backups, 1 of 3 addresses healthy, 2 needed',
      { role: 'backups', backups: 2, candidates: 3, healthy: 1, healthyMin: 2 },
    ],
    ['answered with 1 address as its policy says, 0 of 1 address healthy', { role: 'policy', healthy: 0 }],
    [
      'answered without address, 0 of 1 address healthy: 192.0.2.1 has been down for 5 min (refused)',
      { role: 'nothing', healthy: 0, addresses: [], missing },
    ],
    ['answered with 1 address, unchecked', { isChecked: false }],
    ['answered without address', { isChecked: false, role: 'nothing', addresses: [] }],
  ];
  for (const [expected, name, target] of cases) {
    it(`says "${expected}"`, () => expect(explain(name, target)).to.equal(expected));
  }

  it('names the first of many that are missing', () => {
    const many = Array.from({ length: 5 }, (_, index) => ({
      address: `192.0.2.${index}`,
      targets: [],
      isDrained: true,
    }));
    const name = { role: 'nothing', candidates: 40, healthy: 0, addresses: [], missing: many } as const;
    expect(explain(name)).to.match(
      /: 192\.0\.2\.0 is drained, 192\.0\.2\.1 is drained, 192\.0\.2\.2 is drained, and 37 more$/,
    );
  });
});
