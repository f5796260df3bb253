// What can only be checked once all names are known: names in use, too long, or too many.

import { expect } from 'chai';
import { configOf, findingsOf } from '../../support/daemon/read-findings.ts';
import { manyIpv4 } from '../../support/worlds/many-addresses.ts';

const path = 'zone-resolutions';
const read = (names: object, flags: object = {}) => ({ [path]: JSON.stringify(names), ...flags });
const service = { name: '_http._tcp', port: 80 };

describe('the services of --zone-resolutions', () => {
  it('may be described before and after their hosts', () => {
    const srv = [
      { target: 'before', port: 1 },
      { target: 'after', port: 1 },
    ];
    expect(findingsOf(read({ before: ['192.0.2.1'], x: { srv }, after: ['192.0.2.1'] }))).to.deep.equal([]);
  });

  it('must not need a host name that is in use, whatever for', () => {
    for (const taken of [['192.0.2.9'], { txt: ['x'] }]) {
      const names = { 'IP-192-0-2-1.www': taken, www: { ips: ['192.0.2.1'], service } };
      expect(findingsOf(read(names))).to.deep.equal([
        `error: ${path}.www.service: needs the name "ip-192-0-2-1.www" for one of its hosts; rename "IP-192-0-2-1.www"`,
      ]);
    }
  });

  it('must not be described twice, nor their texts', () => {
    const srv = [{ target: 'www', port: 1 }];
    const names = {
      www: { ips: ['192.0.2.1'], service: { ...service, txt: [] } },
      '_http._tcp.www': { srv, txt: [] },
    };
    expect(findingsOf(read(names))).to.deep.equal([
      `error: ${path}["_http._tcp.www"].srv: makes the same records as ${path}.www.service; merge the two`,
      `error: ${path}["_http._tcp.www"].txt: makes the same records as ${path}.www.service.txt; merge the two`,
    ]);
  });

  it('must not make names longer than 255 octets in any zone', () => {
    const label = 'a'.repeat(50);
    // 204 octets, and `_http._tcp` has 11 more: 255 with a zone of 40, which the host's 13 do not leave room for.
    const owner = [label, label, label, label].join('.');
    const zoneOf = (octets: number) => `${'z'.repeat(octets - 7)}.test`;
    const findings = (octets: number) =>
      findingsOf(
        read(
          { [owner]: { ips: ['192.0.2.1'], service } },
          { 'alias-zones': JSON.stringify([zoneOf(octets)]) },
        ),
      );
    const message = (octets: number) =>
      `error: ${path}["${owner}"].service: makes a name longer than 255 octets in the zone "${zoneOf(octets)}."`;
    expect(findings(38)).to.deep.equal([]);
    expect(findings(39)).to.deep.equal([message(39)]);
    expect(findings(41)).to.deep.equal([message(41), message(41)]);
  });

  it('may have up to 1000 targets', () => {
    const srv = (count: number) => Array.from({ length: count }, (_, i) => ({ target: 'a', port: i + 1 }));
    const findings = (count: number) => findingsOf(read({ a: ['192.0.2.1'], x: { srv: srv(count) } }));
    expect(findings(1000)).to.deep.equal([]);
    expect(findings(1001)).to.deep.equal([
      `error: ${path}.x.srv: has 1001 targets; at most 1000 are allowed`,
    ]);
    const shorthand = (count: number) => findingsOf(read({ a: { ips: manyIpv4(count), service } }));
    expect(shorthand(1000)).to.deep.equal([]);
    expect(shorthand(1001)).to.deep.equal([
      `error: ${path}.a.service: has 1001 targets; at most 1000 are allowed`,
    ]);
  });

  it('must fit into an answer in the longest of the zones', () => {
    const label = 'a'.repeat(60);
    // With its own 182 octets, those of the zone and 18 in front of it.
    const host = [label, label, label.slice(1)].join('.');
    const srv = Array.from({ length: 280 }, (_, i) => ({ target: host, port: i + 1 }));
    const names = { [host]: ['192.0.2.1'], x: { srv } };
    expect(findingsOf(read(names))).to.deep.equal([]);
    expect(findingsOf(read(names, { 'alias-zones': '["a-longer-one.test"]' }))).to.deep.equal([
      `error: ${path}.x.srv: has 280 targets of 61320 octets in all; at most 60000 fit into an answer`,
    ]);
    const outside = srv.map((place) => ({ ...place, target: `${host}.elsewhere.test.` }));
    expect(findingsOf(read({ x: { srv: outside } }))).to.deep.equal([
      `error: ${path}.x.srv: has 280 targets of 60480 octets in all; at most 60000 fit into an answer`,
    ]);
  });

  it('add no name to those that only describe services', () => {
    const names = { a: ['192.0.2.1'], x: { srv: [{ target: 'a', port: 1 }], txt: [] }, y: { txt: [] } };
    expect(configOf(read(names)).resolutions.map(({ label }) => label)).to.deep.equal(['a']);
  });
});
