import { expect } from 'chai';
import type { Delivery } from '../../../src/window/telling/sending/delivery.ts';
import type { Told } from '../../../src/window/telling/standing/find-changes.ts';
import { keyOf } from '../../../src/window/telling/standing/subject.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { createTeller } from '../../support/telling/create-teller.ts';
import {
  nameEmpty,
  nameOnBackup,
  nameRestored,
  startMs,
  targetDown,
  targetUp,
} from '../../support/telling/happenings.ts';

const minuteMs = 60_000;
const down = (name: string) => (atMs: number) => targetDown(name, atMs);
const up = (name: string) => (atMs: number) => targetUp(name, atMs);
const empty = (name: string) => (atMs: number) => nameEmpty(name, atMs);
const restored = (name: string) => (atMs: number) => nameRestored(name, atMs);

describe('teller', () => {
  describe('gathering', () => {
    it('tells once it has been quiet for 2 s', async () => {
      const { record, pass, titles } = createTeller();
      record(down('a'));
      await pass(1500);
      record(down('b'));
      await pass(1500);
      expect(titles()).to.deep.equal([]);
      await pass(500);
      expect(titles()).to.deep.equal(['a and b are down']);
    });

    it('tells after 10 s although it is never quiet', async () => {
      const { record, pass, titles } = createTeller();
      for (let second = 0; second < 10; second++) {
        record(down(`t${second}`));
        await pass(1000);
      }
      expect(titles()).to.deep.equal(['t0, t1 and 8 more are down']);
    });

    it('makes one message of a rack with a thousand targets, and sets one timer for it', async () => {
      const { clock, record, pass, got } = createTeller();
      for (let target = 0; target < 1000; target++) record(down(`tcp 192.0.2.1:${target}`));
      expect(clock.timerCount).to.equal(1);
      await pass(minuteMs);
      expect(got).to.have.length(1);
      expect(got[0]?.news).to.have.length(1000);
    });

    it('says nothing of what came and went within seconds', async () => {
      const { record, pass, tried } = createTeller();
      record(down('a'));
      await pass(1500);
      record(up('a'));
      await pass(minuteMs);
      expect(tried).to.deep.equal([]);
    });

    it('says when it is over, and how long it lasted', async () => {
      const { record, pass, titles } = createTeller();
      record(down('a'), empty('www'));
      await pass(5 * minuteMs);
      record(up('a'), restored('www'));
      await pass(minuteMs);
      expect(titles()).to.deep.equal([
        'www has no address; a is down',
        'All well: www is answered as usual after 5 min; a is up again after 5 min',
      ]);
    });
  });

  describe('pace', () => {
    it('does not make a storm of messages of one of flapping', async () => {
      const { record, pass, tried } = createTeller();
      for (let minute = 0; minute < 120; minute++) {
        record(down('a'));
        await pass(minuteMs / 2);
        record(up('a'));
        await pass(minuteMs / 2);
      }
      expect(tried.length).to.be.within(5, 20);
    });

    it('says at once that a name has no address although something else flaps', async () => {
      const { record, pass, titles } = createTeller();
      for (let minute = 0; minute < 30; minute++) {
        record(down('a'));
        await pass(minuteMs / 2);
        record(up('a'));
        await pass(minuteMs / 2);
      }
      const count = titles().length;
      record(empty('www'));
      await pass(2500);
      expect(titles().slice(count)[0]).to.match(/^www has no address/);
    });

    it('tells at once again after a quiet hour', async () => {
      const { record, pass, tried } = createTeller();
      for (let minute = 0; minute < 30; minute++) {
        record(down('a'));
        await pass(minuteMs / 2);
        record(up('a'));
        await pass(minuteMs / 2);
      }
      await pass(60 * minuteMs);
      const count = tried.length;
      record(down('b'));
      await pass(2500);
      expect(tried).to.have.length(count + 1);
      record(up('b'));
      await pass(15_000);
      expect(tried).to.have.length(count + 2);
    });
  });

  describe('trying again', () => {
    it('waits ever longer, and then tells what is so by then', async () => {
      const { clock, record, pass, answerWith, tried, titles } = createTeller();
      const triedAtMs: number[] = [];
      answerWith(() => {
        triedAtMs.push(clock.monotonicMs());
        return { kind: 'failed', reason: 'connection refused' };
      });
      record(down('a'), down('b'));
      await pass(10 * minuteMs);
      const gaps = triedAtMs.slice(1).map((atMs, index) => atMs - (triedAtMs[index] ?? 0));
      expect(gaps.slice(0, 5)).to.deep.equal([5000, 10_000, 20_000, 40_000, 80_000]);
      record(up('b'), down('c'));
      answerWith(() => ({ kind: 'delivered' }));
      await pass(20 * minuteMs);
      expect(titles()).to.deep.equal(['a and c are down; b was down for 10 min']);
      expect(tried.length).to.be.below(12);
    });

    it('keeps asking a receiver that is away for a day, but not often', async () => {
      const { record, pass, answerWith, tried } = createTeller();
      answerWith(() => ({ kind: 'failed', reason: 'no answer' }));
      record(down('a'));
      await pass(24 * 60 * minuteMs);
      expect(tried.length).to.be.within(90, 110);
    });

    it('waits as long as it is asked to, within bounds', async () => {
      const { record, pass, answerWith, tried } = createTeller();
      answerWith(() => ({ kind: 'failed', reason: 'status 429', retryAfterMs: 120_000 }));
      record(down('a'));
      await pass(2 * minuteMs);
      expect(tried).to.have.length(1);
      await pass(minuteMs);
      expect(tried).to.have.length(2);
      answerWith(() => ({ kind: 'failed', reason: 'status 429', retryAfterMs: 1e12 }));
      await pass(60 * minuteMs);
      expect(tried.length).to.be.within(5, 7);
    });

    it('gives up what is refused four times, says so, and tells what comes later', async () => {
      const { teller, record, pass, answerWith, tried, titles } = createTeller();
      answerWith(() => ({ kind: 'refused', reason: 'status 400' }));
      record(down('a'), down('b'));
      await pass(30 * minuteMs);
      expect(tried).to.have.length(4);
      expect(teller.state).to.include({ pending: 0, lost: 2, problem: 'status 400' });
      answerWith(() => ({ kind: 'delivered' }));
      record(down('c'));
      await pass(30 * minuteMs);
      expect(titles()).to.deep.equal(['c is down']);
    });

    it('has no problem any more once a message got through', async () => {
      const { teller, record, pass, answerWith } = createTeller();
      answerWith(() => ({ kind: 'failed', reason: 'no answer' }));
      record(down('a'));
      await pass(minuteMs);
      expect(teller.state).to.deep.include({
        pending: 1,
        problem: 'no answer',
        failingSinceSeconds: startMs / 1000,
      });
      answerWith(() => ({ kind: 'delivered' }));
      await pass(5 * minuteMs);
      expect(teller.state).to.have.all.keys('pending', 'lost', 'deliveredSeconds');
    });

    it('has one message under way at a time, and tells afterwards what happened meanwhile', async () => {
      const { record, pass, answerWith, tried, titles } = createTeller();
      let arrive: () => void = () => undefined;
      answerWith(() => new Promise((resolve) => (arrive = () => resolve({ kind: 'delivered' }))));
      record(down('a'));
      await pass(minuteMs);
      record(up('a'), down('b'));
      await pass(minuteMs);
      expect(tried).to.have.length(1);
      arrive();
      answerWith(() => ({ kind: 'delivered' }));
      await pass(minuteMs);
      expect(titles()).to.deep.equal(['a is down', 'b is down; a is up again after 60 s']);
    });
  });

  describe('after a restart', () => {
    const told = (...names: string[]): Map<string, Told> =>
      new Map(names.map((name) => [`target ${name}`, { wrong: 'down', sinceMs: startMs - 90 * minuteMs }]));

    it('says nothing of what was told before', async () => {
      const { record, pass, tried } = createTeller(told('a', 'b'));
      record(down('a'), down('b'));
      await pass(minuteMs);
      expect(tried).to.deep.equal([]);
    });

    it('tells what came up while it was away, and how long it was down', async () => {
      const { standings, teller, pass, titles } = createTeller(told('a'));
      const subject = { kind: 'target', name: 'a' } as const;
      standings.resume('target a', subject, { wrong: 'down', sinceMs: startMs - 90 * minuteMs });
      teller.look();
      await pass(minuteMs);
      expect(titles()).to.deep.equal([]);
      standings.correct({ subject, wrongs: [], message: 'a is up' }, startMs);
      await pass(minuteMs);
      expect(titles()).to.deep.equal(['All well: a is up again after 90 min']);
    });

    it('remembers what a receiver got, not what it was to get', async () => {
      const { teller, record, pass, answerWith } = createTeller();
      answerWith(() => ({ kind: 'failed', reason: 'no answer' }));
      record(down('a'));
      await pass(minuteMs);
      expect([...teller.told.keys()]).to.deep.equal([]);
      answerWith(() => ({ kind: 'delivered' }));
      await pass(5 * minuteMs);
      expect([...teller.told]).to.deep.equal([['target a', { wrong: 'down', sinceMs: startMs }]]);
      record(up('a'));
      await pass(minuteMs);
      expect([...teller.told]).to.deep.equal([]);
    });
  });

  it(`ends with a receiver that knows what is so, whatever happened and failed before (seed ${testSeed})`, async () => {
    const random = createSeededRandom();
    for (let round = 0; round < 20; round++) {
      const { teller, standings, record, pass, answerWith, got } = createTeller();
      const outcomes: readonly (() => Delivery)[] = [
        () => ({ kind: 'delivered' }),
        () => ({ kind: 'failed', reason: 'no answer', retryAfterMs: random.below(100_000) }),
        () => ({ kind: 'failed', reason: 'no answer' }),
        () => ({ kind: 'refused', reason: 'status 404' }),
      ];
      answerWith(() => random.pick(outcomes)());
      for (let step = 0; step < 60; step++) {
        const name = `t${random.below(6)}`;
        record(random.pick([down, up, empty, restored])(name));
        await pass(random.pick([0, 500, 3000, 20_000, 300_000]));
      }
      answerWith(() => ({ kind: 'delivered' }));
      await pass(60 * minuteMs);
      const wrong = [...standings.all()].filter(({ wrongs }) => wrongs.length > 0);
      expect([...teller.told.keys()]).to.have.members(wrong.map(({ subject }) => keyOf(subject)));
      expect(teller.state.pending).to.equal(0);
      const count = got.length;
      await pass(60 * minuteMs);
      expect(got).to.have.length(count);
    }
  });

  it('says that a name went from its backups to nothing', async () => {
    const { record, pass, titles } = createTeller();
    record((atMs) => nameOnBackup('www', atMs));
    await pass(minuteMs);
    record(empty('www'));
    await pass(minuteMs);
    expect(titles()).to.deep.equal(['www is on backup', 'www has no address']);
  });

  it('says nothing once it is stopped, and leaves no timer', async () => {
    const { clock, teller, record, pass, tried } = createTeller();
    record(down('a'));
    teller.stop();
    record(down('b'));
    await pass(minuteMs);
    expect(tried).to.deep.equal([]);
    expect(clock.timerCount).to.equal(0);
  });
});
