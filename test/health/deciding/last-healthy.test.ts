// What is remembered of names that keep their last healthy addresses when all is down.

import { expect } from 'chai';
import type { Decision } from '../../../src/health/deciding/decide.ts';
import { LastHealthy } from '../../../src/health/deciding/last-healthy.ts';
import type { Resolution } from '../../../src/health/deciding/resolution.ts';
import { nameOf, ownerOf } from '../../support/dns/make-zone.ts';
import { addressNumber } from '../../support/worlds/generate-check.ts';

const www: Resolution = {
  owner: ownerOf('www'),
  name: nameOf('www.example.test'),
  label: 'www',
  candidates: [],
  whenAllDown: { kind: 'last' },
};
const addresses = [addressNumber(1)];
const decision: Decision = { grounds: 'candidates', addresses, healthyCount: 1 };

describe('LastHealthy', () => {
  it('remembers what was published while healthy, backups included', () => {
    const memory = new LastHealthy();
    expect(memory.of(www)).to.equal(undefined);
    memory.remember(www, decision);
    expect(memory.of(www)).to.equal(addresses);
    const others = [addressNumber(11)];
    memory.remember(www, { grounds: 'backups', addresses: others, healthyCount: 0 });
    expect(memory.of(www)).to.equal(others);
  });

  it('is not overwritten by an outage', () => {
    const memory = new LastHealthy(new Map([[www.name, addresses]]));
    for (const grounds of ['empty', 'all', 'last', 'addresses'] as const)
      memory.remember(www, { grounds, addresses: [addressNumber(9)], healthyCount: 0 });
    expect(memory.of(www)).to.equal(addresses);
  });

  it('remembers nothing of names with another policy', () => {
    const memory = new LastHealthy();
    memory.remember({ ...www, whenAllDown: { kind: 'all' } }, decision);
    expect(memory.all.size).to.equal(0);
  });

  it('forgets names that are gone or have another policy now', () => {
    const api = { ...www, name: nameOf('api.example.test') };
    const gone = { ...www, name: nameOf('gone.example.test') };
    const memory = new LastHealthy();
    for (const one of [www, api, gone]) memory.remember(one, decision);
    memory.keepOnly([www, { ...api, whenAllDown: { kind: 'empty' } }]);
    expect([...memory.all.keys()]).to.deep.equal([www.name]);
  });
});
