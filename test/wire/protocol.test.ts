// Numbers of the protocol as text.

import { expect } from 'chai';
import { parseRecordType, printRecordType, printResponseCode } from '../../src/wire/protocol.ts';

describe('printRecordType', () => {
  const table: readonly (readonly [number, string])[] = [
    [1, 'A'],
    [28, 'AAAA'],
    [6, 'SOA'],
    [255, 'ANY'],
    // RFC 3597 §5
    [65_280, 'TYPE65280'],
    [0, 'TYPE0'],
  ];
  for (const [type, text] of table) {
    it(`prints ${type} as ${text}`, () => expect(printRecordType(type)).to.equal(text));
  }
});

describe('parseRecordType', () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ['A', 1],
    ['aaaa', 28],
    ['TYPE65', 65],
    ['type1', 1],
    ['TYPE0', undefined],
    ['TYPE65536', undefined],
    ['constructor', undefined],
    ['', undefined],
  ];
  for (const [text, type] of table) {
    it(`reads "${text}" as ${type ?? 'nothing'}`, () => expect(parseRecordType(text)).to.equal(type));
  }
});

describe('printResponseCode', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, 'NOERROR'],
    [5, 'REFUSED'],
    [16, 'BADVERS'],
    [9, 'NOTAUTH'],
    [11, 'RCODE11'],
  ];
  for (const [code, text] of table) {
    it(`prints ${code} as ${text}`, () => expect(printResponseCode(code)).to.equal(text));
  }
});
