// Restarts, and reinstalling the package over itself, lose no query: systemd holds the sockets.

import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadResult, paths, show, startLoad, steadyAnswers } from '../inside.ts';
import type { Machine } from '../machine.ts';
import type { Step } from './step.ts';

const queriesPerSecond = 2000;
const restartCount = 5;
/** So that some queries meet the service at rest. */
const pauseMs = 300;

export const restarts: Step = async (machine, report) => {
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  const pids = new Set<string>();
  for (let n = 0; n < restartCount; n++) {
    await sleep(pauseMs);
    await machine.run('systemctl restart healthy-dns');
    pids.add(await show(machine, 'MainPID'));
  }
  await sleep(pauseMs);
  const result = await load.end();
  report.check(
    `${restartCount} restarts at ${queriesPerSecond} queries/s lose nothing`,
    isFlawless(result) && pids.size === restartCount,
    result,
  );
};

export const reinstall: Step = async (machine, report) => {
  const before = await show(machine, 'MainPID');
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  await sleep(pauseMs);
  const apt = await machine.run(`apt-get install -y -q --reinstall ${paths.package}`);
  await sleep(pauseMs);
  const result = await load.end();
  report.check('apt installs the package again', apt.code === 0, `${apt.tookMs} ms`);
  const after = await show(machine, 'MainPID');
  report.check('the new program runs', after !== '0' && after !== before, { before, after });
  report.check(
    `a reinstallation at ${queriesPerSecond} queries/s loses nothing`,
    isFlawless(result) && result.sent > queriesPerSecond,
    result,
  );
  report.check('the configuration is kept', await isConfigured(machine));
};

function isFlawless({ sent, lost, wrong }: LoadResult): boolean {
  return sent > 0 && lost === 0 && wrong === 0;
}

async function isConfigured(machine: Machine): Promise<boolean> {
  const { code } = await machine.run(`grep -q ^HEALTHY_DNS_HOSTED_ZONE= ${paths.configuration}`);
  return code === 0;
}
