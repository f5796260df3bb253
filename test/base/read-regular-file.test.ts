// Whatever is in the place of a file, reading it ends at once, with its octets or a problem.

import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRegularFile } from '../../src/base/read-regular-file.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const isRoot = process.geteuid?.() === 0;

describe('readRegularFile', () => {
  const folder = makeTemporaryDirectory();
  const at = (name: string) => join(folder, name);

  function file(name: string, content: string | Buffer): string {
    writeFileSync(at(name), content, { mode: 0o600 });
    return at(name);
  }

  function textOf(path: string, octetsMax = 1_000_000): string | undefined {
    const read = readRegularFile(path, { octetsMax });
    return read.ok ? read.value.bytes.toString() : undefined;
  }

  for (const size of [0, 1, 4095, 4096, 4097, 100_000]) {
    it(`reads a file of ${size} octets whole`, () =>
      expect(textOf(file('whole', 'x'.repeat(size)))).to.equal('x'.repeat(size)));
  }

  it('returns the mode', () => {
    const read = readRegularFile(file('mode', ''), { octetsMax: 1 });
    expect(read.ok && read.value.mode & 0o777).to.equal(0o600);
  });

  it('reads through a symbolic link', () => {
    symlinkSync(file('real', 'content'), at('link'));
    expect(textOf(at('link'))).to.equal('content');
  });

  it('reads files in /proc, which claim to be empty, and bounds them as well', () => {
    expect(textOf('/proc/self/status')).to.match(/^Name:/);
    expect(readRegularFile('/proc/self/status', { octetsMax: 10 })).to.deep.equal({
      ok: false,
      problem: { kind: 'too-large', octetsMax: 10 },
    });
  });

  it('reads up to the limit and not an octet more, whatever size the file claims', () => {
    expect(textOf(file('exact', 'x'.repeat(5000)), 5000)).to.have.length(5000);
    expect(textOf(file('more', 'x'.repeat(5001)), 5000)).to.equal(undefined);
    truncateSync(file('sparse', ''), 2 ** 40);
    expect(textOf(at('sparse'))).to.equal(undefined);
  });

  const others: Readonly<Record<string, () => string>> = {
    'a pipe': () => {
      execFileSync('mkfifo', [at('fifo')]);
      return at('fifo');
    },
    'a directory': () => folder,
    'a device': () => '/dev/zero',
  };
  for (const [what, make] of Object.entries(others)) {
    it(`refuses ${what}, also behind a symbolic link`, () => {
      const path = make();
      const link = at(`to ${what}`);
      symlinkSync(path, link);
      const refusal = { ok: false, problem: { kind: 'no-file', what } };
      expect(readRegularFile(path, { octetsMax: 10 })).to.deep.equal(refusal);
      expect(readRegularFile(link, { octetsMax: 10 })).to.deep.equal(refusal);
    });
  }

  it('refuses a socket', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
    expect(readRegularFile(at('socket'), { octetsMax: 10 })).to.deep.equal({
      ok: false,
      problem: { kind: 'no-file', what: 'a socket' },
    });
    server.close();
  });

  const failures: readonly (readonly [string, () => string, object])[] = [
    ['nothing', () => at('nowhere'), { kind: 'failed', code: 'ENOENT' }],
    ['a file as directory', () => join(file('plain', ''), 'x'), { kind: 'failed', code: 'ENOTDIR' }],
    ['a name that is too long', () => at('x'.repeat(300)), { kind: 'failed', code: 'ENAMETOOLONG' }],
    ['a zero octet', () => at('a\0b'), { kind: 'failed', code: 'ERR_INVALID_ARG_VALUE' }],
    ['no name', () => '', { kind: 'failed', code: 'ENOENT' }],
  ];
  for (const [what, make, problem] of failures) {
    it(`fails for ${what}`, () =>
      expect(readRegularFile(make(), { octetsMax: 10 })).to.deep.equal({ ok: false, problem }));
  }

  it('tells dangling links and loops from missing files', () => {
    symlinkSync('nowhere', at('dangling'));
    symlinkSync('circle', at('circle'));
    expect(readRegularFile(at('dangling'), { octetsMax: 1 })).to.deep.equal({
      ok: false,
      problem: { kind: 'dangling' },
    });
    expect(readRegularFile(at('circle'), { octetsMax: 1 })).to.deep.equal({
      ok: false,
      problem: { kind: 'failed', code: 'ELOOP' },
    });
  });

  describe('of a file that only we should have written', () => {
    it('reads ours', () => {
      const read = readRegularFile(file('ours', 'x'), { octetsMax: 10, isOwn: true });
      expect(read.ok && read.value.bytes.toString()).to.equal('x');
    });

    it('follows no symbolic link', () => {
      symlinkSync(file('target', 'x'), at('own link'));
      expect(readRegularFile(at('own link'), { octetsMax: 10, isOwn: true })).to.deep.equal({
        ok: false,
        problem: { kind: 'no-file', what: 'a symbolic link' },
      });
    });

    it('trusts no other user', function () {
      if (!isRoot) this.skip();
      mkdirSync(at('theirs'));
      const planted = file('theirs/planted', 'x');
      chownSync(planted, 4321, 4321);
      expect(readRegularFile(planted, { octetsMax: 10, isOwn: true })).to.deep.equal({
        ok: false,
        problem: { kind: 'foreign', uid: 4321 },
      });
    });
  });
});
