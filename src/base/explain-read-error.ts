// Why a file cannot be read, in words that follow "cannot read it: ".

import type { ReadProblem } from './read-regular-file.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of its path is not a directory',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its path is too long',
  EMFILE: 'this process has too many files open (see LimitNOFILE= or "ulimit -n")',
  ENFILE: 'the system has too many files open',
  EIO: 'the disk failed',
  EAGAIN: 'it has nothing to read yet',
  ERR_INVALID_ARG_VALUE: 'a path cannot contain a zero octet',
};

/** Rarer errors keep the name that the system has for them. */
export function explainReadError(problem: ReadProblem): string {
  switch (problem.kind) {
    case 'no-file':
      return `it is ${problem.what}, not a file`;
    case 'too-large':
      return `it is larger than the limit of ${problem.octetsMax} octets`;
    case 'foreign':
      return `it belongs to another user (uid ${problem.uid})`;
    case 'dangling':
      return 'it is a symbolic link to a file that does not exist';
    case 'failed':
      return reasons[problem.code] ?? problem.code;
  }
}
