// "srv" in an entry: which places it makes, and every finding about it.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';
import { printServices } from '../../support/worlds/print-services.ts';

const path = 'zone-resolutions';
const hosts = { a1: ['192.0.2.1'], 'a2.deep': ['192.0.2.2'], '@': ['192.0.2.3'], '*.wild': ['192.0.2.4'] };

function read(srv: unknown, more: object = {}) {
  const names = { ...hosts, '_http._tcp': { srv }, ...more };
  return { [path]: JSON.stringify(names), 'alias-zones': '["alias.test"]' };
}

describe('"srv" in --zone-resolutions', () => {
  it('reads port, priority and weight, the last two being 0 and 1 by default', () => {
    const srv = [
      { target: 'a1', port: 8080 },
      { target: 'a2.deep', port: 65_535, priority: 65_535, weight: 0 },
    ];
    expect(printServices(configOf(read(srv)))).to.deep.equal([
      '_http._tcp: 0 1 8080 a1, 65535 0 65535 a2.deep',
    ]);
  });

  const targets: readonly (readonly [string, string])[] = [
    ['A1', 'a1'],
    ['@', '@'],
    ['a2.Deep', 'a2.deep'],
    // With the final dot it is a name of the zone, or of an alias, all the same.
    ['A1.Example.test.', 'a1'],
    ['a1.alias.test.', 'a1'],
    ['example.test.', '@'],
    ['a1.elsewhere.test.', 'a1.elsewhere.test.'],
    ['notexample.test.', 'notexample.test.'],
    ['test.', 'test.'],
    ['.', '.'],
  ];
  for (const [written, meant] of targets) {
    it(`takes the target ${written} for ${meant}`, () => {
      expect(printServices(configOf(read([{ target: written, port: 1 }])))).to.deep.equal([
        `_http._tcp: 0 1 1 ${meant}`,
      ]);
    });
  }

  it('needs no port when the target means that there is no service', () => {
    expect(printServices(configOf(read([{ target: '.' }])))).to.deep.equal(['_http._tcp: 0 1 0 .']);
  });

  it('may be next to addresses, at the apex and in a wildcard', () => {
    const srv = [{ target: 'a1', port: 1 }];
    const more = {
      '@': { ips: ['192.0.2.3'], srv },
      '*.any': { srv },
      www: { ips: ['192.0.2.9'], health_port: 80, srv },
    };
    const config = configOf(read(srv, more));
    expect(config.warnings).to.deep.equal([]);
    expect(printServices(config)).to.have.members(
      ['_http._tcp', '@', '*.any', 'www'].map((owner) => `${owner}: 0 1 1 a1`),
    );
    const addressed = config.resolutions.map(({ label }) => label);
    expect(addressed).to.include.members(['@', 'www']).and.not.include('*.any');
  });

  it('may name a host that "service" made of an address', () => {
    const www = { ips: ['192.0.2.7'], service: { name: '_http._tcp', port: 80 } };
    const findings = findingsOf(read([{ target: 'ip-192-0-2-7.www', port: 1 }], { www }));
    expect(findings).to.deep.equal([]);
  });

  it('warns of the same target and port twice, under whatever name', () => {
    const srv = [
      ...[
        { target: 'a1', port: 1 },
        { target: 'a1', port: 2 },
      ],
      { target: 'A1.example.test.', port: 1, priority: 9 },
    ];
    expect(findingsOf(read(srv))).to.deep.equal([
      `warning: ${path}["_http._tcp"].srv[2]: repeats a target and its port; leave it out`,
    ]);
  });

  const number = 'number from 0 to 65535, without quotes';
  const port = 'write a number from 1 to 65535, without quotes';
  const wrong: readonly (readonly [unknown, readonly string[]])[] = [
    ['a1', [': is "a1"; write an array such as [{"target": "a1", "port": 8080}]']],
    [{ target: 'a1', port: 1 }, [': is an object; write an array such as [{"target": "a1", "port": 8080}]']],
    [null, [': is null; write an array such as [{"target": "a1", "port": 8080}]']],
    [[], [': is empty; name at least one target']],
    [['a1'], ['[0]: is "a1"; write an object such as {"target": "a1", "port": 8080}']],
    [[{ port: 1 }], ['[0].target: is missing; name a host such as "a1"']],
    [[{ target: 5, port: 1 }], ['[0].target: is 5; name a host such as "a1"']],
    [[{ target: '', port: 1 }], ['[0].target: is empty; write a name']],
    [[{ target: 'a b', port: 1 }], ['[0].target: "a b" contains " "; use letters, digits, "-" and "_"']],
    [[{ target: '*.wild', port: 1 }], ['[0].target: "*.wild" is a wildcard; name a host']],
    [
      [{ target: 'x.wild', port: 1 }],
      ['[0].target: "x.wild" has addresses only through a wildcard; give it an entry of its own'],
    ],
    [
      [{ target: 'a9', port: 1 }],
      [
        '[0].target: "a9" is not a name in this zone with addresses; give it an entry, or end a name outside the zone with a dot',
      ],
    ],
    [
      [{ target: '_http._tcp', port: 1 }],
      [
        '[0].target: "_http._tcp" is not a name in this zone with addresses; give it an entry, or end a name outside the zone with a dot',
      ],
    ],
    [
      [{ target: 'a1.example.test', port: 1 }],
      ['[0].target: "a1.example.test" is not a name in this zone with addresses; write "a1"'],
    ],
    [
      [{ target: 'a9.alias.test.', port: 1 }],
      ['[0].target: "a9.alias.test." is not a name in this zone with addresses; write "a9"'],
    ],
    [[{ target: 'a1' }], ['[0].port: is missing; write a number from 1 to 65535, without quotes']],
    [[{ target: 'a1', port: 0 }], [`[0].port: is 0; ${port}`]],
    [[{ target: 'a1', port: '80' }], [`[0].port: is "80"; ${port}`]],
    [[{ target: 'a1', port: 65_536 }], [`[0].port: is 65536; ${port}`]],
    [[{ target: 'a1', port: 1, priority: -1 }], [`[0].priority: is -1; write a ${number}`]],
    [[{ target: 'a1', port: 1, weight: 1.5 }], [`[0].weight: is 1.5; write a ${number}`]],
    [[{ target: 'a1', port: 1, weight: null }], [`[0].weight: is null; write a ${number}`]],
    [
      [{ target: 'a1', port: 1, wieght: 2 }],
      ['[0].wieght: there is no such setting; did you mean "weight"?'],
    ],
    [
      [{ target: '.' }, { target: 'a1', port: 1 }],
      [': has the target "." among others; it means that there is no service, and must be alone'],
    ],
    // What is wrong with one does not move the paths of those behind it.
    [
      [{ target: 7 }, { target: 'a9.example.test', port: 1 }],
      [
        '[0].target: is 7; name a host such as "a1"',
        '[0].port: is missing; write a number from 1 to 65535, without quotes',
        '[1].target: "a9.example.test" is not a name in this zone with addresses; write "a9"',
      ],
    ],
  ];
  for (const [srv, messages] of wrong) {
    it(`must not be ${JSON.stringify(srv)}`, () => {
      expect(findingsOf(read(srv))).to.deep.equal(
        messages.map((message) => `error: ${path}["_http._tcp"].srv${message}`),
      );
    });
  }

  it('has no use for "health_port" and "service" without "ips"', () => {
    const entry = {
      srv: [{ target: 'a1', port: 1 }],
      health_port: 80,
      service: { name: '_a._tcp', port: 1 },
    };
    expect(findingsOf(read([{ target: 'a1', port: 2 }], { x: entry }))).to.deep.equal([
      `error: ${path}.x.health_port: has no effect without "ips"`,
      `error: ${path}.x.service: has no effect without "ips"`,
    ]);
  });
});
