// What one run leaves for the next: whole, ours, and never written through links of others.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  keptNamesIn,
  readKeptFile,
  removeKeptFile,
  writeKeptFile,
  writeKeptFileInTime,
  writeKeptFileSoon,
} from '../../src/base/kept-file.ts';
import { isRecord } from '../../src/base/value-reader.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const isRoot = process.geteuid?.() === 0;
const somebodyElse = 4321;

const never = () => false;
const ways: Readonly<Record<string, (path: string, text: string) => unknown>> = {
  'at once': writeKeptFile,
  soon: (path, text) => writeKeptFileSoon(path, text, never),
  'in time': (path, text) => writeKeptFileInTime(path, [Buffer.from(text)], never),
};

describe('a kept file', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = join(makeTemporaryDirectory(), 'run');
    mkdirSync(directory, { mode: 0o700 });
    path = join(directory, 'kept.json');
  });

  const read = () => readKeptFile(path, (value) => (isRecord(value) ? value : undefined));
  const good = { ok: true, value: { a: 1 } };
  const left = () => readdirSync(directory);

  for (const [when, write] of Object.entries(ways)) {
    describe(`written ${when}`, () => {
      it('comes back, is private, and leaves no draft', async () => {
        expect(await write(path, '{"a":1}')).to.deep.equal({ ok: true, value: undefined });
        expect(read()).to.deep.equal(good);
        expect(lstatSync(path).mode & 0o777).to.equal(0o600);
        expect(left()).to.deep.equal(['kept.json']);
      });

      it('replaces a symbolic link, not its target', async () => {
        const victim = join(makeTemporaryDirectory(), 'victim');
        writeFileSync(victim, 'precious');
        symlinkSync(victim, path);
        for (const ending of ['.new', '.last', '.draft-', '.draft']) symlinkSync(victim, `${path}${ending}`);
        expect(await write(path, '{"a":1}')).to.deep.equal({ ok: true, value: undefined });
        expect(readFileSync(victim, 'utf8')).to.equal('precious');
        expect(lstatSync(path).isFile()).to.equal(true);
        expect(read()).to.deep.equal(good);
      });

      it('fails with a reason where it cannot be put, and leaves no draft', async () => {
        mkdirSync(path);
        const outcome = (await write(path, '{"a":1}')) as { ok: boolean; problem: string };
        expect(outcome.problem).to.match(/^E[A-Z]+$/);
        expect(left()).to.deep.equal(['kept.json']);
        path = join(directory, 'gone/kept.json');
        expect(await write(path, '{"a":1}')).to.deep.equal({ ok: false, problem: 'ENOENT' });
      });

      it('is whole after many writes at once', async () => {
        const texts = Array.from({ length: 50 }, (_, index) =>
          JSON.stringify({ a: 'x'.repeat(index * 100) }),
        );
        await Promise.all(texts.map((text) => write(path, text)));
        expect(texts).to.include(readFileSync(path, 'utf8'));
        expect(left()).to.deep.equal(['kept.json']);
      });

      it('is not written into a directory of another user', async function () {
        if (!isRoot) this.skip();
        chownSync(directory, somebodyElse, somebodyElse);
        const outcome = (await write(path, '{"a":1}')) as { ok: boolean; problem: string };
        expect(outcome.problem).to.equal(
          `${directory} belongs to another user (uid ${somebodyElse}), who could put anything there`,
        );
        expect(left()).to.deep.equal([]);
      });
    });
  }

  it('may be written in chunks, empty ones among them', async () => {
    const chunks = ['{"a"', '', ':1}'].map((text) => Buffer.from(text));
    writeKeptFile(path, chunks);
    expect(read()).to.deep.equal(good);
    await writeKeptFileSoon(path, chunks.values(), never);
    expect(read()).to.deep.equal(good);
  });

  it('lets others have a turn at an empty chunk', async () => {
    let hadTurn = false;
    function* content() {
      setImmediate(() => {
        hadTurn = true;
      });
      for (let i = 0; i < 1000 && !hadTurn; i++) yield Buffer.alloc(0);
      yield Buffer.from(hadTurn ? '{"a":1}' : '{}');
    }
    await writeKeptFileSoon(path, content(), never);
    expect(read()).to.deep.equal(good);
  });

  it('is not put into place once it is outdated', async () => {
    writeKeptFile(path, '{"a":1}');
    await writeKeptFileSoon(path, '{"a":0}', () => true);
    expect(read()).to.deep.equal(good);
    expect(left()).to.deep.equal(['kept.json']);
  });

  it('stays what it was when the next one takes too long', () => {
    writeKeptFile(path, '{"a":1}');
    let asked = 0;
    const written = writeKeptFileInTime(path, [Buffer.from('{"a"'), Buffer.from(':0}')], () => ++asked > 1);
    expect(written).to.deep.equal({ ok: false, problem: 'it takes too long' });
    expect(read()).to.deep.equal(good);
    expect(left()).to.deep.equal(['kept.json']);
  });

  it('may be in a directory that everybody may write to, as container runtimes make them', () => {
    chmodSync(directory, 0o777);
    expect(writeKeptFile(path, '{"a":1}').ok).to.equal(true);
    expect(read()).to.deep.equal(good);
  });

  it('is nothing where there is no file or no directory', () => {
    expect(read()).to.deep.equal({ ok: true, value: undefined });
    path = join(directory, 'gone/kept.json');
    expect(read()).to.deep.equal({ ok: true, value: undefined });
  });

  const unreadable: Readonly<Record<string, readonly [make: () => void, problem: string]>> = {
    'a pipe': [() => execFileSync('mkfifo', [path]), 'it is a pipe, not a file'],
    'a directory': [() => mkdirSync(path), 'it is a directory, not a file'],
    'a symbolic link to a good file': [
      () => {
        writeFileSync(join(directory, 'good'), '{"a":1}');
        symlinkSync('good', path);
      },
      'it is a symbolic link, not a file',
    ],
    'a symbolic link to a device': [
      () => symlinkSync('/dev/zero', path),
      'it is a symbolic link, not a file',
    ],
  };
  for (const [what, [make, problem]] of Object.entries(unreadable)) {
    it(`is not read from ${what}`, () => {
      make();
      expect(read()).to.deep.equal({ ok: false, problem: `is ignored: ${problem}` });
    });
  }

  for (const [what, text] of [
    ['nested a million deep', `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`],
    ['empty', ''],
    ['half there', '{"a":'],
  ] as const) {
    it(`is not trusted when it is ${what}`, () => {
      writeFileSync(path, text);
      expect(read()).to.deep.equal({ ok: false, problem: 'is damaged' });
    });
  }

  it('is not trusted when another user wrote it', function () {
    if (!isRoot) this.skip();
    writeFileSync(path, '{"a":1}');
    chownSync(path, somebodyElse, somebodyElse);
    expect(read()).to.deep.equal({
      ok: false,
      problem: `is ignored: it belongs to another user (uid ${somebodyElse})`,
    });
  });

  it('is not read from a directory of another user, nor through their link', function () {
    if (!isRoot) this.skip();
    const problem = 'belongs to another user (uid 4321), who could put anything there';
    writeFileSync(path, '{"a":1}');
    const link = `${directory}-link`;
    symlinkSync(directory, link);
    execFileSync('chown', ['-h', String(somebodyElse), link]);
    const through = readKeptFile(join(link, 'kept.json'), () => 'believed');
    expect(through).to.deep.equal({ ok: false, problem: `is ignored: ${link} ${problem}` });
    chownSync(directory, somebodyElse, somebodyElse);
    expect(read()).to.deep.equal({ ok: false, problem: `is ignored: ${directory} ${problem}` });
  });

  it('may hold any octets', async () => {
    const octets = Buffer.from([0, 255, 10, 13]);
    expect((await writeKeptFileSoon(path, octets, never)).ok).to.equal(true);
    expect(readFileSync(path)).to.deep.equal(octets);
  });

  it('is listed and removed with others in its directory, but drafts are not listed', () => {
    writeFileSync(path, '{}');
    writeFileSync(`${path}.draft-0123`, '');
    expect(keptNamesIn(directory)).to.deep.equal(['kept.json']);
    removeKeptFile(path);
    removeKeptFile(path);
    expect(keptNamesIn(directory)).to.deep.equal([]);
    expect(keptNamesIn(join(directory, 'none'))).to.deep.equal([]);
    expect(left()).to.have.length(1);
  });

  it('removes the drafts of crashed runs, and no others', () => {
    const draft = (name: string, ageSeconds: number) => {
      const file = join(directory, name);
      writeFileSync(file, 'half');
      const time = Date.now() / 1000 - ageSeconds;
      utimesSync(file, time, time);
    };
    draft('kept.json.draft-00', 3600);
    draft('kept.json.draft-of another daemon', 1);
    draft('other.json.draft-00', 3600);
    mkdirSync(`${path}.draft-directory`);
    read();
    expect(left().sort()).to.deep.equal([
      'kept.json.draft-directory',
      'kept.json.draft-of another daemon',
      'other.json.draft-00',
    ]);
  });
});
