import { createSecretKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CookieKeeper, cookieSecretsPath } from '../../src/daemon/cookie-keeper.ts';
import { CookieSecrets, shareCookieSecrets } from '../../src/serving/rules/cookie-secrets.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const configured = (fill: number) => createSecretKey(Buffer.alloc(16, fill));

describe('CookieKeeper', () => {
  const memory = shareCookieSecrets();
  const secrets = new CookieSecrets(memory);
  /** Of each the first word, which is enough to tell them apart. */
  const inUse = () => {
    secrets.refresh();
    return Array.from({ length: secrets.count }, (_, at) => secrets.keys[at * 4] ?? 0);
  };

  function create(path?: string, clock = new FakeClock()) {
    const { logger, entries } = createRecordingLogger();
    const keeper = new CookieKeeper({ memory, path, clock, logger });
    return {
      keeper,
      clock,
      said: () => entries.map(({ level, fields }) => `${level} ${fields.event}`),
      messages: () => entries.map(({ message }) => message).join('\n'),
    };
  }

  /** What a keeper before made, in a file; it has ended. */
  async function keepOwn() {
    const path = cookieSecretsPath(makeTemporaryDirectory());
    const { keeper } = create(path);
    keeper.apply({ cookieSecrets: [] });
    const own = inUse();
    await until('it is written', () => existsSync(path));
    keeper.stop();
    return { path, own };
  }

  /** Lets a day pass for the clock on the wall as well. */
  function pass(clock: FakeClock, durationMs: number): void {
    clock.wall += durationMs / 1000;
    clock.advance(durationMs);
  }

  it('uses what is configured, in its order, and changes nothing of it', () => {
    const { keeper, clock } = create();
    keeper.apply({ cookieSecrets: [configured(1), configured(2)] });
    expect(inUse()).to.deep.equal([0x01010101, 0x02020202]);
    pass(clock, 3 * dayMs);
    expect(inUse()).to.deep.equal([0x01010101, 0x02020202]);
    expect(clock.timerCount).to.equal(0);
    keeper.apply({ cookieSecrets: [configured(3)] });
    expect(inUse()).to.deep.equal([0x03030303]);
  });

  it('makes one of its own where none is configured, changes it daily, and checks the one before', () => {
    const { keeper, clock } = create();
    keeper.apply({ cookieSecrets: [] });
    const [first] = inUse();
    expect(inUse()).to.have.lengthOf(1);
    pass(clock, dayMs - 1000);
    expect(inUse()).to.deep.equal([first]);
    pass(clock, 1000);
    const [second, before] = inUse();
    expect([before, second === first]).to.deep.equal([first, false]);
    pass(clock, dayMs);
    expect(inUse().slice(1)).to.deep.equal([second]);
    keeper.stop();
    expect(clock.timerCount).to.equal(0);
  });

  it('keeps its own over a reload, and over a reload with others in between', () => {
    const { keeper, clock } = create();
    keeper.apply({ cookieSecrets: [] });
    const own = inUse();
    keeper.apply({ cookieSecrets: [] });
    expect([inUse(), clock.timerCount]).to.deep.equal([own, 1]);
    keeper.apply({ cookieSecrets: [configured(1)] });
    keeper.apply({ cookieSecrets: [] });
    expect(inUse()).to.deep.equal(own);
    keeper.stop();
  });

  it('keeps its own over a restart, readable by nobody else, and their age', async () => {
    const { path, own } = await keepOwn();
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    const clock = new FakeClock();
    clock.wall += (20 * hourMs) / 1000;
    const after = create(path, clock);
    after.keeper.apply({ cookieSecrets: [] });
    expect([inUse(), after.said()]).to.deep.equal([own, []]);
    pass(clock, 4 * hourMs);
    expect(inUse().slice(1)).to.deep.equal(own);
    after.keeper.stop();
  });

  it('replaces what it kept when that is older than a day, and still checks it', async () => {
    const { path, own } = await keepOwn();
    const clock = new FakeClock();
    clock.wall += 86_400;
    create(path, clock).keeper.apply({ cookieSecrets: [] });
    expect(inUse().slice(1)).to.deep.equal(own);
    expect(inUse()).to.have.lengthOf(2);
  });

  it('changes them daily where the clock was set back by years', () => {
    const { keeper, clock } = create();
    keeper.apply({ cookieSecrets: [] });
    const [first] = inUse();
    clock.wall = 0;
    clock.advance(dayMs);
    expect(inUse()).to.have.lengthOf(2);
    expect(inUse()[1]).to.equal(first);
    keeper.stop();
  });

  it('replaces what a clock made that was ahead, and still checks it', async () => {
    const { path, own } = await keepOwn();
    const clock = new FakeClock();
    clock.wall -= 10;
    const after = create(path, clock);
    after.keeper.apply({ cookieSecrets: [] });
    expect(inUse().slice(1)).to.deep.equal(own);
    after.keeper.stop();
  });

  for (const [what, content] of [
    ['is empty', ''],
    ['ends in the middle', '{"format":1,"madeAtSeconds":1700000000,"secrets":["e5e973e5a6b2'],
    ['has a short secret', '{"format":1,"madeAtSeconds":1700000000,"secrets":["e5e973"]}'],
    ['has no secret', '{"format":1,"madeAtSeconds":1700000000,"secrets":[]}'],
    [
      'has too many',
      `{"format":1,"madeAtSeconds":1,"secrets":["${'a'.repeat(32)}","${'b'.repeat(32)}","${'c'.repeat(32)}"]}`,
    ],
    ['has something else', '{"format":1,"madeAtSeconds":1700000000,"secrets":[7]}'],
    ['is of another version', `{"format":2,"madeAtSeconds":1700000000,"secrets":["${'a'.repeat(32)}"]}`],
    ['has a time that is none', `{"format":1,"madeAtSeconds":-1,"secrets":["${'a'.repeat(32)}"]}`],
    ['is not JSON', '\u0000\u0001'],
  ] as const)
    it(`begins with a new secret, and says so, when the file ${what}`, async () => {
      const path = cookieSecretsPath(makeTemporaryDirectory());
      writeFileSync(path, content, { mode: 0o600 });
      const { keeper, said, messages } = create(path);
      keeper.apply({ cookieSecrets: [] });
      expect(inUse()).to.have.lengthOf(1);
      expect(said()).to.deep.equal(['warning cookie-secrets-unreadable']);
      expect(messages())
        .to.match(/clients get new cookies$/)
        .and.not.match(/e5e973|aaaa/);
      await until('a good one is written', () =>
        /"format":1.*"[0-9a-f]{32}"\]/.test(readFileSync(path, 'utf8')),
      );
      keeper.stop();
    });

  it('never reads through a link', () => {
    const directory = makeTemporaryDirectory();
    const path = cookieSecretsPath(directory);
    const known = JSON.stringify({ format: 1, madeAtSeconds: 1_700_000_000, secrets: ['01'.repeat(16)] });
    writeFileSync(join(directory, 'other'), known);
    symlinkSync(join(directory, 'other'), path);
    const { keeper, said } = create(path);
    keeper.apply({ cookieSecrets: [] });
    expect(inUse()).to.not.include(0x01010101);
    expect(said()).to.deep.equal(['warning cookie-secrets-unreadable']);
    keeper.stop();
  });

  it('serves without a place to keep it, and says so once', async () => {
    const path = join(makeTemporaryDirectory(), 'gone', 'cookie-secrets.json');
    const { keeper, clock, said } = create(path);
    keeper.apply({ cookieSecrets: [] });
    await until('it has complained', () => said().length > 0);
    pass(clock, dayMs);
    mkdirSync(join(path, '..'));
    pass(clock, dayMs);
    await until('it is written', () => existsSync(path));
    expect(said()).to.deep.equal(['warning cookie-secrets-unwritable']);
    expect(inUse()).to.have.lengthOf(2);
    keeper.stop();
  });
});
