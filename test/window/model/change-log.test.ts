import { expect } from 'chai';
import { ChangeLog } from '../../../src/window/model/change-log.ts';

describe('ChangeLog', () => {
  it('names each fact once, however often it changed since', () => {
    const log = new ChangeLog();
    log.add({ targets: ['a'], names: ['x'] });
    const { version } = log;
    log.add({ targets: ['b'], names: [] });
    log.add({ targets: ['b'], names: ['y'] });
    const changed = log.since(version);
    expect([...(changed?.targets ?? [])]).to.deep.equal(['b']);
    expect([...(changed?.names ?? [])]).to.deep.equal(['y']);
    expect(log.since(log.version)?.targets.size).to.equal(0);
  });

  it('has no answer for what is too long ago, and for a version that is yet to come', () => {
    const log = new ChangeLog();
    const many = Array.from({ length: 1000 }, (_, index) => `t${index}`);
    log.add({ targets: ['first'], names: [] });
    const { version } = log;
    for (let round = 0; round < 45; round++) log.add({ targets: many, names: [] });
    expect(log.since(version)).to.equal(undefined);
    expect(log.since(log.version + 1)).to.equal(undefined);
    expect(log.since(log.version - 20)?.targets.size).to.equal(1000);
  });
});
