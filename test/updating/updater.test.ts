// What happens when the disk or signing refuses, when many come at once, and when what was set ends by itself.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AcmeHand } from '../../src/updating/acme-hand.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { ruleOf, UpdatingWorld } from '../support/worlds/updating-world.ts';

const add = (name: string) => ({ update: [`add ${name} 60 A 192.0.2.7`] });

describe('updates', () => {
  let directory: string;
  beforeEach(() => {
    directory = join(makeTemporaryDirectory(), 'state');
    mkdirSync(directory);
  });

  it('that cannot be written are not served, and work again when they can', async () => {
    const world = await UpdatingWorld.start({ directory });
    const { serial } = world;
    rmSync(directory, { recursive: true });
    expect(await world.send(add('x'))).to.equal('SERVFAIL');
    expect(await world.send(add('x'))).to.equal('SERVFAIL');
    expect([world.at('x'), world.serial]).to.deep.equal([undefined, serial]);
    expect(world.entries.filter(({ fields }) => fields.event === 'updates-unwritable')).to.have.length(1);
    mkdirSync(directory);
    expect(await world.send(add('x'))).to.equal('NOERROR');
    expect(world.at('x')).to.have.length(1);
  });

  it('beside one that cannot be written fail with it, though they ask for nothing new', async () => {
    const world = await UpdatingWorld.start({ directory });
    rmSync(directory, { recursive: true });
    const codes = await Promise.all([
      world.sendOctets(makeUpdate({ ...add('x'), id: 1 })),
      world.sendOctets(makeUpdate({ ...add('x'), id: 2 })),
      world.sendOctets(makeUpdate({ prereq: ['nxdomain x'], id: 3 })),
    ]);
    expect(codes).to.deep.equal(['SERVFAIL', 'SERVFAIL', 'SERVFAIL']);
  });

  it('make no alias of the zone itself', async () => {
    const world = await UpdatingWorld.start({ directory });
    const before = world.at('@');
    expect(await world.add('@ 60 CNAME www.example.test.')).to.equal('NOERROR');
    expect(world.at('@')).to.deep.equal(before);
  });

  it('that change nothing write nothing', async () => {
    const world = await UpdatingWorld.start({ directory });
    expect(await world.send({ update: ['del x'] })).to.equal('NOERROR');
    expect(existsSync(world.path)).to.equal(false);
  });

  it('sent again before they are answered are one', async () => {
    const world = await UpdatingWorld.start({ directory });
    const message = makeUpdate({ prereq: ['nxdomain x'], ...add('x') });
    expect(await Promise.all([1, 2, 3].map(() => world.sendOctets(message)))).to.deep.equal([
      'NOERROR',
      'NOERROR',
      'NOERROR',
    ]);
    // Another client that races for the name has lost.
    expect(await world.sendOctets(message, 'all.', 99)).to.equal('YXDOMAIN');
  });

  it('make no more records than their key may have in all', async () => {
    const rules = [ruleOf({ recordsMax: 2 }), ruleOf({ key: nameOf('two.'), recordsMax: 1 })];
    const world = await UpdatingWorld.start({ directory, rules });
    expect(await world.add('a 60 A 192.0.2.1', 'b 60 A 192.0.2.1')).to.equal('NOERROR');
    expect(await world.add('c 60 A 192.0.2.1')).to.equal('REFUSED');
    expect(await world.send(add('c'), 'two.')).to.equal('NOERROR');
    expect(await world.send({ update: ['del a', 'add d 60 A 192.0.2.1'] })).to.equal('NOERROR');
  });

  it('make no set that fits into no answer', async () => {
    const world = await UpdatingWorld.start({ directory });
    const text = 'x'.repeat(250);
    const lines = (from: number) => Array.from({ length: 150 }, (_, i) => `t 60 TXT "${text}" "${from + i}"`);
    expect(await world.add(...lines(0))).to.equal('NOERROR');
    expect(await world.add(...lines(150))).to.equal('REFUSED');
    expect(world.at('t')).to.have.length(150);
  });

  it('are off while a file that may be good cannot be read', async () => {
    const path = join(directory, 'updates.json');
    mkdirSync(path);
    const world = await UpdatingWorld.start({ directory });
    expect(await world.send(add('x'))).to.equal('SERVFAIL');
    expect(world.entries.some(({ fields }) => fields.event === 'updates-unreadable')).to.equal(true);
  });

  for (const [what, content] of Object.entries({
    'an empty file': '',
    'half a file': '{"format":1,"zones":[{"zone":"example.test."',
    'a file of a later version': '{"format":2,"zones":[]}',
    'an SOA': file('"name":"@","type":"SOA","ttl":60,"data":"a. b. 1 2 3 4 5","at":1'),
    'an address of letters': file('"name":"x","type":"A","ttl":60,"data":"here","at":1'),
    'a name of 300 octets': file(
      `"name":"${'x.'.repeat(150)}x","type":"A","ttl":60,"data":"192.0.2.1","at":1`,
    ),
    'a negative TTL': file('"name":"x","type":"A","ttl":-1,"data":"192.0.2.1","at":1'),
  })) {
    it(`start anew beside ${what}`, async () => {
      writeFileSync(join(directory, 'updates.json'), content, { mode: 0o600 });
      const world = await UpdatingWorld.start({ directory });
      expect(world.at('x')).to.equal(undefined);
      expect(await world.send(add('y'))).to.equal('NOERROR');
      expect(readFileSync(world.path, 'utf8')).to.contain('"y"');
    });
  }
});

function file(record: string): string {
  return `{"format":1,"zones":[{"zone":"example.test.","changedSeconds":1,"records":[{${record}}]}]}`;
}

describe('challenge texts', () => {
  const start = async (rules = [ruleOf()]) => {
    const directory = makeTemporaryDirectory();
    const world = await UpdatingWorld.start({ directory, rules });
    return { world, directory, hand: new AcmeHand(world) };
  };

  it('are served beside each other, for a name and its wildcard, without a rule', async () => {
    const { world, hand } = await start([]);
    await hand.set({ name: 'example.test', text: 'one' });
    const second = await hand.set({ name: '*.example.test.', text: 'two' });
    expect(second.ok && second.value).to.deep.include({
      name: '_acme-challenge.example.test.',
      texts: ['one', 'two'],
    });
    expect(world.at('_acme-challenge')).to.deep.equal(['30 TXT "one"', '30 TXT "two"']);
    await hand.clear({ name: '_acme-challenge.example.test', text: 'one' });
    expect(world.at('_acme-challenge')).to.deep.equal(['30 TXT "two"']);
    await hand.clear({ name: 'example.test' });
    expect(world.at('_acme-challenge')).to.equal(undefined);
  });

  it('leave what keys have made', async () => {
    const { world, hand } = await start();
    await world.add('_acme-challenge 60 TXT "key"');
    await hand.set({ name: 'example.test', text: 'hand' });
    await hand.clear({ name: 'example.test' });
    expect(world.at('_acme-challenge')).to.deep.equal(['30 TXT "key"']);
  });

  it('end by themselves, over a restart too', async () => {
    const { world, directory, hand } = await start();
    await hand.set({ name: 'www.example.test', text: 'one' });
    expect(world.at('_acme-challenge.www')).to.have.length(1);
    world.clock.wall += 3599;
    const again = await UpdatingWorld.start({ directory, clock: world.clock });
    expect(again.at('_acme-challenge.www')).to.have.length(1);
    again.clock.wall += 1;
    again.clock.advance(1000);
    await until('it is gone', () => again.at('_acme-challenge.www') === undefined);
    expect(readFileSync(again.path, 'utf8')).not.to.contain('acme');
  });

  for (const [what, name, problem] of [
    ['in no zone of ours', 'www.other.test', 'no-zone'],
    ['that is none', 'www..test', 'no-zone'],
    ['that the configuration has', 'taken.example.test', 'refused'],
  ] as const) {
    it(`are refused at a name ${what}`, async () => {
      const { world, hand } = await start();
      await world.configure({ '_acme-challenge.taken': { records: { CNAME: 'www.elsewhere.test.' } } }, []);
      const answer = await hand.set({ name, text: 'one' });
      expect(answer.ok ? answer : answer.problem.problem).to.equal(problem);
    });
  }
});
