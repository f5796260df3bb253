import { expect } from 'chai';
import { ProbeLedger } from '../../../src/health/watching/probe-ledger.ts';
import type { News } from '../../../src/window/model/news.ts';
import { type ModelChange, WindowModel } from '../../../src/window/model/window-model.ts';
import { makeName, makeSummary, makeTarget, makeTick } from '../../support/worlds/window-facts.ts';

const www = makeName();
const api = makeName({ name: 'api.zone.test.', label: 'api' });
const target = makeTarget();
const shape: News = { kind: 'shape', targets: [target], names: [www] };

function openModel(): { readonly model: WindowModel; readonly heard: ModelChange[] } {
  const model = new WindowModel();
  const heard: ModelChange[] = [];
  model.onChange((change) => heard.push(change));
  return { model, heard };
}

describe('WindowModel', () => {
  it('knows a shape that comes in pieces only once all of it is here', () => {
    const { model, heard } = openModel();
    model.apply(shape);
    heard.length = 0;
    const piece = { kind: 'shape-piece', isFirst: false, isLast: false, targets: [], names: [] } as const;
    model.apply({ ...piece, isFirst: true, targets: [target] });
    model.apply({ ...piece, names: [api] });
    expect([...model.names.keys()]).to.deep.equal(['www.zone.test.']);
    expect(heard).to.deep.equal([]);
    model.apply({ ...piece, isLast: true });
    expect([...model.names.keys()]).to.deep.equal(['api.zone.test.']);
    expect(heard.map(({ kind }) => kind)).to.deep.equal(['shape']);
  });

  it('forgets the pieces of a shape that another one overtakes', () => {
    const { model } = openModel();
    const piece = { kind: 'shape-piece', isFirst: true, isLast: false, targets: [], names: [] } as const;
    model.apply({ ...piece, names: [www] });
    model.apply({ ...piece, isLast: true, names: [api] });
    expect([...model.names.keys()]).to.deep.equal(['api.zone.test.']);
  });

  it('tells which names use a target, and tells anew when hosts moved and others do', () => {
    const { model, heard } = openModel();
    const { names: _, ...bare } = target;
    model.apply({ kind: 'shape', targets: [bare], names: [www] });
    expect(model.targets.get(target.key)?.names).to.deep.equal(['www.zone.test.']);
    heard.length = 0;
    model.apply({ kind: 'changes', targets: [], names: [api], gone: { targets: [], names: [www.name] } });
    expect(model.targets.get(target.key)?.names).to.deep.equal(['api.zone.test.']);
    expect(heard).to.have.length(1);
    expect(heard[0]).to.deep.include({ kind: 'changes', names: [api] });
    expect(model.names.has(www.name)).to.equal(false);
  });

  it('keeps of a summary what a tick does not mention', () => {
    const { model } = openModel();
    model.apply(makeTick({ summary: makeSummary({ serial: 7 }) }));
    model.apply({ kind: 'tick', atMs: 2, counters: new Float64Array(1), summary: { serial: 8 } });
    expect(model.summary).to.deep.include({ serial: 8, pid: 4711 });
    expect(model.ticks.map(({ summary }) => summary.serial)).to.deep.equal([7, 8]);
  });

  it('reads the ledger that came last', () => {
    const { model } = openModel();
    const ledger = new ProbeLedger();
    const place = ledger.give();
    ledger.countSuccess(place, 4, 1);
    model.apply({ kind: 'shape', targets: [], names: [], ledger: ledger.memory });
    expect(model.ledger?.read(place)).to.include({ successes: 1 });
    const other = new ProbeLedger();
    model.apply({ kind: 'changes', targets: [], names: [], ledger: other.memory });
    expect(model.ledger?.read(place)).to.equal(undefined);
  });

  it('logs as changed what differs from the shape before, what came and what is gone', () => {
    const { model } = openModel();
    model.apply(shape);
    const { version } = model.changes;
    model.apply({ kind: 'shape', targets: [makeTarget({ state: 'down' })], names: [www, api] });
    const changed = model.changes.since(version);
    expect([...(changed?.names ?? [])]).to.deep.equal(['api.zone.test.']);
    expect([...(changed?.targets ?? [])]).to.deep.equal([target.key]);
    model.apply({ kind: 'shape', targets: [], names: [www, api] });
    expect([...(model.changes.since(version)?.targets ?? [])]).to.deep.equal([target.key]);
  });
});
