// Which places of a service are published.

import { expect } from 'chai';
import { choosePlaces, type Service, type ServicePlace } from '../../../src/health/deciding/service.ts';
import { nameOf, ownerOf } from '../../support/dns/make-zone.ts';

const numbers = { port: 80, priority: 0, weight: 1 };
const inside = (text: string): ServicePlace => ({
  host: { kind: 'inside', owner: ownerOf(text) },
  ...numbers,
});
const outside: ServicePlace = { host: { kind: 'outside', name: nameOf('other.test') }, ...numbers };
const service: Service = { owner: ownerOf('_http._tcp'), places: [inside('a1'), outside, inside('a2')] };

describe('choosePlaces', () => {
  it('chooses hosts of the zone that have an address, in the order of the configuration', () => {
    expect(choosePlaces(service, () => true)).to.deep.equal(service.places);
    expect(choosePlaces(service, (owner) => owner === ownerOf('a2'))).to.deep.equal([outside, inside('a2')]);
  });

  it('always chooses hosts of other zones, without asking', () => {
    const asked: string[] = [];
    const chosen = choosePlaces(service, (owner) => {
      asked.push(owner);
      return false;
    });
    expect(chosen).to.deep.equal([outside]);
    expect(asked).to.deep.equal([ownerOf('a1'), ownerOf('a2')]);
  });
});
