import { expect } from 'chai';
import {
  conditionOfName,
  conditionOfTarget,
  type NameCondition,
  type TargetCondition,
} from '../../../src/window/model/condition.ts';
import type { NameFacts, TargetFacts } from '../../../src/window/model/news.ts';
import { makeName, makeTarget } from '../../support/worlds/window-facts.ts';

describe('the condition of a name', () => {
  const cases: readonly (readonly [NameCondition, Partial<NameFacts>])[] = [
    ['up', { role: 'candidates', healthy: 2, candidates: 2 }],
    ['reduced', { role: 'candidates', healthy: 1, candidates: 2 }],
    ['on backup', { role: 'backups', healthy: 0 }],
    ['all down', { role: 'policy', healthy: 0 }],
    ['down', { role: 'nothing', healthy: 0, addresses: [] }],
    ['fixed', { role: 'candidates', isChecked: false }],
    ['down', { role: 'nothing', isChecked: false, addresses: [] }],
  ];
  for (const [condition, facts] of cases)
    it(`is ${condition} with ${JSON.stringify(facts)}`, () => {
      expect(conditionOfName(makeName(facts))).to.equal(condition);
    });
});

describe('the condition of a target', () => {
  const held = { sinceSeconds: 1, untilSeconds: 2 };
  const cases: readonly (readonly [TargetCondition, Partial<TargetFacts>])[] = [
    ['up', { state: 'up' }],
    ['failing', { state: 'up', isFailing: true }],
    ['down', { state: 'down', isFailing: true }],
    ['unknown', { state: 'unknown' }],
    ['held', { state: 'up', held }],
    ['held', { state: 'down', held }],
    ['drained', { state: 'down', held, override: 'drained' }],
    ['forced up', { state: 'down', override: 'forced up' }],
    ['forced down', { state: 'up', override: 'forced down' }],
  ];
  for (const [condition, facts] of cases)
    it(`is ${condition} with ${JSON.stringify(facts)}`, () => {
      expect(conditionOfTarget(makeTarget(facts))).to.equal(condition);
    });
});
