// What is told and what it costs: facts are made for what changed, in pieces, and for nothing while nothing does.

import { expect } from 'chai';
import type { Names } from '../../../src/config/names/written-names.ts';
import { Decider } from '../../../src/health/deciding/decider.ts';
import { makeOverrides, noOverrides, type Override } from '../../../src/health/deciding/overrides.ts';
import type { Resolution } from '../../../src/health/deciding/resolution.ts';
import type { Verdict } from '../../../src/health/step-state.ts';
import { type Target, tcpTarget } from '../../../src/health/target.ts';
import { ProbeLedger } from '../../../src/health/watching/probe-ledger.ts';
import { Happenings } from '../../../src/reporting/news/happenings.ts';
import { NewsDesk } from '../../../src/reporting/news/news-desk.ts';
import type { NewsSources } from '../../../src/reporting/news/news-sources.ts';
import type { News } from '../../../src/window/model/news.ts';
import { WindowModel } from '../../../src/window/model/window-model.ts';
import type { IpAddress } from '../../../src/wire/ip-address.ts';
import type { Name, RelativeName } from '../../../src/wire/name.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';
import { makeSummary } from '../../support/worlds/window-facts.ts';

const apex = '\x04zone\x04test\0';

function addressOf(index: number): IpAddress {
  return { family: 4, text: `10.0.${index >> 8}.${index & 0xff}` };
}

function makeResolution(index: number, target = tcpTarget(addressOf(index), 80)): Resolution {
  const label = `n${index}`;
  const owner = `${String.fromCharCode(label.length)}${label}` as RelativeName;
  return {
    owner,
    name: `${owner}${apex}` as Name,
    label,
    candidates: [{ address: addressOf(index), check: target }],
  };
}

function namesOf(resolutions: readonly Resolution[]): Names {
  return { resolutions, services: [], bindings: [], records: new Map() };
}

function openDesk(resolutions: readonly Resolution[]) {
  const clock = new FakeClock();
  const ledger = new ProbeLedger();
  const verdicts = new Map<string, Verdict>();
  const counted = { reports: 0, summaries: 0 };
  const told: News[] = [];
  const summary = makeSummary();
  const model = new WindowModel();
  const facts = { names: namesOf(resolutions), overrides: noOverrides };
  const verdictOf = ({ key }: Target) => verdicts.get(key) ?? 'up';
  const place = ledger.give();
  const desk = new NewsDesk({
    clock,
    bring(news) {
      told.push(news);
      model.apply(news);
    },
    publisher: {
      get names() {
        return facts.names;
      },
      usersOf: ({ key }) =>
        facts.names.resolutions.filter(({ candidates }) =>
          candidates.some(({ check }) => check !== undefined && 'key' in check && check.key === key),
        ),
    },
    // What the desk asks of them, and no more.
    watch: {
      monitor: {
        ledger,
        reportOf(target: Target) {
          counted.reports++;
          return {
            target,
            verdict: verdictOf(target),
            sinceSeconds: 5,
            lastOutcome: undefined,
            outcomesToFlip: 1,
            nextProbeInMs: 1,
            place,
          };
        },
      },
      damper: { holdOf: () => undefined },
    } as unknown as NewsSources['watch'],
    decider: new Decider({ probed: verdictOf, overrides: () => facts.overrides }),
    happenings: new Happenings(),
    summarize() {
      counted.summaries++;
      return { ...summary };
    },
    count: () => new Float64Array(1),
    readVitals: () => ({
      memory: { residentOctets: 0, heapOctets: 0, heapLimitOctets: 0, sharedOctets: 0 },
      eventLoop: { meanDelayMs: 0, maxDelayMs: 0, delays: { counts: [], sumMs: 0 } },
      threads: [],
      otherCpuSeconds: 0,
      lateness: { counts: [], sumMs: 0 },
    }),
  });
  const change = (index: number, verdict: Verdict) => {
    const target = tcpTarget(addressOf(index), 80);
    verdicts.set(target.key, verdict);
    desk.targetChanged(target);
  };
  async function begin(): Promise<void> {
    desk.start();
    desk.bringAll();
    await until('the shape is told', () => model.hasShape);
    told.length = 0;
    counted.reports = 0;
  }
  return { clock, desk, model, told, counted, facts, change, begin };
}

const make = (count: number) => Array.from({ length: count }, (_, index) => makeResolution(index));
const kinds = (told: readonly News[]) => told.map(({ kind }) => kind).filter((kind) => kind !== 'tick');

describe('NewsDesk', () => {
  it('tells ten thousand names in pieces, each in a turn of its own', async () => {
    const { desk, model, told } = openDesk(make(10_000));
    let turns = 0;
    let isCounting = true;
    const countTurns = () => {
      turns++;
      if (isCounting) setImmediate(countTurns);
    };
    setImmediate(countTurns);
    desk.start();
    desk.bringAll();
    expect(model.hasShape).to.equal(false);
    await until('the shape is told', () => model.hasShape);
    isCounting = false;
    expect(model.names.size).to.equal(10_000);
    expect(model.targets.size).to.equal(10_000);
    expect(turns).to.be.at.least(50);
    for (const news of told)
      if (news.kind === 'shape-piece') expect(news.names.length + news.targets.length).to.be.at.most(200);
    desk.stop();
  });

  it('makes facts of what changed only, once for many changes, and of nothing while nothing does', async () => {
    const world = openDesk(make(10_000));
    await world.begin();
    const { clock, desk, told, counted } = world;
    for (let round = 0; round < 50; round++) world.change(3, round % 2 === 0 ? 'down' : 'up');
    world.change(4, 'down');
    clock.advance(100);
    expect(kinds(told)).to.deep.equal(['changes']);
    // Of each target once, and nothing of the others: their roles are known.
    expect(counted.reports).to.equal(2);
    expect(told[0]).to.deep.include({ kind: 'changes' });
    expect(world.model.names.get('n4.zone.test.')).to.include({ role: 'nothing', healthy: 0 });
    told.length = 0;
    counted.reports = 0;
    clock.advance(60_000);
    expect(kinds(told)).to.deep.equal([]);
    expect(counted.reports).to.equal(0);
    expect(counted.summaries).to.be.within(60, 62);
    desk.stop();
  });

  it('tells a summary that is the same as before without any of it', async () => {
    const world = openDesk(make(1));
    await world.begin();
    world.clock.advance(1000);
    expect(world.told).to.have.length(1);
    expect(world.told[0]).to.deep.include({ kind: 'tick', summary: {} });
    world.desk.stop();
  });

  it('rests after long work, but for a second at most', async () => {
    const world = openDesk(make(100));
    await world.begin();
    const { clock, desk, told } = world;
    // Time passes while facts are made.
    const { wallSeconds } = clock;
    clock.wallSeconds = () => {
      clock.leap(1);
      return wallSeconds.call(clock);
    };
    for (let index = 0; index < 100; index++) world.change(index, 'down');
    clock.advance(100);
    await until('all are told', () => world.model.names.get('n99.zone.test.')?.role === 'nothing');
    // The last turn of it.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    clock.wallSeconds = wallSeconds;
    told.length = 0;
    world.change(1, 'up');
    clock.advance(500);
    expect(kinds(told)).to.deep.equal([]);
    clock.advance(500);
    expect(kinds(told)).to.deep.equal(['changes']);
    desk.stop();
  });

  it('tells what a reload changed, and of few differences only these', async () => {
    const before = make(1000);
    const world = openDesk(before);
    await world.begin();
    const { clock, desk, told, facts, model } = world;
    const moved: Resolution = { ...makeResolution(7), candidates: makeResolution(5000).candidates };
    facts.names = namesOf([...before.slice(0, 7), moved, ...before.slice(8, 999), makeResolution(2000)]);
    desk.published();
    clock.advance(100);
    await until('it is told', () => model.names.has('n2000.zone.test.'));
    expect(kinds(told)).to.deep.equal(['changes']);
    const [news] = told.filter(({ kind }) => kind === 'changes');
    expect(news).to.deep.include({
      gone: {
        names: ['n999.zone.test.'],
        targets: ['tcp 10.0.3.231:80', 'tcp 10.0.0.7:80'].sort((a, b) => (a < b ? -1 : 1)),
      },
    });
    expect(model.targets.has('tcp 10.0.19.136:80')).to.equal(true);
    expect(model.targets.size).to.equal(1000);
    told.length = 0;
    facts.names = namesOf(make(1000));
    desk.published();
    clock.advance(1000);
    await until('the shape is told', () => told.some((one) => one.kind === 'shape-piece' && one.isLast));
    expect(model.names.size).to.equal(1000);
    desk.stop();
  });

  it('tells of names and targets that an override is about, when it begins and when it ends', async () => {
    const world = openDesk(make(300));
    await world.begin();
    const { clock, desk, told, facts, model } = world;
    const drain: Override = {
      action: 'drain',
      subject: { kind: 'address', address: addressOf(250) },
      by: { uid: 0 },
      sinceSeconds: 1,
    };
    facts.overrides = makeOverrides([drain]);
    desk.published();
    clock.advance(100);
    await until('it is told', () => told.length > 0);
    expect(kinds(told)).to.deep.equal(['changes']);
    expect(model.names.get('n250.zone.test.')).to.deep.include({ role: 'nothing', addresses: [] });
    expect(model.targets.get('tcp 10.0.0.250:80')).to.include({ override: 'drained' });
    facts.overrides = makeOverrides([]);
    clock.advance(1100);
    await until('its end is told', () => model.names.get('n250.zone.test.')?.role === 'candidates');
    expect(model.targets.get('tcp 10.0.0.250:80')?.override).to.equal(undefined);
    desk.stop();
  });

  it('tells everything again to a window that begins anew, and since when roles are what they are', async () => {
    const world = openDesk(make(3));
    await world.begin();
    const { clock, desk, told, model } = world;
    clock.wall += 10;
    world.change(1, 'down');
    clock.advance(100);
    const sinceSeconds = model.names.get('n1.zone.test.')?.sinceSeconds;
    expect(sinceSeconds).to.equal(clock.wall);
    clock.wall += 50;
    told.length = 0;
    desk.bringAll();
    await until('the shape is told', () => told.some(({ kind }) => kind === 'shape-piece'));
    const again = new WindowModel();
    for (const news of told) again.apply(news);
    expect(again.names.get('n1.zone.test.')?.sinceSeconds).to.equal(sinceSeconds);
    expect(again.summary).to.deep.equal(makeSummary());
    desk.stop();
  });

  it('tells at once that our own network is suspect', async () => {
    const world = openDesk(make(1));
    await world.begin();
    world.desk.summaryChanged();
    world.clock.advance(100);
    expect(kinds(world.told)).to.deep.equal(['summary']);
    world.desk.stop();
  });
});
