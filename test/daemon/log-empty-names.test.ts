// Log lines about targets that go down or come up, and about names that lose their last address or get one back.

import { expect } from 'chai';
import { decide } from '../../src/health/deciding/decide.ts';
import type { Resolution } from '../../src/health/deciding/resolution.ts';
import { type Target, tcpTarget } from '../../src/health/target.ts';
import { logVerdictChange } from '../../src/health/watching/log-verdict-change.ts';
import type { VerdictChange } from '../../src/health/watching/monitor.ts';
import { exampleName, ownerOf } from '../support/dns/make-zone.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const one = tcpTarget({ family: 4, text: '192.0.2.1' }, 80);
const two = tcpTarget({ family: 4, text: '192.0.2.2' }, 80);

function name(label: string, ...targets: readonly (Target | undefined)[]): Resolution {
  const candidates = targets.map((target) =>
    target === undefined
      ? { address: { family: 4, text: '192.0.2.9' } as const }
      : { address: target.address, check: target },
  );
  return { owner: ownerOf(label), name: exampleName(label), label, candidates };
}

function log(
  change: Partial<VerdictChange>,
  users: readonly Resolution[],
  up: readonly Target[],
  unknown: readonly Target[] = [],
) {
  const { logger, entries } = createRecordingLogger();
  const outcome = { kind: 'failure', reason: 'refused', detail: 'ECONNREFUSED' } as const;
  const whole: VerdictChange = { target: one, before: 'up', after: 'down', outcome, ...change };
  const verdictOf = (target: Target) =>
    up.includes(target) ? 'up' : unknown.includes(target) ? 'unknown' : 'down';
  logVerdictChange(whole, { users, verdictOf, decide }, logger);
  return entries;
}

const success = { kind: 'success', tookMs: 1 } as const;
const comesBack = { before: 'down', after: 'up', outcome: success } as const;

describe('logVerdictChange', () => {
  const kinds = (entries: ReturnType<typeof log>) =>
    entries.map(({ level, fields }) => [level, fields.event]);

  it('warns that a name lost its last address', () => {
    const entries = log({}, [name('www', one)], []);
    expect(kinds(entries)).to.deep.equal([
      ['warning', 'target-down'],
      ['warning', 'name-empty'],
    ]);
    expect(entries[1]?.fields).to.deep.include({ names: ['www'] });
  });

  it('says nothing about a name with another address, checked or not', () => {
    const entries = log({}, [name('www', one, two), name('mixed', one, undefined)], [two]);
    expect(kinds(entries)).to.deep.equal([['info', 'target-down']]);
  });

  it('says that a name has an address again when the first one comes back', () => {
    const entries = log(comesBack, [name('www', one, two)], [one]);
    expect(kinds(entries)).to.deep.equal([
      ['info', 'target-up'],
      ['info', 'name-restored'],
    ]);
    expect(entries[1]?.fields).to.deep.include({ names: ['www'] });
  });

  it('says nothing about a name when a second address comes back', () => {
    expect(kinds(log(comesBack, [name('www', one, two)], [one, two]))).to.deep.equal([['info', 'target-up']]);
  });

  it('warns at the start of a name whose only target is down', () => {
    const entries = log({ before: 'unknown' }, [name('www', one)], []);
    expect(kinds(entries)).to.deep.include(['warning', 'name-empty']);
  });

  it('is quiet about targets that are up at the start', () => {
    const entries = log({ before: 'unknown', after: 'up', outcome: success }, [name('www', one)], [one]);
    expect(kinds(entries)).to.deep.equal([['debug', 'target-up']]);
  });

  it('names every name that lost its last address, or says how many more there are', () => {
    const users = Array.from({ length: 1000 }, (_, index) => name(`n${index}`, one));
    const entries = log({}, users, []);
    expect(entries.length).to.be.at.most(10);
    expect(entries[0]?.fields['nameCount']).to.equal(1000);
    expect(entries[0]?.message).to.include('995 more names');
  });

  it('says in one sentence what is left', () => {
    const entries = log({}, [name('www', one, two), name('api', one)], [two]);
    expect(entries[0]?.message).to.equal(
      'tcp 192.0.2.1:80 is down (refused); www now has 1 address, api now has no address',
    );
  });

  const backed = { ...name('www', one), backups: [{ address: two.address, check: two }] };

  it('says that a name is on its backups, and that it is back', () => {
    const down = log({}, [backed], [two]);
    expect(kinds(down)).to.deep.equal([
      ['warning', 'target-down'],
      ['warning', 'name-on-backup'],
    ]);
    expect(down.map(({ message }) => message)).to.deep.equal([
      'tcp 192.0.2.1:80 is down (refused); www is on its backups with 1 address',
      'www has no healthy address left; it is answered with 1 address of its backups',
    ]);
    const up = log(comesBack, [backed], [one, two]);
    expect(up[1]).to.include({ level: 'info', message: 'www has a healthy address again' });
  });

  it('says that the backups are down too, and that one of them is up again', () => {
    const change = { ...comesBack, target: two };
    expect(kinds(log({ target: two }, [backed], []))[1]).to.deep.equal(['warning', 'name-empty']);
    expect(kinds(log(change, [backed], [two]))[1]).to.deep.equal(['warning', 'name-on-backup']);
    expect(kinds(log(change, [backed], [one, two]))).to.deep.equal([['info', 'target-up']]);
  });

  const fallback = [{ family: 4, text: '198.51.100.1' } as const];
  const policies = [
    [{ kind: 'all' }, 'all 2 of its addresses', '2 addresses'],
    [{ kind: 'addresses', addresses: fallback }, 'its fallback (1 address)', '1 address'],
  ] as const;
  for (const [whenAllDown, how, count] of policies) {
    it(`says that a name is answered with ${how} although all are down`, () => {
      const entries = log({}, [{ ...name('www', one, two), whenAllDown }], []);
      expect(kinds(entries)[1]).to.deep.equal(['warning', 'name-on-policy']);
      expect(entries[1]?.fields).to.deep.include({ names: ['www'], policy: whenAllDown.kind });
      expect(entries.map(({ message }) => message)).to.deep.equal([
        `tcp 192.0.2.1:80 is down (refused); www is all down and answered with ${count}`,
        `www has no healthy address left; it is answered with ${how}`,
      ]);
    });
  }

  it('says how many healthy addresses are too few, once, and that they are enough again', () => {
    const least = { ...name('www', one, two), healthyMin: 2, whenAllDown: { kind: 'all' } as const };
    expect(log({}, [least], [two])[1]?.message).to.equal(
      'www has 1 of the 2 healthy addresses it needs; it is answered with all 2 of its addresses',
    );
    expect(kinds(log({ target: two }, [least], []))).to.deep.equal([['info', 'target-down']]);
    expect(log(comesBack, [least], [one, two])[1]).to.include({
      level: 'info',
      message: 'www has enough healthy addresses again',
    });
  });

  it('handles checks that a target coming up makes false', () => {
    const inverted = {
      ...name('www'),
      candidates: [{ address: two.address, check: { kind: 'not', part: one } as const }],
    };
    expect(kinds(log(comesBack, [inverted], [one]))).to.deep.equal([
      ['info', 'target-up'],
      ['warning', 'name-empty'],
    ]);
    expect(kinds(log({}, [inverted], []))).to.deep.equal([
      ['info', 'target-down'],
      ['info', 'name-restored'],
    ]);
  });

  it('does not judge a name at the start before its last target is judged', () => {
    const entries = log({ before: 'unknown' }, [name('www', one, two)], [], [two]);
    expect(kinds(entries)).to.deep.equal([['info', 'target-down']]);
  });

  it('judges a name at the start by its last target, even when that one is up', () => {
    const start = { before: 'unknown', after: 'up', outcome: success, target: two } as const;
    const least = { ...name('www', one, two), healthyMin: 2 };
    expect(kinds(log(start, [least], [two]))).to.deep.equal([
      ['debug', 'target-up'],
      ['warning', 'name-empty'],
    ]);
    expect(kinds(log(start, [name('www', one, two)], [two]))).to.deep.equal([['debug', 'target-up']]);
  });

  it('ends its sentence properly for a target that no name uses yet', () => {
    expect(log({ before: 'unknown' }, [], [])[0]?.message).to.equal('tcp 192.0.2.1:80 is down (refused)');
  });
});
