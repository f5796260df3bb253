// What an outer zone says where an inner one of ours begins: NS, DS and glue, and nothing else.

import { expect } from 'chai';
import { printFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { Decide } from '../../../src/health/deciding/decide.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import type { LoadedZone } from '../../../src/publishing/loaded-zone.ts';
import { delegateChildren } from '../../../src/publishing/loading/delegate-children.ts';
import type { SigningSettings } from '../../../src/signing/signing-settings.ts';
import { type Name, parseName, parseOwner, printName } from '../../../src/wire/name.ts';
import { printRdata } from '../../../src/wire/presentation/print-rdata.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { nsRdata } from '../../../src/wire/rdata.ts';
import type { NodeMap } from '../../../src/zone/node-map.ts';
import type { Zone, ZoneNode } from '../../../src/zone/zone.ts';
import { signingKey } from '../../support/dns/make-signing-key.ts';

const allDown: Decide = () => ({ grounds: 'empty', addresses: [], healthyCount: 0 });

function load(zones: unknown, edit: (zone: LoadedZone) => LoadedZone = (zone) => zone) {
  const config = readConfig({ ns: '["ns.elsewhere.test"]', zones: JSON.stringify(zones) }, {});
  if (!config.ok) throw new Error(config.problem.map(printFinding).join('\n'));
  const { zones: delegated, warnings } = delegateChildren(
    config.value.zones.map(({ signing: _, ...zone }) => edit(zone)),
  );
  return { zones: delegated, warnings: warnings.map(printFinding) };
}

function nameOf(text: string): Name {
  const name = parseName(text);
  if (!name.ok) throw new Error(text);
  return name.value;
}

function zoneIn(zones: readonly LoadedZone[], text: string, decide: Decide = decideAllHealthy): Zone {
  const found = buildZones({ zones }, decide, 1).find(({ apex }) => apex === nameOf(text));
  if (found === undefined) throw new Error(text);
  return found;
}

/** `type data` of all records at a name. */
function at(nodes: NodeMap<ZoneNode>, text: string): string[] | undefined {
  return nodes
    .get(nameOf(text))
    ?.flatMap(({ type, rdatas }) => rdatas.map((rdata) => `${type} ${printRdata(type, rdata)}`));
}

const checked = (...ips: string[]) => ({ ips, health_port: 80 });

describe('a zone of ours inside another', () => {
  it('is delegated to with its name servers and with glue for those inside it', () => {
    const { zones, warnings } = load({
      'a.test': { names: { www: ['192.0.2.1'] } },
      'c.a.test': {
        ns: ['ns1', 'ns.elsewhere.test', 'c.a.test'],
        names: { ns1: checked('192.0.2.53', '2001:db8::53'), '@': ['192.0.2.54'] },
      },
    });
    expect(warnings).to.deep.equal([]);
    const parent = zoneIn(zones, 'a.test');
    expect([...parent.cuts].map(printName)).to.deep.equal(['c.a.test.']);
    expect(at(parent.nodes, 'c.a.test')).to.have.members([
      '2 ns1.c.a.test.',
      '2 ns.elsewhere.test.',
      '2 c.a.test.',
    ]);
    expect(at(parent.occluded, 'ns1.c.a.test')).to.deep.equal(['1 192.0.2.53', '28 2001:db8::53']);
    expect(at(parent.occluded, 'c.a.test')).to.deep.equal(['1 192.0.2.54']);
    expect(at(parent.nodes, 'ns1.c.a.test')).to.equal(undefined);
  });

  it('leaves the outer zone as it is while its name servers are down', () => {
    const { zones } = load({
      'a.test': {},
      'c.a.test': { ns: ['ns1'], names: { ns1: checked('192.0.2.53') } },
    });
    expect(at(zoneIn(zones, 'c.a.test', allDown).nodes, 'ns1.c.a.test')).to.deep.equal([]);
    const parent = zoneIn(zones, 'a.test', allDown);
    expect(at(parent.occluded, 'ns1.c.a.test')).to.deep.equal(['1 192.0.2.53']);
  });

  it('gets glue from the innermost zone that has the host, a sibling too', () => {
    const { zones } = load({
      'a.test': {},
      'c.a.test': { ns: ['ns1.s.a.test', 'ns1.d.c.a.test', 'ns.a.test'] },
      's.a.test': { names: { ns1: ['192.0.2.1'] } },
      'd.c.a.test': { names: { ns1: ['192.0.2.2'] } },
    });
    const parent = zoneIn(zones, 'a.test');
    expect(at(parent.occluded, 'ns1.s.a.test')).to.deep.equal(['1 192.0.2.1']);
    expect(at(parent.occluded, 'ns1.d.c.a.test')).to.deep.equal(['1 192.0.2.2']);
    expect([...parent.cuts].map(printName)).to.have.members(['c.a.test.', 's.a.test.']);
    expect([...zoneIn(zones, 'c.a.test').cuts].map(printName)).to.deep.equal(['d.c.a.test.']);
  });

  it('gets a DS for each key that it wants at its parent', () => {
    const settings: SigningSettings = { keys: [signingKey()], kind: 'nsec' };
    const { zones } = load({ 'a.test': {}, 'c.a.test': {}, 'd.a.test': {} }, (zone) =>
      printName(zone.content.hostedZone) === 'c.a.test.' ? { ...zone, signing: settings } : zone,
    );
    const parent = zoneIn(zones, 'a.test');
    const types = (name: string) => parent.nodes.get(nameOf(name))?.map(({ type }) => type);
    expect(types('c.a.test')).to.deep.equal([RecordType.NS, RecordType.DS]);
    expect(types('d.a.test')).to.deep.equal([RecordType.NS]);
    expect(at(parent.nodes, 'c.a.test')?.[1]).to.match(new RegExp(`^43 ${settings.keys[0].keyTag} `));
  });

  it('is delegated to in the very zone that it lies in, not in its aliases', () => {
    const { zones } = load({
      'a.test': { aliases: ['b.test'], names: { 'x.c': ['192.0.2.9'] } },
      'c.a.test': {},
      'd.b.test': {},
    });
    expect([...zoneIn(zones, 'a.test').cuts].map(printName)).to.deep.equal(['c.a.test.']);
    const alias = zoneIn(zones, 'b.test');
    expect([...alias.cuts].map(printName)).to.deep.equal(['d.b.test.']);
    expect(at(alias.nodes, 'x.c.b.test')).to.deep.equal(['1 192.0.2.9']);
    expect(at(alias.nodes, 'd.a.test')).to.equal(undefined);
  });

  it('wins over what the outer zone has there, with one warning', () => {
    const names = { c: ['192.0.2.1'], 'ns1.c': ['192.0.2.2'], 'x.c': ['192.0.2.3'] };
    const { zones, warnings } = load({
      'a.test': { names },
      'c.a.test': { ns: ['ns1'], names: { ns1: ['192.0.2.53'] } },
    });
    expect(warnings).to.deep.equal([
      'warning: zones["a.test"].names: "a.test." says otherwise where the zone "c.a.test." of ours begins; that zone and its keys count',
    ]);
    const parent = zoneIn(zones, 'a.test');
    expect(at(parent.occluded, 'ns1.c.a.test')).to.deep.equal(['1 192.0.2.53']);
    expect(at(parent.occluded, 'x.c.a.test')).to.equal(undefined);
    expect(at(parent.nodes, 'c.a.test')).to.deep.equal(['2 ns1.c.a.test.']);
  });

  it('is no contradiction to an outer zone that says the same of it', () => {
    const owner = parseOwner('c');
    const withNs = (host: string) => (zone: LoadedZone) => {
      if (!owner.ok || printName(zone.content.hostedZone) !== 'a.test.') return zone;
      const rrset = { type: RecordType.NS, ttlSeconds: 7, rdatas: [nsRdata(nameOf(host))] };
      return { ...zone, content: { ...zone.content, records: new Map([[owner.value, [rrset]]]) } };
    };
    const zones = { 'a.test': {}, 'c.a.test': {} };
    expect(load(zones, withNs('ns.elsewhere.test')).warnings).to.deep.equal([]);
    const other = load(zones, withNs('ns.other.test'));
    expect(other.warnings).to.have.length(1);
    expect(at(zoneIn(other.zones, 'a.test').nodes, 'c.a.test')).to.deep.equal(['2 ns.elsewhere.test.']);
  });
});
