// "service" next to "ips": the places and host names it makes, and every finding about it.

import { expect } from 'chai';
import { printCheck } from '../../../src/health/deciding/check.ts';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';
import { printServices, printTexts } from '../../support/worlds/print-services.ts';

const path = 'zone-resolutions';
const http = { name: '_http._tcp', port: 8080 };
const read = (names: object) => ({ [path]: JSON.stringify(names) });
const hostsOf = (names: object) =>
  configOf(read(names)).resolutions.flatMap(({ label, candidates, madeOf }) =>
    madeOf !== undefined ? [[label, ...candidates.map(({ address }) => address.text)].join(' ')] : [],
  );

describe('"service" in --zone-resolutions', () => {
  it('makes a place for each address, at a host of its own, checked as the address is', () => {
    const www = {
      ips: ['192.0.2.1', '2001:db8::1'],
      health_port: 80,
      service: { ...http, priority: 5, weight: 7 },
    };
    const config = configOf(read({ www }));
    expect(printServices(config)).to.deep.equal([
      '_http._tcp.www: 5 7 8080 ip-192-0-2-1.www, 5 7 8080 ip-2001-db8--1.www',
    ]);
    expect(
      config.resolutions.map(({ label, candidates }) => [
        label,
        ...candidates.map(({ check }) => check && printCheck(check)),
      ]),
    ).to.deep.equal([
      ['www', 'tcp 192.0.2.1:80', 'tcp [2001:db8::1]:80'],
      ['ip-192-0-2-1.www', 'tcp 192.0.2.1:80'],
      ['ip-2001-db8--1.www', 'tcp [2001:db8::1]:80'],
    ]);
  });

  it('may stand beside addresses that need no check, and at the apex', () => {
    const config = configOf(read({ '@': { ips: ['192.0.2.1'], service: { name: '_HTTP._tcp', port: 1 } } }));
    expect(printServices(config)).to.deep.equal(['_http._tcp: 0 1 1 ip-192-0-2-1']);
    expect(config.resolutions.map(({ label }) => label)).to.deep.equal(['@', 'ip-192-0-2-1']);
  });

  it('makes another label of every address, and none that ends with a hyphen', () => {
    const addresses = [
      ...['192.0.2.1', '::', '::1', '2001:db8::', '2001:db8::1', '2001:db8::1:0:0:1', '2001:db8:0:1::'],
      // The four numbers of the first are octets, those of the second are groups.
      ...['::ffff:1.2.3.4', '::ffff:1:2:3:4'],
      'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ];
    const labels = hostsOf({ '@': { ips: addresses, service: http } });
    expect(labels).to.deep.equal([
      'ip-192-0-2-1 192.0.2.1',
      'ip---0 ::',
      'ip---1 ::1',
      'ip-2001-db8--0 2001:db8::',
      'ip-2001-db8--1 2001:db8::1',
      'ip-2001-db8--1-0-0-1 2001:db8::1:0:0:1',
      'ip-2001-db8-0-1--0 2001:db8:0:1::',
      'ip---ffff-102-304 ::ffff:1.2.3.4',
      'ip---ffff-1-2-3-4 ::ffff:1:2:3:4',
      'ip-ffff-ffff-ffff-ffff-ffff-ffff-ffff-ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ]);
  });

  it('has texts of its own, which stand where the service is looked for', () => {
    const www = { ips: ['192.0.2.1'], service: { ...http, txt: { v: 2 } }, txt: ['of the name'] };
    expect(printTexts(configOf(read({ www })))).to.have.members([
      'www: ["of the name"]',
      '_http._tcp.www: ["v=2"]',
    ]);
  });

  it('may have more than two labels, as subtypes of DNS-SD have', () => {
    expect(
      findingsOf(read({ www: { ips: ['192.0.2.1'], service: { name: '_a._sub._http._tcp', port: 1 } } })),
    ).to.deep.equal([]);
  });

  for (const name of ['http', 'http.tcp', '_http', '_http.tcp', 'x._http._tcp']) {
    it(`warns of the name ${name}, which no client asks for`, () => {
      expect(findingsOf(read({ www: { ips: ['192.0.2.1'], service: { name, port: 1 } } }))).to.deep.equal([
        `warning: ${path}.www.service.name: "${name}" is not of the form "_service._proto" that clients ask for (RFC 2782)`,
      ]);
    });
  }

  const form = 'write one such as "_http._tcp"';
  const wrong: readonly (readonly [unknown, readonly string[]])[] = [
    ['_http._tcp', [': is "_http._tcp"; write an object such as {"name": "_http._tcp", "port": 8080}']],
    [[], [': is an array; write an object such as {"name": "_http._tcp", "port": 8080}']],
    [{}, [`.name: is missing; ${form}`, '.port: is missing; write a number from 1 to 65535, without quotes']],
    [{ name: 5, port: 1 }, [`.name: is 5; ${form}`]],
    [{ name: '@', port: 1 }, [`.name: "@" is not a service name; ${form}`]],
    [{ name: '*._tcp', port: 1 }, [`.name: "*._tcp" is not a service name; ${form}`]],
    [{ name: '', port: 1 }, [`.name: is empty; write a name; ${form}`]],
    [
      { name: '_my http._tcp', port: 1 },
      [`.name: "_my http._tcp" contains " "; use letters, digits, "-" and "_"; ${form}`],
    ],
    [{ ...http, port: 0 }, ['.port: is 0; write a number from 1 to 65535, without quotes']],
    [{ ...http, weight: 'x' }, ['.weight: is "x"; write a number from 0 to 65535, without quotes']],
    [{ ...http, prio: 1 }, ['.prio: there is no such setting']],
    [{ ...http, txt: 5 }, ['.txt: is 5; write ["key=value"] or {"key": "value"}']],
  ];
  for (const [service, messages] of wrong) {
    it(`must not be ${JSON.stringify(service)}`, () => {
      expect(findingsOf(read({ www: { ips: ['192.0.2.1'], service } }))).to.deep.equal(
        messages.map((message) => `error: ${path}.www.service${message}`),
      );
    });
  }

  it('must not stand in a wildcard', () => {
    expect(findingsOf(read({ '*.x': { ips: ['192.0.2.1'], service: http } }))).to.deep.equal([
      `error: ${path}["*.x"].service: needs host names of its own, which a wildcard cannot have; list targets in "srv"`,
    ]);
  });

  it('needs "ips"', () => {
    expect(findingsOf(read({ www: { service: http } }))).to.deep.equal([
      `error: ${path}.www.ips: is missing; list the addresses of the name`,
    ]);
  });
});
