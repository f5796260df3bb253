// "txt" in an entry: the strings that it makes, and every finding about it.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';
import { printTexts } from '../../support/worlds/print-services.ts';

const path = 'zone-resolutions';
const read = (txt: unknown) => ({ [path]: JSON.stringify({ 'a.b': { txt } }) });

describe('"txt" in --zone-resolutions', () => {
  const good: readonly (readonly [unknown, readonly string[]])[] = [
    [
      ['v=1', 'any string', ''],
      ['v=1', 'any string', ''],
    ],
    [{ v: '1', port: 80, empty: '', flag: true }, ['v=1', 'port=80', 'empty=', 'flag']],
    [{ 'a b!': 'x=y' }, ['a b!=x=y']],
    [['caf\u00e9'], ['caf\u00c3\u00a9']],
    [['x'.repeat(255)], ['x'.repeat(255)]],
    // RFC 1035 §3.3.14: at least one string.
    [[], ['']],
    [{}, ['']],
  ];
  for (const [txt, strings] of good) {
    it(`may be ${JSON.stringify(txt).slice(0, 60)}`, () => {
      expect(findingsOf(read(txt))).to.deep.equal([]);
      expect(printTexts(configOf(read(txt)))).to.deep.equal([`a.b: ${JSON.stringify(strings)}`]);
    });
  }

  const form = 'write ["key=value"] or {"key": "value"}';
  const wrong: readonly (readonly [unknown, readonly string[]])[] = [
    ['v=1', [`: is "v=1"; ${form}`]],
    [null, [`: is null; ${form}`]],
    [
      [1, null, {}],
      ['[0]: is 1; write a string', '[1]: is null; write a string', '[2]: is an object; write a string'],
    ],
    [{ v: false }, ['.v: is false; write a string, a number or true']],
    [
      { serial: 2 ** 60 },
      [
        '.serial: has more digits than a number can keep, and would become 1152921504606847000; write it in quotes',
      ],
    ],
    [{ v: ['1'] }, ['.v: is an array; write a string, a number or true']],
    [{ '': '1' }, ['[""]: is not a key; write printable ASCII without "="']],
    [{ 'a=b': '1' }, ['["a=b"]: is not a key; write printable ASCII without "="']],
    [{ é: '1' }, ['["é"]: is not a key; write printable ASCII without "="']],
    [{ Key: 1, kEY: 2 }, ['.kEY: is the same key as "Key"; clients read only the first']],
    [['ok', 'é'.repeat(128)], ['[1]: makes a string of 256 octets; at most 255 are allowed']],
    [{ key: 'x'.repeat(252) }, ['.key: makes a string of 256 octets; at most 255 are allowed']],
    [Array.from({ length: 33 }, () => 'x'.repeat(255)), [': has 8448 octets; at most 8192 are allowed']],
  ];
  for (const [txt, messages] of wrong) {
    it(`must not be ${JSON.stringify(txt).slice(0, 60)}`, () => {
      expect(findingsOf(read(txt))).to.deep.equal(
        messages.map((message) => `error: ${path}["a.b"].txt${message}`),
      );
    });
  }
});
