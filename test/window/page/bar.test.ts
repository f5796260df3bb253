// Bars and what they say in words: what nobody knows is drawn as unknown, and what was down a moment is never 100 %.

import { expect } from 'chai';
import {
  describeParts,
  drawBar,
  printAvailability,
  type TimePart,
} from '../../../src/window/page/markup/bar.ts';

const unknown: TimePart = { knownSeconds: 0, downSeconds: 0 };
const up: TimePart = { knownSeconds: 1800, downSeconds: 0 };
const troubled: TimePart = { knownSeconds: 1800, downSeconds: 60 };
const down: TimePart = { knownSeconds: 1800, downSeconds: 1800 };

describe('drawBar', () => {
  it('draws each stretch of equal parts once, by kind', () => {
    const drawn = drawBar([unknown, unknown, up, up, up, troubled, down, up], 'last 24 hours').toString();
    expect(drawn).to.contain('<path class="b-unknown" d="M0 10h2"/>');
    expect(drawn).to.contain('<path class="b-up" d="M2 10h3M7 10h1"/>');
    expect(drawn).to.contain('<path class="b-part" d="M5 10h1"/>');
    expect(drawn).to.contain('<path class="b-down" d="M6 10h1"/>');
    expect(drawn).to.contain('viewBox="0 0 8 20"');
  });

  it('says in words what it draws', () => {
    expect(drawBar([up, down], 'last 24 hours').toString()).to.contain(
      'aria-label="last 24 hours: 50.0 % available, down for 30 min"',
    );
  });

  it('takes a part of which little is known for what that was', () => {
    expect(drawBar([{ knownSeconds: 60, downSeconds: 60 }], '').toString()).to.contain('b-down');
  });
});

describe('printAvailability', () => {
  for (const [parts, printed] of [
    [[], '–'],
    [[unknown], '–'],
    [[unknown, up], '100 %'],
    [[down], '0.00 %'],
    [[up, down], '50.0 %'],
    [[{ knownSeconds: 7_776_000, downSeconds: 1 }], '99.99 %'],
    [[{ knownSeconds: 86_400, downSeconds: 600 }], '99.30 %'],
    [[{ knownSeconds: 86_400, downSeconds: 8640 }], '90.0 %'],
    [[{ knownSeconds: 10, downSeconds: 20 }], '0.00 %'],
  ] as const)
    it(`says ${printed}`, () => {
      expect(printAvailability(parts)).to.equal(printed);
    });
});

describe('describeParts', () => {
  it('says that nothing is known, that it was never down, or for how long', () => {
    expect(describeParts([unknown])).to.equal('nothing is known yet');
    expect(describeParts([unknown, up])).to.equal('never down');
    expect(describeParts([up, troubled])).to.equal('98.3 % available, down for 1 min');
  });
});
