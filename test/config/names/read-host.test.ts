// Backends given by host name in the configuration: what is read, and what is refused.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';

const path = 'zone-resolutions';
const given = (names: unknown, flags = {}) => ({ [path]: JSON.stringify(names), ...flags });
const hostsOf = (entry: unknown) => configOf(given({ www: entry })).resolutions[0]?.hosts;
const tcp = (port: number) => ({ kind: 'tcp', port });

describe('a host among the addresses of a name', () => {
  const good: readonly (readonly [what: string, entry: unknown, candidates: object[], backups?: object[]])[] =
    [
      [
        'is checked like the others',
        { ips: [{ host: 'app.example.net' }], health_port: 80 },
        [{ host: 'app.example.net', plan: tcp(80) }],
      ],
      ['may have one label', [{ host: 'app' }], [{ host: 'app' }]],
      [
        'keeps the final dot of one label, which is not to be completed',
        [{ host: 'app.' }],
        [{ host: 'app.' }],
      ],
      [
        'loses other final dots and upper case',
        [{ host: 'App.Example.NET.' }],
        [{ host: 'app.example.net' }],
      ],
      ['may be of one family', [{ host: 'app', family: 6 }], [{ host: 'app', family: 6 }]],
      [
        'may have a check of its own',
        { ips: [{ host: 'app', check: { type: 'tcp', port: 81 } }] },
        [{ host: 'app', plan: tcp(81) }],
      ],
      [
        'may have none beside others that have',
        { ips: [{ host: 'app', check: 'none' }], health_port: 80 },
        [{ host: 'app' }],
      ],
      [
        'may be a backup',
        { ips: ['192.0.2.1'], backup: [{ host: 'app' }], health_port: 80 },
        [],
        [{ host: 'app', plan: tcp(80) }],
      ],
      ['is an alias without a check', { alias: 'app.example.net' }, [{ host: 'app.example.net' }]],
      ['is an alias with one', { alias: 'app', health_port: 80 }, [{ host: 'app', plan: tcp(80) }]],
    ];
  for (const [what, entry, candidates, backups = []] of good)
    it(what, () => expect(hostsOf(entry)).to.deep.equal({ candidates, backups }));

  it('leaves names without hosts as they were', () => expect(hostsOf(['192.0.2.1'])).to.equal(undefined));

  const at = `error: ${path}.www`;
  const bad: readonly (readonly [entry: unknown, finding: string])[] = [
    [[{ host: '192.0.2.1' }], `${at}[0].host: "192.0.2.1" is an address; list it in "ips" as it is`],
    [[{ host: '' }], `${at}[0].host: is empty; write a name`],
    [
      [{ host: '.' }],
      `${at}[0].host: "." is the root, which has no addresses; write a name such as "app.example.net"`,
    ],
    [[{ host: 7 }], `${at}[0].host: is 7; write a name such as "app.example.net"`],
    [
      [{ host: 'app', family: '4' }],
      `${at}[0].family: is "4"; write 4 or 6, without quotes, or leave it out for both`,
    ],
    [[{ host: 'app', ip: '192.0.2.1' }], `${at}[0].ip: there is no such setting beside "host"`],
    [[{ host: 'app' }, { host: 'APP' }], `warning: ${path}.www[1]: "app" is listed twice; remove one`],
    [
      { ips: [{ host: 'app' }] },
      `${at}.health_port: is missing; name the TCP port to check, add a "check", or write a plain array if none is needed`,
    ],
    [
      { alias: 'app', ips: ['192.0.2.1'], health_port: 80 },
      `${at}.alias: cannot be combined with "ips"; list the host there: {"host": "app.example.net"}`,
    ],
    [{ alias: ['app'] }, `${at}.alias: is an array; write a name such as "app.example.net"`],
    [
      { ips: [{ host: 'app', family: 6 }], check: { type: 'tcp', port: 80, source: '192.0.2.1' } },
      `${at}.ips[0].family: is 6, but the check has no IPv6 "source"; name one of each family`,
    ],
    [
      { ips: [{ host: 'app' }], backup: [{ host: 'app' }], health_port: 80 },
      `${at}.backup: "app" is in "ips" too; remove it from one of them`,
    ],
    [
      Array.from({ length: 63 }, (_, index) => ({ host: `app${index}` })),
      `${at}: may have 2016 addresses, 32 of each host; at most 2000 fit into an answer`,
    ],
    [
      { ips: [{ host: 'app' }], health_port: 80, service: { name: '_http._tcp', port: 80 } },
      `${at}.service: needs addresses that are known beforehand, not those of a host; give the service an entry of its own, with "www" as target in "srv"`,
    ],
    [
      [{ host: 'app.example.test' }],
      `${at}: "app.example.test" is a name of "example.test.", which this server answers for; list its addresses here as well`,
    ],
  ];
  for (const [entry, finding] of bad)
    it(`is refused: ${JSON.stringify(entry).slice(0, 70)}`, () =>
      expect(findingsOf(given({ www: entry }))).to.deep.equal([finding]));

  it('may be below a delegation of ours', () => {
    const names = { www: [{ host: 'app.dyn.example.test' }], dyn: { records: { NS: ['ns.example.net.'] } } };
    expect(findingsOf(given(names))).to.deep.equal([]);
  });

  it('is one of a thousand at most', () => {
    const names = Object.fromEntries(
      Array.from({ length: 1001 }, (_, index) => [`n${index}`, { alias: `app${index}` }]),
    );
    expect(findingsOf(given(names))).to.deep.equal([
      `error: ${path}: name 1001 hosts to look up; at most 1000 are allowed`,
    ]);
  });
});

describe('--resolver', () => {
  const resolversOf = (resolver: string[], flags = {}) => configOf({ resolver, ...flags }).resolvers;
  it('names resolvers, with a port if it is not 53', () => {
    expect(
      resolversOf(['192.0.2.53', '192.0.2.54:5353', '[2001:db8::53]:53']).map(({ port }) => port),
    ).to.deep.equal([53, 5353, 53]);
    expect(resolversOf(['2001:DB8::53'])[0]?.address.text).to.equal('2001:db8::53');
    expect(configOf({}).resolvers).to.deep.equal([]);
  });

  const bad: readonly (readonly [resolver: string[], flags: object, finding: string])[] = [
    [
      ['dns.example.net'],
      {},
      '"dns.example.net" is not an address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53',
    ],
    [
      ['192.0.2.53:0'],
      {},
      '"192.0.2.53:0" is not an address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53',
    ],
    [
      ['127.0.0.1'],
      { port: '53' },
      '127.0.0.1:53 is where this server itself listens, which looks up nothing for others; name a resolver',
    ],
    [
      ['192.0.2.1'],
      { port: '53', listen: ['192.0.2.1'] },
      '192.0.2.1:53 is where this server itself listens, which looks up nothing for others; name a resolver',
    ],
    [['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'], {}, 'is given 4 times; at most 3 are allowed'],
  ];
  for (const [resolver, flags, finding] of bad)
    it(`refuses ${resolver} ${JSON.stringify(flags)}`, () =>
      expect(findingsOf({ resolver, ...flags })).to.deep.equal([`error: resolver: ${finding}`]));
});
