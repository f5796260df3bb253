// A fresh installation: apt succeeds, and without a zone the service runs, refuses queries and says which file to edit.

import { setTimeout as sleep } from 'node:timers/promises';
import { ask, paths, readJournal, show, startLoad } from '../inside.ts';
import type { Step } from './step.ts';

const queriesPerSecond = 100;
const observedMs = 2000;

export const install: Step = async (machine, report) => {
  const apt = await machine.run(`apt-get install -y -q ${paths.package}`);
  report.check('apt installs the package', apt.code === 0, `${apt.tookMs} ms`);
  if (apt.code !== 0) throw new Error(apt.output);
  report.check('apt does not mention port 53', !apt.output.includes('is not listening'));

  report.check('the service runs without a configuration', (await show(machine, 'ActiveState')) === 'active');
  const statusText = await show(machine, 'StatusText');
  report.check('its status names the file to edit', statusText.includes(paths.configuration), statusText);
  const warnings = await readJournal(machine, '-p warning');
  const about = warnings.filter(({ MESSAGE }) => String(MESSAGE).includes(paths.configuration));
  report.check(
    'the journal has one warning, which names it too',
    warnings.length === 1 && about.length === 1,
    warnings.map(({ MESSAGE }) => MESSAGE),
  );
  const answer = await ask(machine, 'www.example.com');
  report.check('queries are refused', answer === 'REFUSED', answer);
  const load = await startLoad(machine, queriesPerSecond, { 'www.example.com': 'REFUSED' });
  await sleep(observedMs);
  const result = await load.end();
  report.check(
    `all are, at ${queriesPerSecond} queries/s`,
    result.sent > 0 && result.lost === 0 && result.wrong === 0,
    result,
  );
};
