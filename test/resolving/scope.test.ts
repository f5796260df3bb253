// Scopes end together, forget what is over, and keep no more of a signal than one listener.

import { getEventListeners } from 'node:events';
import { queryObjects } from 'node:v8';
import { expect } from 'chai';
import { Scope, scopeOf } from '../../src/resolving/scope.ts';
import { a, srv } from '../support/dns/make-reply.ts';
import { zoneScript } from '../support/dns/scripted-name-server.ts';
import { discoveryTools } from '../support/worlds/discovery-world.ts';

describe('Scope', () => {
  const { serve, open } = discoveryTools();

  it('calls each act once at its end, and at once when it has ended', () => {
    const scope = new Scope();
    const calls: string[] = [];
    scope.onEnd((reason) => calls.push(`a ${reason}`));
    scope.onEnd(() => calls.push('b'))();
    scope.end('timeout');
    scope.end('aborted');
    scope.onEnd((reason) => calls.push(`c ${reason}`));
    expect(calls).to.deep.equal(['a timeout', 'c timeout']);
  });

  it('ends with any of its parents, but not after it was released', () => {
    const [one, two] = [new Scope(), new Scope()];
    const first = Scope.within(one, two);
    const second = Scope.within(one, two);
    second.release();
    two.end('aborted');
    expect([first.scope.reason, second.scope.reason]).to.deep.equal(['aborted', undefined]);
    expect(Scope.within(one, two).scope.reason).to.equal('aborted');
  });

  it('puts one listener on a signal, however often it is given', () => {
    const { signal } = new AbortController();
    expect(scopeOf(signal)).to.equal(scopeOf(signal));
    expect(getEventListeners(signal, 'abort')).to.have.length(1);
    expect(scopeOf(AbortSignal.abort()).reason).to.equal('aborted');
  });

  it('leaves nothing of 500 lookups behind under one signal and one client', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `web${index}`);
    const places = names.map((name) => srv(`${name}.test`, [1, 2, 80], 'a1.test'));
    const server = await serve(zoneScript([...places, a('a1.test', '192.0.2.1')]));
    const discovery = open(server, { tags: false, family: 'ipv4', cacheTtl: 0, timeout: 10 });
    const { signal } = new AbortController();
    const lookUp = (rounds: number) =>
      Promise.all(
        names.map(async (name) => {
          for (let round = 0; round < rounds; round++) await discovery.discoverService(name, { signal });
        }),
      );
    await lookUp(1);
    const before = queryObjects(Scope, { format: 'count' });
    await lookUp(25);
    expect(discovery.stats().lookups).to.equal(520);
    expect(getEventListeners(signal, 'abort')).to.have.length(1);
    // A scope whose parents have not forgotten it would still be there: this collects garbage first.
    expect(queryObjects(Scope, { format: 'count' })).to.be.at.most(before);
  });
});
