// Whether a file descriptor is the one that the service manager names in JOURNAL_STREAM.

import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isJournalOutput } from '../../src/systemd/is-journal-output.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

describe('isJournalOutput', () => {
  const directory = makeTemporaryDirectory();
  let fd: number;
  let other: number;

  before(() => {
    fd = openSync(join(directory, 'one'), 'w');
    other = openSync(join(directory, 'other'), 'w');
  });

  after(() => {
    closeSync(fd);
    closeSync(other);
  });

  function streamOf(file: number): NodeJS.ProcessEnv {
    const { dev, ino } = fstatSync(file, { bigint: true });
    return { JOURNAL_STREAM: `${dev}:${ino}` };
  }

  it('is true for the file that is named', () => {
    expect(isJournalOutput(fd, streamOf(fd))).to.equal(true);
  });

  it('is false for another file, as when output is redirected', () => {
    expect(isJournalOutput(other, streamOf(fd))).to.equal(false);
  });

  it('is false without JOURNAL_STREAM', () => {
    expect(isJournalOutput(fd, {})).to.equal(false);
  });

  it('is false for a file descriptor that is closed', () => {
    const closed = openSync(join(directory, 'closed'), 'w');
    const environment = streamOf(closed);
    closeSync(closed);
    expect(isJournalOutput(closed, environment)).to.equal(false);
  });

  for (const garbage of ['', ':', '1', 'device:inode', '1:2:3']) {
    it(`is false for JOURNAL_STREAM="${garbage}"`, () => {
      expect(isJournalOutput(fd, { JOURNAL_STREAM: garbage })).to.equal(false);
    });
  }
});
