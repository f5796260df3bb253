// Which answers change with the addresses of a host.

import { expect } from 'chai';
import { changeZone } from '../../src/zone/build-zone.ts';
import { carriersMax, findCarriers } from '../../src/zone/find-carriers.ts';
import type { ZoneNode } from '../../src/zone/zone.ts';
import { cname, https, mx, ns, srv, txt } from '../support/dns/make-records.ts';
import { exampleName, makeRecords, makeZone, nameOf, ownerOf } from '../support/dns/make-zone.ts';

const apex = nameOf('example.test');
const at = exampleName;

function carriersIn(nodes: Readonly<Record<string, ZoneNode>>) {
  return findCarriers(apex, new Map(Object.entries(nodes).map(([owner, node]) => [at(owner), node])));
}

describe('findCarriers', () => {
  it('knows every name whose records point to a host of the zone, once', () => {
    const carriers = carriersIn({
      m: [mx(at('h'), at('i')), srv(at('h'))],
      s: [srv(at('h'), at('h'))],
      sub: [ns(at('ns.sub'))],
      svc: [https(at('h'))],
    });
    expect(Object.fromEntries(carriers)).to.deep.equal({
      [at('h')]: [at('m'), at('s'), at('svc')],
      [at('i')]: [at('m')],
      [at('ns.sub')]: [at('sub')],
    });
  });

  it('leaves out hosts elsewhere, the name itself, targets of CNAMEs, and what is no host', () => {
    const carriers = carriersIn({
      m: [mx(at('m'), nameOf('mail.elsewhere.test'))],
      alias: [cname(at('h'))],
      svc: [https(nameOf('.')), srv(nameOf('.')), txt('h')],
    });
    expect(carriers.size).to.equal(0);
  });

  it('counts no further than to a crowd', () => {
    const namesTo = (count: number) =>
      carriersIn(Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, [mx(at('h'))]])));
    expect(namesTo(carriersMax).get(at('h'))).to.have.length(carriersMax);
    expect(namesTo(carriersMax + 2).get(at('h'))).to.equal('crowded');
  });
});

describe('changeZone', () => {
  it('names what carries a changed host, and what a cut has of it as glue', () => {
    const zone = makeZone(
      { h: ['192.0.2.1'], 'ns.sub': ['192.0.2.2'] },
      { records: { m: [mx(at('h'))], sub: [ns(at('ns.sub'))], near: [ns(at('ns.sub'), at('h'))] } },
    );
    const namesFor = (owner: string) => changeZone(zone, makeRecords({ [owner]: ['192.0.2.9'] }), 2)?.names;
    expect(namesFor('h')).to.have.members([apex, at('h'), at('m'), at('near')]);
    expect(namesFor('ns.sub')).to.have.members([apex, at('sub'), at('near')]);
  });

  it('does not count a name as changed that a delegation hides', () => {
    const zone = makeZone({ h: ['192.0.2.1'] }, { records: { sub: [ns(at('h'))] } });
    const related = [ownerOf('_x._tcp.sub')];
    const change = changeZone(zone, makeRecords({ h: [] }), 2, { related });
    expect(change?.names).to.have.members([apex, at('h'), at('sub')]);
  });
});
