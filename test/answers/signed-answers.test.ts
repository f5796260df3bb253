// The answers of signed zones, each verified by a slow validator: for a fresh image, after hundreds of changes in place, and
// after images that were compacted or built anew.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Config } from '../../src/config/read-config.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Target } from '../../src/health/target.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import type { SigningSettings } from '../../src/signing/signing-settings.ts';
import { completeName, type Name } from '../../src/wire/name.ts';
import { SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { groupsOf } from '../support/daemon/read-findings.ts';
import { compareSignedAnswers } from '../support/dns/compare-signed-answers.ts';
import { generateQuestions } from '../support/dns/generate-questions.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { generateConfig } from '../support/worlds/generate-config.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';
import { deciderBy } from '../support/worlds/verdicts.ts';

const { ECDSAP256SHA256, ED25519, RSASHA256 } = SecurityAlgorithm;
/** `make answers` takes more. */
const flipRounds = Number(process.env['ANSWER_ROUNDS'] ?? 120);
const nowSeconds = 1_700_000_000;

describe(`answers of signed zones (TEST_SEED=${testSeed})`, function () {
  const random = createSeededRandom();

  for (const kind of ['nsec', 'nsec3'] as const) {
    for (const hasApexWildcard of [false, true]) {
      const what = `${kind.toUpperCase()}, ${hasApexWildcard ? 'with' : 'without'} a wildcard at the apex`;
      const config = generateConfig(random, { hostCount: 12, hasApexWildcard });

      it(`prove what they say, whatever is asked: ${what}`, async () => {
        const world = new SignedWorld(config, settingsOf(kind));
        world.flip(200);
        await world.publish();
        const questions = generateQuestions(world.publisher.zones, random);
        const found = world.compare(questions.filter(() => random.chance(0.15)));
        expect(found.replies).to.be.above(3000);
        expect(found.expanded, 'by wildcards').to.be.above(50);
        expect(found.nodata).to.be.above(500);
        if (!hasApexWildcard) expect(found.nxdomain).to.be.above(500);
        expect(found.truncated).to.be.above(50);
      });

      it(`still do after ${flipRounds} rounds of changed verdicts: ${what}`, async () => {
        const world = new SignedWorld(config, settingsOf(kind));
        await world.publish();
        for (let round = 0; round < flipRounds; round++) {
          const touched = world.flip(random.pick([1, 1, 2, 5, 40]));
          await world.change();
          if (hasApexWildcard && random.chance(0.5)) world.tidy();
          if (round % 10 === 0) world.compare(relativesOf(touched));
        }
        expect(world.patched, 'changed in place').to.be.above(flipRounds / 6);
        expect(world.replaced, 'compacted').to.be.above(1);
        const questions = generateQuestions(world.publisher.zones, random);
        world.compare(questions.filter(() => random.chance(0.1)));
      });
    }
  }

  for (const [name, keys] of [
    ['two keys of one algorithm', [signingKey(ECDSAP256SHA256), signingKey(ECDSAP256SHA256, 1)]],
    ['keys of two algorithms', [signingKey(ECDSAP256SHA256), signingKey(ED25519)]],
    ['a key of RSA', [signingKey(RSASHA256)]],
  ] as const) {
    for (const kind of ['nsec', 'nsec3'] as const) {
      it(`prove what they say with ${name}: ${kind.toUpperCase()}`, async () => {
        const config = generateConfig(random, { hostCount: 1, hasApexWildcard: false });
        const world = new SignedWorld(config, settingsOf(kind, ...keys));
        world.flip(100);
        await world.publish();
        const questions = generateQuestions(world.publisher.zones, random);
        world.compare(questions.filter(() => random.chance(0.1)));
      });
    }
  }

  it('are judged by something that notices other keys, a lapse of time and proofs of another moment', async () => {
    const config = generateConfig(random, { hostCount: 3, hasApexWildcard: false });
    const world = new SignedWorld(config, settingsOf());
    world.flip(50);
    await world.publish();
    const questions = generateQuestions(world.publisher.zones, random).slice(0, 200);
    world.compare(questions);
    const [zones, image] = [world.publisher.zones, world.image];
    const compare = (others: typeof zones, now: number) => () =>
      compareSignedAnswers(image, others, questions, now, random);
    const otherKeys = new SignedWorld(config, settingsOf('nsec', signingKey(ECDSAP256SHA256, 1)));
    await otherKeys.publish();
    const [first] = otherKeys.publisher.zones;
    if (first === undefined) throw new Error('a zone is published');
    const dnskey = (first.nodes.get(first.apex) ?? []).filter(({ type }) => type === 48);
    const swapped = zones.map((zone) => {
      const node = zone.nodes.get(zone.apex) ?? [];
      const apex = [...node.filter(({ type }) => type !== 48), ...dnskey];
      return { ...zone, nodes: zone.nodes.with(new Map([[zone.apex, apex]])) };
    });
    expect(compare(swapped, nowSeconds)).to.throw(/by an unknown key/);
    expect(compare(zones, nowSeconds + 30 * 86_400)).to.throw(/ends before its TTL does/);
    expect(compare(zones, nowSeconds - 2 * 3600)).to.throw(/begins in the future/);
  });

  /** Each name, and names at, above and below it. */
  function relativesOf(names: readonly Name[]): Name[] {
    return names.flatMap((name) => {
      const parent = name.slice(1 + name.charCodeAt(0));
      const all = [name, `\x01x${name}`, `\x01x${parent}`, `\x01*${name}`, parent];
      return all.filter((relative) => relative.length <= 255) as Name[];
    });
  }

  /** A publisher that signs, and whose targets go up and down. */
  class SignedWorld {
    readonly #snapshot = new Snapshot();
    readonly #targets: readonly Target[];
    readonly #up = new Set<string>();
    readonly #config: Config;
    readonly #settings: SigningSettings;
    #changed: Target[] = [];
    readonly publisher = new Publisher(this.#snapshot, {
      clock: standingClock,
      decider: deciderBy(({ key }) => this.#up.has(key)),
    });
    patched = 0;
    replaced = 0;

    constructor(config: Config, settings: SigningSettings) {
      this.#config = config;
      this.#settings = settings;
      this.#targets = config.zones.flatMap(({ content }) => content.resolutions).flatMap(targetsOf);
    }

    get image() {
      return this.#snapshot.image;
    }

    async publish(): Promise<void> {
      await this.publisher.publishAll(groupsOf(this.#config, this.#settings));
    }

    /** Turns some verdicts over; returns one of the names that use them. */
    flip(count: number): Name[] {
      this.#changed = Array.from({ length: count }, () => random.pick(this.#targets));
      for (const { key } of this.#changed) if (!this.#up.delete(key)) this.#up.add(key);
      const touched = this.#changed.flatMap((target) =>
        this.publisher.usersOf(target).map(({ owner }) => owner),
      );
      const [apex] = this.publisher.zones.length === 0 ? [] : [random.pick(this.publisher.zones).apex];
      const name = apex === undefined ? undefined : completeName(random.pick(touched), apex);
      return name === undefined ? [] : [name];
    }

    async change(): Promise<void> {
      const before = { image: this.image, zones: this.publisher.zones };
      await this.publisher.publish({ targets: this.#changed });
      if (before.image !== this.image) this.replaced++;
      else if (before.zones !== this.publisher.zones) this.patched++;
    }

    tidy(): void {
      const before = this.image;
      this.#snapshot.tidy();
      if (this.image !== before) this.replaced++;
    }

    compare(questions: readonly Name[]) {
      return compareSignedAnswers(this.image, this.publisher.zones, questions, nowSeconds, random);
    }
  }
});

const standingClock: Clock = {
  monotonicMs: () => 0,
  wallSeconds: () => nowSeconds,
  after: () => () => undefined,
};
