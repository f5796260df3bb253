// The same with signatures: each name on the way is proven by its own zone, of which some are not signed.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { signChange, signZone } from '../../src/signing/zone-signer.ts';
import type { Name } from '../../src/wire/name.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { allTypesAsked } from '../support/dns/compare-answers.ts';
import { compareSignedAnswers, type Found } from '../support/dns/compare-signed-answers.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { changeZones, generateZones, questionsIn } from '../support/worlds/generate-zones.ts';
import { nowSeconds, settingsOf } from '../support/worlds/signed-world.ts';

const changeRounds = 50;
/** Not signed: a chain may lead into these and out of them. */
const unsignedApexes = 2;

describe(`signed answers that lead on (TEST_SEED=${testSeed})`, () => {
  const random = createSeededRandom();

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`prove every step, whatever is asked: ${kind.toUpperCase()}`, async () => {
      const zones = await sign(kind, generateZones(random, true));
      const found = compare(zones, snapshotOf(zones), sample(questionsIn(zones, random), 0.15));
      expect(found.expanded, 'by wildcards').to.be.above(20);
      expect(found.nodata).to.be.above(100);
      expect(found.nxdomain).to.be.above(100);
    });

    it(`still do after ${changeRounds} rounds of changed addresses: ${kind.toUpperCase()}`, async () => {
      let zones: readonly Zone[] = await sign(kind, generateZones(random, true));
      const snapshot = snapshotOf(zones);
      for (let round = 0; round < changeRounds; round++) {
        const before = zones;
        const changes = await Promise.all(
          changeZones(zones, random).map((change) => {
            const was = before.find(({ apex }) => apex === change.zone.apex);
            const isSigned = was?.security !== undefined;
            return isSigned ? signChange(change, was, settingsOf(kind), nowSeconds) : change;
          }),
        );
        zones = zones.map((zone) => changes.find((change) => change.zone.apex === zone.apex)?.zone ?? zone);
        snapshot.change(changes, zones);
        compare(zones, snapshot, changes.flatMap(({ names }) => names).slice(0, 2));
        if (random.chance(0.1)) snapshot.tidy();
      }
      compare(zones, snapshot, sample(questionsIn(zones, random), 0.1));
    });
  }

  function sample(questions: readonly Name[], share: number): Name[] {
    return questions.filter(() => random.chance(share));
  }

  function compare(zones: readonly Zone[], snapshot: Snapshot, questions: readonly Name[]): Found {
    return compareSignedAnswers(snapshot.image, zones, questions, nowSeconds, random, {
      ...allTypesAsked,
      DNSKEY: 48,
    });
  }
});

function sign(kind: 'nsec' | 'nsec3', zones: readonly Zone[]): Promise<Zone[]> {
  const signedCount = zones.length - unsignedApexes;
  return Promise.all(
    zones.map((zone, index) => (index < signedCount ? signZone(zone, settingsOf(kind), nowSeconds) : zone)),
  );
}

function snapshotOf(zones: readonly Zone[]): Snapshot {
  const snapshot = new Snapshot();
  snapshot.replace(zones);
  return snapshot;
}
