// A configuration that cannot be served: the unit fails and says why, queries do not start it over and over, and after
// the mend one restart is enough.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  askUntil,
  configurationWith,
  journalCursor,
  paths,
  show,
  startLoad,
  steadyAnswers,
  steadyNames,
  writeFile,
  zone,
} from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Step } from './step.ts';

const queriesPerSecond = 100;
/** The triggers of healthy-dns.socket, and the start that the administrator asked for. */
const startsMax = 6;
const settleMs = 2000;
/** Six starts on a busy machine, and more. */
const patienceMs = 60_000;
const observedMs = 2000;

export const invalid: Step = async (machine, report) => {
  const cursor = await journalCursor(machine);
  await writeFile(machine, paths.configuration, configurationWith({ broken: ['10.0.0.300'] }));
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  const restart = await machine.run('systemctl restart healthy-dns');
  report.check('a start with a bad configuration fails', restart.code !== 0, `exit ${restart.code}`);
  await untilItRests(machine, cursor);
  const status = await machine.run('systemctl status --no-pager -n 20 healthy-dns');
  const finding = status.stdout.split('\n').find((line) => line.includes('10.0.0.300'));
  report.check('systemctl status shows the finding', finding !== undefined, finding ?? status.output);
  report.check('the unit has failed', (await show(machine, 'ActiveState')) === 'failed');
  report.check('with exit code 78', (await show(machine, 'ExecMainStatus')) === '78');

  const starts = await countStarts(machine, cursor);
  report.check(
    `${queriesPerSecond} queries/s start it at most ${startsMax} times`,
    starts <= startsMax,
    starts,
  );
  const before = await busyTicks(machine);
  await sleep(observedMs);
  const after = await busyTicks(machine);
  const later = await countStarts(machine, cursor);
  report.check(`then it rests: no start in ${observedMs} ms`, later === starts, later - starts);
  report.check('and systemd, too', after - before <= 10, `${(after - before) * 10} ms of CPU`);
  await load.end();

  await writeFile(machine, paths.configuration, configurationWith());
  const mended = await machine.run('systemctl restart healthy-dns');
  report.check(
    'after the mend one restart succeeds',
    mended.code === 0,
    `${mended.tookMs} ms ${mended.output}`,
  );
  const expected = [...(steadyNames['s1'] ?? [])].sort().join(' ');
  const servedMs = await askUntil(machine, `s1.${zone}`, expected, 2000);
  report.check('and serves', servedMs !== undefined, `${servedMs} ms`);
  const overTcp = await machine.run(`dig +tcp +tries=1 +time=2 +short @::1 s1.${zone}`);
  report.check('on every socket', overTcp.stdout.includes('192.0.2.1'), overTcp.stdout);
};

async function countStarts(machine: Machine, cursor: string): Promise<number> {
  await machine.run('journalctl --sync');
  const { stdout } = await machine.run(
    `journalctl -q -o cat --after-cursor='${cursor}' UNIT=healthy-dns.service | grep -c '^Starting ' || true`,
  );
  return Number(stdout);
}

/** Processor time that the machine's systemd has used, in hundredths of a second. */
async function busyTicks(machine: Machine): Promise<number> {
  const { stdout } = await machine.run('cat /proc/1/stat');
  const fields = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Until the socket's triggers have been used up: failed, and no start for a while. */
async function untilItRests(machine: Machine, cursor: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let before = -1; performance.now() < deadline; ) {
    const starts = await countStarts(machine, cursor);
    if (starts === before && (await show(machine, 'ActiveState')) === 'failed') return;
    before = starts;
    await sleep(settleMs);
  }
}
