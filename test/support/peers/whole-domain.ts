// A whole domain with everything that a master file can hold: every type, wildcards, chains and loops, DNAMEs, delegations,
// empty non-terminals, odd octets, and zones within it. Records as text that BIND, Knot, NSD and we read alike.

import { createSeededRandom, type SeededRandom } from '../seeded-random.ts';
import { type Add, mainZone, smallerZones } from './smaller-zones.ts';

export interface DomainRecord {
  /** Relative to its zone, escaped as in a master file; `@` is the apex. */
  readonly owner: string;
  readonly ttl: number;
  readonly type: string;
  readonly data: string;
}

export interface DomainZone {
  /** Dotted text without the final dot. */
  readonly apex: string;
  readonly records: readonly DomainRecord[];
}

export interface WholeDomain {
  readonly zones: readonly DomainZone[];
  readonly random: SeededRandom;
}

/** Nobody serves it here: where chains, redirections and hosts leave what we know. */
const outside = 'elsewhere.example.';
const digest = '3ff6e96d1f3cf0e4d6c1b5b1a5e7d3b2c9f8a7e6d5c4b3a29180706050403020';
/** On both sides of a cut NS records are the same, or we overrule what the outer zone says. */
const fixedTtls: Readonly<Record<string, number>> = { SOA: 1800, NS: 7200 };
const ttls = [0, 1, 60, 300, 3600, 86_400, 0x7fff_ffff];

export function makeWholeDomain(seed?: number): WholeDomain {
  const random = createSeededRandom(seed);
  const zones = [main, ...smallerZones].map((make) => {
    const records: DomainRecord[] = [];
    const ttlsOf = new Map<string, number>();
    const apex = make((owner, type, ...datas) => {
      const key = `${owner} ${type}`.toLowerCase();
      const ttl = ttlsOf.get(key) ?? fixedTtls[type] ?? random.pick(ttls);
      ttlsOf.set(key, ttl);
      for (const data of datas) records.push({ owner, ttl, type, data });
    });
    return { apex, records };
  });
  return { zones, random };
}

function main(add: Add): string {
  // The least of the numbers and of the SOA's own TTL is what negative answers have.
  add('@', 'SOA', 'ns1 hostmaster 2026112201 7200 900 1209600 600');
  add('@', 'NS', 'ns1', 'ns2', `ns.${outside}`);
  add('@', 'A', '192.0.2.1');
  add('@', 'AAAA', '2001:db8::1');
  add('@', 'MX', '10 mail', `20 mail.${outside}`);
  add('@', 'TXT', '"v=spf1 mx -all"', '"another"');
  add('@', 'CAA', '0 issue "ca.example"', '128 iodef "mailto:security@whole.test"');
  add('@', 'HTTPS', '1 . alpn="h2,h3"');
  add('ns1', 'A', '192.0.2.53');
  add('ns1', 'AAAA', '2001:db8::53');
  add('ns2', 'A', '192.0.2.54', '192.0.2.55');
  add('mail', 'A', '192.0.2.25');
  add('www', 'A', '192.0.2.80', '192.0.2.81');
  add('www', 'AAAA', '2001:db8::80');
  for (const [type, datas] of Object.entries(ofEveryType)) {
    add(`only-${type.toLowerCase()}`, type, ...datas);
    add(`*.any-${type.toLowerCase()}`, type, ...datas);
    add('all', type, ...datas);
    add('*.all-below', type, ...datas);
  }
  addChains(add);
  addRedirections(add);
  addDelegations(add);
  addNames(add);
  addHosts(add);
  addLongData(add);
  return mainZone;
}

/** But those that exclude others, delegate, or that a signer makes. */
const ofEveryType: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.10', '192.0.2.11'],
  AAAA: ['2001:db8::10', '2001:db8:0:0:1::', '::ffff:192.0.2.1'],
  MX: ['0 mail', `65535 mail.${outside}`, '5 www.whole.test.'],
  TXT: ['"one" "two"', 'unquoted', '""', '"with \\"quotes\\" and \\\\ and \\000\\255 and ; and ("'],
  SRV: ['0 0 443 www', `1 65535 0 www.${outside}`, '2 1 53 ns1'],
  PTR: ['www', `host.${outside}`],
  HINFO: ['"Generic PC clone" "NetBSD-1.4"'],
  RP: ['admin.whole.test. contact', '. .'],
  AFSDB: ['1 www', '2 ns1'],
  LOC: [
    '51 30 12.748 N 0 7 39.612 W 0.00m 10m 100m 10m',
    '52 22 23.000 S 4 53 32.000 E -2.00m 0.00m 10000m 10m',
  ],
  NAPTR: ['100 50 "s" "http+N2L+N2C" "" _http._tcp', '100 90 "u" "E2U+sip" "!^.*$!sip:info@whole.test!" .'],
  CERT: ['PGP 0 0 aGVsbG8gd29ybGQ=', '1 65535 8 AAECAwQ='],
  SSHFP: [`4 2 ${digest}`, '1 1 0123456789abcdef0123456789abcdef01234567'],
  TLSA: [`3 1 1 ${digest}`],
  SMIMEA: [`3 0 1 ${digest}`],
  OPENPGPKEY: ['aGVsbG8gd29ybGQgb2YgcGdw'],
  DHCID: ['AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA='],
  EUI48: ['00-00-5e-00-53-2a'],
  EUI64: ['00-00-5e-ef-10-00-00-2a'],
  URI: ['10 1 "https://www.whole.test/path"'],
  CAA: ['0 issue ";"', '0 issuewild "ca.example; account=1"'],
  SVCB: ['1 www alpn="dot" port=853', `2 svc.${outside} ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1`],
  HTTPS: ['1 www alpn="h2" ipv4hint=192.0.2.80', '2 . port=8443'],
  TYPE65280: ['\\# 4 0a000001', '\\# 0'],
};

function addChains(add: Add): void {
  const to = (owner: string, target: string) => add(owner, 'CNAME', target);
  to('alias', 'www');
  to('alias-to-alias', 'alias');
  for (let link = 1; link < 7; link++) to(`chain${link}`, `chain${link + 1}`);
  to('chain7', 'www');
  for (let link = 1; link < 16; link++) to(`long${link}`, `long${link + 1}`);
  to('long16', 'www');
  to('self', 'self');
  to('loop-a', 'loop-b');
  to('loop-b', 'loop-c');
  to('loop-c', 'loop-a');
  to('into-loop', 'loop-a');
  to('to-outside', `www.${outside}`);
  to('to-apex', '@');
  to('to-absent', 'absent');
  to('to-empty', 'ent');
  to('to-wildcard', 'x.any-a');
  to('to-wild-alias', 'x.wild-alias');
  to('to-cut', 'insecure');
  to('to-below-cut', 'www.insecure');
  to('to-secure-cut', 'www.secure');
  to('to-child', 'www.child');
  to('to-child-alias', 'alias.child');
  to('to-child-apex', 'child');
  to('to-absent-in-child', 'absent.child');
  to('to-sister', 'www.sister.test.');
  to('to-sister-and-back', 'back.sister.test.');
  to('to-absent-in-sister', 'absent.sister.test.');
  to('to-redirected', 'www.moved');
  to('to-redirection', 'moved');
  to('to-moved-out', 'www.moved-out');
  to('*.wild-alias', 'www');
  to('*.wild-alias-absent', 'absent');
  to('*.wild-alias-wild', 'y.any-mx');
  to('*.wild-alias-out', `www.${outside}`);
  to('*.wild-alias-cut', 'www.insecure');
  to('*.wild-loop', 'x.wild-loop');
}

function addRedirections(add: Add): void {
  const moved = (owner: string, target: string) => add(owner, 'DNAME', target);
  moved('moved', 'tree');
  add('moved', 'A', '192.0.2.20');
  add('moved', 'TXT', '"beside a DNAME"');
  add('moved', 'MX', '10 mail');
  add('tree', 'A', '192.0.2.21');
  add('www.tree', 'A', '192.0.2.22');
  add('deep.er.tree', 'TXT', '"deep"');
  add('alias.tree', 'CNAME', 'www');
  add('*.stars.tree', 'A', '192.0.2.23');
  moved('moved-twice', 'moved');
  moved('moved-out', outside);
  moved('moved-absent', 'nowhere');
  moved('moved-sister', 'sister.test.');
  moved('moved-child', 'child');
  moved('moved-insecure', 'insecure');
  moved('moved-wild', 'any-a');
  moved('moved-root', '.');
  moved('below.an.ent-moved', 'tree');
  moved('ring', 'a.ring');
  moved('back-and', 'forth');
  moved('forth', 'back-and');
  moved('too-long', `${'l'.repeat(60)}.${'o'.repeat(60)}.${'n'.repeat(60)}.${'g'.repeat(40)}.${outside}`);
  add('*.beside-moved', 'A', '192.0.2.24');
  moved('x.beside-moved', 'tree');
}

function addDelegations(add: Add): void {
  add('insecure', 'NS', 'ns.insecure', 'ns2.deeper.insecure');
  add('ns.insecure', 'A', '192.0.2.30');
  add('ns.insecure', 'AAAA', '2001:db8::30');
  add('ns2.deeper.insecure', 'A', '192.0.2.31');
  add('secure', 'NS', 'ns.secure');
  add('secure', 'DS', `12345 13 2 ${digest}`, `54321 8 2 ${digest}`);
  add('ns.secure', 'A', '192.0.2.32');
  add('delegated-out', 'NS', `ns.${outside}`, `ns2.${outside}`);
  add('delegated-to-us', 'NS', 'ns1', 'ns2');
  add('delegated-to-sibling', 'NS', 'ns.insecure', 'ns.secure');
  add('delegated-to-itself', 'NS', 'delegated-to-itself');
  add('delegated-to-itself', 'A', '192.0.2.33');
  add('delegated-to-child', 'NS', 'ns.child');
  add('delegated-without-addresses', 'NS', 'absent');
  add('cut.below.ent-cut', 'NS', `ns.${outside}`);
  add('secure.below.ent-cut', 'NS', `ns.${outside}`);
  add('secure.below.ent-cut', 'DS', `1 13 4 ${digest}${digest.slice(0, 32)}`);
  add('*.beside-cut', 'A', '192.0.2.34');
  add('cut.beside-cut', 'NS', 'ns.cut.beside-cut');
  add('ns.cut.beside-cut', 'A', '192.0.2.35');
  add('child', 'NS', 'ns.child', 'ns1');
  add('ns.child', 'A', '192.0.2.40');
  add('ns.child', 'AAAA', '2001:db8::40');
  add('bare-child', 'NS', 'ns1');
}

function addNames(add: Add): void {
  add('a.b.c.ent', 'A', '192.0.2.50');
  add('z.b.c.ent', 'TXT', '"behind"');
  add('_http._tcp', 'SRV', '0 0 80 www', '0 0 8080 alias');
  add('_sip._udp.api', 'SRV', '0 0 5060 www');
  add('UPPER.Case', 'A', '192.0.2.51');
  add('exact.any-a', 'TXT', '"hides the wildcard"');
  add('x.ent.any-a', 'A', '192.0.2.52');
  add('*.*.twice', 'A', '192.0.2.56');
  add('a.*.middle', 'A', '192.0.2.57');
  add('*a.part', 'A', '192.0.2.58');
  add('\\000', 'A', '192.0.2.60');
  add('\\001\\255', 'A', '192.0.2.61');
  add('dot\\.inside', 'A', '192.0.2.62');
  add('space\\032and\\009tab', 'A', '192.0.2.63');
  add('quote\\"semicolon\\;', 'A', '192.0.2.64');
  add('at\\@dollar\\$', 'A', '192.0.2.65');
  add('back\\\\slash\\(\\)', 'A', '192.0.2.66');
  add('\\195\\164\\128', 'TXT', '"octets above ASCII"');
  add('x'.repeat(63), 'A', '192.0.2.67');
  add(`${`${'y'.repeat(49)}.`.repeat(4)}${'z'.repeat(42)}`, 'A', '192.0.2.68');
  add('_-_', 'A', '192.0.2.69');
  add('-edge-', 'A', '192.0.2.70');
  add('1', 'A', '192.0.2.71');
}

/** Whose addresses may come along. */
function addHosts(add: Add): void {
  add('many-hosts', 'MX', '1 www', '2 ns1', '3 alias', '4 x.any-a', '5 absent', '6 www.tree');
  add('glue-host', 'MX', '1 ns.insecure');
  add('child-host', 'SRV', '1 1 1 www.child');
  add('sister-host', 'MX', '1 www.sister.test.');
  add('dname-host', 'SRV', '1 1 1 www.moved');
  add('no-service', 'SRV', '0 0 0 .');
  add('no-mail', 'MX', '0 .');
  add('https-alias', 'HTTPS', '0 only-https');
  add('svcb-alias', 'SVCB', '0 only-svcb');
  add(
    'svcb-rich',
    'SVCB',
    '3 www mandatory=alpn,port alpn="h2,h3" no-default-alpn port=1 ech="AAQ=" key667="hi"',
  );
}

function addLongData(add: Add): void {
  const string = (letter: string, count: number) => `"${letter.repeat(count)}"`;
  add('long-string', 'TXT', string('s', 255));
  add('long-text', 'TXT', Array.from({ length: 4 }, (_, at) => string('abcd'.charAt(at), 250)).join(' '));
  add('longer-text', 'TXT', Array.from({ length: 12 }, () => string('t', 255)).join(' '));
  add('many', 'A', ...Array.from({ length: 90 }, (_, at) => `198.51.100.${at}`));
  add('many-strings', 'TXT', Array.from({ length: 200 }, (_, at) => `"${at}"`).join(' '));
}
