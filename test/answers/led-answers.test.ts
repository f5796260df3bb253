// Answers that lead from name to name, or to other zones, against the reference answerer: for a fresh image, after hundreds
// of changes in place, and for datagrams of every size.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import type { Name } from '../../src/wire/name.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { allTypesAsked, compareAnswers } from '../support/dns/compare-answers.ts';
import { ownerOf } from '../support/dns/make-zone.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { changeZones, generateZones, questionsIn } from '../support/worlds/generate-zones.ts';

const worlds = 2;
const changeRounds = 300;

describe(`answers that lead on (TEST_SEED=${testSeed})`, () => {
  const random = createSeededRandom();

  for (let world = 0; world < worlds; world++) {
    it(`say what the reference says, for every name, type, EDNS and transport, in world ${world}`, () => {
      const zones = generateZones(random);
      const questions = questionsIn(zones, random);
      expect(questions).to.have.length.above(800);
      compare(
        zones,
        snapshotOf(zones),
        questions.filter(() => random.chance(0.2)),
      );
    });
  }

  it(`still say it after ${changeRounds} rounds of changed addresses, glue among them`, () => {
    let zones: readonly Zone[] = generateZones(random);
    const snapshot = snapshotOf(zones);
    let patched = 0;
    for (let round = 0; round < changeRounds; round++) {
      const before = snapshot.image;
      const changes = changeZones(zones, random);
      zones = zones.map((zone) => changes.find((change) => change.zone.apex === zone.apex)?.zone ?? zone);
      snapshot.change(changes, zones);
      if (snapshot.image === before && changes.length > 0) patched++;
      const touched = changes.flatMap(({ names }) => names);
      compare(zones, snapshot, [random.pick([...touched, ...zones.map(({ apex }) => apex)])]);
      if (random.chance(0.1)) snapshot.tidy();
    }
    expect(patched).to.be.above(changeRounds / 2);
    const questions = questionsIn(zones, random).filter(() => random.chance(0.2));
    compare(zones, snapshot, questions);
    compare(zones, snapshotOf(zones), questions.slice(0, 50));
  });

  it('fill a datagram up to its last octet, or ask for TCP where glue has no room', () => {
    const zones = generateZones(random);
    const payloads = Array.from({ length: 1240 - 500 }, (_, i) => ({ payload: 500 + i }));
    const [zone] = zones;
    if (zone === undefined) throw new Error('there is a zone');
    const names = ['x.cut4', 'chain0', 'a.d0', '_x._tcp'].map(
      (owner) => `${ownerOf(owner)}${zone.apex}` as Name,
    );
    compareAnswers(snapshotOf(zones).image, zones, names, random, payloads, { A: 1, SRV: 33 });
  });

  function compare(zones: readonly Zone[], snapshot: Snapshot, questions: readonly Name[]): void {
    compareAnswers(snapshot.image, zones, questions, random, undefined, allTypesAsked);
  }
});

function snapshotOf(zones: readonly Zone[]): Snapshot {
  const snapshot = new Snapshot();
  snapshot.replace(zones);
  return snapshot;
}
