// Why a file cannot be read, in words of which each names a way out or what is there.

import { expect } from 'chai';
import { explainReadError } from '../../src/base/explain-read-error.ts';
import type { ReadProblem } from '../../src/base/read-regular-file.ts';

describe('explainReadError', () => {
  const failed = (code: string): ReadProblem => ({ kind: 'failed', code });
  const problems: readonly (readonly [ReadProblem, string])[] = [
    [failed('ENOENT'), 'there is no such file'],
    [failed('EACCES'), 'this user may not read it'],
    [failed('ENOTDIR'), 'part of its path is no directory'],
    [failed('EMFILE'), 'this process has as many files open as it may (see LimitNOFILE= or "ulimit -n")'],
    [failed('ENFILE'), 'the system has as many files open as it may'],
    [failed('EIO'), 'the disk, or what pretends to be one, failed'],
    [failed('ESTALE'), 'ESTALE'],
    [{ kind: 'no-file', what: 'a pipe' }, 'it is a pipe, not a file'],
    [{ kind: 'too-large', octetsMax: 5 }, 'it has more than the 5 octets that are expected at most'],
    [{ kind: 'foreign', uid: 7 }, 'it belongs to another user (uid 7)'],
    [{ kind: 'dangling' }, 'it is a symbolic link to a file that is not there'],
  ];
  for (const [problem, words] of problems) {
    it(`says "${words}"`, () => expect(explainReadError(problem)).to.equal(words));
  }
});
