// Differences in a row become one, and others get their turns meanwhile.

import { expect } from 'chai';
import { type ByteString, joinBytes } from '../../../src/base/byte-string.ts';
import { Condensing } from '../../../src/transfer/history/condense.ts';
import { type RecordOctets, writeRecord } from '../../../src/transfer/history/record-octets.ts';
import type { Rdata } from '../../../src/wire/rdata.ts';
import { nameOf } from '../../support/dns/make-zone.ts';

const nothing = '' as ByteString;
const recordOf = (number: number): RecordOctets =>
  writeRecord(nameOf(`host${number}.example.test`), 1, 30, '\xc0\x00\x02\x01' as Rdata);

describe('condensing', () => {
  it('leaves out what was removed and added again, or added and removed again', () => {
    const [one, two, three] = [recordOf(1), recordOf(2), recordOf(3)];
    const condensing = new Condensing();
    const turns = [
      ...condensing.run([
        { removed: one, added: two },
        { removed: two, added: joinBytes(one, three) },
      ]),
    ];
    expect(turns).to.have.lengthOf(0);
    expect([...condensing.removed]).to.deep.equal([]);
    expect([...condensing.added]).to.deep.equal([three]);
    expect(condensing.octets).to.equal(three.length);
  });

  it('lets others have a turn within a difference as large as a zone', () => {
    const many = joinBytes(...Array.from({ length: 10_000 }, (_, number) => recordOf(number)));
    const condensing = new Condensing();
    const turns = [...condensing.run([{ removed: nothing, added: many }])];
    expect(turns).to.have.lengthOf.at.least(9);
    expect(condensing.added.size).to.equal(10_000);
  });
});
