// What is said of names that something else decides about.

import { expect } from 'chai';
import { explainLead } from '../../../src/reporting/explain/explain-lead.ts';
import { cname, dname, ns, txt } from '../../support/dns/make-records.ts';
import { exampleName, makeZone, nameOf } from '../../support/dns/make-zone.ts';

const zone = makeZone(
  { www: ['192.0.2.1'], 'ns1.sub': ['192.0.2.2'] },
  {
    records: {
      alias: [cname(exampleName('www'))],
      '*.wild': [cname(exampleName('www'))],
      'exact.wild': [txt('own')],
      old: [dname(nameOf('new.test'))],
      sub: [ns(exampleName('ns1.sub'))],
    },
  },
);

describe('explainLead', () => {
  for (const [owner, lead] of [
    ['www', undefined],
    ['absent', undefined],
    ['@', undefined],
    ['alias', 'is a CNAME of www.example.test., which has the addresses'],
    ['x.alias', undefined],
    ['a.b.wild', 'is a CNAME of www.example.test., which has the addresses'],
    ['exact.wild', undefined],
    ['old', undefined],
    ['a.b.old', 'is below the DNAME of old.example.test., which redirects it to a.b.new.test.'],
    ['sub', 'is delegated at sub.example.test.: other name servers answer for it'],
    ['ns1.sub', 'is delegated at sub.example.test.: other name servers answer for it'],
  ] as const) {
    it(`says of "${owner}": ${lead ?? 'nothing'}`, () =>
      expect(explainLead(exampleName(owner), zone)).to.equal(lead));
  }
});
