// The process hangs or dies: systemd notices and starts it again, and the sockets stay.

import { setTimeout as sleep } from 'node:timers/promises';
import { askUntil, show, startLoad, steadyAnswers, steadyNames, writeFile, zone } from '../inside.ts';
import type { Step } from './step.ts';

/** Shorter than as shipped, so that the test is. */
const watchdogSeconds = 3;
/** A start takes a second, on a busy machine some more. */
const backMsMax = (watchdogSeconds + 7) * 1000;
const dropIn = '/run/systemd/system/healthy-dns.service.d/e2e.conf';
const name = `s3.${zone}`;
const expected = [...(steadyNames['s3'] ?? [])].sort().join(' ');

export const hang: Step = async (machine, report) => {
  const shipped = await show(machine, 'WatchdogUSec');
  report.check('there is a watchdog', /^[1-9]/.test(shipped), shipped);
  await writeFile(machine, dropIn, `[Service]\nWatchdogSec=${watchdogSeconds}s\n`);
  await machine.run('systemctl daemon-reload && systemctl restart healthy-dns');
  // Two periods in peace: it is the hang that ends it, not a missing ping.
  await sleep(watchdogSeconds * 2000);
  const pid = await show(machine, 'MainPID');
  const calm = await show(machine, 'NRestarts');
  report.check('a healthy process is left alone', calm === '0', { restarts: calm });
  await machine.run(`kill -STOP ${pid}`);
  await sleep(100);
  const tookMs = await askUntil(machine, name, expected, backMsMax + 2000);
  report.check(
    `a stopped process is replaced within ${backMsMax} ms`,
    tookMs !== undefined && tookMs <= backMsMax,
    `${tookMs} ms`,
  );
  const result = await show(machine, 'MainPID');
  report.check('by another', result !== pid && result !== '0', { before: pid, after: result });
  await machine.run(`rm -r /run/systemd/system/healthy-dns.service.d; systemctl daemon-reload`);
  await machine.run('systemctl restart healthy-dns');
};

const crashCount = 8;

export const crashes: Step = async (machine, report) => {
  const load = await startLoad(machine, 500, steadyAnswers());
  for (let n = 0; n < crashCount; n++) {
    await machine.run('systemctl kill -s KILL healthy-dns.service; sleep 0.2');
  }
  await sleep(1000);
  const tookMs = await askUntil(machine, name, expected, 5000);
  const result = await load.end();
  report.check(`${crashCount} crashes in a row do not close the port for good`, tookMs !== undefined, result);
};
