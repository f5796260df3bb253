import { expect } from 'chai';
import { type ListedRecord, listDifferences } from '../../src/zone/list-differences.ts';
import { makeZone } from '../support/dns/make-zone.ts';

const before = makeZone({ www: ['192.0.2.1', '192.0.2.2'], api: ['192.0.2.3'], gone: ['192.0.2.4'] });
const print = (records: readonly ListedRecord[]) => records.map((record) => record.print());

describe('listDifferences', () => {
  it('lists what is added and removed, name by name', () => {
    const after = makeZone({ www: ['192.0.2.1', '2001:db8::1'], api: ['192.0.2.3'], fresh: ['192.0.2.5'] });
    const { removed, added } = listDifferences(before, after);
    expect(print(removed)).to.deep.equal([
      'gone.example.test. 60 IN A 192.0.2.4',
      'www.example.test. 60 IN A 192.0.2.2',
    ]);
    expect(print(added)).to.deep.equal([
      'fresh.example.test. 60 IN A 192.0.2.5',
      'www.example.test. 60 IN AAAA 2001:db8::1',
    ]);
  });

  it('finds none between serials', () => {
    const after = { ...before, serial: before.serial + 1 };
    expect(listDifferences(before, after)).to.deep.equal({ removed: [], added: [] });
  });

  it('finds another TTL', () => {
    const after = makeZone({}, { ns: ['ns2.elsewhere.test'] });
    const { removed, added } = listDifferences(makeZone({}), after);
    expect(print(removed)).to.deep.equal(['example.test. 1800 IN NS ns.elsewhere.test.']);
    expect(print(added)).to.deep.equal(['example.test. 1800 IN NS ns2.elsewhere.test.']);
  });

  it('lists a zone that appears or goes as a whole, but for its SOA', () => {
    expect(print(listDifferences(undefined, before).added)).to.have.length(5);
    expect(print(listDifferences(before, undefined).removed)).to.have.length(5);
  });
});
