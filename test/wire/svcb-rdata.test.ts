// The data of SVCB and HTTPS records, written and read.

import { expect } from 'chai';
import type { ByteString } from '../../src/base/byte-string.ts';
import {
  alpnValue,
  readServiceParameters,
  readSvcb,
  ServiceParameter,
  svcbRdata,
} from '../../src/wire/svcb-rdata.ts';
import { nameOf } from '../support/dns/make-zone.ts';

const bytes = (text: string) => text as ByteString;

describe('SVCB data', () => {
  it('has its parameters in the order of their keys, however they were given', () => {
    const parameters = new Map([
      [ServiceParameter.PORT as number, bytes('\0\x35')],
      [ServiceParameter.ALPN, alpnValue([bytes('h2'), bytes('h3')])],
    ]);
    const rdata = svcbRdata({ priority: 1, target: nameOf('a.test'), parameters });
    expect(rdata).to.equal('\0\x01\x01a\x04test\0\0\x01\0\x06\x02h2\x02h3\0\x03\0\x02\0\x35');
    const read = readSvcb(rdata);
    expect({ ...read, parameters: [...read.parameters] }).to.deep.equal({
      priority: 1,
      target: nameOf('a.test'),
      parameters: [
        [1, '\x02h2\x02h3'],
        [3, '\0\x35'],
      ],
    });
  });

  it('of an alias has no parameters', () => {
    const rdata = svcbRdata({ priority: 0, target: nameOf('a.test'), parameters: new Map() });
    expect(rdata).to.equal('\0\0\x01a\x04test\0');
    expect(readSvcb(rdata).parameters.size).to.equal(0);
  });

  for (const [what, octets] of [
    ['cut in a key', '\0'],
    ['cut in a length', '\0\x03\0'],
    ['cut in a value', '\0\x03\0\x02\0'],
    ['out of order', '\0\x03\0\0\0\x01\0\0'],
    ['there twice', '\0\x03\0\0\0\x03\0\0'],
  ] as const) {
    it(`with a parameter ${what} is unsound`, () => {
      expect(readServiceParameters(bytes(octets))).to.equal(undefined);
    });
  }
});
