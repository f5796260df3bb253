// What other name servers, their tools and DNS hosters export, taken as it is. The files in exports/ were made from
// handwritten.zone: by BIND's named-compilezone in both of its styles, by `knotc zone-flush`, by `nsd-checkzone -p`, and by
// `dig axfr`. hoster.zone is written in the style of the big hosters.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { printName } from '../../../src/wire/name.ts';
import type { MasterFile } from '../../../src/zone/master-file/master-file.ts';
import { readMasterFile } from '../../../src/zone/master-file/read-master-file.ts';
import { printZone } from '../../../src/zone/print-zone.ts';
import { needNamedCompilezone, printByBind } from '../../support/dns/compile-zone-file.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { printRecords, printRemarks, readSound, soundOf, zoneOf } from '../../support/dns/master-text.ts';

const directory = resolve(import.meta.dirname, '../../../../test/zone/master-file/exports');

function readExport(name: string): MasterFile {
  const settings = { origin: nameOf('example.test'), defaultTtlSeconds: 7 };
  return soundOf(readMasterFile(join(directory, name), settings));
}

/** All that it says, in one order. */
function contentOf(file: MasterFile) {
  const { place: _, ...soa } = file.soa ?? { place: undefined };
  const nameServers = file.nameServers.map(printName).sort();
  return { soa, nameServers, nsTtlSeconds: file.nsTtlSeconds, records: printRecords(file).sort() };
}

describe('exports of others', () => {
  const original = readExport('handwritten.zone');
  const exports = ['bind-full.zone', 'bind-relative.zone', 'knot.zone', 'nsd.zone', 'dig-axfr.zone'];

  for (const name of exports)
    it(`reads ${name} as what it was made from`, () => {
      const file = readExport(name);
      expect(contentOf(file)).to.deep.equal(contentOf(original));
      expect(printRemarks(file.remarks)).to.have.length(1);
      expect(file.remarks[0]?.message).to.match(/^is left out: keys/);
    });

  for (const style of ['full', 'relative'] as const)
    it(`reads what the installed named-compilezone makes, in its style "${style}"`, function () {
      needNamedCompilezone(this);
      const text = readFileSync(join(directory, 'handwritten.zone'), 'utf8');
      const compiled = readSound(printByBind('example.test', text, style).join('\n'));
      expect(contentOf(compiled)).to.deep.equal(contentOf(original));
    });

  it('has most types to show', () => {
    const records = printRecords(original);
    expect(records).to.have.length.greaterThan(40);
    expect(new Set(records.map((line) => line.split(' ')[2])).size).to.be.greaterThan(27);
  });

  it('reads all of it again from what we print', () => {
    const printed = readSound(printZone(zoneOf(original)));
    expect(contentOf(printed)).to.deep.equal(contentOf(original));
    expect(printed.remarks).to.deep.equal([]);
  });

  it('reads a file in the style of hosters without a remark', () => {
    const file = readExport('hoster.zone');
    expect(file.remarks).to.deep.equal([]);
    expect(contentOf(file).nameServers).to.deep.equal(['fred.dns.hoster.test.', 'lucy.dns.hoster.test.']);
    expect(printRecords(file)).to.have.length(13);
    const [dkim] = printRecords(file).filter((line) => line.startsWith('s1._domainkey 1 TXT'));
    expect(dkim).to.match(/^s1\._domainkey 1 TXT "v=DKIM1; k=rsa; p=[^" ]{235,}" "[^"]+IDAQAB"$/);
    expect(printRecords(file)).to.include(
      '_dmarc 1 TXT "v=DMARC1; p=quarantine; rua=mailto:dmarc@example.test;"',
    );
  });
});
