// What is remembered of names that go on with it when all is down.

import { expect } from 'chai';
import type { Decision } from '../../../src/health/deciding/decide.ts';
import { LastHealthy } from '../../../src/health/deciding/last-healthy.ts';
import type { Resolution } from '../../../src/health/deciding/resolution.ts';
import { ownerOf } from '../../support/dns/make-zone.ts';
import { addressNumber } from '../../support/worlds/generate-check.ts';

const www: Resolution = {
  owner: ownerOf('www'),
  label: 'www',
  candidates: [],
  whenAllDown: { kind: 'last' },
};
const addresses = [addressNumber(1)];
const decision: Decision = { grounds: 'candidates', addresses, healthyCount: 1 };

describe('LastHealthy', () => {
  it('keeps what was published on healthy grounds, backups included', () => {
    const memory = new LastHealthy();
    expect(memory.of(www)).to.equal(undefined);
    memory.note(www, decision);
    expect(memory.of(www)).to.equal(addresses);
    const others = [addressNumber(11)];
    memory.note(www, { grounds: 'backups', addresses: others, healthyCount: 0 });
    expect(memory.of(www)).to.equal(others);
  });

  it('does not let an outage overwrite it', () => {
    const memory = new LastHealthy(new Map([[www.owner, addresses]]));
    for (const grounds of ['empty', 'all', 'last', 'addresses'] as const)
      memory.note(www, { grounds, addresses: [addressNumber(9)], healthyCount: 0 });
    expect(memory.of(www)).to.equal(addresses);
  });

  it('keeps nothing of names that will not ask for it', () => {
    const memory = new LastHealthy();
    memory.note({ ...www, whenAllDown: { kind: 'all' } }, decision);
    expect(memory.all.size).to.equal(0);
  });

  it('forgets names that are gone or do something else now', () => {
    const api = { ...www, owner: ownerOf('api') };
    const gone = { ...www, owner: ownerOf('gone') };
    const memory = new LastHealthy();
    for (const one of [www, api, gone]) memory.note(one, decision);
    memory.keepOnly([www, { ...api, whenAllDown: { kind: 'empty' } }]);
    expect([...memory.all.keys()]).to.deep.equal([www.owner]);
  });
});
