// Overrides over time and restarts: what is saved, what is believed, and when they end.

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Override, printSubject } from '../../src/health/deciding/overrides.ts';
import { overrideFilePath, overridesMax, readOverrideFile } from '../../src/operating/override-file.ts';
import { OverridesKeeper } from '../../src/operating/overrides-keeper.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { subjectOf } from '../support/worlds/subject-of.ts';

const now = 1_700_000_000;

function drain(text: string, untilSeconds?: number): Override {
  const by = { uid: 0, name: 'alice' };
  return { action: 'drain', subject: subjectOf(text), by, sinceSeconds: now - 9, untilSeconds };
}

describe('OverridesKeeper', () => {
  let path: string;
  let clock: FakeClock;
  let log: ReturnType<typeof createRecordingLogger>;
  let keeper: OverridesKeeper;

  beforeEach(() => {
    path = overrideFilePath(makeTemporaryDirectory());
    clock = new FakeClock();
    clock.wall = now;
    start();
  });

  /** As a restart does. */
  function start(): void {
    log = createRecordingLogger();
    keeper = new OverridesKeeper(path, { clock, logger: log.logger });
  }

  const subjects = () => keeper.current.all.map(({ subject }) => printSubject(subject));
  const events = () => log.entries.map(({ level, fields }) => `${level} ${fields.event}`);

  /** Time passes on both clocks. */
  function advance(seconds: number): void {
    for (let left = seconds; left > 0; left--) {
      clock.wall++;
      clock.advance(1000);
    }
  }

  it('continues exactly what an earlier run had, and logs it', () => {
    const all = [
      drain('192.0.2.1', now + 60),
      { ...drain('[2001:db8::1]:80'), action: 'up' as const },
      { ...drain('www'), by: {} },
    ];
    for (const override of all) expect(keeper.begin(override)).to.equal(true);
    start();
    keeper.recall();
    expect(JSON.stringify(keeper.current.all)).to.equal(JSON.stringify(all));
    expect(events()).to.deep.equal(['warning overrides-restored']);
  });

  it('starts empty and silent without a file or a path', () => {
    expect(keeper.recall()).to.deep.equal({ earlierTtlSeconds: undefined, expired: [] });
    const nowhere = new OverridesKeeper(undefined, { clock, logger: log.logger });
    expect(nowhere.recall()).to.deep.equal({ earlierTtlSeconds: undefined, expired: [] });
    expect(nowhere.begin(drain('192.0.2.1'))).to.equal(false);
    expect(nowhere.current.all).to.have.length(1);
    expect(events()).to.deep.equal([]);
  });

  it('writes a file that only its owner can read', () => {
    keeper.begin(drain('192.0.2.1'));
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(existsSync(`${path}.new`)).to.equal(false);
  });

  it('ends an override when it expires, not before, and saves that', () => {
    const expired: string[] = [];
    keeper.start((override) => expired.push(printSubject(override.subject)));
    keeper.begin(drain('192.0.2.1', now + 200));
    keeper.begin(drain('192.0.2.2'));
    advance(199);
    expect([subjects(), expired]).to.deep.equal([['192.0.2.1', '192.0.2.2'], []]);
    advance(1);
    expect([subjects(), expired]).to.deep.equal([['192.0.2.2'], ['192.0.2.1']]);
    start();
    keeper.recall();
    expect(subjects()).to.deep.equal(['192.0.2.2']);
    expect(clock.timerCount).to.equal(0);
  });

  it('ends it soon after the clock is set forward', () => {
    const expired: Override[] = [];
    keeper.start((override) => expired.push(override));
    keeper.begin(drain('192.0.2.1', now + 86_400));
    clock.wall += 90_000;
    clock.advance(60_000);
    expect(expired).to.have.length(1);
  });

  it('obeys a new end, sooner or later', () => {
    keeper.start(() => undefined);
    keeper.begin(drain('192.0.2.1', now + 10));
    keeper.begin(drain('192.0.2.1', now + 30));
    advance(29);
    expect(subjects()).to.deep.equal(['192.0.2.1']);
    keeper.begin(drain('192.0.2.1'));
    advance(100);
    expect(subjects()).to.deep.equal(['192.0.2.1']);
  });

  it('does not bring back what expired while not running', () => {
    keeper.begin(drain('192.0.2.1', now + 10));
    start();
    clock.wall += 10;
    const { expired } = keeper.recall();
    expect(expired.map(({ subject }) => printSubject(subject))).to.deep.equal(['192.0.2.1']);
    expect(subjects()).to.deep.equal([]);
  });

  it('remembers across a restart when caches no longer hold what was drained', () => {
    const held = drain('192.0.2.1');
    keeper.begin(held);
    keeper.setClearAtMs(held, clock.monotonicMs() + 30_000);
    clock.wall += 10;
    clock = Object.assign(new FakeClock(5_000_000), { wall: clock.wall });
    start();
    keeper.recall();
    // At least the time left, plus at most two seconds of rounding.
    expect((keeper.clearAtMs(held) ?? 0) - clock.monotonicMs()).to.be.within(20_000, 22_000);
  });

  it('does not apply the clear time of an ended drain to a newer one', () => {
    const first = drain('192.0.2.1');
    const second = drain('192.0.2.1');
    keeper.begin(first);
    keeper.end(first);
    keeper.begin(second);
    keeper.setClearAtMs(first, 1);
    expect(keeper.clearAtMs(second)).to.equal(undefined);
    keeper.setClearAtMs(second, 2);
    keeper.end(second);
    keeper.begin(first);
    expect(keeper.clearAtMs(first)).to.equal(undefined);
  });

  const ttls: readonly [
    what: string,
    noted: readonly [ttl: number, thenSeconds: number][],
    expected: number,
  ][] = [
    ['one TTL', [[30, 100]], 30],
    [
      'a TTL that grew',
      [
        [30, 10],
        [60, 5],
      ],
      60,
    ],
    [
      'a TTL that shrank a moment ago',
      [
        [3600, 10],
        [30, 600],
      ],
      3000,
    ],
    [
      'a TTL that shrank long ago',
      [
        [3600, 10],
        [30, 4000],
      ],
      30,
    ],
    [
      'a TTL that shrank twice',
      [
        [3600, 10],
        [300, 100],
        [30, 0],
      ],
      3500,
    ],
  ];
  for (const [what, noted, expected] of ttls) {
    it(`tells the next run how long caches may hold answers: ${what}`, () => {
      for (const [ttlSeconds, thenSeconds] of noted) {
        keeper.setPublishedTtl(ttlSeconds);
        clock.wall += thenSeconds;
      }
      start();
      expect(keeper.recall().earlierTtlSeconds).to.equal(expected);
    });
  }

  it('logs that it cannot save, and goes on', () => {
    rmSync(join(path, '..'), { recursive: true });
    expect(keeper.begin(drain('192.0.2.1'))).to.equal(false);
    expect(subjects()).to.deep.equal(['192.0.2.1']);
    expect(events()).to.deep.equal(['error overrides-unwritable']);
  });

  const entry = { action: 'drain', subject: '192.0.2.1', by: {}, sinceSeconds: 1 };
  const whole = { format: 1, ttlSeconds: 1, heldUntilSeconds: 1, overrides: [entry] };
  const damaged: readonly (readonly [string, string | object])[] = [
    ['nothing', ''],
    ['half a file', JSON.stringify(whole).slice(0, -5)],
    ['octets of zero', '\0\0\0\0'],
    ['another format', { ...whole, format: 2 }],
    ['null', 'null'],
    ['a list', '[]'],
    ['no overrides', { ...whole, overrides: undefined }],
    ['a TTL that is none', { ...whole, ttlSeconds: -1 }],
    ['a TTL out of bounds', { ...whole, ttlSeconds: 2 ** 31 }],
    ['a time that is none', { ...whole, heldUntilSeconds: 1e300 }],
    ['too many overrides', { ...whole, overrides: Array(overridesMax + 1).fill(entry) }],
    ['an override that is null', { ...whole, overrides: [null] }],
    ['an action that there is not', { ...whole, overrides: [{ ...entry, action: 'destroy' }] }],
    ['a subject that is none', { ...whole, overrides: [{ ...entry, subject: '192.0.2.1:99999' }] }],
    ['a subject that is no text', { ...whole, overrides: [{ ...entry, subject: ['192.0.2.1'] }] }],
    ['a forced name', { ...whole, overrides: [{ ...entry, action: 'up', subject: 'www' }] }],
    ['nobody', { ...whole, overrides: [{ ...entry, by: undefined }] }],
    ['an operator with a line break', { ...whole, overrides: [{ ...entry, by: { name: 'a\nb' } }] }],
    ['a uid that is none', { ...whole, overrides: [{ ...entry, by: { uid: -1 } }] }],
    ['a start that is no time', { ...whole, overrides: [{ ...entry, sinceSeconds: '1' }] }],
    ['an end that is no time', { ...whole, overrides: [{ ...entry, untilSeconds: 1.5 }] }],
    ['a clear time that is none', { ...whole, overrides: [{ ...entry, clearAtSeconds: null }] }],
  ];
  it('believes the undamaged file', () => {
    writeFileSync(path, JSON.stringify(whole));
    expect(readOverrideFile(path).ok).to.equal(true);
  });
  for (const [what, content] of damaged) {
    it(`starts without overrides, logs it and sets the file aside when it holds ${what}`, () => {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      writeFileSync(path, text);
      expect(keeper.recall()).to.deep.equal({ earlierTtlSeconds: undefined, expired: [] });
      expect(subjects()).to.deep.equal([]);
      expect(events()).to.deep.equal(['error overrides-unreadable']);
      expect(readFileSync(`${path}.unreadable`, 'utf8')).to.equal(text);
    });
  }
});
