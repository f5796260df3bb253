// Directories that are safe to keep files in, and others.

import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findDirectoryProblem } from '../../src/base/find-directory-problem.ts';

describe('findDirectoryProblem', () => {
  const somebodyElse = 4321;
  const isRoot = process.geteuid?.() === 0;
  let folder = '';
  let path = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hd-'));
    path = join(folder, 'state');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds none where nothing is', () => expect(findDirectoryProblem(path)).to.equal(undefined));

  it('finds none in our own directory, whoever else may write to it', () => {
    mkdirSync(path);
    chmodSync(path, 0o777);
    expect(findDirectoryProblem(path)).to.equal(undefined);
  });

  it('names the user that a directory belongs to', function () {
    if (!isRoot) return this.skip();
    mkdirSync(path);
    chownSync(path, somebodyElse, somebodyElse);
    expect(findDirectoryProblem(path)).to.equal(
      `belongs to another user (uid ${somebodyElse}), who could put anything there`,
    );
  });

  it('does not trust the link of another user to a directory of ours', function () {
    if (!isRoot) return this.skip();
    const link = join(folder, 'link');
    mkdirSync(path);
    symlinkSync(path, link);
    lchownSync(link, somebodyElse, somebodyElse);
    expect(findDirectoryProblem(link)).to.include('belongs to another user');
  });

  it('names the error when the directory cannot be inspected', () => {
    writeFileSync(path, '');
    expect(findDirectoryProblem(join(path, 'below'))).to.equal('cannot be inspected (ENOTDIR)');
  });
});
