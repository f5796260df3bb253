// Keys that JSON.parse would swallow.

import { expect } from 'chai';
import { findRepeatedKeys } from '../../../src/config/sources/find-repeated-keys.ts';

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
      expect([...findRepeatedKeys(json)]).to.deep.equal(keys));
  }
});
