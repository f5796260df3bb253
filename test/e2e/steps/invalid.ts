// A configuration that cannot be served, with no earlier one to fall back on: the unit fails and says why, the socket stays
// open, queries do not start it over and over, and one start after the fix serves.

import { setTimeout as sleep } from 'node:timers/promises';
import { ask, configurationWith, journalCursor, paths, show, startLoad, writeFile } from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';
import { waitUntil } from '../wait-until.ts';
import type { Step } from './step.ts';

const queriesPerSecond = 100;
const restMs = 1500;
const observedMs = 7000;
/** During the observed time: one at once, and the next one after a pause of five seconds. */
const startsMax = 2;
/** Of systemd's own CPU time during the observed time. */
const busyMsMax = 200;
/** A start that fails, on a busy machine. */
const pauseMsMax = 15_000;
/** The pause, and a start on a busy machine. */
const mendedMsMax = 15_000;

export const invalid: Step = async (machine, report) => {
  await machine.run(`cp ${paths.configuration} /run/e2e-installed`);
  await writeFile(machine, paths.configuration, configurationWith({ broken: ['10.0.0.300'] }));
  const cursor = await journalCursor(machine);
  const restart = await machine.run('systemctl restart healthy-dns');
  report.check('a start fails', restart.code !== 0, `exit ${restart.code} after ${restart.tookMs} ms`);
  await sleep(restMs);
  await checkFailure(machine, report, cursor);
  await checkUnderQueries(machine, report);
};

async function checkFailure(machine: Machine, report: Report, cursor: string): Promise<void> {
  report.check('the unit has failed', (await show(machine, 'ActiveState')) === 'failed');
  report.check('with exit code 78', (await show(machine, 'ExecMainStatus')) === '78');
  const status = await machine.run('systemctl status --no-pager -n 20 healthy-dns');
  const finding = status.stdout.split('\n').find((line) => line.includes('10.0.0.300'));
  report.check('systemctl status shows the finding', finding !== undefined, finding ?? status.output);
  const starts = await countStarts(machine, cursor);
  report.check('without queries it is not started again', starts === 1, starts);
}

async function checkUnderQueries(machine: Machine, report: Report): Promise<void> {
  const cursor = await journalCursor(machine);
  const load = await startLoad(machine, queriesPerSecond, { 'www.example.com': 'REFUSED' });
  const before = await busyMs(machine);
  await sleep(observedMs);
  const busy = (await busyMs(machine)) - before;
  const starts = await countStarts(machine, cursor);
  report.check(
    `${queriesPerSecond} queries/s try at most ${startsMax} times in ${observedMs} ms`,
    starts > 0 && starts <= startsMax,
    starts,
  );
  report.check('systemd is idle', busy <= busyMsMax, `${busy} ms of CPU`);
  const socket = await show(machine, 'ActiveState', 'healthy-dns.socket');
  report.check('the socket is open', socket === 'active', socket);

  // A start that is already past the pause has read the broken configuration, and fails with whoever waits for it.
  await waitUntil(
    async () => ((await show(machine, 'SubState')) === 'start-pre' ? true : undefined),
    pauseMsMax,
    'the next start pauses',
  );
  await machine.run(`cp /run/e2e-installed ${paths.configuration}`);
  const mended = await machine.run('systemctl start healthy-dns');
  report.check(
    'after the fix one start succeeds',
    mended.code === 0 && mended.tookMs <= mendedMsMax,
    `${mended.tookMs} ms ${mended.output}`,
  );
  await load.end();
  for (const option of ['@127.0.0.1', '@::1 +tcp']) {
    const answer = await ask(machine, 'www.example.com', option);
    report.check(`and it answers ${option}`, answer === 'REFUSED', answer);
  }
}

async function countStarts(machine: Machine, cursor: string): Promise<number> {
  await machine.run('journalctl --sync');
  const { stdout } = await machine.run(
    `journalctl -q -o cat --after-cursor='${cursor}' UNIT=healthy-dns.service | grep -c '^Starting ' || true`,
  );
  return Number(stdout);
}

/** CPU time that the machine's systemd has used; the kernel counts hundredths of a second. */
async function busyMs(machine: Machine): Promise<number> {
  const { stdout } = await machine.run('cat /proc/1/stat');
  const fields = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
