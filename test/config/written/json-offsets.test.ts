// Keys that JSON.parse would swallow.

import { expect } from 'chai';
import { findJsonOffsets, findRepeatedKeys } from '../../../src/config/written/json-offsets.ts';

describe('findRepeatedKeys', () => {
  const none = [
    '{}',
    '[]',
    '"a"',
    '{"a": 1, "b": 1}',
    '{"a": {"a": {"a": 1}}}',
    '[{"a": 1}, {"a": 1}]',
    '{"a": ["a", "a"], "b": "a"}',
    '{"a": "a\\", \\"a\\": 1", "b": 2}',
    '{"a": "{", "b": "}", "c": ","}',
    '{"a\\\\": 1, "a": 2}',
    ' { "A" : 1 , "a" : 2 } ',
  ];
  for (const json of none) {
    it(`finds none in ${json}`, () => expect([...findRepeatedKeys(json)]).to.deep.equal([]));
  }

  const some: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    ['{"a": 1, "a": 2}', [['a']]],
    ['{"a": 1, "a": 2, "a": 3}', [['a'], ['a']]],
    ['{"x": {"a": 1, "b": [1, 2], "a": 2}}', [['x', 'a']]],
    ['{"a": 1, "\\u0061": 2}', [['a']]],
    ['{"": 1, "": 2}', [['']]],
    ['{"a,b": 1 , "c": {}, "a,b" : {} }', [['a,b']]],
    ['{"a": {"b": 1, "b": 2}, "a": {"b": 1, "b": 2}}', [['a', 'b'], ['a'], ['a', 'b']]],
    ['{"__proto__": 1, "__proto__": 2}', [['__proto__']]],
  ];
  for (const [json, keys] of some) {
    it(`finds ${JSON.stringify(keys)} in ${json}`, () =>
      expect([...findRepeatedKeys(json)].map(({ steps }) => steps)).to.deep.equal(keys));
  }

  it('tells where the second one stands', () =>
    expect([...findRepeatedKeys('{"a": 1, "a": 2}')].map(({ offset }) => offset)).to.deep.equal([9]));
});

describe('findJsonOffsets', () => {
  const json = ' {"www": {"ips": ["192.0.2.1", {"a": -1.5}], "p": 80 }, "\\u0061,}": [[], true]}';
  const table: readonly (readonly [readonly (string | number)[], boolean, string])[] = [
    [[], false, '{"www"'],
    [['www'], false, '"www"'],
    [['www', 'p'], false, '80 }'],
    [['www', 'p'], true, '"p"'],
    [['www', 'ips', 0], false, '"192.0.2.1"'],
    [['www', 'ips', 1, 'a'], false, '-1.5'],
    [['www', 'ips', 2], false, '"ips"'],
    [['www', 'missing', 'deep'], false, '"www"'],
    [['a,}', 1], false, 'true]'],
    [['a,}', 0], false, '[], true'],
    [['nowhere'], false, '{"www"'],
  ];
  for (const [steps, isKey, beginning] of table) {
    it(`finds ${isKey ? 'the key of ' : ''}${JSON.stringify(steps)}`, () => {
      const [offset = -1] = findJsonOffsets(json, [{ steps, isKey }]);
      expect(json.slice(offset, offset + beginning.length)).to.equal(beginning);
    });
  }

  it('finds many at once, and the same twice', () => {
    const spots = [...table, ...table].map(([steps, isKey]) => ({ steps, isKey }));
    const alone = spots.flatMap((spot) => findJsonOffsets(json, [spot]));
    expect(findJsonOffsets(json, spots)).to.deep.equal(alone);
  });
});
