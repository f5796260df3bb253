// The compiled answers, name by name and type by type, against a reference answerer that works on the zones
// themselves: for a fresh image, after hundreds of changes in place, and after images that were compacted or built anew.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Config } from '../../src/config/read-config.ts';
import type { VerdictOf } from '../../src/health/deciding/check.ts';
import { decide, decideAllHealthy } from '../../src/health/deciding/decide.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Service } from '../../src/health/deciding/service.ts';
import type { Target } from '../../src/health/target.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { completeName, type Name } from '../../src/wire/name.ts';
import { groupsOf } from '../support/daemon/read-findings.ts';
import { compareAnswers } from '../support/dns/compare-answers.ts';
import { generateQuestions } from '../support/dns/generate-questions.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { generateConfig } from '../support/worlds/generate-config.ts';

/** `make answers` takes more. */
const flipRounds = Number(process.env['ANSWER_ROUNDS'] ?? 150);
/** Types, EDNS variants and transports that each name is asked with. */
const repliesPerName = 8 * 5 * 2;

describe(`compiled answers (TEST_SEED=${testSeed})`, function () {
  const random = createSeededRandom();

  for (const hasApexWildcard of [false, true]) {
    const kind = hasApexWildcard ? 'with a wildcard at the apex' : 'without a wildcard at the apex';

    describe(`of zones ${kind}`, () => {
      const config = generateConfig(random, { hostCount: 20, hasApexWildcard });

      it('say what the reference says, for every name, type, EDNS and transport', () => {
        const up = new Set(allTargets(config).flatMap(({ key }) => (random.chance(0.5) ? [key] : [])));
        const zones = buildZones(
          config,
          (user) => decide(user, ({ key }) => (up.has(key) ? 'up' : 'down')),
          7,
        );
        const questions = generateQuestions(zones, random);
        expect(questions).to.have.length.above(1000);
        const compared = compareAnswers(freshImage(zones), zones, questions, random);
        expect(compared).to.equal(questions.length * repliesPerName);
      });

      it(`still say it after ${flipRounds} rounds of changed verdicts, as a fresh image does`, () => {
        const world = new ChangingWorld(config);
        const questions = generateQuestions(world.publisher.zones, random);
        for (let round = 0; round < flipRounds; round++) {
          const touched = world.flip(random.pick([1, 1, 2, 5, 40]));
          // In the daemon there is time to tidy up between changes, as a rule.
          if (!hasApexWildcard && random.chance(0.5)) world.tidy();
          compareAnswers(world.image, world.publisher.zones, touched, random);
        }
        expect(world.patched, 'changed in place').to.be.above(flipRounds / 4);
        expect(world.replaced, 'compacted').to.be.above(2);
        expect(world.firstTimes, 'types that appeared').to.be.above(25);

        const zones = buildZones(
          config,
          (user) => decide(user, world.verdictOf),
          world.publisher.zones[0]?.serial ?? 0,
        );
        const some = questions.filter(() => random.chance(0.3));
        compareAnswers(world.image, zones, some, random);
        compareAnswers(freshImage(zones), world.publisher.zones, questions.slice(0, 100), random);
      });
    });
  }

  it('fill a datagram up to its last octet, whatever its size', () => {
    const config = generateConfig(random, { hostCount: 1, hasApexWildcard: false });
    const zones = buildZones(config, decideAllHealthy, 7);
    const payloads = Array.from({ length: 1240 - 500 }, (_, i) => ({ payload: 500 + i }));
    const names = [
      ...['ns1.example.test', 'example.test', 'x.below.w.example.test'],
      ...['_service0._tcp.example.test', 'x.services.example.test'],
    ].map(nameOf);
    compareAnswers(freshImage(zones), zones, names, random, payloads);
  });

  it('are right after one change that no free room could hold', () => {
    const world = new ChangingWorld(generateConfig(random, { hostCount: 500, hasApexWildcard: false }));
    const before = world.image.words.length;
    world.raiseAll();
    expect(world.image.words.length).to.be.above(1.2 * before);
    const names = world.publisher.zones.flatMap((zone) => [...zone.nodes.names()]);
    const some = Array.from({ length: 100 }, () => random.pick(names));
    compareAnswers(world.image, world.publisher.zones, some, random);
  });

  it('are compared by something that notices another serial, another verdict and a missing name', () => {
    const config = generateConfig(random, { hostCount: 3, hasApexWildcard: false });
    const zones = buildZones(config, decideAllHealthy, 7);
    const questions = generateQuestions(zones, random);
    const fewer = {
      zones: config.zones.map(({ content, timing }) => ({
        content: { ...content, resolutions: content.resolutions.slice(0, -1) },
        timing,
      })),
    };
    const [flipped] = allTargets(config);
    for (const others of [
      buildZones(config, decideAllHealthy, 8),
      buildZones(config, (user) => decide(user, ({ key }) => (key === flipped?.key ? 'down' : 'up')), 7),
      buildZones(fewer, decideAllHealthy, 7),
    ]) {
      expect(() => compareAnswers(freshImage(others), zones, questions, random)).to.throw(/ in [0-9a-f]+/);
    }
  });

  /** A publisher whose targets go up and down; nothing is up at first, so that every type appears under way. */
  class ChangingWorld {
    readonly #snapshot = new Snapshot();
    readonly #targets: readonly Target[];
    readonly #services: readonly Service[];
    readonly #up = new Set<string>();
    readonly #types = new Set<string>();
    readonly publisher: Publisher;
    readonly verdictOf: VerdictOf = ({ key }) => (this.#up.has(key) ? 'up' : 'down');
    patched = 0;
    replaced = 0;
    firstTimes = 0;

    constructor(config: Config) {
      this.#targets = allTargets(config);
      this.#services = config.zones.flatMap(({ content }) => content.services);
      this.publisher = new Publisher(this.#snapshot, {
        clock: steppingClock(),
        decider: new Decider({ probed: this.verdictOf }),
      });
      void this.publisher.publishAll(groupsOf(config));
      this.#countFirstTimes();
      this.firstTimes = 0;
    }

    get image() {
      return this.#snapshot.image;
    }

    tidy(): void {
      const before = this.image;
      this.#snapshot.tidy();
      if (this.image !== before) this.replaced++;
    }

    raiseAll(): void {
      for (const { key } of this.#targets) this.#up.add(key);
      void this.publisher.publish({ targets: this.#targets });
    }

    /** Turns some verdicts over; returns one of the names that use them, and a service that may. */
    flip(count: number): Name[] {
      const flipped = Array.from({ length: count }, () => random.pick(this.#targets));
      for (const { key } of flipped) if (!this.#up.delete(key)) this.#up.add(key);
      const before = { image: this.image, zones: this.publisher.zones };
      void this.publisher.publish({ targets: flipped });
      if (before.image !== this.image) this.replaced++;
      else if (before.zones !== this.publisher.zones) this.patched++;
      this.#countFirstTimes();
      const touched = flipped.flatMap((target) => this.publisher.usersOf(target).map(({ owner }) => owner));
      const { apex } = random.pick(this.publisher.zones);
      return [random.pick(touched), random.pick(this.#services).owner]
        .map((owner) => completeName(owner, apex))
        .filter((name) => name !== undefined);
    }

    #countFirstTimes(): void {
      const before = this.#types.size;
      const nodes = this.publisher.zones[0]?.nodes;
      for (const name of nodes?.names() ?? []) {
        for (const { type } of nodes?.get(name) ?? []) this.#types.add(`${name} ${type}`);
      }
      this.firstTimes += this.#types.size - before;
    }
  }
});

function freshImage(zones: ReturnType<typeof buildZones>) {
  const snapshot = new Snapshot();
  snapshot.replace(zones);
  return snapshot.image;
}

function allTargets(config: Config): Target[] {
  return config.zones.flatMap(({ content }) => content.resolutions).flatMap(targetsOf);
}

/** Now and then a second passes, so that serials are taken from the clock as well as counted. */
function steppingClock(): Clock {
  let calls = 0;
  return {
    monotonicMs: () => 0,
    wallSeconds: () => 1_700_000_000 + Math.floor(calls++ / 3),
    after: () => () => undefined,
  };
}
