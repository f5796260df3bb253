// Seeded random updates, compared with a model that keeps lines of text: what is answered and served after each, in place and
// rebuilt, signed and not, and what a restart finds.

import { expect } from 'chai';
import { allTypesAsked, compareAnswers } from '../support/dns/compare-answers.ts';
import { exampleName } from '../support/dns/make-zone.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';
import { UpdatingWorld } from '../support/worlds/updating-world.ts';

const names = ['a', 'b', 'x.deep', 'deep', 'c', 'y.x.deep'];
const asked = [...names, 'absent', 'z.a'].map(exampleName);
const datas = {
  A: ['192.0.2.1', '192.0.2.2'],
  TXT: ['"one"', '"two"'],
  CNAME: ['a.example.test.', 'b.example.test.'],
};
const types = ['A', 'TXT', 'CNAME'] as const;

/** By name and type, the data. */
class Model {
  readonly sets = new Map<string, Map<string, Set<string>>>();

  at(name: string): Map<string, Set<string>> {
    const node = this.sets.get(name) ?? new Map<string, Set<string>>();
    this.sets.set(name, node);
    return node;
  }

  add(name: string, type: string, data: string): void {
    const node = this.at(name);
    if (type === 'CNAME' ? [...node.keys()].some((other) => other !== 'CNAME') : node.has('CNAME')) return;
    if (type === 'CNAME') node.set(type, new Set([data]));
    else node.set(type, new Set([...(node.get(type) ?? []), data]));
  }

  remove(name: string, type?: string, data?: string): void {
    const node = this.at(name);
    if (type === undefined) {
      node.clear();
      return;
    }
    const set = node.get(type);
    if (data === undefined || (set?.delete(data) && set.size === 0)) node.delete(type);
  }

  /** A name without records exists while one below it does. */
  served(name: string): string[] | undefined {
    const lines = [...this.at(name)].flatMap(([type, set]) => [...set].map((data) => `60 ${type} ${data}`));
    if (lines.length > 0) return lines.sort();
    const isAbove = [...this.sets].some(([other, node]) => node.size > 0 && other.endsWith(`.${name}`));
    return isAbove ? [] : undefined;
  }
}

function randomChange(random: SeededRandom, model: Model): string {
  const name = random.pick(names);
  const type = random.pick(types);
  const data = random.pick(datas[type]);
  switch (random.below(5)) {
    case 0:
      model.remove(name);
      return `del ${name}`;
    case 1:
      model.remove(name, type);
      return `del ${name} ${type}`;
    case 2:
      model.remove(name, type, data);
      return `del ${name} ${type} ${data}`;
    default:
      model.add(name, type, data);
      return `add ${name} 60 ${type} ${data}`;
  }
}

describe(`random updates (seed ${testSeed})`, () => {
  for (const kind of [undefined, 'nsec', 'nsec3'] as const) {
    it(`leave what a simple model has, ${kind ?? 'unsigned'}`, async () => {
      const random = createSeededRandom();
      const given = { directory: makeTemporaryDirectory(), ...(kind && { signing: settingsOf(kind) }) };
      let world = await UpdatingWorld.start(given);
      const model = new Model();
      for (let round = 0; round < (kind === undefined ? 300 : 60); round++) {
        const update = Array.from({ length: 1 + random.below(4) }, () => randomChange(random, model));
        expect(await world.send({ update })).to.equal('NOERROR');
        if (random.chance(0.05)) world = await UpdatingWorld.start(given);
        for (const name of names)
          expect(world.at(name)?.slice().sort(), `${name} after ${update}`).to.deep.equal(model.served(name));
        expect(world.at('www')?.length).to.equal(0);
        // Signed answers have a reference of their own; here it is the image that follows.
        if (kind === undefined && round % 10 === 0)
          compareAnswers(
            world.snapshot.image,
            world.publisher.zones,
            asked,
            random,
            [undefined],
            allTypesAsked,
          );
      }
    });
  }

  it('together are what they are one after the other', async () => {
    const random = createSeededRandom();
    const world = await UpdatingWorld.start({ directory: makeTemporaryDirectory() });
    const model = new Model();
    const { serial } = world;
    const updates = Array.from({ length: 200 }, (_, id) => ({ id, update: [randomChange(random, model)] }));
    const codes = await Promise.all(updates.map((lines) => world.send(lines)));
    expect(new Set(codes)).to.deep.equal(new Set(['NOERROR']));
    for (const name of names) expect(world.at(name)?.slice().sort()).to.deep.equal(model.served(name));
    // One write, one publication.
    expect(world.serial).to.equal(serial + 1);
  });
});
