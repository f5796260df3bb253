import { expect } from 'chai';
import { findSuccessors } from '../../../../src/window/telling/standing/find-successors.ts';

describe('findSuccessors', () => {
  const cases: readonly [
    what: string,
    gone: string,
    come: readonly string[],
    successor: string | undefined,
  ][] = [
    ['the same check with other settings', 'tcp a:80', ['tcp b:80', 'tcp a:80 rise=2'], 'tcp a:80 rise=2'],
    ['another check of the same server', 'tcp a:80', ['http a:80 path=/'], 'http a:80 path=/'],
    ['the same kind before another', 'http a:80', ['tcp a:80', 'http a:80 path=/'], 'http a:80 path=/'],
    ['nothing on another port', 'tcp a:80', ['tcp a:8080'], undefined],
    ['nothing where nothing has come', 'tcp a:80', [], undefined],
  ];
  for (const [what, gone, come, successor] of cases)
    it(`finds ${what}`, () => {
      expect(findSuccessors([gone], come).get(gone)).to.equal(successor);
    });

  it('costs by the number of targets, however many share a server', () => {
    const gone = Array.from({ length: 20_000 }, (_, index) => `http a:80 path=/${index}`);
    const come = Array.from({ length: 20_000 }, (_, index) => `http a:80 path=/new/${index}`);
    const successors = findSuccessors(gone, come);
    expect(successors.size).to.equal(20_000);
    expect(new Set(successors.values())).to.deep.equal(new Set(['http a:80 path=/new/0']));
  });
});
