// Is it them or me: when verdicts freeze although everything fails, and when they must not.

import { expect } from 'chai';
import type { Outcome } from '../../../src/health/outcome.ts';
import type { Target } from '../../../src/health/target.ts';
import { type Endpoint, printEndpoint } from '../../../src/wire/endpoint.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { intervalMs, type MonitoredWorld, setUpMonitor } from '../../support/worlds/monitored-world.ts';
import { failure, makeTargets, success } from '../../support/worlds/scripted-probe.ts';

const timeoutMs = 2000;
const anchors: readonly Endpoint[] = ['198.51.100.1', '198.51.100.2'].map((text) => ({
  address: { family: 4, text },
  port: 443,
}));

interface World extends MonitoredWorld {
  readonly targets: readonly Target[];
  /** How the targets in it fail; all others succeed. */
  readonly failing: Map<string, Outcome>;
  readonly up: () => number;
  readonly trust: () => string;
  readonly events: (event: string) => number;
}

function setUp({
  count = 6,
  withAnchors = false,
  massFailure = 0.5,
}: {
  readonly count?: number;
  readonly withAnchors?: boolean;
  readonly massFailure?: number;
} = {}): World {
  const targets = makeTargets(count);
  const world = setUpMonitor(targets, { doubt: { massFailure, anchors: withAnchors ? anchors : [] } });
  const failing = new Map<string, Outcome>();
  world.probe.script = (target) => {
    const outcome = failing.get(target.key) ?? success;
    const isSilent = outcome.kind === 'failure' && outcome.reason === 'timeout';
    return { outcome, afterMs: isSilent ? timeoutMs : 5 };
  };
  void world.monitor.start();
  world.clock.advance(2 * intervalMs);
  expect(world.upCount()).to.equal(count);
  return {
    ...world,
    targets,
    failing,
    up: world.upCount,
    trust: () => world.monitor.reportNetwork().trust,
    events: (event) => world.log.filter(({ fields }) => fields['event'] === event).length,
  };
}

const anchorKeys = anchors.map((endpoint) => `tcp ${printEndpoint(endpoint)}`);
const keysOf = (targets: readonly Target[]) => targets.map(({ key }) => key);

function fail({ failing }: World, keys: readonly string[], outcome: Outcome = failure('timeout')): void {
  for (const key of keys) failing.set(key, outcome);
}

describe('our own network', () => {
  for (const reason of ['timeout', 'network-unreachable', 'host-unreachable', 'no-local-address'] as const) {
    it(`is suspect when no target answers any longer (${reason}), and no verdict changes`, () => {
      const world = setUp();
      fail(world, keysOf(world.targets), failure(reason));
      world.clock.advance(10 * intervalMs);
      expect(world.trust()).to.equal('suspect');
      expect(world.up()).to.equal(6);
      expect(world.changes.filter(({ before }) => before !== 'unknown')).to.deep.equal([]);
      expect(world.events('own-network-suspect')).to.equal(1);
    });
  }

  it('is found out long before an interval has passed, with fewer than twice the probes', () => {
    const world = setUp({ count: 1000 });
    fail(world, keysOf(world.targets));
    const before = world.probe.starts.length;
    const fromMs = world.clock.monotonicMs();
    while (world.trust() !== 'suspect') world.clock.advance(100);
    // The first failure, and witnesses of witnesses: three rounds of eight times as many.
    expect(world.clock.monotonicMs() - fromMs).to.be.below(5 * timeoutMs);
    expect(world.probe.starts.length - before).to.be.below(2 * 1000);
  });

  it('is trusted again as soon as anything answers, and every target gets a fresh chance', () => {
    const world = setUp();
    fail(world, keysOf(world.targets));
    world.clock.advance(5 * intervalMs);
    expect(world.trust()).to.equal('suspect');
    const [first, ...others] = world.targets;
    world.failing.delete(first?.key ?? '');
    world.clock.advance(1.1 * intervalMs);
    expect(world.trust()).not.to.equal('suspect');
    expect(world.events('own-network-back')).to.equal(1);
    // Those that still fail are really down, and that is found out without waiting for their next turns.
    world.clock.advance(intervalMs);
    expect(world.up()).to.equal(1);
    expect(world.changes.filter(({ after }) => after === 'down').map(({ target }) => target)).to.have.members(
      others,
    );
    expect(world.events('own-network-suspect')).to.equal(1);
  });

  it('gives targets that failed meanwhile all their failures again, and probes them soon', () => {
    const world = setUp({ count: 50 });
    fail(world, keysOf(world.targets));
    world.clock.advance(3 * intervalMs);
    world.failing.clear();
    while (world.trust() === 'suspect') world.clock.advance(10);
    const report = world.monitor.report();
    expect(report.map(({ outcomesToFlip }) => outcomesToFlip)).to.deep.equal(report.map(() => 2));
    const before = world.probe.starts.length;
    world.clock.advance(5000);
    expect(new Set(world.probe.starts.slice(before).map(({ target }) => target.key)).size).to.be.at.least(45);
    expect(world.up()).to.equal(50);
  });

  it('is trusted when what fails answers in some way: refuses, or accepts and says nothing', () => {
    for (const outcome of [
      failure('refused'),
      failure('status'),
      { ...failure('timeout'), hasConnected: true } as Outcome,
    ]) {
      const world = setUp();
      fail(world, keysOf(world.targets), outcome);
      world.clock.advance(2.2 * intervalMs);
      expect(world.up()).to.equal(0);
      expect(world.events('own-network-suspect')).to.equal(0);
    }
  });

  it('is trusted while one target answers, and the others go down without delay', () => {
    const world = setUp();
    fail(world, keysOf(world.targets.slice(1)));
    const fromMs = world.clock.monotonicMs();
    world.clock.advance(1.2 * intervalMs);
    expect(world.up()).to.equal(1);
    // Each as soon as its failure is confirmed: two probes and half a second.
    for (const target of world.targets.slice(1)) {
      const firstMs = world.probe.startsOf(target).find((atMs) => atMs >= fromMs) ?? 0;
      const change = world.changes.find((one) => one.target === target && one.after === 'down');
      expect((change?.atMs ?? 0) - firstMs).to.be.at.most(2 * timeoutMs + 500);
    }
  });

  it('is trusted when there are too few targets to tell', () => {
    const world = setUp({ count: 3 });
    fail(world, keysOf(world.targets));
    world.clock.advance(2 * intervalMs);
    expect(world.up()).to.equal(0);
  });

  it('is never doubted with a share of 1', () => {
    const world = setUp({ massFailure: 1 });
    fail(world, keysOf(world.targets));
    world.clock.advance(2 * intervalMs);
    expect(world.up()).to.equal(0);
  });

  it('lets targets that have long been down stay down, and asks nothing of them', () => {
    const world = setUp({ count: 8 });
    const [dead, ...others] = world.targets;
    fail(world, [dead?.key ?? '']);
    world.clock.advance(3 * intervalMs);
    expect(world.up()).to.equal(7);
    fail(world, keysOf(others));
    world.clock.advance(3 * intervalMs);
    expect([world.trust(), world.up()]).to.deep.equal(['suspect', 7]);
  });

  it('takes back what went down in the moment before', () => {
    const world = setUp({ count: 8 });
    const [unlucky, ...others] = world.targets;
    // Its failure is real enough to be confirmed: something else answered after it began.
    const startMs = world.clock.monotonicMs();
    fail(world, [unlucky?.key ?? ''], failure('network-unreachable'));
    while ((world.probe.startsOf(unlucky as Target).at(-1) ?? 0) <= startMs) world.clock.advance(1);
    world.clock.advance(40);
    fail(world, keysOf(others));
    world.clock.advance(2 * intervalMs);
    expect(world.trust()).to.equal('suspect');
    expect(world.up()).to.equal(8);
    const ofUnlucky = world.changes.filter(
      ({ target, before }) => target === unlucky && before !== 'unknown',
    );
    expect(ofUnlucky.map(({ after, isTakenBack }) => [after, isTakenBack])).to.deep.equal([
      ['down', undefined],
      ['up', true],
    ]);
  });

  it('survives a change of targets while it is suspect', () => {
    const world = setUp();
    fail(world, keysOf(world.targets));
    world.clock.advance(3 * intervalMs);
    const more = makeTargets(9);
    fail(world, keysOf(more));
    void world.monitor.watch([...world.targets.slice(2), ...more.slice(6)], {
      intervalMs,
      timeoutMs,
      rise: 1,
      fall: 2,
      doubt: { massFailure: 0.5, anchors: [] },
    });
    world.clock.advance(3 * intervalMs);
    expect(world.trust()).to.equal('suspect');
    expect(world.up()).to.equal(4);
    expect(world.monitor.report().filter(({ verdict }) => verdict === 'unknown')).to.have.length(3);
    world.failing.clear();
    world.clock.advance(1.1 * intervalMs);
    expect([world.trust(), world.up()]).to.deep.equal(['trusted', 7]);
  });

  it('does not stay suspect when all targets are removed', () => {
    const world = setUp();
    fail(world, keysOf(world.targets));
    world.clock.advance(3 * intervalMs);
    expect(world.trust()).to.equal('suspect');
    const doubt = { massFailure: 0.5, anchors: [] };
    void world.monitor.watch([], { intervalMs, timeoutMs, rise: 1, fall: 2, doubt });
    expect(world.trust()).to.equal('trusted');
  });

  describe('with anchors', () => {
    it('is suspect when half of the targets and every anchor fail, however they fail', () => {
      for (const reason of ['timeout', 'refused'] as const) {
        const world = setUp({ count: 8, withAnchors: true });
        // Three stand beside us and go on answering.
        fail(world, [...keysOf(world.targets.slice(3)), ...anchorKeys], failure(reason));
        world.clock.advance(5 * intervalMs);
        expect(world.up()).to.equal(8);
        expect(world.trust()).to.equal('suspect');
        expect(world.events('own-network-suspect')).to.equal(1);
        world.failing.delete(anchorKeys[1] ?? '');
        world.clock.advance(2500);
        expect(world.events('own-network-back')).to.equal(1);
        // A real outage, by the word of the anchor.
        world.clock.advance(intervalMs);
        expect(world.up()).to.equal(3);
      }
    });

    it('is trusted while one anchor answers: all targets go down at once, with one line about it', () => {
      for (const reason of ['timeout', 'refused', 'network-unreachable'] as const) {
        const world = setUp({ count: 8, withAnchors: true });
        fail(world, [...keysOf(world.targets), anchorKeys[0] ?? ''], failure(reason));
        const fromMs = world.clock.monotonicMs();
        world.clock.advance(1.3 * intervalMs);
        expect(world.up()).to.equal(0);
        for (const target of world.targets) {
          const firstMs = world.probe.startsOf(target).find((atMs) => atMs >= fromMs) ?? 0;
          const change = world.changes.find((one) => one.target === target && one.after === 'down');
          expect((change?.atMs ?? 0) - firstMs).to.be.at.most(2 * timeoutMs + 510);
        }
        expect(world.events('own-network-suspect')).to.equal(0);
        const [line] = world.log.filter(({ fields }) => fields['event'] === 'mass-failure');
        expect(world.events('mass-failure')).to.equal(1);
        expect(line?.message).to.contain('it is not our own network: 198.51.100.2:443 answers');
      }
    });

    it('is trusted when anchors fail and targets do not, with a warning about the anchors', () => {
      const world = setUp({ count: 20, withAnchors: true });
      fail(world, anchorKeys);
      world.clock.advance(3 * intervalMs);
      expect(world.events('anchor-failing')).to.equal(2);
      fail(world, keysOf(world.targets.slice(0, 4)));
      world.clock.advance(2 * intervalMs);
      expect([world.up(), world.events('own-network-suspect')]).to.deep.equal([16, 0]);
      world.failing.clear();
      world.clock.advance(2 * intervalMs);
      expect([world.up(), world.events('anchor-back')]).to.deep.equal([20, 2]);
    });

    it('asks anchors at once when a target fails, and once a second at most', () => {
      const world = setUp({ count: 200, withAnchors: true });
      const asked = () => world.probe.starts.filter(({ target }) => target.key === anchorKeys[0]).length;
      const before = asked();
      fail(world, keysOf(world.targets), failure('refused'));
      const startMs = world.clock.monotonicMs();
      world.clock.advance(1.1 * intervalMs);
      expect(world.up()).to.equal(0);
      expect(asked() - before).to.be.within(5, (world.clock.monotonicMs() - startMs) / 1000 + 2);
    });

    it('is trusted again when a silent target answers', () => {
      const world = setUp({ count: 8, withAnchors: true });
      fail(world, [...keysOf(world.targets), ...anchorKeys]);
      world.clock.advance(2 * intervalMs);
      expect(world.trust()).to.equal('suspect');
      world.failing.delete(world.targets[0]?.key ?? '');
      world.clock.advance(1.1 * intervalMs);
      expect(world.events('own-network-back')).to.equal(1);
    });
  });
});

describe('our own network, in years of bad luck', () => {
  interface Truth {
    isUp: boolean;
    changedMs: number;
    /** What its probes find while it is down. */
    outcome: Outcome;
  }

  const paces = [
    { intervalMs, timeoutMs },
    // Shorter than the time between two questions to an anchor.
    { intervalMs: 500, timeoutMs: 400 },
  ];

  /** Lets targets and the network come and go at random, and tells what was said of targets that were up all along. */
  function live(withAnchors: boolean, { intervalMs, timeoutMs }: (typeof paces)[number], seed: number) {
    const random = createSeededRandom(seed);
    const patienceMs = 2 * timeoutMs + 1000;
    const targets = makeTargets(6 + random.below(20));
    const world = setUpMonitor(targets, {
      intervalMs,
      timeoutMs,
      rise: 1 + random.below(2),
      // Where one failure is enough, one that began while the network was gone and ended when it was back is enough, too.
      fall: 2 + random.below(2),
      doubt: { massFailure: 0.5, anchors: withAnchors ? anchors : [] },
    });
    const { clock, monitor, probe, changes } = world;
    const truths = new Map<string, Truth>(
      targets.map(({ key }) => [key, { isUp: true, changedMs: 0, outcome: failure('timeout') }]),
    );
    let cutFromMs: number | undefined;
    let restoredMs = 0;
    let cutOutcome: Outcome = failure('timeout');
    probe.script = ({ key }) => {
      const truth = truths.get(key);
      const outcome =
        cutFromMs !== undefined ? cutOutcome : truth === undefined || truth.isUp ? success : truth.outcome;
      const isSilent = outcome.kind === 'failure' && outcome.reason === 'timeout';
      return { outcome, afterMs: isSilent ? timeoutMs : 1 + random.below(20) };
    };
    void monitor.start();
    clock.advance(intervalMs);
    const wrong: string[] = [];
    let seen = changes.length;
    /** Who is up, and was not believed: that must be taken back. */
    const slandered = new Map<string, number>();
    for (let step = 0; step < 300; step++) {
      const nowMs = clock.monotonicMs();
      if (random.chance(0.1)) {
        // The first is never down for real: something is there to answer again, and enough stay up to be judged.
        const [key, truth] = random.pick([...truths].slice(1));
        const downCount = [...truths.values()].filter(({ isUp }) => !isUp).length;
        if (!truth.isUp || downCount < targets.length - 5) {
          const outcome = failure(random.pick(['timeout', 'refused', 'host-unreachable']));
          truths.set(key, { isUp: !truth.isUp, changedMs: nowMs, outcome });
        }
      }
      const standing = targets.filter(
        (target) => truths.get(target.key)?.isUp && monitor.verdictOf(target) === 'up',
      );
      // With fewer nobody claims to tell, nor when it comes and goes while it is being found out.
      const mayCut = standing.length >= 5 && nowMs - restoredMs > patienceMs + 2 * intervalMs;
      if (random.chance(0.05) && (cutFromMs !== undefined || mayCut)) {
        cutOutcome = failure(random.pick(['timeout', 'network-unreachable']));
        if (cutFromMs !== undefined) restoredMs = nowMs;
        cutFromMs = cutFromMs === undefined ? nowMs : undefined;
      }
      clock.advance(random.below(intervalMs / 2));
      for (const { target, after, before, atMs, isTakenBack } of changes.slice(seen)) {
        const { isUp, changedMs } = truths.get(target.key) as Truth;
        if (isTakenBack) slandered.delete(target.key);
        // What a probe found that began before may be told a little later.
        else if (after === 'down' && before === 'up' && isUp && atMs - changedMs > patienceMs)
          slandered.set(target.key, atMs);
      }
      seen = changes.length;
      for (const [key, atMs] of slandered) {
        if (clock.monotonicMs() - atMs < patienceMs && cutFromMs !== undefined) continue;
        if (monitor.verdictOf(targets.find((one) => one.key === key) as Target) === 'down')
          wrong.push(`${key} went down at ${atMs}`);
        slandered.delete(key);
      }
    }
    const wasCut = cutFromMs !== undefined || restoredMs > 0;
    cutFromMs = undefined;
    clock.advance(4 * intervalMs + 20 * timeoutMs);
    const verdicts = targets.map((target) => monitor.verdictOf(target));
    const expected = targets.map(({ key }) => (truths.get(key)?.isUp ? 'up' : 'down'));
    return { wrong, wasCut, verdicts, expected, trust: monitor.reportNetwork().trust };
  }

  for (const [withAnchors, pace] of paces.flatMap((one) => [[false, one] as const, [true, one] as const])) {
    it(`never costs a target its place ${withAnchors ? 'with' : 'without'} anchors, every ${pace.intervalMs} ms, and is over when it is over (TEST_SEED=${testSeed})`, () => {
      let cutCount = 0;
      for (let round = 0; round < 60; round++) {
        const { wrong, wasCut, verdicts, expected, trust } = live(withAnchors, pace, testSeed * 1000 + round);
        if (wasCut) cutCount++;
        expect(wrong, `round ${round}`).to.deep.equal([]);
        expect(verdicts, `round ${round}`).to.deep.equal(expected);
        expect(trust, `round ${round}`).to.equal('trusted');
      }
      expect(cutCount).to.be.above(50);
    });
  }
});
