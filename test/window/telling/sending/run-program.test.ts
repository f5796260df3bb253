import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../../../src/base/clock.ts';
import { runMsMax, runProgram } from '../../../../src/window/telling/sending/run-program.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { makeTemporaryDirectory } from '../../../support/temporary-directory.ts';
import { until } from '../../../support/until.ts';

describe('runProgram', () => {
  const directory = makeTemporaryDirectory();
  let count = 0;

  function makeProgram(lines: string, mode = 0o700): string {
    const path = join(directory, `program-${++count}`);
    writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode });
    return path;
  }

  const run = (path: string, input = '{}', clock = systemClock, ending = new AbortController().signal) =>
    runProgram(
      { path, input },
      {
        clock,
        ending,
        environment: { PATH: process.env['PATH'], HOME: '/home', HEALTHY_DNS_NOTIFY_URL: 'secret' },
      },
    );

  it('hands it the message, and none of our variables', async () => {
    const out = join(directory, 'out');
    const path = makeProgram(`cat > ${out}; env >> ${out}`);
    expect(await run(path, '{"title":"é"}\n')).to.deep.equal({ kind: 'delivered' });
    expect(readFileSync(out, 'utf8'))
      .to.match(/^\{"title":"é"\}\n/)
      .and.to.contain('HOME=/home')
      .and.not.to.contain('secret');
  });

  it('does not mind one that reads nothing', async () => {
    expect(await run(makeProgram('exit 0'), 'x'.repeat(1_000_000))).to.deep.equal({ kind: 'delivered' });
  });

  for (const [what, lines, reason] of [
    [
      'ends with a code',
      'echo first; echo "no route to phone" >&2; exit 3',
      'it ended with 3: no route to phone',
    ],
    ['says nothing', 'exit 1', 'it ended with 1'],
    ['is killed', 'kill -9 $$', 'it ended with SIGKILL'],
    ['says very much', 'yes abcdefgh | head -n 300000; exit 1', 'it ended with 1: abcdefgh'],
    ['writes control characters', "printf '\\033[31mred'; exit 1", 'it ended with 1: \\u001b[31mred'],
  ] as const)
    it(`says so of one that ${what}`, async () => {
      expect(await run(makeProgram(lines))).to.deep.equal({ kind: 'failed', reason });
    });

  it('kills one that is not done when the daemon ends, and what it began, and begins no other', async () => {
    const pids = join(directory, 'pids');
    const ending = new AbortController();
    const path = makeProgram(`sleep 1000 & echo $! $$ > ${pids}; wait`);
    const running = run(path, '{}', systemClock, ending.signal);
    await until('it runs', () => existsSync(pids) && readFileSync(pids, 'utf8').endsWith('\n'));
    ending.abort();
    expect(await running).to.include({ kind: 'failed' });
    const isLeft = (pid: string) =>
      existsSync(`/proc/${pid}/cmdline`) && readFileSync(`/proc/${pid}/cmdline`).length > 0;
    await until('all are gone', () => !readFileSync(pids, 'utf8').trim().split(' ').some(isLeft));
    expect(await run('/nowhere/program', '{}', systemClock, ending.signal)).to.deep.equal({
      kind: 'failed',
      reason: 'healthy-dns ended',
    });
  });

  it('says so of one whose interpreter is missing', async () => {
    const path = join(directory, 'interpreted');
    writeFileSync(path, '#!/nowhere/shell\n', { mode: 0o700 });
    expect(await run(path)).to.deep.equal({
      kind: 'failed',
      reason: 'the interpreter that its first line names does not exist',
    });
  });

  it('says so of one that is missing, or may not be run', async () => {
    expect(await run('/nowhere/program')).to.deep.equal({
      kind: 'failed',
      reason: 'there is no such program',
    });
    expect(await run(makeProgram('exit 0', 0o600))).to.deep.equal({
      kind: 'failed',
      reason: 'it may not be run: make it executable, and readable by the service',
    });
  });

  it('kills one that hangs, with all that it began', async () => {
    const clock = new FakeClock();
    const pids = join(directory, 'pids');
    const path = makeProgram(`sleep 1000 & echo $! > ${pids}.new; mv ${pids}.new ${pids}; wait`);
    const ran = run(path, '{}', clock);
    await until('it has begun', () => existsSync(pids));
    clock.advance(runMsMax);
    expect(await ran).to.deep.equal({
      kind: 'failed',
      reason: `it was not done within ${runMsMax / 1000} s, and was killed`,
    });
    const pid = Number(readFileSync(pids, 'utf8'));
    await until('what it began is gone', () => !isRunning(pid));
  });
});

/** A zombie that nobody has waited for yet is not. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
