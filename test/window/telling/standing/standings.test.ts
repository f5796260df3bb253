import { expect } from 'chai';
import type { Happening } from '../../../../src/window/model/news.ts';
import { markOf, type Standing } from '../../../../src/window/telling/standing/standing.ts';
import { Standings } from '../../../../src/window/telling/standing/standings.ts';
import {
  certificateExpiring,
  nameEmpty,
  nameOnBackup,
  nameRestored,
  other,
  startMs,
  targetDown,
  targetHeld,
  targetSteady,
  targetUp,
} from '../../../support/telling/happenings.ts';

function open() {
  const turns: [string, string, string][] = [];
  const show = (standing: Standing | undefined) => {
    const { wrong = 'well', stage = '' } = markOf(standing) ?? {};
    return `${wrong}${stage}`;
  };
  const standings = new Standings((after, before) => {
    turns.push([`${after.subject.kind} ${after.subject.name}`.trim(), show(before), show(after)]);
  });
  return {
    turns,
    standings,
    record: (...happenings: Happening[]) => happenings.map((one) => standings.record(one)),
  };
}

describe('standings', () => {
  it('knows what is wrong from the log, and since when', () => {
    const { standings, turns, record } = open();
    record(targetDown('tcp 192.0.2.1:80', startMs + 5000), targetDown('tcp 192.0.2.1:80', startMs + 9000));
    expect(turns).to.deep.equal([['target tcp 192.0.2.1:80', 'well', 'down']]);
    expect(standings.get('target tcp 192.0.2.1:80')).to.include({
      sinceMs: startMs + 5000,
      message: 'tcp 192.0.2.1:80 is down (connection refused)',
    });
  });

  it('has no news of a target that comes up at the start', () => {
    const { turns, record } = open();
    record(targetUp('tcp 192.0.2.1:80'));
    expect(turns).to.deep.equal([]);
  });

  it('keeps a target held while it goes up and down behind the hold', () => {
    const { turns, record } = open();
    record(
      targetDown('t'),
      targetHeld('t'),
      targetUp('t'),
      targetDown('t'),
      targetUp('t'),
      targetSteady('t', 'up'),
    );
    expect(turns).to.deep.equal([
      ['target t', 'well', 'down'],
      ['target t', 'down', 'held'],
      ['target t', 'held', 'well'],
    ]);
  });

  it('has a target down that was steadily down behind its hold', () => {
    const { turns, record } = open();
    record(targetHeld('t'), targetSteady('t', 'down'));
    expect(turns.at(-1)).to.deep.equal(['target t', 'held', 'down']);
  });

  it('has a target down or up once an operator ends its hold', () => {
    const { turns, record } = open();
    record(targetHeld('a'), targetDown('a'), targetHeld('b'), other('hold-ended', { target: 'a' }));
    record(other('hold-ended', { target: 'b' }));
    expect(turns.slice(-2)).to.deep.equal([
      ['target a', 'held', 'down'],
      ['target b', 'held', 'well'],
    ]);
  });

  it('has one thing wrong with a name at a time, and since the first', () => {
    const { standings, turns, record } = open();
    record(nameOnBackup('www', startMs), nameEmpty('www', startMs + 1000));
    expect(standings.get('name www')).to.deep.include({ wrongs: ['empty'], sinceMs: startMs });
    record(nameRestored('www'));
    expect(turns.at(-1)).to.deep.equal(['name www', 'empty', 'well']);
  });

  it('has news of a certificate with 14, 7, 3 days and 1 day left, not daily', () => {
    const { turns, record } = open();
    for (let days = 14; days > 0; days--) record(certificateExpiring(days - 0.5));
    record(other('certificate-expired'), other('certificate-renewed'));
    expect(turns.map(([, , after]) => after)).to.deep.equal([
      'expiring14',
      'expiring7',
      'expiring3',
      'expiring1',
      'expired',
      'well',
    ]);
  });

  const pairs: readonly [begin: Happening, kind: string, wrong: string, end: Happening][] = [
    [other('own-network-suspect'), 'network', 'suspect', other('own-network-back')],
    [other('anchor-failing', { target: 'a' }), 'anchor a', 'failing', other('anchor-back', { target: 'a' })],
    [other('signatures-late'), 'signatures', 'late', other('signatures-fresh')],
    [other('signatures-expired'), 'signatures', 'expired', other('signatures-fresh')],
    [
      other('secondary-behind', { secondary: 's' }),
      'secondary s',
      'behind',
      other('secondary-back', { secondary: 's' }),
    ],
    [other('name-on-policy', { names: ['n'] }), 'name n', 'policy', other('name-restored', { names: ['n'] })],
  ];
  for (const [begin, what, wrong, end] of pairs) {
    it(`turns on ${begin.event} and back on ${end.event}`, () => {
      const { turns, record } = open();
      record(begin, end);
      expect(turns).to.deep.equal([
        [what, 'well', wrong],
        [what, wrong, 'well'],
      ]);
    });
  }

  for (const odd of [
    other('target-down'),
    other('target-down', { target: 5 }),
    other('name-empty', { names: [] }),
    other('name-empty', { names: 'www' }),
    other('constructor', { target: 't' }),
    other('reloaded', { target: 't' }),
  ]) {
    it(`makes nothing of ${odd.event} with ${JSON.stringify(odd.fields)}`, () => {
      const { standings, record } = open();
      record(odd);
      expect([...standings.all()]).to.deep.equal([]);
    });
  }

  describe('corrected by facts', () => {
    const target = (name: string, wrongs?: readonly 'down'[]) => ({
      subject: { kind: 'target', name } as const,
      message: `${name} is so`,
      ...(wrongs && { wrongs }),
    });

    it('ends what came up unseen, and begins what went down unseen', () => {
      const { standings, turns, record } = open();
      record(targetDown('a'));
      standings.correct(target('a', []), startMs);
      standings.correct(target('b', ['down']), startMs);
      expect(turns.slice(1)).to.deep.equal([
        ['target a', 'down', 'well'],
        ['target b', 'well', 'down'],
      ]);
    });

    it('leaves alone what is not known yet', () => {
      const { standings, turns, record } = open();
      record(targetDown('a'));
      standings.correct(target('a'), startMs);
      expect(turns).to.have.length(1);
    });

    it('ends what is no longer configured', () => {
      const { standings, turns, record } = open();
      record(targetDown('a'));
      standings.remove('target a', startMs);
      expect(turns.slice(1)).to.deep.equal([['target a', 'down', 'well']]);
      expect(standings.get('target a')?.message).to.equal('a is no longer configured');
    });
  });

  describe('resumed from the last run', () => {
    const subject = { kind: 'target', name: 'a' } as const;
    const told = { wrong: 'down', sinceMs: startMs - 60_000 } as const;

    it('is no news, and keeps since when it is so', () => {
      const { standings, turns, record } = open();
      standings.resume('target a', subject, told);
      expect(standings.resumed()).to.deep.equal(['target a']);
      record(targetDown('a'));
      expect(turns).to.deep.equal([]);
      expect(standings.resumed()).to.deep.equal([]);
      expect(standings.get('target a')).to.deep.include({
        sinceMs: startMs - 60_000,
        message: 'a is down (connection refused)',
      });
    });

    it('ends when it is well, and when nobody sees it any more', () => {
      const { standings, turns, record } = open();
      standings.resume('target a', subject, told);
      standings.resume(
        'secondary s',
        { kind: 'secondary', name: 's' },
        { wrong: 'behind', sinceMs: startMs },
      );
      record(targetUp('a'));
      standings.presumeOver('secondary s', startMs);
      expect(turns.map(([what, , after]) => `${what} ${after}`)).to.deep.equal([
        'target a well',
        'secondary s well',
      ]);
      expect(standings.get('secondary s')?.message).to.equal('s: no longer seen since the restart');
    });
  });

  it('forgets what is well and that nobody needs', () => {
    const { standings, record } = open();
    record(targetDown('a'), targetDown('b'), targetDown('c'), targetUp('a'), targetUp('b'));
    standings.prune((key) => key === 'target b');
    expect([...standings.all()].map(({ subject }) => subject.name)).to.deep.equal(['b', 'c']);
  });
});
