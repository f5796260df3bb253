// The service is killed, or stopped and started, over and over while queries come in: nothing gives up for good.

import { setTimeout as sleep } from 'node:timers/promises';
import { ask, askUntil, show, startLoad, steadyAnswers, steadyNames, zone } from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';
import { waitUntil } from '../wait-until.ts';
import type { Step } from './step.ts';

const queriesPerSecond = 500;
/** systemd's own limit is five starts in ten seconds. */
const crashCount = 12;
/** How long each start lives: from before it is ready until it has answered for a while. */
const lifeMs = { shortest: 100, longest: 600 };
/** On a busy machine, and after a start that was killed halfway. */
const startMsMax = 15_000;
const cycleCount = 20;
const name = `s3.${zone}`;
const expected = [...(steadyNames['s3'] ?? [])].sort().join(' ');

export const crashStorm: Step = async (machine, report) => {
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  let killed = '0';
  for (let n = 0; n < crashCount; n++) {
    killed = await waitUntil(() => findSuccessor(machine, killed), startMsMax, `start ${n + 1}`);
    await sleep(lifeMs.shortest + ((lifeMs.longest - lifeMs.shortest) * n) / (crashCount - 1));
    await machine.run(`kill -9 ${killed}`);
  }
  await checkAlive(machine, report, `${crashCount} times kill -9`);
  const result = await load.end();
  report.check('what was answered was right', result.answered > 0 && result.wrong === 0, result);
};

async function findSuccessor(machine: Machine, killed: string): Promise<string | undefined> {
  const pid = await show(machine, 'MainPID');
  return pid === '0' || pid === killed ? undefined : pid;
}

export const stopsAndStarts: Step = async (machine, report) => {
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  for (let n = 0; n < cycleCount; n++) {
    await machine.run('systemctl stop healthy-dns; systemctl start --no-block healthy-dns');
  }
  await checkAlive(machine, report, `${cycleCount} quick stops and starts`);
  const result = await load.end();
  report.check('what was answered was right', result.answered > 0 && result.wrong === 0, result);
  const stopped = await machine.run('systemctl stop healthy-dns.socket && systemctl start healthy-dns');
  report.check('starting the service starts a stopped socket', stopped.code === 0, stopped.output);
  await checkAlive(machine, report, 'a stop of the socket');
};

async function checkAlive(machine: Machine, report: Report, what: string): Promise<void> {
  const tookMs = await askUntil(machine, name, expected, startMsMax);
  report.check(`after ${what} port 53 answers over UDP`, tookMs !== undefined, `${tookMs} ms`);
  const overTcp = await ask(machine, name, '@::1 +tcp');
  report.check('and over TCP', overTcp === expected, overTcp);
  for (const unit of ['healthy-dns.socket', 'healthy-dns.service']) {
    const state = await show(machine, 'ActiveState', unit);
    report.check(
      `${unit} is active`,
      state === 'active',
      `${state} (${await show(machine, 'Result', unit)})`,
    );
  }
}
