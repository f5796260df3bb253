// Paths as a person would write them.

import { expect } from 'chai';
import { parsePath, printPath } from '../../../src/config/findings/print-path.ts';

describe('printPath', () => {
  const table: readonly (readonly [readonly (string | number)[], string])[] = [
    [[], 'root'],
    [['www', 'ips', 1], 'root.www.ips[1]'],
    [['api.v1', 'ips'], 'root["api.v1"].ips'],
    [['*'], 'root["*"]'],
    [['@'], 'root["@"]'],
    [[''], 'root[""]'],
    [['_a-b'], 'root._a-b'],
    [['say "x"\n'], 'root["say \\"x\\"\\n"]'],
    [[0, 0], 'root[0][0]'],
  ];
  for (const [steps, path] of table) {
    it(`prints ${path}, and reads it back`, () => {
      expect(printPath('root', ...steps)).to.equal(path);
      expect(parsePath(path)).to.deep.equal({ root: 'root', steps });
    });
  }

  it('shows the beginning and the end of an endless path', () => {
    const path = printPath('root', ...Array.from({ length: 32 }, () => 'x'.repeat(1_000_000)), 'end');
    expect(path).to.match(/^root\["x+…x*.*\.end$/u);
    expect(path.length).to.equal(1001);
  });

  for (const [text, steps] of [
    ['zones["a…"', []],
    ['zones.a…b[1]', ['a']],
    ['zones.a[x]', ['a']],
    ['zones["\\x"]', []],
    ['zones["a"].b tail', ['a', 'b']],
  ] as const) {
    it(`reads ${text} as far as it goes`, () =>
      expect(parsePath(text)).to.deep.equal({ root: 'zones', steps }));
  }
});
