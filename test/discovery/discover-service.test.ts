// What discoverService makes of the answers of healthy name servers.

import { expect } from 'chai';
import {
  a,
  aaaa,
  cname,
  decodeName,
  makeReply,
  ns,
  soa,
  srv,
  type TestRecord,
  txt,
} from '../support/dns/make-reply.ts';
import { answerFrom, zoneScript } from '../support/dns/scripted-name-server.ts';
import { codeOf, discoveryTools, errorOf, placesOf } from '../support/worlds/discovery-world.ts';

const web = '_http._tcp.web.test';
const targets = [
  srv(web, [10, 60, 8080], 'a1.test'),
  srv(web, [10, 40, 8080], 'a2.test'),
  srv(web, [20, 0, 8081], 'a3.test'),
];
const addresses = [
  a('a1.test', '192.0.2.1'),
  aaaa('a1.test', '2001:db8::1'),
  a('a2.test', '192.0.2.2'),
  aaaa('a3.test', '2001:db8::3'),
];
const places = [
  'a1.test 192.0.2.1 8080 10 60',
  'a1.test 2001:db8::1 8080 10 60',
  'a2.test 192.0.2.2 8080 10 40',
  'a3.test 2001:db8::3 8081 20 0',
];

describe('discoverService', () => {
  const { serve, open } = discoveryTools();

  it('puts SRV, A, AAAA and TXT records together', async () => {
    const server = await serve(zoneScript([...targets, ...addresses, txt(web, ['version=2', 'grün'])]));
    const endpoints = await open(server).discoverService('_http._tcp.web');
    expect(placesOf(endpoints)).to.deep.equal(places);
    expect(endpoints[0]).to.deep.include({
      ttl: 60,
      health: 'unknown',
      tags: ['version=2', 'grün'],
      stale: false,
    });
    expect(endpoints.at(-1)).to.deep.include({ family: 6, priority: 20 });
    expect(new Set(server.asked.map(({ port }) => port)).size, 'each query has a port').to.equal(
      server.asked.length,
    );
  });

  it('appends the suffix to a plain name', async () => {
    const server = await serve(zoneScript([srv('api.test', [1, 1, 80], 'a1.test'), ...addresses]));
    expect(await open(server).discoverService('api')).to.have.length(2);
  });

  it('puts one family first, or leaves the other out without asking for it', async () => {
    const server = await serve(zoneScript([...targets.slice(0, 1), ...addresses]));
    const families = async (family: 'ipv4-first' | 'ipv6-first' | 'ipv4' | 'ipv6') =>
      (await open(server, { family }).discoverService('_http._tcp.web')).map((endpoint) => endpoint.family);
    expect(await families('ipv4-first')).to.deep.equal([4, 6]);
    expect(await families('ipv6-first')).to.deep.equal([6, 4]);
    expect(await families('ipv4')).to.deep.equal([4]);
    const before = server.questions.length;
    expect(await families('ipv6')).to.deep.equal([6]);
    expect(server.questions.slice(before)).not.to.include('a1.test A udp');
  });

  it('uses additional addresses, and asks only for missing families', async () => {
    const server = await serve(
      zoneScript([...targets, ...addresses], { additionals: addresses.slice(0, 3) }),
    );
    expect(placesOf(await open(server).discoverService('_http._tcp.web'))).to.deep.equal(places);
    expect([...server.questions].sort()).to.deep.equal([
      ...[`${web} SRV udp`, `${web} TXT udp`, 'a2.test AAAA udp', 'a3.test A udp', 'a3.test AAAA udp'],
    ]);
  });

  it('ignores additional addresses of names that are no targets, or of another class', async () => {
    const chaos: TestRecord = { ...a('a3.test', '192.0.2.66'), class: 3 };
    const additionals = [a('evil.test', '192.0.2.66'), chaos];
    const server = await serve(zoneScript([...targets, ...addresses], { additionals }));
    expect(placesOf(await open(server).discoverService('_http._tcp.web'))).to.deep.equal(places);
  });

  it('keeps hosts of any octets, escaped as in a master file', async () => {
    const records = [srv(web, [1, 1, 1], '\xe1 b\0.test'), a('\xe1 b\0.test', '192.0.2.1')];
    const server = await serve(zoneScript(records));
    const [endpoint] = await open(server).discoverService('_http._tcp.web');
    expect(endpoint).to.include({ host: '\\225\\032b\\000.test', address: '192.0.2.1' });
  });

  it('counts duplicate records and addresses once', async () => {
    const twice = [
      srv(web, [10, 5, 80], 'a2.test'),
      srv(web, [10, 9, 80], 'A2.test'),
      srv(web, [11, 9, 80], 'a2.test'),
    ];
    const server = await serve(zoneScript([...twice, a('a2.test', '192.0.2.2'), a('a2.test', '192.0.2.2')]));
    const endpoints = await open(server).discoverService('_http._tcp.web');
    expect(placesOf(endpoints)).to.deep.equal(['a2.test 192.0.2.2 80 10 9']);
  });

  it('gives the smallest TTL of an endpoint', async () => {
    const records = [
      ...[srv(web, [1, 1, 80], 'a1.test', 100), srv(web, [2, 1, 80], 'a2.test', 100)],
      ...[a('a1.test', '192.0.2.1', 50), aaaa('a1.test', '2001:db8::1', 40), a('a2.test', '192.0.2.2', 200)],
    ];
    const endpoints = await open(await serve(zoneScript(records))).discoverService('_http._tcp.web');
    expect(endpoints.map(({ host, ttl }) => `${host} ${ttl}`)).to.deep.equal([
      'a1.test 40',
      'a1.test 40',
      'a2.test 100',
    ]);
  });

  describe('without SRV records', () => {
    const records = [a('web.test', '192.0.2.1'), aaaa('web.test', '2001:db8::1')];

    it('finds nothing, unless a port is given', async () => {
      const server = await serve(zoneScript(records));
      expect(await codeOf(open(server).discoverService('web'))).to.equal('NO_SUCH_SERVICE');
      const endpoints = await open(server, { fallbackPort: 443 }).discoverService('web');
      expect(placesOf(endpoints)).to.deep.equal([
        'web.test 192.0.2.1 443 0 0',
        'web.test 2001:db8::1 443 0 0',
      ]);
    });

    it('uses the addresses of the name behind the labels of the service', async () => {
      const server = await serve(zoneScript(records));
      const endpoints = await open(server, { fallbackPort: 443 }).discoverService('_http._tcp.web');
      expect(endpoints.map(({ host }) => host)).to.deep.equal(['web.test', 'web.test']);
    });

    it('does not ask for addresses of a name that does not exist (RFC 8020)', async () => {
      const server = await serve(zoneScript(records));
      expect(await codeOf(open(server, { fallbackPort: 443 }).discoverService('other'))).to.equal(
        'NO_SUCH_SERVICE',
      );
      expect(server.questions.filter((question) => !question.includes('TXT'))).to.deep.equal([
        'other.test SRV udp',
      ]);
    });
  });

  it('reads a target of "." as a service that is decidedly not available (RFC 2782)', async () => {
    const server = await serve(zoneScript([srv(web, [0, 0, 0], ''), a('web.test', '192.0.2.1')]));
    const error = await errorOf(open(server, { fallbackPort: 80 }).discoverService('_http._tcp.web'));
    expect(error.code).to.equal('NO_SUCH_SERVICE');
    expect(error.message).to.equal(
      'looking up _http._tcp.web: there is no such service, or none with an address',
    );
  });

  it('leaves out targets without an address, and fails when none has one', async () => {
    const one = await serve(zoneScript([...targets, a('a2.test', '192.0.2.2')]));
    expect(await open(one).discoverService('_http._tcp.web')).to.have.length(1);
    const none = await serve(zoneScript(targets));
    expect(await codeOf(open(none).discoverService('_http._tcp.web'))).to.equal('NO_SUCH_SERVICE');
  });

  describe('follows aliases', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, i) =>
        cname(i === 0 ? web : `alias${i}.test`, i === length - 1 ? 'end.test' : `alias${i + 1}.test`, 60 - i),
      );
    const end = [srv('end.test', [1, 1, 80], 'a2.test', 100), a('a2.test', '192.0.2.2', 100)];

    /** Like a server that knows all of it, or (false) one that tells one link at a time. */
    const chained = (records: readonly TestRecord[], atOnce: boolean) => {
      const links = new Map(records.filter(({ type }) => type === 5).map((link) => [link.owner, link]));
      return ({ name, type, octets }: { name: string; type: number; octets: Buffer }) => {
        const followed: TestRecord[] = [];
        let owner = name;
        for (let link = links.get(owner); link !== undefined; link = links.get(owner)) {
          followed.push(link);
          owner = decodeName(link.data);
          if (!atOnce || followed.length > 20) return makeReply(octets, { answers: followed });
        }
        const { answers = [], ...rest } = answerFrom(records, owner, type);
        return makeReply(octets, { ...rest, answers: [...followed, ...answers] });
      };
    };

    for (const atOnce of [true, false]) {
      const how = atOnce ? 'that come in one answer' : 'that come one by one';
      it(`${how}, up to eight`, async () => {
        const server = await serve(chained([...chain(8), ...end], atOnce));
        const [endpoint] = await open(server, { tags: false }).discoverService('_http._tcp.web');
        expect(endpoint).to.include({ address: '192.0.2.2', ttl: 53 });
      });

      it(`${how}, and not further`, async () => {
        const server = await serve(chained([...chain(9), ...end], atOnce));
        const error = await errorOf(open(server, { tags: false }).discoverService('_http._tcp.web'));
        expect(error).to.include({ code: 'MALFORMED' });
        expect(error.message).to.include('more than 8 times');
      });

      it(`${how}, and not in circles`, async () => {
        const server = await serve(chained([cname(web, 'b.test'), cname('b.test', web)], atOnce));
        expect(await codeOf(open(server, { tags: false }).discoverService('_http._tcp.web'))).to.equal(
          'MALFORMED',
        );
        expect(server.asked.length).to.be.lessThan(10);
      });
    }

    it('of targets, and to names that do not exist', async () => {
      const records = [srv(web, [1, 1, 80], 'b.test'), cname('b.test', 'a2.test'), ...end];
      const server = await serve(chained(records, true));
      expect(placesOf(await open(server).discoverService('_http._tcp.web'))).to.deep.equal([
        'b.test 192.0.2.2 80 1 1',
      ]);
      const dangling = await serve(chained([cname(web, 'gone.test')], true));
      expect(await codeOf(open(dangling).discoverService('_http._tcp.web'))).to.equal('NO_SUCH_SERVICE');
    });
  });

  it('does not follow a referral: it is not a resolver', async () => {
    const server = await serve(({ octets }) =>
      makeReply(octets, { authorities: [ns('test', 'ns1.other.test')] }),
    );
    const error = await errorOf(open(server).discoverService('web'));
    expect(error.code).to.equal('SERVER_FAILURE');
    expect(error.message).to.include('neither knows web.test. nor looks it up');
  });

  it('repeats a truncated answer over TCP, from the same server', async () => {
    const many = Array.from({ length: 200 }, (_, i) => srv(web, [1, 1, 1000 + i], 'a2.test'));
    const honest = zoneScript([...many, a('a2.test', '192.0.2.2')]);
    const server = await serve((asked, send) => {
      const whole = honest(asked, send);
      if (asked.transport === 'tcp' || !Buffer.isBuffer(whole) || whole.length <= 1232) return whole;
      // In the middle of a record, as some servers cut.
      const cut = Buffer.from(whole.subarray(0, 1232));
      cut.writeUInt8(cut.readUInt8(2) | 0x02, 2);
      return cut;
    });
    const discovery = open(server, { tags: false });
    expect(await discovery.discoverService('_http._tcp.web')).to.have.length(200);
    expect(server.questions.slice(0, 2)).to.deep.equal([`${web} SRV udp`, `${web} SRV tcp`]);
    expect(discovery.stats()).to.include({ overTcp: 1, retries: 0 });
  });

  for (const [what, code] of [
    ['FORMERR', 1],
    ['NOTIMP', 4],
  ] as const) {
    it(`asks without EDNS when that is answered with ${what}`, async () => {
      const honest = zoneScript([...targets, ...addresses]);
      const server = await serve((asked, send) => {
        const hasOpt = asked.octets.readUInt16BE(10) > 0;
        return hasOpt ? makeReply(asked.octets, { code }) : honest(asked, send);
      });
      expect(placesOf(await open(server).discoverService('_http._tcp.web'))).to.deep.equal(places);
    });
  }

  it('asks over TCP when a server does not keep the case of the question', async () => {
    const honest = zoneScript([...targets, ...addresses]);
    const server = await serve((asked, send) => {
      const octets = Buffer.from(asked.octets);
      octets.write(octets.toString('latin1', 13, 12 + web.length).toLowerCase(), 13, 'latin1');
      return honest({ ...asked, octets: asked.transport === 'udp' ? octets : asked.octets }, send);
    });
    expect(placesOf(await open(server, { tags: false }).discoverService('_http._tcp.web'))).to.deep.equal(
      places,
    );
    expect(server.questions).to.include(`${web} SRV tcp`);
  });

  it('asks name servers over IPv6 as well', async function () {
    const script = zoneScript([...targets, ...addresses]);
    const server = await serve(script, '::1').catch(() => undefined);
    if (server === undefined) return this.skip();
    expect(await open(server).discoverService('_http._tcp.web')).to.have.length(4);
  });

  it('uses no more than 1024 targets', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => srv('s.test', [1, 1, i], 'a.test'));
    const server = await serve(({ name, type, transport, octets }) => {
      if (type === 33 && transport === 'udp') return makeReply(octets, { isTruncated: true });
      return makeReply(octets, answerFrom([...many, a('a.test', '192.0.2.2')], name, type));
    });
    expect(await open(server).discoverService('s')).to.have.length(1024);
  });

  it('goes on without tags when the server is silent about TXT only, and keeps those it knew', async () => {
    const honest = zoneScript([...targets, ...addresses, txt(web, ['blue'])]);
    const server = await serve(honest);
    const discovery = open(server, { cacheTtl: 0 });
    expect((await discovery.discoverService('_http._tcp.web'))[0]?.tags).to.deep.equal(['blue']);
    server.answerWith((asked, send) => (asked.type === 16 ? undefined : honest(asked, send)));
    expect((await discovery.discoverService('_http._tcp.web'))[0]?.tags).to.deep.equal(['blue']);
    expect((await open(server).discoverService('_http._tcp.web'))[0]?.tags).to.deep.equal([]);
  });

  it('does not ask for TXT when no tags are wanted', async () => {
    const server = await serve(zoneScript([...targets, ...addresses]));
    await open(server, { tags: false }).discoverService('_http._tcp.web');
    expect(server.questions.filter((question) => question.includes('TXT'))).to.deep.equal([]);
  });

  it('refuses what is not a name, without asking', async () => {
    const server = await serve(() => undefined);
    const error = await errorOf(open(server).discoverService('a..b'));
    expect(error.code).to.equal('MALFORMED');
    expect(error.message).to.equal('looking up a..b: this is no domain name (empty-label)');
    expect(server.asked).to.deep.equal([]);
  });

  it('believes a denial without SOA, but does not cache it', async () => {
    const server = await serve(({ octets }) => makeReply(octets, { code: 3 }));
    const discovery = open(server, { tags: false });
    for (let i = 0; i < 2; i++)
      expect(await codeOf(discovery.discoverService('web'))).to.equal('NO_SUCH_SERVICE');
    expect(server.asked).to.have.length(2);
    server.answerWith(({ octets }) => makeReply(octets, { authorities: [soa('other', 60)] }));
    for (let i = 0; i < 2; i++)
      expect(await codeOf(discovery.discoverService('web'))).to.equal('NO_SUCH_SERVICE');
    expect(server.asked, 'nor one with the SOA of another zone').to.have.length(4);
  });
});
