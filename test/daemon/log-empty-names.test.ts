// The lines about a target that went or came, and about names that lost their last address or got one back.

import { expect } from 'chai';
import { logVerdictChange } from '../../src/daemon/log-verdict-change.ts';
import type { VerdictChange } from '../../src/health/monitor.ts';
import type { Resolution } from '../../src/health/resolution.ts';
import { type Target, tcpTarget } from '../../src/health/target.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

const one = tcpTarget({ family: 4, text: '192.0.2.1' }, 80);
const two = tcpTarget({ family: 4, text: '192.0.2.2' }, 80);

function name(label: string, ...targets: readonly (Target | undefined)[]): Resolution {
  const candidates = targets.map((target) =>
    target === undefined
      ? { address: { family: 4, text: '192.0.2.9' } as const }
      : { address: target.address, target },
  );
  return { owner: label as Resolution['owner'], label, candidates };
}

function log(change: Partial<VerdictChange>, users: readonly Resolution[], up: readonly Target[]) {
  const { logger, entries } = createRecordingLogger();
  const outcome = { kind: 'failure', reason: 'refused', detail: 'ECONNREFUSED' } as const;
  const whole: VerdictChange = { target: one, before: 'up', after: 'down', outcome, ...change };
  logVerdictChange(whole, users, (target) => up.includes(target), logger);
  return entries;
}

const success = { kind: 'success', tookMs: 1 } as const;
const comesBack = { before: 'down', after: 'up', outcome: success } as const;

describe('logVerdictChange', () => {
  const kinds = (entries: ReturnType<typeof log>) =>
    entries.map(({ level, fields }) => [level, fields.event]);

  it('says that a name lost its last address, as a warning', () => {
    const entries = log({}, [name('www', one)], []);
    expect(kinds(entries)).to.deep.equal([
      ['info', 'target-down'],
      ['warning', 'name-empty'],
    ]);
    expect(entries[1]?.fields).to.deep.include({ names: ['www'] });
  });

  it('says nothing of a name that has another address, checked or not', () => {
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

  it('says nothing of a name when a second address comes back', () => {
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

  it('ends its sentence properly for a target that no name uses yet', () => {
    expect(log({ before: 'unknown' }, [], [])[0]?.message).to.equal('tcp 192.0.2.1:80 is down (refused)');
  });
});
