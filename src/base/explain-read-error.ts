// Why a file cannot be read, in words that follow "cannot read it:".

import type { ReadProblem } from './read-regular-file.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'part of its path is no directory',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'its path is too long',
  EMFILE: 'this process has as many files open as it may (see LimitNOFILE= or "ulimit -n")',
  ENFILE: 'the system has as many files open as it may',
  EIO: 'the disk, or what pretends to be one, failed',
  EAGAIN: 'it has nothing to read yet',
  ERR_INVALID_ARG_VALUE: 'no path has a zero octet in it',
};

/** What is less usual keeps the name that the system has for it. */
export function explainReadError(problem: ReadProblem): string {
  switch (problem.kind) {
    case 'no-file':
      return `it is ${problem.what}, not a file`;
    case 'too-large':
      return `it has more than the ${problem.octetsMax} octets that are expected at most`;
    case 'foreign':
      return `it belongs to another user (uid ${problem.uid})`;
    case 'dangling':
      return 'it is a symbolic link to a file that is not there';
    case 'failed':
      return reasons[problem.code] ?? problem.code;
  }
}
