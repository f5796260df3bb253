// Queries, as another reader reads them.

import { expect } from 'chai';
import { decode } from 'dns-packet';
import type { ByteString } from '../../src/base/byte-string.ts';
import { writeQuery } from '../../src/wire/write-query.ts';
import { readStrictly } from '../support/dns/read-strictly.ts';

const name = '\x05_HtTp\x04test\0' as ByteString;

describe('writeQuery', () => {
  it('writes one question as it is spelt, and asks for recursion', () => {
    const octets = writeQuery({ id: 0xabcd, name, type: 33 });
    expect(Buffer.from(octets).toString('latin1')).to.equal(
      `\xab\xcd\x01\0\0\x01\0\0\0\0\0\0${name}\0\x21\0\x01`,
    );
    expect(readStrictly(octets).questions).to.have.length(1);
  });

  it('adds an OPT record with the largest reply accepted', () => {
    const packet = decode(Buffer.from(writeQuery({ id: 1, name, type: 33, payloadOctetsMax: 1232 })));
    expect(packet.additionals).to.have.length(1);
    expect(packet.additionals?.[0]).to.deep.include({ type: 'OPT', udpPayloadSize: 1232, ednsVersion: 0 });
  });
});
