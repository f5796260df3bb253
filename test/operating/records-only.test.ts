// Names that are configured without addresses, as operators ask for them.

import { expect } from 'chai';
import { findRecordsOnly, findSubjects } from '../../src/operating/find-subject.ts';
import { recordsOnly } from '../../src/operating/override-problem.ts';
import { configOf } from '../support/daemon/read-findings.ts';

const content = configOf({
  'hosted-zone': '2.0.192.in-addr.arpa',
  'alias-zones': '["alias.test"]',
  'zone-resolutions': JSON.stringify({
    '0\\04725': ['192.0.2.1'],
    shop: { records: { CNAME: 'www' } },
    out: { records: { CNAME: 'www.example.net.' } },
    mail: { records: { MX: '10 www' } },
  }),
});

describe('a name without addresses', () => {
  const why = (text: string) => {
    const found = findRecordsOnly(text, [content]);
    return found === undefined ? undefined : recordsOnly(text, found.alias).error;
  };

  for (const { text, error } of [
    { text: 'shop', error: /^"shop" is a CNAME of www\.2\.0\.192\.in-addr\.arpa\., which has the addresses/ },
    { text: 'SHOP.alias.test', error: /is a CNAME of www\.2\.0\.192\.in-addr\.arpa\./ },
    { text: 'out', error: /is a CNAME of www\.example\.net\., which/ },
    { text: 'mail', error: /^"mail" has fixed records and no addresses of its own/ },
  ])
    it(`is told from one that does not exist: ${text}`, () => {
      expect(findSubjects(text, [content])).to.deep.equal([]);
      expect(why(text)).to.match(error);
    });

  for (const text of ['nothing', 'nothing.alias.test', 'shop.example.net', '', 'a..b'])
    it(`is not taken for one that does not exist: "${text}"`, () => expect(why(text)).to.equal(undefined));

  for (const text of ['0/25', '0\\04725', '0/25.2.0.192.in-addr.arpa.'])
    it(`with a slash needs no escape: ${text}`, () =>
      expect(findSubjects(text, [content])).to.have.length(1));
});
