import { expect } from 'chai';
import { matchesPattern, parseNamePattern } from '../../../src/config/zones/name-pattern.ts';
import { parseOwner } from '../../../src/wire/name.ts';

function matches(text: string, name: string): boolean {
  const pattern = parseNamePattern(text);
  const owner = parseOwner(name);
  if (!pattern.ok || !owner.ok) throw new Error(`cannot read ${text} or ${name}`);
  return matchesPattern(pattern.value, owner.value);
}

describe('a pattern of names', () => {
  const longest = `${'a'.repeat(63)}.`.repeat(3);

  for (const [pattern, inside, outside] of [
    ['@', ['@'], ['www', '\\*']],
    ['host', ['host', 'HOST'], ['@', 'a.host', 'hosts']],
    ['Host', ['host'], ['hos']],
    ['a.host', ['a.host'], ['host', 'b.host', 'a.a.host']],
    ['*', ['www', '_tcp'], ['@', 'a.www', '*']],
    ['*.dyn', ['home.dyn'], ['dyn', 'a.home.dyn', '*.dyn', 'home.dynamic']],
    ['a.*.b', ['a.x.b'], ['a.b', 'a.x.y.b', 'x.a.b']],
    ['**', ['@', 'www', 'a.b.c'], ['*', '*.www']],
    ['**.dyn', ['dyn', 'a.dyn', 'a.b.dyn'], ['@', 'dyn.a', '*.dyn', '*.a.dyn', 'xdyn']],
    ['**.*', ['www', 'a.b'], ['@', '*']],
    [
      '_acme-challenge.**',
      ['_acme-challenge', '_acme-challenge.www', '_acme-challenge.a.b', '_ACME-challenge.www'],
      ['@', 'www', 'x._acme-challenge', 'acme-challenge.www'],
    ],
    ['_acme-challenge.*', ['_acme-challenge.www'], ['_acme-challenge', '_acme-challenge.a.b']],
    ['*.**', ['www', 'a.b.c'], ['@', '*', '*.a']],
    ['\\*.dyn', ['*.dyn'], ['home.dyn', 'a.*.dyn']],
    ['a\\.b', ['a\\.b'], ['a.b']],
    [`${longest}*`, [`${longest}a`], [longest.slice(0, -1)]],
  ] as const) {
    it(`${pattern} is ${inside.join(', ').slice(0, 80)} and not ${outside.join(', ').slice(0, 80)}`, () => {
      expect(inside.filter((name) => !matches(pattern, name))).to.deep.equal([]);
      expect(outside.filter((name) => matches(pattern, name))).to.deep.equal([]);
    });
  }

  for (const [text, kind] of [
    ['', 'empty'],
    ['.', 'empty-label'],
    ['host.', 'empty-label'],
    ['a..b', 'empty-label'],
    ['a.**.b', 'misplaced-stars'],
    ['**.a.**', 'misplaced-stars'],
    ['**.**', 'misplaced-stars'],
    ['a*', 'partial-star'],
    ['***', 'partial-star'],
    ['a.*b', 'partial-star'],
    ['www.@', 'bad-character'],
    ['a b', 'bad-character'],
    ['-a', 'hyphen-at-edge'],
    ['bücher', 'not-ascii'],
    ['a\\', 'bad-escape'],
    ['x'.repeat(64), 'label-too-long'],
    ['a.'.repeat(127).concat('a'), 'name-too-long'],
  ] as const) {
    it(`is refused as ${kind}: ${text.slice(0, 20)}`, () => {
      const read = parseNamePattern(text);
      expect(read.ok ? read.value : read.problem.kind).to.equal(kind);
    });
  }

  it('keeps how it was written', () => {
    const read = parseNamePattern('*.DYN');
    expect(read.ok && read.value.text).to.equal('*.DYN');
  });
});
