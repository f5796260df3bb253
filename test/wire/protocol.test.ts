// Numbers of the protocol as text.

import { expect } from 'chai';
import { printRecordType, printResponseCode } from '../../src/wire/protocol.ts';

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

describe('printResponseCode', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, 'NOERROR'],
    [5, 'REFUSED'],
    [16, 'BADVERS'],
    [9, 'RCODE9'],
  ];
  for (const [code, text] of table) {
    it(`prints ${code} as ${text}`, () => expect(printResponseCode(code)).to.equal(text));
  }
});
