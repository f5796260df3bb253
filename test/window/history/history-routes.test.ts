// From news of targets and names to JSON of their past.

import { expect } from 'chai';
import {
  readHistoryProblem,
  readHistoryReply,
  readQueryHistoryReply,
} from '../../../src/control/protocol/history.ts';
import { ProbeLedger } from '../../../src/health/watching/probe-ledger.ts';
import { followModel } from '../../../src/window/history/follow-model.ts';
import { History } from '../../../src/window/history/history.ts';
import { historyRoutes } from '../../../src/window/history/history-routes.ts';
import { Router } from '../../../src/window/http/router.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { exampleName, exampleTarget, exampleTick } from '../../support/window/example-model.ts';
import { firstSeconds } from './history-world.ts';

const key = 'tcp 192.0.2.1:80';

describe('/v1/history', () => {
  let clock: FakeClock;
  let model: WindowModel;
  let history: History;
  let ledger: ProbeLedger;
  let router: Router;

  const place = { place: 0, turn: 1 };
  // Two zones have a www: either is called with its zone.
  const www = exampleName('www.example.test.', { label: 'www.example.test' });

  beforeEach(() => {
    clock = new FakeClock();
    clock.wall = firstSeconds;
    model = new WindowModel();
    history = new History({ clock, logger: createRecordingLogger().logger });
    followModel(model, history);
    ledger = new ProbeLedger();
    ledger.give();
    router = new Router(historyRoutes({ model, history, clock }));
    const targets = [exampleTarget(key, { place }), exampleTarget('http 192.0.2.1:80 path=/health')];
    const names = [
      www,
      exampleName('www.example.org.', { zone: 'example.org.', label: 'www.example.org', role: 'nothing' }),
      exampleName('static.example.test.', { isChecked: false }),
    ];
    model.apply({ kind: 'shape', targets, names, ledger: ledger.memory });
  });

  afterEach(() => history.stop());

  function pass(minutes: number): void {
    for (let minute = 0; minute < minutes; minute++) {
      clock.wall += 60;
      clock.advance(60_000);
    }
  }

  async function ask(query: string, code = 200, path = '/v1/history'): Promise<unknown> {
    const reply = await router.answer({ target: `${path}?${query}`, headers: {} });
    expect(reply.code).to.equal(code);
    if (!('body' in reply)) throw new Error('it is no stream');
    return JSON.parse(String(reply.body));
  }

  async function tell(subject: string) {
    const read = readHistoryReply(await ask(`subject=${encodeURIComponent(subject)}&since=1h`));
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    return read.value;
  }

  async function refusal(query: string, code: number) {
    const read = readHistoryProblem(await ask(query, code));
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    return read.value;
  }

  it('tells when a name was answered from what, and of that the share that it was up', async () => {
    pass(15);
    model.apply({ kind: 'changes', targets: [], names: [{ ...www, role: 'nothing', healthy: 0 }] });
    pass(15);
    const told = await tell('www.example.test');
    expect(told).to.include({
      kind: 'name',
      key: 'www.example.test.',
      keptIn: 'memory',
      up: 0.5,
      up24h: 0.5,
    });
    expect(told.changes).to.deep.equal([
      { atSeconds: firstSeconds + 900, state: 'nothing', reason: '0 of 2 healthy', leftOut: 0 },
      { atSeconds: firstSeconds, state: 'candidates', reason: '1 of 2 healthy', leftOut: 0 },
    ]);
  });

  it('counts backups as up, and says for how long', async () => {
    model.apply({ kind: 'changes', targets: [], names: [{ ...www, role: 'backups' }] });
    pass(15);
    const { up, series } = await tell('www.example.test.');
    expect([up, series.failing.find((share) => share !== null)]).to.deep.equal([1, 1]);
  });

  it('tells how long probes took, of what the ledger grew by', async () => {
    ledger.countSuccess(place, 9999, firstSeconds / 60);
    pass(1);
    for (let minute = 1; minute < 15; minute++) {
      ledger.countSuccess(place, 10, firstSeconds / 60 + minute);
      ledger.countSuccess(place, 20, firstSeconds / 60 + minute);
      if (minute < 8) ledger.countFailure(place);
      pass(1);
    }
    const { series } = await tell(key);
    const [meanMs, maxMs, failing] = [series.meanMs, series.maxMs, series.failing].map((column) =>
      column.find((value) => value !== null),
    );
    expect(meanMs).to.be.closeTo(15, 0.5);
    expect(maxMs).to.be.closeTo(20, 0.7);
    expect(failing).to.equal(0.5);
  });

  it('does not take the numbers of another for its own', async () => {
    ledger.countSuccess(place, 10, firstSeconds / 60);
    pass(1);
    ledger.takeBack(place);
    ledger.give();
    ledger.countSuccess({ ...place, turn: 2 }, 10, firstSeconds / 60 + 1);
    pass(1);
    model.apply({
      kind: 'changes',
      targets: [exampleTarget(key, { place: { place: 0, turn: 2 } })],
      names: [],
    });
    pass(13);
    expect((await tell(key)).series.meanMs.every((ms) => ms === null)).to.equal(true);
  });

  it('tells drains, holds and forced verdicts in the time line', async () => {
    const held = { sinceSeconds: firstSeconds, untilSeconds: firstSeconds + 60 };
    for (const facts of [
      { override: 'drained' },
      { held },
      {},
      { state: 'down', reason: 'refused' },
    ] as const)
      model.apply({ kind: 'changes', targets: [exampleTarget(key, facts)], names: [] });
    expect((await tell(key)).changes.map(({ state }) => state)).to.deep.equal([
      'down',
      'up',
      'held down',
      'drained',
      'up',
    ]);
  });

  it('keeps nothing of names that health has no say in', async () => {
    pass(15);
    const { up, changes, isUnchecked } = await tell('static.example.test');
    expect([up, changes, isUnchecked]).to.deep.equal([null, [], true]);
  });

  it('knows one that is gone, and says since when', async () => {
    model.apply({ kind: 'changes', targets: [], names: [], gone: { targets: [key], names: [] } });
    pass(1);
    expect(await tell(key)).to.include({ key, goneSeconds: firstSeconds });
  });

  it('knows a name that is gone without its zone, too', async () => {
    model.apply({
      kind: 'changes',
      targets: [],
      names: [],
      gone: { targets: [], names: ['www.example.test.', 'www.example.org.'] },
    });
    expect((await tell('WWW.example.org')).goneSeconds).to.equal(firstSeconds);
    expect((await refusal('subject=www', 409)).error).to.include('"www.example.org."');
  });

  it('knows a name by what an alias zone makes of it', async () => {
    model.apply(exampleTick());
    expect((await tell('www.alias.test')).key).to.equal('www.example.test.');
  });

  it('finds names by what the operator wrote, and targets by where they are', async () => {
    model.apply({
      kind: 'changes',
      targets: [],
      names: [],
      gone: { targets: ['http 192.0.2.1:80 path=/health'], names: ['www.example.org.'] },
    });
    expect((await tell('WWW')).key).to.equal('www.example.test.');
    for (const text of ['192.0.2.1:80', '192.0.2.1', key]) expect((await tell(text)).key).to.equal(key);
  });

  it('asks back when several may be meant', async () => {
    expect(await refusal('subject=www', 409)).to.deep.equal({
      problem: 'ambiguous',
      error: '"www" may be "www.example.test.", "www.example.org.": give one of them',
    });
    expect((await refusal('subject=192.0.2.1', 409)).error).to.include('"http 192.0.2.1:80 path=/health"');
  });

  it('says what was meant when nothing has that name', async () => {
    expect(await refusal('subject=wwww.example.test', 404)).to.deep.equal({
      problem: 'unknown',
      error: 'nothing is known of "wwww.example.test"; did you mean "www.example.test"?',
    });
  });

  const malformed: readonly string[] = [
    '',
    'subject=',
    `subject=${'x'.repeat(5000)}`,
    'subject=www.example.test&since=0',
    'subject=www.example.test&since=91d',
    'subject=www.example.test&since=yesterday',
    'subject=www.example.test&points=0',
    'subject=www.example.test&points=2001',
    'subject=www.example.test&points=1e3',
  ];
  for (const query of malformed)
    it(`refuses ?${query.slice(0, 60)}`, async () => {
      expect((await refusal(query, 400)).problem).to.equal('malformed');
    });

  it('tells queries a second by what became of them', async () => {
    const tick = exampleTick();
    model.apply(tick);
    pass(1);
    const counters = tick.counters.map((count) => count * 7);
    model.apply({ ...tick, counters });
    pass(1);
    const read = readQueryHistoryReply(await ask('since=2m', 200, '/v1/history/queries'));
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    expect(read.value.perSecond).to.deep.equal({
      queries: [0, 12.4, null],
      noError: [0, 11, null],
      nxDomain: [0, 1, null],
      servFail: [0, 0, null],
      refused: [0, 0, null],
      otherCodes: [0, 0, null],
      dropped: [0, 0.4, null],
      truncated: [0, 0, null],
    });
  });
});
