// A mistake is reported once: findings that only follow from it would mislead an operator.

import { expect } from 'chai';
import type { CommandLine } from '../../src/config/sources/raw-value.ts';
import { findingsOf } from '../support/daemon/read-findings.ts';

const names = (entries: object): CommandLine => ({ 'zone-resolutions': JSON.stringify(entries) });
const path = 'error: zone-resolutions';

/** What is given, and every finding. Each of them told more once. */
const mistakes: Readonly<Record<string, readonly [CommandLine, readonly string[]]>> = {
  'names that are no JSON, and a name server in the zone': [
    { ns: '["ns1.example.test"]', 'zone-resolutions': '@/nowhere' },
    [`${path}: cannot read "/nowhere": there is no such file`],
  ],
  'a name server whose name is written with a dot': [
    { ns: '["ns1.example.test"]', ...names({ 'ns1.': ['192.0.2.1'] }) },
    [`${path}["ns1."]: "ns1." ends with a dot; names are relative to the zone`],
  ],
  'a host of a service whose name cannot be': [
    names({ 'a_1!': ['192.0.2.1'], s: { srv: [{ target: 'a1', port: 1 }] } }),
    [`${path}["a_1!"]: "a_1!" contains "!"; use letters, digits, "-" and "_"`],
  ],
  'a host that is made of an address that is none': [
    names({
      www: { ips: ['192.0.2.300'], service: { name: '_a._b', port: 1 } },
      s: { srv: [{ target: 'ip-192-0-2-3.www', port: 1 }] },
    }),
    [`${path}.www.ips[0]: "192.0.2.300" is not an IPv4 or IPv6 address`],
  ],
  'an address that is none, and how many must be healthy': [
    names({ www: { ips: ['192.0.2.1', 'x'], health_port: 80, min_healthy: 2 } }),
    [`${path}.www.ips[1]: "x" is not an IPv4 or IPv6 address`],
  ],
  'no list of addresses, and how many must be healthy': [
    names({ www: { ips: '192.0.2.1', health_port: 80, min_healthy: 1 } }),
    [`${path}.www.ips: is "192.0.2.1"; write an array of addresses such as ["192.0.2.1", "2001:db8::1"]`],
  ],
  'a check that is wrong, and a backup for when it fails': [
    names({ www: { ips: ['192.0.2.1'], check: { type: 'tcp' }, backup: ['192.0.2.2'] } }),
    [`${path}.www.check.port: is missing; name the TCP port to check`],
  ],
  'a setting that is misspelt': [
    names({ www: { isp: ['192.0.2.1'], health_port: 80 } }),
    [`${path}.www.isp: there is no such setting; did you mean "ips"?`],
  ],
  'a way of checking that is misspelt': [
    names({ www: { ips: ['192.0.2.1'], chekc: { type: 'tcp', port: 80 } } }),
    [`${path}.www.chekc: there is no such setting; did you mean "check"?`],
  ],
  'a service that is misspelt': [
    names({ www: { svr: [{ target: 'www', port: 1 }] } }),
    [`${path}.www.svr: there is no such setting; did you mean "srv"?`],
  ],
  'a backup that is misspelt': [
    names({ www: { ips: ['192.0.2.1'], health_port: 80, bakup: ['192.0.2.2'], backup_check: 'none' } }),
    [`${path}.www.bakup: there is no such setting; did you mean "backup"?`],
  ],
  'a port that is misspelt': [
    names({ www: { ips: ['192.0.2.1'], check: { type: 'tcp', prot: 80 } } }),
    [`${path}.www.check.prot: there is no such setting in tcp checks; did you mean "port"?`],
  ],
  'a target that is misspelt': [
    names({ www: ['192.0.2.1'], s: { srv: [{ traget: 'www', port: 1 }] } }),
    [`${path}.s.srv[0].traget: there is no such setting; did you mean "target"?`],
  ],
  'an interval that is wrong, and a time limit': [
    { 'test-min-interval': '0.01', 'test-timeout': '40' },
    [
      'error: test-min-interval: "0.01" is not a number of seconds from 0.1 to 86400; units are ms, s, m, h and d',
    ],
  ],
  'an interval of all, and that of a check': [
    {
      'test-min-interval': 'x',
      ...names({
        www: { ips: ['192.0.2.1'], check: { type: 'tcp', port: 80, interval: 120, timeout: 130 } },
      }),
    },
    [
      'error: test-min-interval: "x" is not a number of seconds from 0.1 to 86400; units are ms, s, m, h and d',
    ],
  ],
  'one algorithm of two': [
    { 'priv-key-path': ['a', 'b'], 'priv-key-alg': ['ed25519', 'ed2551'] },
    ['error: priv-key-alg: "ed2551" is not one of'],
  ],
  'a key path that is misspelt': [
    { 'priv-key-paht': 'a', nsec3: '' },
    ['error: --priv-key-paht: there is no such flag; did you mean "--priv-key-path"?'],
  ],
};

describe('a finding', () => {
  for (const [what, [commandLine, expected]] of Object.entries(mistakes)) {
    it(`is the only one for ${what}`, () => {
      const findings = findingsOf(commandLine);
      expect(findings, findings.join('\n')).to.have.length(expected.length);
      for (const [index, finding] of findings.entries()) expect(finding).to.include(expected[index]);
    });
  }

  it('that compares values is reported when nothing is wrong', () => {
    expect(
      findingsOf({ ns: '["ns1.example.test"]', 'test-min-interval': '3', 'test-timeout': '4' }),
    ).to.deep.equal([
      'warning: test-timeout: 4 s is longer than the 3 s between probes; a target that does not answer is probed less often',
      'warning: ns[0]: "ns1.example.test." is in the hosted zone but has no addresses; add "ns1" to zone-resolutions',
    ]);
  });

  it('warns of a target of one label outside the zone', () => {
    const found = findingsOf(names({ a1: ['192.0.2.1'], s: { srv: [{ target: 'a1.', port: 1 }] } }));
    expect(found).to.deep.equal([
      'warning: zone-resolutions.s.srv[0].target: "a1." is a single label outside the zone; write "a1" for the name in the zone',
    ]);
  });
});
