// A reload with a good configuration changes the answers in the same process; one with a bad configuration fails, says why,
// and changes nothing. Neither loses a query.

import {
  ask,
  configurationWith,
  journalCursor,
  paths,
  readJournal,
  show,
  startLoad,
  steadyAnswers,
  writeFile,
  zone,
} from '../inside.ts';
import type { Step } from './step.ts';

const queriesPerSecond = 2000;

export const reload: Step = async (machine, report) => {
  const pid = await show(machine, 'MainPID');
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());

  await writeFile(machine, paths.configuration, configurationWith({ added: ['192.0.2.77'] }));
  const good = await machine.run('systemctl reload healthy-dns');
  report.check('a good reload succeeds', good.code === 0, `${good.tookMs} ms ${good.output}`);
  const added = await ask(machine, `added.${zone}`);
  report.check('and its new name is answered at once', added === '192.0.2.77', added);

  const cursor = await journalCursor(machine);
  const bad = configurationWith({ added: ['192.0.2.78'], broken: ['10.0.0.300'] });
  await writeFile(machine, paths.configuration, bad);
  const refused = await machine.run('systemctl reload healthy-dns');
  report.check('a bad reload fails', refused.code !== 0, `exit ${refused.code} after ${refused.tookMs} ms`);
  const entries = await readJournal(machine, `--after-cursor='${cursor}'`);
  const findings = entries
    .map(({ MESSAGE }) => String(MESSAGE))
    .filter((text) => text.includes('10.0.0.300'));
  report.check('the journal has its finding', findings.length > 0, findings);
  const kept = await ask(machine, `added.${zone}`);
  report.check('the old answers stay', kept === '192.0.2.77', kept);

  await writeFile(machine, paths.configuration, configurationWith());
  const back = await machine.run('systemctl reload healthy-dns');
  report.check('a good reload after a bad one succeeds', back.code === 0, `${back.tookMs} ms`);
  const gone = await ask(machine, `added.${zone}`);
  report.check('and the name is gone', gone === 'NXDOMAIN', gone);

  const result = await load.end();
  report.check(
    `no query of ${result.sent} was lost or answered wrongly`,
    result.lost === 0 && result.wrong === 0,
    result,
  );
  const after = await show(machine, 'MainPID');
  report.check('all in the same process', after === pid, { before: pid, after });
};

/** As many as fit into the time of this suite; HEALTHY_DNS_E2E_RELOADS sets another number. */
const reloadCount = Number(process.env['HEALTHY_DNS_E2E_RELOADS'] ?? 50);
const reloadMsMax = 1500;

export const manyReloads: Step = async (machine, report) => {
  const pid = await show(machine, 'MainPID');
  const load = await startLoad(machine, queriesPerSecond, steadyAnswers());
  const reloads = await machine.run(
    `for n in $(seq ${reloadCount}); do systemctl reload healthy-dns || exit $n; done`,
    reloadCount * reloadMsMax,
  );
  const result = await load.end();
  report.check(`${reloadCount} reloads in a row succeed`, reloads.code === 0, `${reloads.tookMs} ms`);
  report.check('and lose no query', result.sent > 0 && result.lost === 0 && result.wrong === 0, result);
  const after = await show(machine, 'MainPID');
  report.check('in the same process', after === pid, { before: pid, after });
};
