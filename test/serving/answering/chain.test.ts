// What stands in a reply between the question and the answer, or instead of one: the rules of RFC 1034 §3.6.2 and §4.3.2, RFC
// 6604, RFC 6672 and RFC 9471, one by one.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { signZone } from '../../../src/signing/zone-signer.ts';
import { changeZone } from '../../../src/zone/build-zone.ts';
import { carriersMax } from '../../../src/zone/find-carriers.ts';
import type { Zone, ZoneNode } from '../../../src/zone/zone.ts';
import { compareAnswers } from '../../support/dns/compare-answers.ts';
import { type DecodedReply, decodeReply } from '../../support/dns/decode-reply.ts';
import { makeQuery } from '../../support/dns/dns-client.ts';
import { cname, dname, ds, mx, ns, srv, txt } from '../../support/dns/make-records.ts';
import { allAlgorithms, signingKey } from '../../support/dns/make-signing-key.ts';
import { type Addresses, exampleName, makeRecords, makeZone, nameOf } from '../../support/dns/make-zone.ts';
import { createOctetsAnswerer } from '../../support/dns/octets-answerer.ts';
import { verifyReply } from '../../support/dns/verify-reply.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';
import { manyIpv6 } from '../../support/worlds/many-addresses.ts';
import { nowSeconds, settingsOf } from '../../support/worlds/signed-world.ts';

const A = 1;
const MX = 15;
const SRV = 33;
const DS = 43;

function serve(...zones: readonly Zone[]) {
  const snapshot = new Snapshot();
  snapshot.replace(zones);
  const answerers = { udp: createOctetsAnswerer('udp'), tcp: createOctetsAnswerer('tcp') };
  const buffer = Buffer.alloc(65_535);
  const askForOctets = (
    name: string,
    type = A,
    transport: 'udp' | 'tcp' = 'tcp',
    dnssecOk = false,
  ): Buffer => {
    const query = makeQuery(name, { type, edns: { payload: 1232, dnssecOk } });
    const octets = answerers[transport](snapshot.image, query, query.length, buffer);
    return Buffer.from(buffer.subarray(0, octets));
  };
  const ask = (owner: string, type?: number, transport?: 'udp' | 'tcp'): DecodedReply =>
    decodeReply(askForOctets(owner === '@' ? 'example.test' : `${owner}.example.test`, type, transport));
  return { snapshot, ask, askForOctets };
}

function zoneWith(records: Readonly<Record<string, ZoneNode>>, addresses: Addresses = {}): Zone {
  return makeZone(addresses, { records });
}

const at = (owner: string) => exampleName(owner);
const elsewhere = nameOf('www.elsewhere.test');

function chainOf(count: number, end: ZoneNode = []): Record<string, ZoneNode> {
  const links = Array.from({ length: count }, (_, i) => [`c${i}`, [cname(at(`c${i + 1}`))]] as const);
  return Object.fromEntries([...links, [`c${count}`, end]]);
}

describe('a reply that leads on', () => {
  it('holds seven CNAMEs and what they lead to, or eight and nothing', () => {
    const { ask } = serve(zoneWith(chainOf(12)));
    expect(ask('c5')).to.include({ code: 0, isAuthoritative: true });
    expect(ask('c5').answer.size).to.equal(7);
    expect(ask('c5').authority.size, 'NODATA').to.equal(1);
    for (const start of ['c4', 'c0']) {
      expect(ask(start).answer.size).to.equal(8);
      expect(ask(start).authority.size).to.equal(0);
      expect(ask(start)).to.include({ code: 0, isAuthoritative: true });
    }
  });

  it('has the code of the last name (RFC 6604 §3)', () => {
    const zone = zoneWith(
      { gone: [cname(at('absent'))], there: [cname(at('www'))], out: [cname(elsewhere)] },
      { www: [] },
    );
    const { ask } = serve(zone);
    expect(ask('gone')).to.include({ code: 3, isAuthoritative: true });
    expect([...ask('gone').authority].join()).to.match(/^example\.test \d+ SOA/);
    expect(ask('there').code).to.equal(0);
    expect(ask('out')).to.include({ code: 0, isAuthoritative: true });
    expect(ask('out').authority.size).to.equal(0);
  });

  it('ends where a circle closes', () => {
    const { ask } = serve(zoneWith({ a: [cname(at('b'))], b: [cname(at('a'))], own: [cname(at('own'))] }));
    expect([...ask('a').answer]).to.deep.equal([
      'a.example.test 60 CNAME b.example.test',
      'b.example.test 60 CNAME a.example.test',
    ]);
    expect(ask('own').answer.size).to.equal(1);
    expect(ask('a')).to.include({ code: 0, recordCount: 3 });
  });

  it('has the CNAME alone for who asks for it, or for anything', () => {
    const { ask } = serve(zoneWith({ alias: [cname(at('www'))] }, { www: ['192.0.2.1'] }));
    for (const type of [5, 255])
      expect([...ask('alias', type).answer]).to.deep.equal(['alias.example.test 60 CNAME www.example.test']);
    expect(ask('alias', A).answer.size).to.equal(2);
  });

  it('shows a change of the last name at once, though nothing changed at the first', () => {
    const zone = zoneWith({ alias: [cname(at('next'))], next: [cname(at('www'))] }, { www: ['192.0.2.1'] });
    const { ask, snapshot } = serve(zone);
    const { image } = snapshot;
    const change = changeZone(zone, makeRecords({ www: ['192.0.2.77'] }), 2);
    if (change === undefined) throw new Error('something changed');
    expect(change.names).to.have.members([zone.apex, at('www')]);
    snapshot.change([change], [change.zone]);
    expect(snapshot.image).to.equal(image);
    expect([...ask('alias').answer].at(-1)).to.equal('www.example.test 60 A 192.0.2.77');
  });

  it('turns the addresses behind a CNAME', () => {
    const { ask } = serve(
      zoneWith({ alias: [cname(at('www'))] }, { www: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] }),
    );
    const seconds = Array.from({ length: 6 }, () => [...ask('alias').answer][1]);
    expect(new Set(seconds).size).to.equal(3);
  });

  it('says that nothing healthy is left at its end', () => {
    const zone = zoneWith({ alias: [cname(at('www'))] }, { www: [] });
    const missing = { ...zone, missing: zone.missing.with(new Map([[at('www'), [A]]])) };
    expect(serve(missing).ask('alias').extendedError).to.equal('0 no healthy address');
  });

  it('goes on in another zone, and out of it', () => {
    const other = makeZone(
      { www: ['192.0.2.9'] },
      { apex: 'other.test', records: { back: [cname(at('www'))] } },
    );
    const zone = zoneWith(
      { there: [cname(nameOf('www.other.test'))], both: [cname(nameOf('back.other.test'))] },
      { www: ['192.0.2.1'] },
    );
    const { ask } = serve(zone, other);
    expect([...ask('there').answer].at(-1)).to.equal('www.other.test 60 A 192.0.2.9');
    expect([...ask('both').answer].at(-1)).to.equal('www.example.test 60 A 192.0.2.1');
  });

  const longLabel = 'l'.repeat(63);

  it('is YXDOMAIN with the DNAME where the name would be too long (RFC 6672 §2.2)', () => {
    const target = nameOf(`${longLabel}.${longLabel}.${'m'.repeat(60)}.elsewhere.test`);
    const { ask } = serve(zoneWith({ d: [dname(target)] }));
    const fitting = 'x'.repeat(255 - target.length - 1);
    expect(ask(`${fitting}.d`)).to.include({ code: 0, recordCount: 3 });
    expect(ask(`${fitting}y.d`)).to.include({ code: 6, isAuthoritative: true, recordCount: 2 });
    expect(ask('d', 39)).to.include({ code: 0, recordCount: 2 });
  });

  it('ends with the CNAME made of a DNAME for who asks for a CNAME', () => {
    const { ask } = serve(zoneWith({ d: [dname(at('e'))], 'x.e': [cname(at('www'))] }));
    for (const owner of ['x.d', 'absent.d']) {
      expect(ask(owner, 5)).to.include({ code: 0, isAuthoritative: true, recordCount: 3 });
      expect([...ask(owner, 5).answer].at(-1)).to.match(/ CNAME (x|absent)\.e\.example\.test$/);
    }
  });

  it('has a DNAME once, however often it redirects', () => {
    const zone = zoneWith({ d: [dname(at('e'))], 'x.e': [cname(at('y.d'))], 'y.e': [txt('end')] });
    const { answer, recordCount } = serve(zone).ask('x.d', 16);
    expect([...answer].map((record) => record.split(' ').slice(2, 3).join())).to.deep.equal([
      'DNAME',
      'CNAME',
      'CNAME',
      'CNAME',
      'TXT',
    ]);
    expect(recordCount).to.equal(answer.size + 1);
  });

  it('leaves the owner of a DNAME its own records, and prefers the DNAME to a wildcard beside it', () => {
    const zone = zoneWith({ d: [dname(at('e')), txt('own')], '*': [txt('wildcard')], 'x.e': [txt('e')] });
    const { ask } = serve(zone);
    expect([...ask('d', 16).answer]).to.deep.equal(['d.example.test 60 TXT "own"']);
    expect([...ask('x.d', 16).answer].at(-1)).to.equal('x.e.example.test 60 TXT "e"');
  });

  it('moves all pointers of a large answer behind a long chain', () => {
    const hosts = Array.from({ length: 300 }, (_, i) => `host${i}`);
    const long = (i: number) =>
      `${'abcdefgh'.charAt(i)}.${longLabel}.${longLabel}.${longLabel}.${'n'.repeat(30)}`;
    const links = Array.from(
      { length: 7 },
      (_, i) => [long(i), [cname(at(i === 6 ? '_x._tcp' : long(i + 1)))]] as const,
    );
    const records = { ...Object.fromEntries(links), '_x._tcp': [srv(...hosts.map(at))] };
    const zone = zoneWith(
      records,
      Object.fromEntries(hosts.map((host) => [host, ['192.0.2.1', ...manyIpv6(3)]])),
    );
    const { snapshot, askForOctets } = serve(zone);
    expect(askForOctets(`${long(0)}.example.test`, SRV).length).to.be.above(0x8000);
    compareAnswers(snapshot.image, [zone], [at(long(0)), at(long(3))], createSeededRandom(), undefined, {
      SRV,
    });
  });

  it('ends a chain whose signatures fill it, before pointers lose their reach', async () => {
    const keys = allAlgorithms.map((algorithm) => signingKey(algorithm));
    const zone = await signZone(zoneWith(chainOf(8, [txt('end')])), settingsOf('nsec', ...keys), nowSeconds);
    const octets = serve(zone).askForOctets('c0.example.test', 16, 'tcp', true);
    const reply = decodeReply(octets);
    expect(octets.length).to.be.within(4096, 6000);
    expect([...reply.answer].filter((record) => record.includes(' CNAME ')).length).to.be.within(2, 6);
    const dnskeys = zone.nodes.get(zone.apex)?.find(({ type }) => type === 48)?.rdatas ?? [];
    const question = { name: at('c0'), type: 16 };
    expect(verifyReply(octets, question, { apex: zone.apex, dnskeys }, nowSeconds)).to.deep.equal([]);
  });
});

describe('a referral', () => {
  const hosts = ['ns1.sub', 'ns2.sub'];
  const delegation = {
    sub: [ns(...hosts.map(at), at('www'), elsewhere), ds('signed')],
    alias: [cname(at('x.sub'))],
    '*': [txt('wildcard')],
  };
  const addresses = { 'ns1.sub': ['192.0.2.1', '2001:db8::1'], 'ns2.sub': ['192.0.2.2'], www: ['192.0.2.3'] };

  it('is not authoritative, and brings all addresses that are known, for every name at and below the cut', () => {
    const { ask } = serve(zoneWith(delegation, addresses));
    for (const [owner, type] of [
      ['sub', A],
      ['sub', 2],
      ['sub', 255],
      ['ns1.sub', A],
      ['a.b.sub', DS],
    ] as const) {
      const reply = ask(owner, type);
      expect(reply, owner).to.include({ code: 0, isAuthoritative: false });
      expect([reply.answer.size, reply.authority.size, reply.additional.size]).to.deep.equal([0, 4, 4]);
    }
  });

  it('is none for DS at the cut, which the parent answers (RFC 4035 §3.1.4.1)', () => {
    const { ask } = serve(zoneWith({ ...delegation, plain: [ns(elsewhere)] }, addresses));
    expect(ask('sub', DS)).to.include({ isAuthoritative: true });
    expect(ask('sub', DS).answer.size).to.equal(1);
    expect(ask('plain', DS)).to.include({ code: 0, isAuthoritative: true });
    expect([...ask('plain', DS).authority].join()).to.match(/ SOA /);
  });

  it('stands behind the CNAME that leads there, which is authoritative', () => {
    const reply = serve(zoneWith(delegation, addresses)).ask('alias');
    expect(reply).to.include({ code: 0, isAuthoritative: true });
    expect([reply.answer.size, reply.authority.size, reply.additional.size]).to.deep.equal([1, 4, 4]);
  });

  it('is truncated where glue does not fit, and not for other addresses (RFC 9471 §3)', () => {
    const many = Array.from({ length: 40 }, (_, i) => `192.0.2.${i}`);
    const sub = [ns(at('ns1.sub'), at('www'))];
    const inside = serve(zoneWith({ sub }, { 'ns1.sub': [...many, ...manyIpv6(20)], www: ['192.0.2.200'] }));
    expect(inside.ask('x.sub', A, 'udp')).to.include({ isTruncated: true, recordCount: 1 });
    const beside = serve(zoneWith({ sub }, { 'ns1.sub': many, www: manyIpv6(40) }));
    expect(beside.ask('x.sub', A, 'udp')).to.include({ isTruncated: false, recordCount: 2 + 40 + 1 });
  });

  it('has new glue as soon as that changes', () => {
    const zone = zoneWith(delegation, addresses);
    const { ask, snapshot } = serve(zone);
    const change = changeZone(zone, makeRecords({ 'ns2.sub': ['192.0.2.99'], www: ['192.0.2.98'] }), 2);
    if (change === undefined) throw new Error('something changed');
    snapshot.change([change], [change.zone]);
    const { additional } = ask('x.sub');
    expect([...additional]).to.include.members([
      'ns2.sub.example.test 60 A 192.0.2.99',
      'www.example.test 60 A 192.0.2.98',
    ]);
  });

  it('is none where the zone below is ours, which answers all but DS', () => {
    const child = makeZone({ '@': ['192.0.2.7'] }, { apex: 'sub.example.test' });
    const { ask } = serve(zoneWith(delegation, addresses), child);
    expect([...ask('sub').answer]).to.deep.equal(['sub.example.test 60 A 192.0.2.7']);
    expect(ask('ns1.sub')).to.include({ code: 3, isAuthoritative: true });
    expect([...ask('sub', DS).answer].join()).to.match(/^sub\.example\.test 60 DS /);
    expect([...serve(child).ask('sub', DS).authority].join(), 'without the parent').to.match(
      /^sub\.example\.test \d+ SOA/,
    );
  });
});

describe('addresses that come along', () => {
  const mailOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, [mx(at('mail'))]] as const));

  it('change with the host, in the answers of all that point to it and in nothing else', () => {
    const zone = zoneWith(
      { ...mailOf(3), other: [mx(at('www'))] },
      { mail: ['192.0.2.1'], www: ['192.0.2.2'] },
    );
    const { ask, snapshot } = serve(zone);
    const change = changeZone(zone, makeRecords({ mail: ['192.0.2.77'] }), 2);
    if (change === undefined) throw new Error('something changed');
    expect(change.names).to.have.members([zone.apex, at('mail'), at('m0'), at('m1'), at('m2')]);
    snapshot.change([change], [change.zone]);
    for (const owner of ['m0', 'm1', 'm2'])
      expect([...ask(owner, MX).additional]).to.deep.equal(['mail.example.test 60 A 192.0.2.77']);
  });

  it('are left out where more names point to the host than a verdict can change quickly, but for the apex', () => {
    const additionalOf = (count: number, owner: string) =>
      serve(zoneWith({ ...mailOf(count), '@': [mx(at('mail'))] }, { mail: ['192.0.2.1'] })).ask(owner, MX)
        .additional.size;
    expect(additionalOf(carriersMax - 1, 'm0')).to.equal(1);
    expect(additionalOf(carriersMax, 'm0')).to.equal(0);
    expect(additionalOf(carriersMax, '@')).to.equal(1);
  });
});

describe('a wildcard', () => {
  it('stands in with every type, and is a label like any other inside a name (RFC 4592 §2.1.1)', () => {
    const zone = zoneWith(
      { '*.w': [mx(at('www')), txt('wild')], 'a.*.mid': [txt('exact')], '*.alias': [cname(at('x.w'))] },
      { www: ['192.0.2.1'] },
    );
    const { ask } = serve(zone);
    expect([...ask('x.w', MX).answer]).to.deep.equal(['x.w.example.test 60 MX 10 www.example.test']);
    expect(ask('x.w', MX).additional.size).to.equal(1);
    expect([...ask('y.alias', 16).answer]).to.deep.equal([
      'y.alias.example.test 60 CNAME x.w.example.test',
      'x.w.example.test 60 TXT "wild"',
    ]);
    expect([...ask('a.*.mid', 16).answer]).to.deep.equal(['a.*.mid.example.test 60 TXT "exact"']);
    expect(ask('a.b.mid', 16), 'the empty non-terminal *.mid matches').to.include({
      code: 0,
      recordCount: 2,
    });
  });

  it('neither delegates nor redirects', () => {
    const { ask } = serve(
      zoneWith({ '*.w': [ns(elsewhere)], '*.v': [dname(at('w'))], 'a.*.w': [txt('below')] }),
    );
    expect(ask('x.w', 2)).to.include({ isAuthoritative: true });
    expect(ask('x.w', 2).answer.size).to.equal(1);
    expect(ask('x.w')).to.include({ code: 0, isAuthoritative: true });
    expect([...ask('a.*.w', 16).answer]).to.deep.equal(['a.*.w.example.test 60 TXT "below"']);
    expect(ask('a.x.v').answer.size).to.equal(0);
  });
});
