// RFC 4592: The Role of Wildcards in the Domain Name System

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { kindOf, queryStrictly, type StrictReply, transports } from '../support/dns/ask-strictly.ts';
import { runAfterEach } from '../support/run-after-each.ts';

const A = 1;
const AAAA = 28;

/** A name, and the result of an address query for it: an address, no data, or no such name. */
type Case = readonly [section: string, fact: string, name: string, type: number, outcome: string];

// The zone of §2.2.1 with addresses in place of TXT, MX and SRV; without what cannot be configured here:
// delegations.
const exampleZone = {
  '*': ['192.0.2.99'],
  host1: ['192.0.2.1'],
  '_ssh._tcp.host1': ['192.0.2.2'],
  '_ssh._tcp.host2': ['2001:db8::2'],
};
const exampleCases: readonly Case[] = [
  ['§2.2.1', 'an absent name', 'host3', A, '192.0.2.99'],
  ['§2.2.1', 'an absent name, for a type that the wildcard lacks', 'host3', AAAA, 'nodata'],
  ['§2.2.1', 'a name of several absent labels', 'foo.bar', A, '192.0.2.99'],
  ['§2.2.1', 'a name that exists with the type', 'host1', A, '192.0.2.1'],
  ['§2.2.1', 'a name that exists without the type', 'host1', AAAA, 'nodata'],
  ['§2.2.1', 'an absent name below an existing one', '_telnet._tcp.host1', A, 'nxdomain'],
  ['§2.2.1', 'an absent name right below an existing one', 'x.host1', A, 'nxdomain'],
  ['§2.2.1', 'an existing name below', '_ssh._tcp.host1', A, '192.0.2.2'],
  ['§2.2.1', 'an absent name below the wildcard', 'ghost.*', A, 'nxdomain'],
  ['§2.2.1', 'a subdomain of the wildcard that another zone might have', 'sub.*', A, 'nxdomain'],
  ['§2.2.2', 'an empty non-terminal', '_tcp.host1', A, 'nodata'],
  ['§2.2.2', 'an empty non-terminal above another', 'host2', A, 'nodata'],
  ['§2.2.3', 'an absent name below an empty non-terminal', 'x.host2', A, 'nxdomain'],
  ['§2.2.3', 'an absent name below two', '_telnet._tcp.host2', A, 'nxdomain'],
  ['§2.2.1', 'the wildcard itself', '*', A, '192.0.2.99'],
  ['§2.2.1', 'the wildcard itself, for a type that it lacks', '*', AAAA, 'nodata'],
  ['§3.3.1', 'a name whose closest encloser is the apex', 'a.b.c.d.e.f.g', A, '192.0.2.99'],
];

// The asterisk in the middle makes `*.inner` a wildcard without records: names below `inner` exist, and have none.
const innerZone = {
  '*.x': ['192.0.2.10'],
  'a.*.inner': ['192.0.2.20'],
  'here.inner': ['192.0.2.21'],
  '*.*.both': ['192.0.2.22'],
  '*.full': ['192.0.2.23'],
  'b.*.full': ['192.0.2.24'],
};
const innerCases: readonly Case[] = [
  ['§2.1.1', 'a name with an asterisk inside', 'a.*.inner', A, '192.0.2.20'],
  ['§2.1.1', 'a name with an asterisk inside, for a type that it lacks', 'a.*.inner', AAAA, 'nodata'],
  ['§2.1.1', 'a name where the asterisk would have to match', 'a.x.inner', A, 'nodata'],
  ['§2.2.2', 'an asterisk that is an empty non-terminal', '*.inner', A, 'nodata'],
  ['§2.2.2', 'an absent name covered by that', 'x.inner', A, 'nodata'],
  ['§2.2.2', 'an absent name further below', 'x.y.inner', A, 'nodata'],
  ['§2.2.2', 'a name beside it', 'here.inner', A, '192.0.2.21'],
  ['§3.3.1', 'an absent name below a name beside it', 'x.here.inner', A, 'nxdomain'],
  ['§2.1.3', 'an absent name below the asterisk', 'b.*.inner', A, 'nxdomain'],
  ['§2.1.3', 'an absent name below a name below the asterisk', 'x.a.*.inner', A, 'nxdomain'],
  ['§2.1.3', 'a name covered by a wildcard below an asterisk', 'x.*.both', A, '192.0.2.22'],
  ['§2.1.3', 'the wildcard below an asterisk', '*.*.both', A, '192.0.2.22'],
  ['§2.2.2', 'an absent name covered by the asterisk above it, which has nothing', 'x.both', A, 'nodata'],
  ['§2.1.1', 'an absent name covered by a wildcard with a name below', 'x.full', A, '192.0.2.23'],
  ['§2.1.1', 'the name below the wildcard', 'b.*.full', A, '192.0.2.24'],
  ['§2.1.1', 'an absent name below the wildcard', 'c.*.full', A, 'nxdomain'],
  ['§2.1.1', 'a name further below, covered by the wildcard', 'b.x.full', A, '192.0.2.23'],
];

const nestedZone = {
  '@': ['192.0.2.100'],
  '*.x': ['192.0.2.10'],
  '*.y.x': ['2001:db8::10'],
  'a.b.x': ['192.0.2.11'],
  '*.deep.empty': ['192.0.2.12'],
};
const nestedCases: readonly Case[] = [
  ['§2.1.1', "a name below the wildcard's parent", 'n.x', A, '192.0.2.10'],
  ['§2.1.1', 'a name further below', 'o.n.x', A, '192.0.2.10'],
  ['§2.1.2', 'an asterisk in the query that matches nothing', '*.n.x', A, '192.0.2.10'],
  ['§2.1.2', 'an asterisk in the query where there is no wildcard', '*', A, 'nxdomain'],
  ['§2.1.2', 'an asterisk inside the query', 'q.*.n.x', A, '192.0.2.10'],
  ['§2.1.1', 'a label that only begins with an asterisk', '*n.x', A, '192.0.2.10'],
  ['§2.1.1', 'a label of two asterisks', '**.x', A, '192.0.2.10'],
  ['§2.1.3', 'the wildcard of a wildcard', '*.*.x', A, 'nxdomain'],
  ['§2.1.3', 'a name below a wildcard', 'n.*.x', A, 'nxdomain'],
  ['§2.2.2', 'the parent of a wildcard', 'x', A, 'nodata'],
  ['§2.2.2', 'the parent of a wildcard that hides behind another', 'y.x', A, 'nodata'],
  ['§2.2.2', 'the grandparent of a wildcard', 'empty', A, 'nodata'],
  ['§2.2.2', 'the parent below it', 'deep.empty', A, 'nodata'],
  ['§3.3.1', 'the inner wildcard, which alone counts', 'n.y.x', AAAA, '2001:db8::10'],
  ['§3.3.1', 'the inner wildcard, for a type that only the outer one has', 'n.y.x', A, 'nodata'],
  ['§3.3.1', 'a name whose encloser is an empty non-terminal', 'n.b.x', A, 'nxdomain'],
  ['§3.3.1', 'a name further below such an encloser', 'm.n.b.x', A, 'nxdomain'],
  ['§3.3.1', 'a name below a name with data', 'n.a.b.x', A, 'nxdomain'],
  ['§3.3.1', "a name beside the wildcard's parent", 'n.empty', A, 'nxdomain'],
  ['§3.3.1', 'a name below the innermost wildcard', 'p.q.deep.empty', A, '192.0.2.12'],
  ['§3.3.1', 'a name that no wildcard covers', 'absent', A, 'nxdomain'],
];

describe('RFC 4592', () => {
  const atEnd = runAfterEach();
  for (const [zone, names, cases] of [
    ['with a wildcard at the apex', exampleZone, exampleCases],
    ['with wildcards below', nestedZone, nestedCases],
    ['with asterisks inside names', innerZone, innerCases],
  ] as const) {
    describe(zone, () => {
      let server: TestDaemon;
      before(async () => {
        server = await startTestDaemon({ names, aliases: ['alias.example'] });
      });
      after(() => server.stop());

      for (const transport of transports) {
        describe(`over ${transport}`, () => {
          const ask = (name: string, type = A) => queryStrictly(transport, server.port, name, { type });

          for (const [section, fact, name, type, outcome] of cases) {
            it(`${section}: answers ${fact} (${name}, type ${type}) with ${outcome}`, async () => {
              for (const apex of ['example.test', 'alias.example']) {
                const reply = await ask(`${name}.${apex}`, type);
                expect(outcomeOf(reply)).to.equal(outcome);
                const { answers, authorities } = reply.message;
                const owner = answers.length > 0 ? `${name}.${apex}` : apex;
                expect([...answers, ...authorities].map((record) => record.owner)).to.deep.equal([owner]);
              }
            });
          }

          it('§3.3: gives a synthesised name of any case and depth its own spelling', async () => {
            for (const name of ['N.x', 'xYz.X', `${'d.'.repeat(100)}x`, `${'l'.repeat(63)}.x`]) {
              const { answers } = (await ask(`${name}.Example.test`)).message;
              expect(answers.map(({ owner }) => owner)).to.deep.equal([`${name}.Example.test`]);
            }
          });
        });
      }
    });
  }

  it('§4.1, §4.2: keeps SOA and NS only at the apex, whatever a wildcard there covers', async () => {
    const server = await startTestDaemon({ names: exampleZone });
    atEnd(() => server.stop());
    for (const type of [2, 6]) {
      expect(kindOf(await queryStrictly('udp', server.port, 'absent.example.test', { type }))).to.equal(
        'nodata',
      );
      expect(kindOf(await queryStrictly('udp', server.port, '*.example.test', { type }))).to.equal('nodata');
      expect(kindOf(await queryStrictly('udp', server.port, 'example.test', { type }))).to.equal('data');
    }
    expect(kindOf(await queryStrictly('udp', server.port, 'example.test'))).to.equal('nodata');
  });

  it('§3.3: rotates the addresses of a wildcard from query to query', async () => {
    const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
    const server = await startTestDaemon({ names: { '*': addresses } });
    atEnd(() => server.stop());
    const firsts = new Set<string>();
    for (const _ of addresses) {
      const { answers } = await queryStrictly('udp', server.port, 'absent.example.test');
      expect(answers).to.have.lengthOf(3);
      firsts.add(answers[0] ?? '');
    }
    expect(firsts.size).to.equal(3);
  });

  it('§3.3: synthesises the address of a name server like that of any other name', async () => {
    const server = await startTestDaemon({ ns: ['ns.x.example.test'], names: { '*.x': ['192.0.2.10'] } });
    atEnd(() => server.stop());
    const ns = await queryStrictly('udp', server.port, 'example.test', { type: 2 });
    expect(ns.answers).to.deep.equal(['example.test 1800 NS ns.x.example.test']);
    const address = await queryStrictly('udp', server.port, 'ns.x.example.test');
    expect(outcomeOf(address)).to.equal('192.0.2.10');
  });
});

function outcomeOf(reply: StrictReply): string {
  const kind = kindOf(reply);
  if (kind !== 'data') return kind;
  return reply.answers.map((record) => record.split(' ').at(-1)).join(', ');
}
