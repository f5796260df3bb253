// "https" and "svcb" in an entry: the records that they make, hints that follow health, and every finding about them.

import { expect } from 'chai';
import type { Decide } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { findRRset } from '../../../src/zone/zone.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { decideBy } from '../../support/worlds/verdicts.ts';

const path = 'zone-resolutions';
const given = (names: object, flags: object = {}) => ({ [path]: JSON.stringify(names), ...flags });
const web = { ips: ['192.0.2.2', '192.0.2.1', '2001:db8::1'], health_port: 443 };
const up = (...addresses: string[]): Decide => decideBy(({ address }) => addresses.includes(address.text));

function httpsAt(names: object, owner: string, decide: Decide, zone = 0): string[] {
  const built = buildZones(configOf(given(names, { 'alias-zones': '["alias.test"]' })), decide, 1)[zone];
  const rrset = built && findRRset(built, nameOf(owner), RecordType.HTTPS);
  return (rrset?.rdatas ?? []).map((rdata) => `${rrset?.ttlSeconds} ${printRdata(RecordType.HTTPS, rdata)}`);
}

describe('"https" of a name', () => {
  const healthy = { priority: 1, alpn: ['h2', 'h3'], port: 8443, hints: 'healthy' };

  it('has the healthy addresses of the name as hints, and none when all are down', () => {
    const names = { '@': { ...web, https: healthy } };
    expect(findingsOf(given(names))).to.deep.equal([]);
    const at = (...addresses: string[]) => httpsAt(names, 'example.test', up(...addresses));
    expect(at('192.0.2.1', '192.0.2.2', '2001:db8::1')).to.deep.equal([
      '60 1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1',
    ]);
    expect(at('192.0.2.2')).to.deep.equal(['60 1 . alpn="h2,h3" port=8443 ipv4hint=192.0.2.2']);
    expect(at('2001:db8::1')).to.deep.equal(['60 1 . alpn="h2,h3" port=8443 ipv6hint=2001:db8::1']);
    expect(at()).to.deep.equal(['60 1 . alpn="h2,h3" port=8443']);
  });

  it('has those of its target, which follows the zone', () => {
    const names = {
      web,
      www: {
        https: [
          { ...healthy, target: 'web' },
          { priority: 2, target: 'other.test.' },
        ],
        ttl: 5,
      },
    };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(httpsAt(names, 'www.alias.test', up('192.0.2.1'), 1)).to.deep.equal([
      '5 1 web.alias.test. alpn="h2,h3" port=8443 ipv4hint=192.0.2.1',
      '5 2 other.test.',
    ]);
  });

  it('may be an alias', () => {
    const names = { '@': { ...web, https: { priority: 0, target: 'pool.other.test.' } } };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(httpsAt(names, 'example.test', up())).to.deep.equal(['60 0 pool.other.test.']);
  });

  it('takes hints from address records, too', () => {
    const names = { host: { records: { A: '192.0.2.7' } }, www: { https: { ...healthy, target: 'host' } } };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(httpsAt(names, 'www.example.test', up())).to.deep.equal([
      '60 1 host.example.test. alpn="h2,h3" port=8443 ipv4hint=192.0.2.7',
    ]);
  });

  it('may hide the name of the server and refuse older protocols', () => {
    const names = { '@': { ...web, https: { priority: 1, alpn: 'h3', no_default_alpn: true, ech: 'AAEC' } } };
    expect(findingsOf(given(names))).to.deep.equal([]);
    expect(httpsAt(names, 'example.test', up())).to.deep.equal(['60 1 . alpn="h3" no-default-alpn ech=AAEC']);
  });

  const wrong: Readonly<Record<string, readonly [unknown, string]>> = {
    'a text': ['h2', ': is "h2"; write an object such as'],
    'an empty list': [[], ': is empty; write at least one'],
    'a list of texts': [['h2'], '\\[0\\]: is "h2"; write an object such as'],
    'without a priority': [{}, '.priority: is missing; write a number from 0 to 65535'],
    'of a misspelt setting': [{ priority: 1, aplh: 'h2' }, '.aplh: there is no such setting'],
    'with other hints': [
      { priority: 1, hints: 'helthy' },
      '.hints: is "helthy"; write one of "healthy", "none"',
    ],
    'with hints of a name elsewhere': [
      { priority: 1, target: 'a.other.test.', hints: 'healthy' },
      '.hints: are only known for a target in this zone',
    ],
    'with hints of nobody': [
      { priority: 1, target: 'nobody', hints: 'healthy' },
      '.target: "nobody" is not a name in this zone with addresses',
    ],
    'with hints of its own where it has none': [
      { priority: 1, hints: 'healthy' },
      '.hints: are those of the name itself, which has none',
    ],
    'an alias with parameters': [
      { priority: 0, target: 'a.other.test.', port: 80 },
      '.port: has no effect with priority 0',
    ],
    'an alias of nothing': [{ priority: 0 }, '.target: is missing; name the host that the alias is for'],
    'an alias among others': [
      [{ priority: 0, target: 'a.test.' }, { priority: 1 }],
      ': has an alias \\(priority 0\\) among others',
    ],
    'without protocols': [{ priority: 1, alpn: [] }, '.alpn: has 0 protocols; write 1 to 32'],
    'of a number as protocol': [
      { priority: 1, alpn: [2] },
      '.alpn\\[0\\]: is 2; write a protocol such as "h2"',
    ],
    'of only no default': [{ priority: 1, no_default_alpn: true }, '.no_default_alpn: needs "alpn"'],
    'with keys that are not Base64': [{ priority: 1, ech: '!' }, '.ech: is "!"; write the keys in Base64'],
    'very many': [Array(101).fill({ priority: 1 }), ': has 101 records; at most 100'],
  };
  for (const [what, [https, finding]] of Object.entries(wrong)) {
    it(`must not be ${what}`, () => {
      const findings = findingsOf(given({ www: { https }, other: ['192.0.2.9'] }));
      expect(findings[0]).to.match(new RegExp(`^error: ${path}\\.www\\.https${finding}`));
      expect(findings.length).to.equal(1);
    });
  }

  it('must fit into an answer with every hint', () => {
    const ips = Array.from({ length: 2000 }, (_, n) => `2001:db8::${n.toString(16)}`);
    const names = {
      www: { ips, health_port: 443, https: [1, 2].map((priority) => ({ ...healthy, priority })) },
    };
    expect(findingsOf(given(names))).to.deep.equal([
      `error: ${path}.www: has HTTPS records of 64586 octets with all hints; at most 60000 fit into an answer`,
    ]);
  });

  it('must not stand in "records" as well', () => {
    const names = { www: { ...web, https: { priority: 1 }, records: { HTTPS: '2 . port=80' } } };
    expect(findingsOf(given(names))).to.deep.equal([
      `error: ${path}.www.records.HTTPS: "www" has HTTPS records beside "https" (${path}.www); write all of them in one place`,
    ]);
  });
});
