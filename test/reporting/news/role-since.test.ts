import { expect } from 'chai';
import { roleSince } from '../../../src/reporting/news/role-since.ts';

const now = 1000;
const up = (sinceSeconds?: number) => ({ verdict: 'up', sinceSeconds }) as const;
const down = (sinceSeconds?: number) => ({ verdict: 'down', sinceSeconds }) as const;

describe('roleSince', () => {
  const cases = [
    ['one is up: since it came up', [up(100)], 1, 100],
    ['one of several is needed: since the first came up', [up(300), up(200), down(900)], 1, 200],
    ['two are needed: since the second came up', [up(300), up(200), up(900)], 2, 300],
    ['all are down: since the last went down', [down(100), down(700)], 1, 700],
    ['two are needed and one is up: since the last went down', [up(50), down(100), down(700)], 2, 700],
    ['two are needed and none is up: since one was left', [down(100), down(700)], 2, 100],
    ['nobody knows since when: now', [down(undefined)], 1, now],
    ['nothing is known: now', [], 1, now],
  ] as const;
  for (const [title, targets, healthyMin, expected] of cases) {
    it(title, () => expect(roleSince(targets, healthyMin, now)).to.equal(expected));
  }
});
