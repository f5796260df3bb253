// `healthy-dns history` against a real daemon, and over its end by SIGKILL.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printHistory } from '../../../src/bin/asking/history.ts';
import { noColours } from '../../../src/bin/printing/output-style.ts';
import { barSigns } from '../../../src/bin/printing/print-bar.ts';
import type { HistoryReply } from '../../../src/control/protocol/history.ts';
import { OperatedDaemon } from '../../support/daemon/operated-daemon.ts';
import { endSpawned, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { findDeadPort } from '../../support/worlds/backend.ts';
import { openTarget, type TestTarget } from '../../support/worlds/open-target.ts';

describe('healthy-dns history', () => {
  const state = makeTemporaryDirectory();
  let operated: OperatedDaemon;
  let backend: TestTarget;
  let dead = 0;

  const variables = () => ({
    ...zoneVariables({
      www: { ips: ['127.0.0.1'], health_port: backend.port },
      gone: { ips: ['127.0.0.1'], health_port: dead },
    }),
    STATE_DIRECTORY: state,
  });

  before(async () => {
    backend = await openTarget('127.0.0.1');
    dead = await findDeadPort();
    operated = new OperatedDaemon();
  });
  after(async () => {
    await endSpawned();
    await backend.takeDown();
  });

  async function ask(subject: string): Promise<HistoryReply> {
    const { code, output, errors } = await operated.run('history', subject, '--json');
    expect([code, errors]).to.deep.equal([0, '']);
    return JSON.parse(output) as HistoryReply;
  }

  async function untilKnown(subject: string, changes: number): Promise<void> {
    await until(`${subject} has ${changes} changes in files`, async () => {
      const { code, output } = await operated.run('history', subject, '--json');
      if (code !== 0) return false;
      const { keptIn, changes: found } = JSON.parse(output) as HistoryReply;
      return keptIn === 'files' && found.length === changes;
    });
  }

  it('tells of a name and of a target since when they are as they are', async () => {
    const program = await operated.serve(variables());
    await untilKnown('gone', 1);
    const { code, output } = await operated.run('history', `127.0.0.1:${dead}`);
    expect(code).to.equal(0);
    expect(output).to.match(/^target tcp 127\.0\.0\.1:\d+\n\nlast 24 h {5}/);
    expect(output).to.match(/\nSINCE {17}STATE {2}FOR +BECAUSE\n\S+Z {2}down {3}\d+ s +refused\n$/);
    expect(output.split('\n').every((line) => line.length <= 80)).to.equal(true);
    expect((await ask('www')).changes[0]?.state).to.equal('candidates');
    program.kill('SIGTERM');
    await until('it has ended', () => program.hasEnded);
  });

  it('still knows it after a stop and a SIGKILL, and calls neither a change', async () => {
    const [{ atSeconds } = { atSeconds: 0 }] = await (async () => {
      const program = await operated.serve(variables());
      await untilKnown('gone', 1);
      const { changes } = await ask('gone');
      program.kill('SIGKILL');
      await until('it has ended', () => program.hasEnded);
      return changes;
    })();
    await operated.serve(variables());
    await untilKnown('gone', 1);
    expect((await ask('gone')).changes.map((change) => change.atSeconds)).to.deep.equal([atSeconds]);
    await endSpawned();
  });

  it('keeps nothing on the disk with --history off, and says so', async () => {
    const elsewhere = makeTemporaryDirectory();
    await operated.serve({ ...variables(), STATE_DIRECTORY: elsewhere, HEALTHY_DNS_HISTORY: 'off' });
    await until('it is known', async () => (await operated.run('history', 'www')).code === 0);
    expect((await operated.run('history', 'www')).output).to.include('in memory only');
    expect(existsSync(join(elsewhere, 'history'))).to.equal(false);
  });

  it('exits 16 for what nobody knows, and 64 for what is unclear', async () => {
    const [unknown, unclear, since] = await Promise.all([
      operated.run('history', 'wwww'),
      operated.run('history', '127.0.0.1'),
      operated.run('history', 'www', '--since', 'soon'),
    ]);
    expect([unknown.code, unknown.errors]).to.deep.equal([
      16,
      'error: nothing is known of "wwww"; did you mean "www"?\n',
    ]);
    expect(unclear.code).to.equal(64);
    expect(unclear.errors).to.match(/^error: "127\.0\.0\.1" may be "tcp 127/);
    expect([since.code, since.errors]).to.deep.equal([
      64,
      'error: --since: "soon" is not a duration from 1m to 90d; write 45m, 24h or 7d\n',
    ]);
  });
});

describe('the words of healthy-dns history', () => {
  const toSeconds = 1_800_000_000;
  const style = { columns: 80, paint: noColours };
  const found: HistoryReply = {
    kind: 'target',
    key: 'tcp 192.0.2.1:80',
    goneSeconds: toSeconds - 60,
    keptIn: 'files',
    fromSeconds: toSeconds - 86_400,
    toSeconds,
    up: 0.99951,
    up24h: 0.99951,
    up7d: 0.9,
    up30d: 1,
    up90d: null,
    bars: { quarters: [], days: [null, 1, 0.5] },
    series: {
      fromSeconds: 0,
      stepSeconds: 60,
      up: [1, 0.2],
      meanMs: [1, 3],
      maxMs: [5, null],
      failing: [0, 1],
    },
    changes: [
      { atSeconds: toSeconds - 3600, state: 'up', reason: 'accepted in 1.0 ms', leftOut: 7 },
      { atSeconds: toSeconds - 7200, state: 'down', reason: 'x'.repeat(90), leftOut: 0 },
    ],
    hasMoreChanges: true,
  };

  it('fit 80 columns', () => {
    expect(printHistory(found, { ...style, signs: barSigns({}) }).split('\n')).to.deep.equal([
      'target tcp 192.0.2.1:80',
      'not configured since 2027-01-15T07:59:00Z',
      '',
      'last 24 h     _#   99.95 %',
      'last 90 days  ._+  unknown',
      '_ up  + down for a while  # down  . unknown',
      '',
      'up: 90.0 % of 7 days, 100 % of 30 days',
      'probes took 2.0 ms on average, 5.0 ms at most',
      '',
      'SINCE                 STATE  FOR     BECAUSE',
      '2027-01-15T07:00:00Z  up     59 min  accepted in 1.0 ms, after 7 more changes',
      `2027-01-15T06:00:00Z  down   60 min  ${'x'.repeat(43)}`,
      `                                     ${'x'.repeat(36)}…`,
      'and more before; choose a shorter --since, or see --json',
      '',
    ]);
  });

  it('say of a name without checks that it has no past, instead of "unknown"', () => {
    const fixed = { ...found, kind: 'name', key: 'ns1.example.test.', isUnchecked: true } as const;
    const printed = printHistory({ ...fixed, goneSeconds: undefined }, { ...style, signs: barSigns({}) });
    expect(printed).to.equal(
      'ns1.example.test.\n\nIt is answered whatever happens, without a check: it has no history.\n',
    );
  });

  it('say so when nothing changed, and nothing is on the disk', () => {
    const quiet = printHistory(
      { ...found, keptIn: 'memory', changes: [], hasMoreChanges: false },
      { ...style, signs: barSigns({}) },
    );
    expect(quiet).to.include('\nnothing changed in this time\n').and.include('in memory only');
  });
});
