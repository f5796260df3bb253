// Why a file cannot be read.

import { expect } from 'chai';
import { explainReadError } from '../../src/base/explain-read-error.ts';
import type { ReadProblem } from '../../src/base/read-regular-file.ts';

describe('explainReadError', () => {
  const failed = (code: string): ReadProblem => ({ kind: 'failed', code });
  const problems: readonly (readonly [ReadProblem, string])[] = [
    [failed('ENOENT'), 'there is no such file'],
    [failed('EACCES'), 'this user may not read it'],
    [failed('ENOTDIR'), 'part of its path is not a directory'],
    [failed('EMFILE'), 'this process has too many files open (see LimitNOFILE= or "ulimit -n")'],
    [failed('ENFILE'), 'the system has too many files open'],
    [failed('EIO'), 'the disk failed'],
    [failed('ESTALE'), 'ESTALE'],
    [{ kind: 'no-file', what: 'a pipe' }, 'it is a pipe, not a file'],
    [{ kind: 'too-large', octetsMax: 5 }, 'it is larger than the limit of 5 octets'],
    [{ kind: 'foreign', uid: 7 }, 'it belongs to another user (uid 7)'],
    [{ kind: 'dangling' }, 'it is a symbolic link to a file that does not exist'],
  ];
  for (const [problem, words] of problems) {
    it(`says "${words}"`, () => expect(explainReadError(problem)).to.equal(words));
  }
});
