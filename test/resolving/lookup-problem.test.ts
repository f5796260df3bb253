// Problems: which one tells most, and how they are worded.

import { expect } from 'chai';
import { type LookupProblem, problemOfEnd, worstOf } from '../../src/resolving/lookup-problem.ts';

const problem = (kind: LookupProblem['kind'], detail: string): LookupProblem => ({ kind, detail });

describe('the worst of several problems', () => {
  const [silent, silentToo] = [problem('timeout', 'one'), problem('timeout', 'two')];
  const [refused, failing] = [problem('refused', 'three'), problem('server-failure', 'four')];
  const cases: readonly (readonly [string, readonly LookupProblem[], LookupProblem])[] = [
    ['an answer rather than silence', [refused, silent], refused],
    ['the latest answer', [refused, silent, failing, silentToo], failing],
    ['the latest silence without an answer', [silent, silentToo], silentToo],
  ];
  for (const [what, problems, expected] of cases) {
    it(`is ${what}`, () => expect(worstOf(problems)).to.equal(expected));
  }

  it('is that there is no name server, when none was asked', () => {
    expect(worstOf([])).to.deep.equal(problem('server-failure', 'there is no name server to ask'));
  });
});

describe('the problem of what ended early', () => {
  it('names the servers that were silent', () => {
    const servers = [
      { address: '192.0.2.1', port: 53 },
      { address: '2001:db8::1', port: 5353 },
    ];
    expect(problemOfEnd('timeout', servers).detail).to.equal(
      'no answer in time from 192.0.2.1:53, [2001:db8::1]:5353',
    );
    expect(problemOfEnd('aborted', servers)).to.deep.equal(problem('aborted', 'called off'));
  });
});
