// Transfers and updates, as the flags and zones say them: what comes of it, and what is wrong with it.

import { expect } from 'chai';
import { printWholeFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { isFollowed, noTransfers } from '../../../src/config/zones/transfer-settings.ts';
import { printEndpoint } from '../../../src/wire/endpoint.ts';
import { printIpPrefix } from '../../../src/wire/ip-prefix.ts';
import { printName } from '../../../src/wire/name.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { configOf, findingsOf, goodFlags } from '../../support/daemon/read-findings.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { mistypedEachValue, withoutEachKey } from '../../support/spoil-value.ts';

/** The zones with what they let others do, as printed. */
function zonesOf(flags: Record<string, unknown>, zones: Record<string, unknown>) {
  const given = { ...flags, zones };
  const texts = Object.entries(given).map(([name, value]) => [name, JSON.stringify(value)]);
  const config = readConfig({ ns: 'ns.elsewhere.test', ...Object.fromEntries(texts) }, {});
  if (!config.ok) throw new Error(config.problem.map(({ path, message }) => `${path}: ${message}`).join());
  return config.value.zones;
}

describe('the settings of transfers', () => {
  it('let nobody have zones by default', () => {
    const { transfer, updates, catalog } = configOf();
    expect([transfer, updates, catalog]).to.deep.equal([undefined, undefined, undefined]);
  });

  it('name addresses, prefixes and keys, and whom to tell', () => {
    const { transfer, keyUses } = configOf({
      transfer: `
        allow: [{ key: xfr. }, 192.0.2.54, 198.51.100.0/24, { address: "2001:db8::/32", key: Other }]
        notify: [ns, 192.0.2.54, "[2001:db8::54]:5354", { address: 198.51.100.54, port: 5353, key: xfr }]`,
    });
    const allow = transfer?.allow.map(({ prefix, key }) => [
      prefix && printIpPrefix(prefix),
      key && printName(key),
    ]);
    expect(allow).to.deep.equal([
      [undefined, 'xfr.'],
      ['192.0.2.54', undefined],
      ['198.51.100.0/24', undefined],
      ['2001:db8::/32', 'other.'],
    ]);
    const notify = transfer?.notify.map(({ endpoint, key }) => [
      printEndpoint(endpoint),
      key && printName(key),
    ]);
    expect(notify).to.deep.equal([
      ['192.0.2.54:53', undefined],
      ['[2001:db8::54]:5354', undefined],
      ['198.51.100.54:5353', 'xfr.'],
    ]);
    expect(transfer?.notifiesServers).to.equal(true);
    expect(keyUses.map(({ key, path }) => [printName(key), path])).to.deep.equal([
      ['xfr.', 'transfer.allow[0].key'],
      ['other.', 'transfer.allow[3].key'],
    ]);
  });

  it('may be lists with commas, and tell each secondary once', () => {
    const { transfer } = configOf({
      transfer: '{"allow": "192.0.2.54, 192.0.2.55", "notify": "192.0.2.54,ns,192.0.2.54"}',
    });
    expect(transfer?.allow).to.have.length(2);
    expect(transfer?.notify).to.have.length(1);
    expect(transfer?.notifiesServers).to.equal(true);
  });

  it('come from a variable too', () => {
    const { transfer } = configOf({}, { HEALTHY_DNS_TRANSFER: '{"allow": ["::/0"]}' });
    expect(transfer && isFollowed(transfer)).to.equal(true);
  });

  it('of a zone replace those of the flags as a whole', () => {
    const transfer = { allow: ['192.0.2.54'], notify: ['192.0.2.54'] };
    const [inherited, closed, own, empty] = zonesOf(
      { transfer },
      {
        'a.test': {},
        'b.test': { transfer: { allow: [] } },
        'c.test': { transfer: { allow: [{ key: 'xfr.' }], notify: [] } },
        'd.test': { transfer: {} },
      },
    );
    expect(inherited?.transfer?.notify).to.have.length(1);
    expect(closed?.transfer).to.deep.equal(noTransfers);
    expect(empty?.transfer).to.deep.equal(noTransfers);
    expect(own?.transfer).to.deep.equal({
      allow: [{ key: nameOf('xfr') }],
      notify: [],
      notifiesServers: false,
    });
  });

  it('are the same object for all zones that say nothing', () => {
    const [a, b] = zonesOf({ transfer: { allow: ['192.0.2.54'] } }, { 'a.test': {}, 'b.test': {} });
    expect(a?.transfer).to.equal(b?.transfer);
  });

  for (const [given, finding] of [
    ['[]', 'transfer: is an array; write an object such as'],
    ['{"alow": []}', 'transfer.alow: there is no such setting; did you mean "allow"?'],
    ['{"allow": 1}', 'transfer.allow: is 1; write a list such as ["192.0.2.54"]'],
    ['{"allow": [1]}', 'transfer.allow[0]: is 1; write an address, a prefix'],
    ['{"allow": ["ns1"]}', 'transfer.allow[0]: "ns1" is no address; write an address, a prefix'],
    ['{"allow": ["192.0.2.0/33"]}', 'transfer.allow[0]: "192.0.2.0/33" is no address'],
    [
      '{"allow": ["192.0.2.54/24"]}',
      'transfer.allow[0]: "192.0.2.54/24" has bits set after its prefix length; write "192.0.2.0/24" for the whole range, or "192.0.2.54" for the one address',
    ],
    [
      '{"allow": [{"address": "2001:db8::1/63"}]}',
      'transfer.allow[0].address: "2001:db8::1/63" has bits set',
    ],
    [
      '{"allow": [{"address": 1}]}',
      'transfer.allow[0].address: is 1; write an address or a prefix in quotes',
    ],
    ['{"allow": [{}]}', 'transfer.allow[0]: lets in everybody; give an "address", a "key", or both'],
    ['{"allow": [{"keys": "a"}]}', 'transfer.allow[0].keys: there is no such setting; did you mean "key"?'],
    ['{"allow": [{"key": ""}]}', 'transfer.allow[0].key: is ""; write the name of a key'],
    ['{"allow": [{"key": "."}]}', 'transfer.allow[0].key: is the root; write the name of a key'],
    ['{"allow": [{"key": "a b"}]}', 'transfer.allow[0].key: "a b" contains " "'],
    ['{"allow": [{"key": 5}]}', 'transfer.allow[0].key: is 5; write the name of a key'],
    ['{"notify": ["ns2"]}', 'transfer.notify[0]: "ns2" is no address; write an address, "ns", or'],
    ['{"notify": ["192.0.2.54:0"]}', 'transfer.notify[0]: "192.0.2.54:0" is no address'],
    [
      '{"notify": [{"key": "a"}]}',
      'transfer.notify[0].address: is missing; write the address of a secondary',
    ],
    [
      '{"notify": [{"address": "192.0.2.0/24"}]}',
      'transfer.notify[0].address: "192.0.2.0/24" is not an IPv4',
    ],
    [
      '{"notify": [{"address": "192.0.2.1", "port": 0}]}',
      'transfer.notify[0].port: is 0; write a port number',
    ],
    ['{"notify": [null]}', 'transfer.notify[0]: is null; write an address'],
  ] as const) {
    it(`are refused: ${given}`, () => {
      const [first = '', ...others] = findingsOf({ transfer: given }).filter((text) =>
        text.startsWith('error'),
      );
      expect(first.slice(0, 7 + finding.length)).to.equal(`error: ${finding}`);
      expect(others).to.deep.equal([]);
    });
  }

  it('are refused when they are too many', () => {
    const addresses = (count: number) =>
      Array.from({ length: count }, (_, i) => `192.0.${i >> 8}.${i & 255}`);
    const findings = findingsOf({
      transfer: JSON.stringify({ allow: addresses(257), notify: addresses(65) }),
    });
    expect(findings).to.deep.equal([
      'error: transfer.allow: has 257 entries; at most 256 are allowed',
      'error: transfer.notify: has 65 entries; at most 64 are allowed',
    ]);
  });

  it('are odd when nobody may fetch what is told', () => {
    expect(findingsOf({ transfer: '{"notify": ["192.0.2.54"]}' })).to.deep.equal([
      'warning: transfer.notify: tells of changes that "allow" lets nobody fetch; list there who may',
    ]);
  });

  it('are odd when they tell ourselves', () => {
    const given = { listen: '192.0.2.1', port: '5353' };
    const transfer =
      '{"allow": ["192.0.2.0/24"], "notify": [{"address": "192.0.2.1", "port": 5353}, "192.0.2.1"]}';
    expect(findingsOf({ ...given, transfer })).to.deep.equal([
      'warning: transfer.notify[0].address: 192.0.2.1:5353 is where this server itself listens; name a secondary',
    ]);
  });

  it('of a zone are odd when they leave out whom the flags tell', () => {
    const transfer = '{"allow": ["192.0.2.54"], "notify": ["192.0.2.54"]}';
    const zones =
      '{"a.test": {"transfer": {"allow": ["::/0"]}}, "b.test": {"transfer": {"allow": ["::/0"], "notify": []}}}';
    expect(findingsOf({ transfer, zones })).to.deep.equal([
      'warning: zones["a.test"].transfer: tells nobody of changes: "notify" is not taken over from --transfer; repeat it here',
    ]);
  });
});

describe('the settings of updates', () => {
  it('name a key and what it may change', () => {
    const { updates, keyUses } = configOf({
      update:
        '[{key: acme., names: ["_acme-challenge.**", host], types: [TXT, type65], max-ttl: 5m, max-records: 7}]',
    });
    expect(updates).to.deep.equal([
      {
        key: nameOf('acme'),
        names: [
          { text: '_acme-challenge.**', labels: ['_acme-challenge'], open: 'right' },
          { text: 'host', labels: ['host'] },
        ],
        types: [RecordType.TXT, RecordType.HTTPS],
        ttlSecondsMax: 300,
        recordsMax: 7,
      },
    ]);
    expect(keyUses.map(({ path }) => path)).to.deep.equal(['update[0].key']);
  });

  it('have bounds when they say nothing of them, and all types', () => {
    const [rule] = configOf({ update: '[{key: dyn., names: "*.dyn"}]' }).updates ?? [];
    expect(rule?.types).to.equal(undefined);
    expect(rule).to.include({ ttlSecondsMax: 3600, recordsMax: 100 });
  });

  it('of a zone replace those of the flags', () => {
    const update = [{ key: 'acme.', names: ['_acme-challenge.**'] }];
    const own = [{ key: 'dyn.', names: ['*.dyn'] }];
    const [inherited, closed, other] = zonesOf(
      { update },
      { 'a.test': {}, 'b.test': { update: [] }, 'c.test': { update: own } },
    );
    expect(inherited?.updates?.map(({ key }) => key)).to.deep.equal([nameOf('acme')]);
    expect(closed?.updates).to.deep.equal([]);
    expect(other?.updates?.map(({ key }) => key)).to.deep.equal([nameOf('dyn')]);
  });

  const rule = (more: object) => JSON.stringify([{ key: 'a.', names: ['x'], ...more }]);
  for (const [given, finding] of [
    ['{}', 'update: is an object; write a list of rules such as'],
    ['[1]', 'update[0]: is 1; write a rule such as'],
    ['[{"names": ["x"]}]', 'update[0].key: is missing; name the key that signs the updates'],
    ['[{"key": "a."}]', 'update[0].names: is missing; list names such as'],
    [rule({ names: [] }), 'update[0].names: is empty; list names such as'],
    [rule({ names: ['x', 1] }), 'update[0].names[1]: is 1; write a text in quotes'],
    [rule({ names: ['a.**.b'] }), 'update[0].names[0]: "a.**.b" has a "**" that is not at one of its ends'],
    [
      rule({ names: ['a*'] }),
      'update[0].names[0]: "a*" has a "*" beside other characters ("a*"); it stands for',
    ],
    [rule({ names: ['x.'] }), 'update[0].names[0]: "x." has two dots in a row or a dot at an end'],
    [rule({ nmaes: ['x'] }), 'update[0].nmaes: there is no such setting; did you mean "names"?'],
    [rule({ types: [] }), 'update[0].types: is empty; list types such as'],
    [
      rule({ types: ['TXTT'] }),
      'update[0].types[0]: "TXTT" is not a record type; write one such as "TXT"; did you mean "TXT"?',
    ],
    [rule({ types: ['SOA'] }), 'update[0].types[0]: SOA cannot be changed; it is made from the zone'],
    [rule({ types: ['RRSIG'] }), 'update[0].types[0]: RRSIG cannot be changed; it is made by signing'],
    [rule({ types: ['NSEC'] }), 'update[0].types[0]: NSEC cannot be changed'],
    [rule({ types: ['NSEC3'] }), 'update[0].types[0]: NSEC3 cannot be changed'],
    [rule({ types: ['TYPE255'] }), 'update[0].types[0]: ANY cannot be changed'],
    [rule({ types: ['NS'] }), 'update[0].types[0]: NS cannot be changed; it belongs into the configuration'],
    [rule({ types: ['DNAME'] }), 'update[0].types[0]: DNAME cannot be changed; it belongs into the'],
    [
      rule({ names: ['@'], types: ['CNAME'] }),
      'update[0].types[0]: CNAME cannot be changed at the zone itself',
    ],
    [
      rule({ names: ['@'], types: ['DNSKEY'] }),
      'update[0].types[0]: DNSKEY cannot be changed; it belongs into the',
    ],
    [rule({ 'max-ttl': 'long' }), 'update[0].max-ttl: is "long"; write a whole number of seconds'],
    [rule({ 'max-records': 0 }), 'update[0].max-records: is 0; write a whole number from 1 to 10000'],
  ] as const) {
    it(`are refused: ${given}`, () => {
      const [first = '', ...others] = findingsOf({ update: given });
      expect(first.slice(0, 7 + finding.length)).to.equal(`error: ${finding}`);
      expect(others).to.deep.equal([]);
    });
  }

  it('are refused when they are too many', () => {
    const rules = Array.from({ length: 257 }, () => ({ key: 'a.', names: ['x'] }));
    expect(findingsOf({ update: JSON.stringify(rules) })).to.deep.equal([
      'error: update: has 257 rules; at most 256 are allowed',
    ]);
    const names = Array.from({ length: 257 }, (_, i) => `x${i}`);
    expect(findingsOf({ update: rule({ names }) })).to.deep.equal([
      'error: update[0].names: has 257 entries; at most 256 are allowed',
    ]);
  });

  it('point into the text', () => {
    const config = readConfig({ ...goodFlags, update: '- key: acme.\n  names: ["a*"]' }, {});
    const [finding] = config.ok ? [] : config.problem;
    expect(finding && printWholeFinding(finding)[1]).to.include('--update, line 2, column 11');
  });
});

describe('settings of transfers and updates in which something is spoilt', () => {
  const samples = {
    transfer: {
      allow: [{ address: '192.0.2.0/24', key: 'xfr.' }, { key: 'a.' }, '192.0.2.54'],
      notify: ['ns', { address: '192.0.2.54', port: 53, key: 'xfr.' }],
    },
    update: [{ key: 'a.', names: ['x'], types: ['TXT'], 'max-ttl': '5m', 'max-records': 5 }],
  };

  for (const [flag, sample] of Object.entries(samples)) {
    for (const { path, value } of mistypedEachValue(sample)) {
      // A text is a list of names as well.
      if (path === '0.names') continue;
      it(`are refused at ${flag}.${path}`, () => {
        const errors = findingsOf({ [flag]: JSON.stringify(value) }).filter((text) =>
          text.startsWith('error'),
        );
        expect(errors.length).to.be.above(0);
        const place = `${flag}.${path}`.replace(/\.(\d+)/g, '[$1]');
        for (const text of errors) expect(text.slice(7, 7 + place.length)).to.equal(place);
      });
    }

    for (const { path, value } of withoutEachKey(sample)) {
      it(`let in nobody without address and key for lack of ${flag}.${path}`, () => {
        const config = readConfig({ ...goodFlags, [flag]: JSON.stringify(value) }, {});
        const [zone] = config.ok ? config.value.zones : [];
        for (const { prefix, key } of zone?.transfer?.allow ?? [])
          expect(prefix ?? key, path).to.not.equal(undefined);
        for (const { key, names } of zone?.updates ?? [])
          expect([key, names.length > 0]).to.not.include(false);
      });
    }
  }
});

describe('the catalog', () => {
  const transfer = '{"allow": ["192.0.2.54"]}';

  it('is a zone of its own', () => {
    expect(configOf({ catalog: 'Catalog.invalid', transfer }).catalog).to.equal(nameOf('catalog.invalid'));
  });

  for (const [name, why] of [
    ['example.test', 'is'],
    ['catalog.example.test', 'is below'],
    ['test', 'contains'],
  ] as const) {
    it(`is refused as ${name}, which ${why} a zone`, () => {
      expect(findingsOf({ catalog: name, transfer })).to.deep.equal([
        `error: catalog: "${name}." ${why} the zone "example.test."; give it a name that nobody asks for, such as catalog.invalid`,
      ]);
    });
  }

  it('is refused where it is an alias', () => {
    const [first] = findingsOf({ catalog: 'alias.test', 'alias-zones': 'alias.test', transfer });
    expect(first).to.include('is the zone "alias.test."');
  });

  it('is refused as the root, or as no name', () => {
    expect(findingsOf({ catalog: '.', transfer })).to.have.length(1);
    expect(findingsOf({ catalog: 'a b', transfer })).to.have.length(1);
  });

  it('is odd when nobody may fetch it', () => {
    const message = 'warning: catalog: is of no use as long as --transfer lets nobody fetch it';
    expect(findingsOf({ catalog: 'catalog.invalid' })).to.deep.equal([message]);
    expect(findingsOf({ catalog: 'catalog.invalid', transfer: '{}' })).to.deep.equal([message]);
  });
});
