// One lookup for all who wait for the same thing, and none when nobody waits.

import { expect } from 'chai';
import { SharedLookups } from '../../src/discovery/shared-lookups.ts';
import { Scope } from '../../src/resolving/scope.ts';

describe('SharedLookups', () => {
  function startable() {
    const started: { scope: Scope; finish: (value: string) => void; fail: (error: Error) => void }[] = [];
    const start = (scope: Scope) =>
      new Promise<string>((resolve, reject) => {
        started.push({ scope, finish: resolve, fail: reject });
      });
    return { started, start };
  }

  it('starts one for all who ask for the same, and another once it is over', async () => {
    const { started, start } = startable();
    const lookups = new SharedLookups<string>();
    const all = [1, 2, 3].map(() => lookups.join('a', new Scope(), start));
    const other = lookups.join('b', new Scope(), start);
    expect(started).to.have.length(2);
    started[0]?.finish('x');
    started[1]?.finish('y');
    expect(await Promise.all([...all, other])).to.deep.equal(['x', 'x', 'x', 'y']);
    void lookups.join('a', new Scope(), start);
    expect(started).to.have.length(3);
  });

  it('goes on while anybody waits, and ends when nobody does', async () => {
    const { started, start } = startable();
    const lookups = new SharedLookups<string>();
    const [one, two] = [new Scope(), new Scope()];
    const first = lookups.join('a', one, start);
    const second = lookups.join('a', two, start);
    one.end('aborted');
    expect(await first).to.equal(undefined);
    expect(started[0]?.scope.reason).to.equal(undefined);
    two.end('aborted');
    expect(await second).to.equal(undefined);
    expect(started[0]?.scope.reason).to.equal('aborted');
    void lookups.join('a', new Scope(), start);
    expect(started).to.have.length(2);
  });

  it('rejects for all who wait when a lookup throws', async () => {
    const { started, start } = startable();
    const lookups = new SharedLookups<string>();
    const outcomes = Promise.allSettled([1, 2].map(() => lookups.join('a', new Scope(), start)));
    started[0]?.fail(new Error('bug'));
    expect((await outcomes).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(lookups.has('a')).to.equal(false);
  });
});
